"""What the screen is to know of a run: of one that is opened, by its files; of one that is trained. Knows no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import CvaeError
from ...core.events import DialTurned, Event, Finished, Stepped
from ...core.runs.history import FILE, read_history
from ...core.runs.lock import left_alone, trained_by
from ...core.runs.metadata import RunMetadata, how_it_ended, read_metadata
from ...core.sessions import config_of
from ..messages import OpenedModel, Snapshot
from ..pace import Pace
from .follow import Followed

if TYPE_CHECKING:
    from ...core.trainer import Trainer


@dataclass(frozen=True)
class Found:
    """A run as its files have it: `progress` is for the snapshot, `followed` there where the run may still grow."""

    events: Sequence[Event]
    progress: dict[str, Any]
    followed: Followed | None
    complaints: tuple[str, ...]


def read_run(path: Path) -> Found:
    """Read what there is of a run but its weights; of a history that went further than they did, what led to them."""
    run = read_metadata(path)
    saved = int(run.progress.get("step", 0))
    trained, complaints = trained_by(path) is not None, list[str]()
    grows = run.progress and not run.shipped and (trained or not run.progress.get("reason"))
    followed = Followed(path) if grows else None
    if followed is None:
        events, corrupt_lines = read_history(path)
    else:
        followed.look()
        events, corrupt_lines = followed.events, followed.corrupt_lines
    if followed and events and not how_it_ended(run, events[-1]) and left_alone(path) and events[-1].step > saved:
        lost = f"{events[-1].step - saved:,} steps"
        complaints.append(f"it broke off {lost} after its last checkpoint: go on from there in the runs (o)")
        events = [event for event in events if event.step <= saved]
    if corrupt_lines:
        lines = "1 line" if corrupt_lines == 1 else f"{corrupt_lines} lines"
        complaints.append(f"{lines} of {path / FILE} could not be read; the rest is kept")
    # How many dimensions z has is known when the weights are loaded.
    model = OpenedModel(run.task, run.name, str(path))
    return Found(events, {"model": model, **how_far(run, events, trained)}, followed, tuple(complaints))


def how_far(run: RunMetadata, events: Sequence[Event], trained: bool) -> dict[str, Any]:
    """Return what the snapshot is to say of how far a run came.

    Held by hand are the dials of the state saved last and, while somebody trains the run, those turned since.
    """
    try:
        config = config_of(run)
    except CvaeError:
        config = None
    saved = int(run.progress.get("step", 0))
    last = next((event for event in reversed(events) if isinstance(event, Stepped)), None)
    finished = next((event for event in reversed(events) if isinstance(event, Finished)), None)
    turned = [event for event in events if trained and isinstance(event, DialTurned) and event.step >= saved]
    held = {**run.overrides, **{event.dial: event.value for event in turned}}
    overrides = {dial: value for dial, value in held.items() if value is not None}
    return {
        "step": max(last.step if last else 0, saved),
        "epoch": last.epoch if last else 0.0,
        "epochs": None if config is None or config.seconds else config.epochs,
        "fraction": last.fraction if last else float(run.progress.get("fraction", 0.0)),
        "dials": {**(last.dials if last else {}), **overrides},
        "overrides": frozenset(overrides),
        "examples_per_second": finished.examples_per_second if finished else 0.0,
        "followed": trained,
    }


def beginning(trainer: "Trainer", dimensions: int) -> dict[str, Any]:
    """Return what the snapshot is to say before the first step."""
    task, progress, run = trainer.task, trainer.progress, trainer.run
    name, folder = ("", "") if run is None else (run.name, str(run))
    return {
        "state": "running",
        "model": OpenedModel(task.spec.name, name, folder, dimensions),
        "device": str(task.device),
        "step": progress.step,
        "epoch": progress.step / task.steps_per_epoch,
        "epochs": None if task.config.seconds else task.config.epochs,
        "fraction": progress.fraction,
        "dials": trainer.dials,
        "overrides": frozenset(progress.overrides),
    }


def changed_by(trainer: "Trainer", pace: Pace, event: Event, before: Snapshot) -> dict[str, Any]:
    """Return what an event changes in the snapshot."""
    overrides = frozenset(trainer.progress.overrides)
    match event:
        case Stepped():
            pace.see(event)
            return {
                "step": event.step, "epoch": event.epoch, "fraction": event.fraction,
                "dials": event.dials, "overrides": overrides, "seconds_left": pace.seconds_left,
                "examples_per_second": pace.examples_per_second,
            }  # fmt: skip
        case DialTurned(dial=dial):
            pending = {name: value for name, value in before.pending.items() if name != dial}
            return {"pending": pending, "dials": trainer.dials, "overrides": overrides}
        case Finished():
            failed = event.reason == "failed"
            return {
                "state": "failed" if failed else "ready", "examples_per_second": event.examples_per_second,
                "seconds_left": None, "error": event.message if failed else "", "pending": {},
            }  # fmt: skip
        case _:
            return {}
