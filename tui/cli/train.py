"""Train without a screen: progress on stderr, events on stdout when they are asked for."""

import signal
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ...core.errors import CheckpointError, UsageError
from ...core.events import Event, Finished, Saved, Stepped, to_json
from ...core.registry import config_of, create_task, find_preset, resume_task
from ...core.runs.listing import list_runs
from ...core.runs.metadata import read_facts
from ...core.runs.paths import data_folder, find_run, named_data, unused_run
from ..format import dial_name, number
from .output import BROKEN_PIPE, on_terminal, say, silence, talk_on_terminal, typed_name, write, write_or_fail
from .progress import Lines, Screen
from .threads import check_threads, use_threads

if TYPE_CHECKING:
    from ...core.trainer import Trainer

DEFAULT_PRESET = "default"


def train(
    preset: str | None, data: str | None, run: str | None, settings: Mapping[str, str], resume: bool,
    begin_from: str | None, device: str, threads: int | None, as_json: bool,
) -> int:  # fmt: skip
    """Train a new run, or go on with one, and return the exit code."""
    check_threads(threads)
    if resume and begin_from is not None:
        raise UsageError("--resume goes on with a run, --from begins a new one; give one of them")
    if resume:
        trainer = _resumed(preset, data, run, settings, device, threads)
    else:
        trainer = _new(preset, data, run, settings, begin_from, device, threads)
    with _signals(trainer) as caught:
        ending = _follow(trainer, as_json)
    return _tell(ending, trainer, caught, as_json)


def assignments(pairs: Sequence[str], options: Mapping[str, object]) -> dict[str, str]:
    """Return settings as text from `key=value` pairs and from options, which win; None is not given.

    Raises:
        UsageError: a pair without '=', or both a time and a number of epochs.
    """
    settings: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {pair[:60]!r} has no '='; write it as in --set kl_weight=0.5")
        settings[name.strip()] = value.strip()
    given = {name: str(value) for name, value in options.items() if value is not None}
    if {"seconds", "epochs"} <= given.keys():
        raise UsageError("--seconds and --epochs cannot both be the budget; give one of them")
    if float(given.get("seconds", 1)) <= 0:
        raise UsageError(f"--seconds is {given['seconds']}; give more than 0, or a number of --epochs")
    if "epochs" in given:
        settings["seconds"] = "0"
    return {**settings, **given}


def _new(
    preset: str | None, data: str | None, run: str | None, settings: Mapping[str, str], begin_from: str | None,
    device: str, threads: int | None,
) -> "Trainer":  # fmt: skip
    origin = None if begin_from is None else read_facts(find_run(begin_from))
    chosen = find_preset(preset or (origin and origin.preset) or DEFAULT_PRESET)
    base = chosen.config if origin is None or preset is not None else config_of(origin)
    config = base.with_text(settings)
    if origin is not None and data is None:
        folder = named_data(origin.data, origin.task)
    else:
        folder = data_folder(data, chosen.task)
    path = unused_run(run, chosen.name)
    from ...core.device import choose_device
    from ...core.runs.checkpoint import load_weights, modules_stored
    from ...core.trainer import Trainer

    use_threads(threads)
    task = create_task(chosen.task, config, folder, choose_device(device))
    if origin is not None:
        modules = task.modules()
        if task.facts()["fingerprint"] != origin.fingerprint:
            # What is beside the model, as the noise's way to the verbs, belongs to the data it was learned on.
            modules = {"model": modules["model"]}
        stored = modules_stored(origin.path)
        load_weights(origin.path, {name: module for name, module in modules.items() if name in {"model"} | stored})
        say(f"beginning with the weights of {origin.path}")
    say(f"training {chosen.name!r} on {folder} into {path}")
    return Trainer(task, path, preset=chosen.name)


def _resumed(
    preset: str | None, data: str | None, run: str | None, settings: Mapping[str, str], device: str, threads: int | None
) -> "Trainer":
    if preset is not None:
        raise UsageError("a run goes on with its own settings; leave out --preset, or leave out --resume to start anew")
    path = _latest() if run is None else find_run(run)
    facts = read_facts(path)
    if facts.shipped:
        raise UsageError(
            f"{path.name!r} came with the package and is not trained on; start a run of your own without --resume"
        )
    folder = None if data is None else data_folder(data, facts.task)
    from ...core.device import choose_device
    from ...core.trainer import Trainer

    use_threads(threads)
    task, progress = resume_task(path, choose_device(device), folder, settings)
    trainer = Trainer(task, path, progress, facts.preset)
    if trainer.spent:
        raise UsageError(f"{path.name!r} has used up its budget; give it a larger one with --epochs or --seconds")
    say(f"going on with {path} from step {progress.step:,}{_held(progress.held)}")
    return trainer


def _held(held: Mapping[str, float]) -> str:
    if not held:
        return ""
    dials = ", ".join(f"{dial_name(dial)} {number(value)}" for dial, value in held.items())
    return f"; held by hand as in the app, where d lets them go: {dials}"


def _latest() -> Path:
    for path in list_runs():
        # The latest may be damaged; it is found by its name and says so then.
        with suppress(CheckpointError):
            if not read_facts(path).shipped:
                return path
    raise UsageError("there is no run to go on with; start one with `cvae-tui train`")


@contextmanager
def _signals(trainer: "Trainer") -> Generator[list[int], None, None]:
    """Turn the first ctrl-C, SIGTERM or SIGHUP into a stop that saves; a second one ends at once."""
    caught: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if caught:
            raise KeyboardInterrupt
        caught.append(number)
        trainer.stop()

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # What is ignored stays ignored: nohup says so, and a shell of its background jobs.
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Ending:
    """How a run ended: its last event, the step that was saved last, and why stdout took no more."""

    finished: Finished
    saved: int | None
    lost: OSError | None


def _follow(trainer: "Trainer", as_json: bool) -> Ending:
    """Pull every event and show it. When stdout takes no more, stop and save."""
    drawn = talk_on_terminal() and not (as_json and on_terminal())
    finished, saved, lost = None, None, None
    with Screen() if drawn else Lines() as view:
        for event in trainer.events():
            # A terminal that is gone is no reason to lose what was learned.
            with suppress(OSError):
                view.show(event)
            if as_json and lost is None:
                try:
                    _write_event(event)
                except OSError as error:
                    silence()
                    trainer.stop()
                    lost = error
            if isinstance(event, Saved):
                saved = event.step
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    return Ending(finished, saved, lost)


def _write_event(event: Event) -> None:
    if not isinstance(event, Stepped) or event.losses is not None:
        write_or_fail(to_json(event))


def _tell(ending: Ending, trainer: "Trainer", caught: Sequence[int], as_json: bool) -> int:
    """Say how the run ended, and return the exit code."""
    finished, lost = ending.finished, ending.lost
    if finished.reason == "failed":
        say(finished.message)
        return 1
    if ending.saved != finished.step:
        kept = "its start" if ending.saved is None else f"step {ending.saved:,}"
        say(f"the run ended at step {finished.step:,} and could not be saved; {trainer.run} holds the state of {kept}")
        return 128 + caught[0] if caught else 1
    if finished.reason == "stopped":
        if lost is not None and not isinstance(lost, BrokenPipeError):
            say(f"the events cannot be written to stdout: {lost.strerror}")
        say(f"stopped at step {finished.step:,}; go on with: cvae-tui train --run {typed_name(trainer.run)} --resume")
        return 128 + caught[0] if caught else BROKEN_PIPE if isinstance(lost, BrokenPipeError) else 1
    say(
        f"done in {finished.seconds:.0f} s of training; try: cvae-tui convert splitting --run {typed_name(trainer.run)}"
    )
    if not as_json:
        write(str(trainer.run))
    return 0
