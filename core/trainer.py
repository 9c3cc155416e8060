"""The trainer: one generator of events. It owns time; a task owns what is learned."""

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Literal, cast

import torch
from torch import Tensor

from .alerts import Failure, failure, warnings
from .errors import CheckpointError, TrainingError, UsageError, nearest
from .events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from .runs.checkpoint import Progress
from .runs.record import Record
from .task import Task


class Trainer:
    """Trains a task, batch by batch, as long as somebody pulls at `events()`.

    Not pulling is a pause, during which the state may be used, saved or probed; pulling once is a single step.
    `stop()` makes the next pull save and finish. With `run` None nothing is written.
    """

    def __init__(self, task: Task, run: Path | None = None, progress: Progress | None = None, preset: str = "") -> None:
        self.task = task
        self.run = run
        self.progress = progress or Progress()
        self._record = Record(run, task, self.progress, preset)
        self._schedules = task.schedules()
        self._turned: dict[str, float | None] = {}
        self._names = tuple(self.progress.pending)
        self._sums = torch.tensor(list(self.progress.pending.values()), device=task.device) if self._names else None
        self._reported: Mapping[str, float] | None = None
        self._stopping = False
        if self.progress.step:
            # The budget may be another one than when it was saved.
            self.progress.share = self._share(self.progress.seconds)
        self._started_words, self._started_seconds = self.progress.words, self.progress.seconds
        self._told: set[str] = set()

    @property
    def spent(self) -> bool:
        """Whether the run came to an end by itself and its budget leaves nothing to learn."""
        return self.progress.share >= 1.0 and self.progress.reason != ""

    @property
    def dials(self) -> dict[str, float]:
        """The value of every dial at the present step: held by hand, or its schedule's."""
        scheduled = {name: schedule(self.progress.share) for name, schedule in self._schedules.items()}
        return {**scheduled, **self.progress.held}

    def turn(self, dial: str, value: float | None) -> None:
        """Hold a dial at a value from the next step on, or let it follow its schedule again (None).

        Raises:
            UsageError: no such dial, or a value that is negative or not finite.
        """
        if dial not in self._schedules:
            raise UsageError(f"there is no dial {dial[:40]!r}; {nearest(dial, list(self._schedules))}")
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise UsageError(f"{dial} cannot be {value}; give a number of at least 0")
        if dial == "teacher_forcing" and value is not None and value > 1:
            raise UsageError(f"teacher_forcing cannot be {value}; it is a probability from 0 to 1")
        self._turned[dial] = value

    def stop(self) -> None:
        """Make the next pull at `events()` save the state and finish."""
        self._stopping = True

    def events(self) -> Generator[Event, None, None]:
        """Yield what happens; see `core.events`. Pauses between pulls are not counted as training time.

        While they are pulled, no other process may train the run.

        Raises:
            CheckpointError: another process trains the run, or its folder cannot be written at the start. Later
                failures are told as alerts.
        """
        with self._record.open():
            clock = perf_counter()
            for event in self._all():
                self.progress.seconds += perf_counter() - clock
                if lost := self._record.append(event):
                    yield lost
                yield event
                clock = perf_counter()

    def save(self) -> Saved:
        """Write a checkpoint of the present state, now.

        Raises:
            CheckpointError: the folder cannot be written, or the losses show that the state is wrecked.
        """
        if found := self._wrecked():
            raise CheckpointError(f"{found[1]}; the state of second {self._record.saved_at:.0f} is kept instead")
        saved = self._save()
        self._record.append(saved)
        return saved

    def _save(self) -> Saved:
        self.progress.pending = {} if self._sums is None else self._by_name(self._sums)
        self.progress.held = self._held()
        self._record.save()
        return Saved(self.progress.step)

    def _all(self) -> Iterator[Event]:
        yield self._started()
        if torn := self._record.torn:
            lines = "1 line" if torn == 1 else f"{torn} lines"
            yield Alert(self.progress.step, "note", f"{lines} of the run's history could not be read; the rest is kept")
        for dial, value in self._record.untold.items():
            yield DialTurned(self.progress.step, dial, value)
        if self._evaluation_due() and not self._record.evaluated:
            yield from self._evaluate()
        while self.progress.share < 1.0 and not self._stopping:
            yield from self._apply_turned()
            stepped = self._step()
            yield stepped
            if found := self._failure(stepped.losses):
                yield from self._fail(*found)
                return
            yield from self._between(stepped)
        if found := self._wrecked():
            yield from self._fail(*found)
            return
        yield from self._apply_turned()
        yield from self._finish("stopped" if self.progress.share < 1.0 else "done")

    def _started(self) -> Started:
        config, task = self.task.config, self.task
        total = None if config.seconds else config.epochs * task.steps_per_epoch
        variant = str(config.to_dict().get("variant", ""))
        run = "" if self.run is None else str(self.run)
        return Started(
            self.progress.step, task.name, variant, str(task.device), task.words_per_epoch, task.steps_per_epoch,
            total, config.seconds or None, run,
        )  # fmt: skip

    def _apply_turned(self) -> Iterator[Event]:
        self.progress.held = self._held()
        turned, self._turned = self._turned, {}
        for dial, value in turned.items():
            yield DialTurned(self.progress.step, dial, value)

    def _held(self) -> dict[str, float]:
        """The dials held by hand, those among them that were turned since the last step."""
        held = {**self.progress.held, **self._turned}
        return {dial: value for dial, value in held.items() if value is not None}

    def _step(self) -> Stepped:
        progress, task = self.progress, self.task
        before = perf_counter()
        dials = self.dials
        try:
            words, losses = task.step(progress.step, dials)
        except torch.OutOfMemoryError:
            raise TrainingError(
                f"{task.device} ran out of memory at step {progress.step}; set a smaller batch_size or hidden"
            ) from None
        self._add(words, losses)
        progress.step += 1
        progress.words += words
        seconds = progress.seconds + perf_counter() - before
        progress.share = self._share(seconds)
        due = progress.step % task.config.report_every == 0 or progress.share >= 1.0
        return Stepped(
            progress.step, progress.step / task.steps_per_epoch, progress.share, progress.words, seconds,
            dials, self._report() if due else None,
        )  # fmt: skip

    def _share(self, seconds: float) -> float:
        config = self.task.config
        if config.seconds:
            return min(1.0, seconds / config.seconds)
        return min(1.0, self.progress.step / (config.epochs * self.task.steps_per_epoch))

    def _add(self, words: int, losses: Mapping[str, Tensor]) -> None:
        """Add up losses on the device, so that nobody waits for it before a report is due."""
        values = torch.stack([value.float() for value in losses.values()]) * words
        self._sums = values if self._sums is None else self._sums + values
        self._names = tuple(losses)
        self.progress.pending_words += words

    def _report(self) -> dict[str, float]:
        self._reported = self._means()
        self._sums, self.progress.pending_words = None, 0
        return self._reported

    def _means(self) -> dict[str, float]:
        assert self._sums is not None
        return self._by_name(self._sums / self.progress.pending_words)

    def _by_name(self, losses: Tensor) -> dict[str, float]:
        return dict(zip(self._names, cast("list[float]", losses.tolist()), strict=True))

    def _fail(self, kind: Literal["not-finite", "exploded"], message: str) -> Iterator[Event]:
        # Updates before the report may have wrecked the weights, so what is kept is the last state that was saved.
        self.progress.reason = "failed"
        yield Alert(self.progress.step, kind, message)
        kept = ""
        if self.run is not None:
            kept = f"; the state of second {self._record.saved_at:.0f} is kept in {self.run}"
            self._record.fail()
        yield self._finished("failed", message + kept)

    def _between(self, stepped: Stepped) -> Iterator[Event]:
        """What is due between two steps: an evaluation, alerts, a checkpoint."""
        if self._evaluation_due():
            yield from self._evaluate()
        yield from self._once(warnings(stepped))
        if self._record.due and not self._wrecked():
            yield from self._try_to_save("training goes on without saving")

    def _failure(self, losses: Mapping[str, float] | None) -> Failure | None:
        return failure(self.progress.step, losses, self.task.config.on_not_finite)

    def _wrecked(self) -> Failure | None:
        """Return why the run must end by the losses since the last report, else by that one: no such state is saved."""
        return self._failure(self._reported if self._sums is None else self._means())

    def _evaluation_due(self) -> bool:
        every, step = self.task.config.evaluate_every * self.task.steps_per_epoch, self.progress.step
        return bool(every and step) and step % every == 0 and self.progress.share < 1.0

    def _evaluate(self) -> Iterator[Event]:
        step = self.progress.step
        try:
            scores, samples = self.task.evaluate()
        except torch.OutOfMemoryError:
            left_out = f"{self.task.device} ran out of memory in the evaluation of step {step}, which is left out"
            yield Alert(step, "note", left_out)
            return
        yield Evaluated(step, step / self.task.steps_per_epoch, self.progress.seconds, scores, samples)
        yield from self._once([Alert(step, "milestone", remark) for remark in self.task.remarks(scores)])

    def _once(self, alerts: Sequence[Alert]) -> Iterator[Event]:
        for alert in alerts:
            if alert.message not in self._told:
                self._told.add(alert.message)
                yield alert

    def _finish(self, reason: str) -> Iterator[Event]:
        if reason == "done":
            yield from self._evaluate()
        self.progress.reason = "done" if reason == "done" else "stopped"
        lost = ""
        if self.run is not None:
            lost = f"what was learned since second {self._record.saved_at:.0f} is not saved"
            if (yield from self._try_to_save(lost)):
                lost = ""
        yield self._finished(reason, lost)

    def _try_to_save(self, otherwise: str) -> Generator[Event, None, bool]:
        """Save and tell so; where that cannot be done, tell why and what comes of it."""
        try:
            yield self._save()
        except CheckpointError as error:
            yield Alert(self.progress.step, "not-saved", f"{error}; {otherwise}")
            return False
        return True

    def _finished(self, reason: str, message: str = "") -> Finished:
        seconds = self.progress.seconds - self._started_seconds
        speed = (self.progress.words - self._started_words) / seconds if seconds > 0 else 0.0
        run = "" if self.run is None else str(self.run)
        kind = "done" if reason == "done" else "stopped" if reason == "stopped" else "failed"
        return Finished(self.progress.step, kind, self.progress.seconds, speed, message, run)
