"""A run while it is trained: its trainer, pulled one event at a time, and how fast it goes."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ...core.events import DialTurned, Event, Finished, Stepped
from ..messages import Model, Snapshot

if TYPE_CHECKING:
    from ...core.runs.checkpoint import Progress

# Seconds of training over which words per second are averaged.
WINDOW = 5.0


class LiveRun:
    """Knows what each event changes on the screen. Not pulling is a pause."""

    def __init__(self, task: Any, run: Path, progress: "Progress | None", preset: str) -> None:
        from ...core.trainer import Trainer

        self.trainer = Trainer(task, run, progress, preset)
        self._task = task
        self._events = self.trainer.events()
        self._pace: deque[tuple[float, int, float]] = deque()
        self._begun: Event | None = None

    def begun(self) -> Self:
        """Return the run with its folder held and written.

        Raises:
            CheckpointError: another process trains it, or its folder cannot be written.
        """
        self._begun = next(self._events)
        return self

    def pull(self) -> Event | None:
        """Return the next event, None after the last."""
        begun, self._begun = self._begun, None
        return begun or next(self._events, None)

    def close(self) -> None:
        """Let go of the run and its history."""
        self._events.close()

    def model(self, run: Path, latent: int) -> Model:
        """Return what is trained."""
        variant = str(self._task.config.to_dict().get("variant", ""))
        return Model(run.name, str(run), variant, latent, self.trainer.progress.step)

    def beginning(self) -> Mapping[str, Any]:
        """Return what the snapshot is to say before the first step."""
        config, progress = self._task.config, self.trainer.progress
        return {
            "state": "running",
            "device": str(self._task.device),
            "step": progress.step,
            "epoch": progress.step / self._task.steps_per_epoch,
            "epochs": None if config.seconds else config.epochs,
            "progress": progress.share,
            "seconds": progress.seconds,
            "dials": self.trainer.dials,
            "held": frozenset(progress.held),
            "error": "",
        }

    def changes(self, event: Event, before: Snapshot) -> Mapping[str, Any]:
        """Return what an event changes in the snapshot."""
        held = frozenset(self.trainer.progress.held)
        match event:
            case Stepped():
                speed, left = self._speed(event, before)
                return {
                    "step": event.step, "epoch": event.epoch, "progress": event.progress, "seconds": event.seconds,
                    "dials": event.dials, "held": held, "words_per_second": speed, "seconds_left": left,
                    "model": replace(before.model, step=event.step),
                }  # fmt: skip
            case DialTurned(dial=dial):
                sent = {name: value for name, value in before.sent.items() if name != dial}
                return {"sent": sent, "dials": self.trainer.dials, "held": held}
            case Finished():
                failed = event.reason == "failed"
                return {
                    "state": "failed" if failed else "ready", "words_per_second": event.words_per_second,
                    "seconds_left": None, "error": event.message if failed else "", "sent": {},
                }  # fmt: skip
            case _:
                return {}

    def _speed(self, event: Stepped, before: Snapshot) -> tuple[float, float | None]:
        """Return words per second over the last seconds of training, and the seconds left."""
        self._pace.append((event.seconds, event.words, event.progress))
        while len(self._pace) > 2 and event.seconds - self._pace[1][0] > WINDOW:
            self._pace.popleft()
        seconds, words, share = self._pace[0]
        passed, gained = event.seconds - seconds, event.progress - share
        if passed <= 0:
            return before.words_per_second, before.seconds_left
        return (event.words - words) / passed, (1 - event.progress) * passed / gained if gained > 0 else None
