"""What a run that is being trained changes on the screen."""

from typing import TYPE_CHECKING, Any

from ...core.events import DialTurned, Event, Finished, Stepped
from ..messages import OpenedModel, Snapshot
from ..pace import Pace

if TYPE_CHECKING:
    from ...core.trainer import Trainer


def beginning(trainer: "Trainer", dimensions: int) -> dict[str, Any]:
    """Return what the snapshot is to say before the first step."""
    task, progress, run = trainer.task, trainer.progress, trainer.run
    name, folder = ("", "") if run is None else (run.name, str(run))
    return {
        "state": "running",
        "model": OpenedModel(task.spec.name, name, folder, str(task.config.to_dict().get("variant", "")), dimensions),
        "device": str(task.device),
        "step": progress.step,
        "epoch": progress.step / task.steps_per_epoch,
        "epochs": None if task.config.seconds else task.config.epochs,
        "fraction": progress.fraction,
        "seconds": progress.seconds,
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
                "step": event.step, "epoch": event.epoch, "fraction": event.fraction, "seconds": event.seconds,
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
