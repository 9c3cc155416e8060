"""Train without a screen: progress on stderr, events on stdout when they are asked for."""

import shlex
import signal
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple

from ...core.errors import CheckpointError, UsageError
from ...core.events import Finished, Saved, Stepped, to_json
from ...core.registry import find_preset, find_task
from ...core.runs.listing import list_runs
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import find_run
from ...core.sessions import TrainOrder, resume, spec_of, start
from ...core.spec import TaskSpec
from ..format import short
from .data import chosen_data, folder_of
from .output import BROKEN_PIPE, on_terminal, say, silence, talk_on_terminal, typed_name, write, write_or_fail
from .progress import Lines, Screen
from .threads import check_threads

if TYPE_CHECKING:
    from ...core.trainer import Trainer


def train(
    order: TrainOrder, going_on: bool, threads: int | None, as_json: bool, turns: Mapping[str, float] | None = None
) -> int:
    """Train a new run, or go on with one, dials turned as it begins, and return the exit code."""
    check_threads(threads)
    if going_on and order.origin is not None:
        raise UsageError("--resume goes on with a run, --from begins a new one; give one of them")
    order = replace(order, threads=threads)
    trainer = _resumed(order) if going_on else _new(order)
    for dial, value in (turns or {}).items():
        trainer.turn(dial, value)
    with _signals(trainer) as caught:
        ending = _follow(trainer, as_json)
    return _conclude(ending, trainer, caught, as_json)


def turned(pairs: Sequence[str]) -> dict[str, float]:
    """Return the values of dials from `dial=value` pairs; `UsageError` where one is no number."""
    found: dict[str, float] = {}
    for pair in pairs:
        dial, _, value = pair.partition("=")
        try:
            found[dial.strip()] = float(value)
        except ValueError:
            raise UsageError(f"--turn {pair[:60]!r} sets no dial; write it as in --turn lr=0.001") from None
    return found


def assignments(pairs: Sequence[str], options: Mapping[str, object]) -> dict[str, str]:
    """Return settings as text from `key=value` pairs and from options, which win; None is not given."""
    settings: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {pair[:60]!r} has no '='; write it as in --set lr=0.001")
        settings[name.strip()] = value.strip()
    given = {name: str(value) for name, value in options.items() if value is not None}
    if {"seconds", "epochs"} <= given.keys():
        raise UsageError("--seconds and --epochs cannot both be the budget; give one of them")
    if float(given.get("seconds", 1)) <= 0:
        raise UsageError(f"--seconds is {given['seconds']}; give more than 0, or a number of --epochs")
    if "epochs" in given:
        settings["seconds"] = "0"
    return {**settings, **given}


def _new(order: TrainOrder) -> "Trainer":
    if order.data is not None:
        order = replace(order, data=chosen_data(order.data, _spec(order)))
    trainer = start(order)
    if order.origin is not None:
        say(f"beginning with the weights of {find_run(order.origin)}")
    say(f"training on {trainer.task.metadata()['data']}")
    return trainer


def _spec(order: TrainOrder) -> TaskSpec:
    if order.preset is None and order.origin is not None:
        return spec_of(read_metadata(find_run(order.origin)))
    return find_task(order.task if order.preset is None else find_preset(order.preset).task)


def _resumed(order: TrainOrder) -> "Trainer":
    if order.preset is not None:
        raise UsageError("a run goes on with its own settings; leave out --preset, or leave out --resume to start anew")
    path = _latest(order.task) if order.run is None else find_run(order.run)
    data = None if order.data is None else folder_of(order.data, spec_of(read_metadata(path)))
    trainer = resume(path, order.device, data, dict(order.settings), order.threads)
    overrides = trainer.progress.overrides
    dials = ", ".join(f"{trainer.task.spec.dial(dial).label} {short(value)}" for dial, value in overrides.items())
    by_hand = f"; held by hand as in the app, where d lets them go: {dials}" if dials else ""
    say(f"going on with {path} from step {trainer.progress.step:,}{by_hand}")
    return trainer


def _latest(task: str | None) -> Path:
    for path in list_runs():
        # The latest may be damaged; it is found by its name and says so then.
        with suppress(CheckpointError):
            metadata = read_metadata(path)
            if not metadata.shipped and task in (None, metadata.task):
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


class Ending(NamedTuple):
    """How a run ended: its last event, the step that was saved last, and why stdout took no more."""

    finished: Finished
    saved: int | None
    lost: OSError | None


def _follow(trainer: "Trainer", as_json: bool) -> Ending:
    """Pull every event and show it. When stdout takes no more, stop and save."""
    drawn = talk_on_terminal() and not (as_json and on_terminal())
    finished, saved, lost = None, None, None
    with Screen(trainer.task.spec) if drawn else nullcontext(Lines(trainer.task.spec)) as view:
        for event in trainer.events():
            # A terminal that is gone is no reason to lose what was learned.
            with suppress(OSError):
                view.show(event)
            if as_json and lost is None and not (isinstance(event, Stepped) and event.losses is None):
                try:
                    write_or_fail(to_json(event))
                except OSError as error:
                    silence()
                    trainer.stop()
                    lost = error
            saved = event.step if isinstance(event, Saved) else saved
            finished = event if isinstance(event, Finished) else finished
    assert finished is not None
    return Ending(finished, saved, lost)


def _conclude(ending: Ending, trainer: "Trainer", caught: Sequence[int], as_json: bool) -> int:
    """Say how the run ended, and return the exit code."""
    (finished, saved, lost), name = ending, typed_name(trainer.run)
    step = f"step {finished.step:,}"
    if finished.reason == "failed":
        say(finished.message)
        return 1
    if saved != finished.step:
        kept = "its start" if saved is None else f"step {saved:,}"
        say(f"the run ended at {step} and could not be saved; {trainer.run} holds the state of {kept}")
        return 128 + caught[0] if caught else 1
    if finished.reason == "stopped":
        if lost is not None and not isinstance(lost, BrokenPipeError):
            say(f"the events cannot be written to stdout: {lost.strerror}")
        say(f"stopped at {step}; go on with: cvae-tui train --run {name} --resume")
        return 128 + caught[0] if caught else BROKEN_PIPE if isinstance(lost, BrokenPipeError) else 1
    examples = trainer.task.spec.examples
    ask = f"ask {shlex.quote(examples[0][0])}" if examples else "sample"
    say(f"done in {finished.seconds:.0f} s of training; try: cvae-tui {ask} --run {name}")
    if not as_json:
        write(str(trainer.run))
    return 0
