"""The trainer: one generator of events. It owns time; a task owns what is learned."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import Literal

import torch

from .answer import Report
from .averages import Averages, Failure, failure
from .clock import Clock
from .errors import CheckpointError, TrainingError, UsageError, nearest
from .events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from .runs.checkpoint import Progress
from .runs.record import Record
from .schedules import check_dial
from .task import Learned, Task
from .threads import Threads
from .verdict import timely

# Training seconds after which losses are reported, whatever `report_every` says.
REPORT_SECONDS = 2.0


class Trainer:
    """Trains a task, batch by batch, as long as somebody pulls at `events()`.

    Not pulling is a pause, during which the state may be used, saved or asked; pulling once is a single step.
    `stop()` makes the next pull save and finish. With `run` None nothing is written; `others` are folders to take
    instead, in order, where another process has taken `run` before the first pull. `threads` chooses how many a step
    is computed on, None leaves them as they are.
    """

    def __init__(
        self, task: Task, run: Path | None = None, progress: Progress | None = None, preset: str = "",
        others: Iterator[Path] | None = None, threads: Threads | None = None,
    ) -> None:  # fmt: skip
        self.task = task
        self.progress = progress or Progress()
        self._record = Record(run, task, self.progress, preset, others)
        self._schedules = task.schedules()
        self._turned: dict[str, float | None] = {}
        self._averages = Averages(self.progress, task.device)
        self._threads = threads
        self._chosen = ""
        self._stopping = self._reports_next = False
        if self.progress.step:
            # The budget may be another one than when it was saved.
            self.progress.fraction = self._fraction()
        self._started_examples, self._started_seconds = self.progress.examples, self.progress.seconds
        self._reported_at = self.progress.seconds
        self._clock = Clock()
        self._told: set[str] = set()
        self._unsaved = ""

    @property
    def run(self) -> Path | None:
        """The run's folder; it is settled when the first event is pulled."""
        return self._record.run

    @property
    def spent(self) -> bool:
        """Whether the run came to an end by itself and its budget leaves nothing to learn."""
        return self.progress.fraction >= 1.0 and self.progress.reason != ""

    @property
    def dials(self) -> dict[str, float]:
        """The value of every dial at the present step: held by hand, or its schedule's."""
        scheduled = {name: schedule(self.progress.fraction) for name, schedule in self._schedules.items()}
        return {**scheduled, **self.progress.overrides}

    def turn(self, dial: str, value: float | None) -> None:
        """Hold a dial at a value from the next step on, or None: follow its schedule again; else `UsageError`."""
        if dial not in self._schedules:
            raise UsageError(f"there is no dial {dial[:40]!r}; {nearest(dial, list(self._schedules))}")
        if value is not None:
            check_dial(self.task.spec.dial(dial), value)
        self._turned[dial] = value

    def stop(self) -> None:
        """Make the next pull at `events()` save the state and finish."""
        self._stopping = True

    def report_next(self) -> None:
        """Have the next step report its losses, whether that is due or not."""
        self._reports_next = True

    def events(self) -> Generator[Event, None, None]:
        """Yield what happens; see `core.events`. Pauses between pulls are not counted as training time.

        No other process may train the run meanwhile: `CheckpointError` where one does, or the folder cannot be written.
        """
        with self._record.open(), self._threads or nullcontext():
            self._clock.start()
            for event in self._all():
                self.progress.seconds += self._clock.count("between")
                if lost := self._record.append(event):
                    yield lost
                yield event
                self._clock.start()

    def save(self) -> Saved:
        """Write a checkpoint of the present state; `CheckpointError` if it cannot be written, or is wrecked."""
        if found := self._wrecked():
            raise CheckpointError(f"{found[1]}; the state of second {self._record.saved_at:.0f} is kept instead")
        self._save()
        saved = Saved(self.progress.step)
        self._record.append(saved)
        return saved

    def _save(self) -> Alert | None:
        self._averages.keep()
        self.progress.overrides = self._overrides()
        return self._record.save()

    def _all(self) -> Iterator[Event]:
        step, config, task = self.progress.step, self.task.config, self.task
        total = None if config.seconds else config.epochs * task.steps_per_epoch
        yield Started(
            step, task.spec.name, str(config.to_dict().get("variant", "")), str(task.device), task.examples_per_epoch,
            task.steps_per_epoch, total, config.seconds or None, str(self.run or ""),
        )  # fmt: skip
        if corrupt := self._record.corrupt_lines:
            lines = "1 line" if corrupt == 1 else f"{corrupt} lines"
            yield Alert(step, "note", f"{lines} of the run's history could not be read; the rest is kept")
        if not step:
            yield from (Alert(step, "note", note) for note in task.notes())
        for dial, value in self._record.unlogged.items():
            yield DialTurned(step, dial, value)
        if self._evaluation_due() and not self._record.evaluated:
            yield from self._evaluate()
        while self.progress.fraction < 1.0 and not self._stopping:
            yield from self._apply_turned()
            stepped = self._step()
            yield stepped
            if stepped.losses is not None and (found := self._wrecked()):
                yield from self._fail(*found)
                return
            yield from self._between(stepped)
        if found := self._wrecked():
            yield from self._fail(*found)
            return
        yield from self._apply_turned()
        yield from self._finish("stopped" if self.progress.fraction < 1.0 else "done")

    def _apply_turned(self) -> Iterator[Event]:
        self.progress.overrides = self._overrides()
        turned, self._turned = self._turned, {}
        for dial, value in turned.items():
            yield DialTurned(self.progress.step, dial, value)

    def _overrides(self) -> dict[str, float]:
        """The dials held by hand, those among them that were turned since the last step."""
        held = {**self.progress.overrides, **self._turned}
        return {dial: value for dial, value in held.items() if value is not None}

    def _step(self) -> Stepped:
        progress, task = self.progress, self.task
        dials = self.dials
        try:
            learned = self._learn(dials)
        except torch.OutOfMemoryError:
            raise TrainingError(
                f"{task.device} ran out of memory at step {progress.step}; set smaller batches, or a smaller model"
            ) from None
        self._averages.add(learned)
        progress.step += 1
        progress.examples += learned.examples
        progress.seconds += self._clock.count("step")
        progress.fraction = self._fraction()
        due = (
            self._reports_next
            or progress.step % task.config.report_every == 0
            or progress.fraction >= 1.0
            or progress.seconds - self._reported_at >= REPORT_SECONDS
        )
        losses = self._averages.report() if due else None
        if due:
            self._reported_at, self._reports_next = progress.seconds, False
        return Stepped(
            progress.step, progress.step / task.steps_per_epoch, progress.fraction, progress.examples,
            progress.seconds, dials, losses,
        )  # fmt: skip

    def _learn(self, dials: dict[str, float]) -> Learned:
        if self._threads is None:
            return self.task.step(self.progress.step, dials)
        self._threads.apply()
        began = perf_counter()
        learned = self.task.step(self.progress.step, dials)
        self._chosen = self._threads.learned(learned.examples, perf_counter() - began)
        return learned

    def _fraction(self) -> float:
        config = self.task.config
        if config.seconds:
            return min(1.0, self.progress.seconds / config.seconds)
        return min(1.0, self.progress.step / (config.epochs * self.task.steps_per_epoch))

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
        if self._chosen:
            yield Alert(stepped.step, "note", self._chosen)
        if self._evaluation_due():
            yield from self._evaluate()
        if stepped.losses is not None:
            if self._averages.skipped:
                skipping = f"updates are skipped, their gradients are not finite; {self.task.spec.remedy}"
                yield from self._once([Alert(stepped.step, "not-finite", skipping)])
            yield from self._once(self.task.spec.alerts(stepped))
        if self._record.due and not self._wrecked():
            yield from self._try_to_save("training goes on without saving")

    def _wrecked(self) -> Failure | None:
        """Return why the run must end by the losses since the last report, else by that one: no such state is saved."""
        losses, skipped = self._averages.latest()
        return failure(self.progress.step, losses, skipped, self.task.config.on_not_finite, self.task.spec.remedy)

    def _evaluation_due(self) -> bool:
        every, step = self.task.config.evaluate_every * self.task.steps_per_epoch, self.progress.step
        return bool(every and step) and step % every == 0 and self.progress.fraction < 1.0

    def _evaluate(self) -> Iterator[Event]:
        step = self.progress.step
        try:
            scores, samples, verdict, reason = self.task.evaluate()
        except torch.OutOfMemoryError:
            left_out = f"{self.task.device} ran out of memory in the evaluation of step {step}, which is left out"
            yield Alert(step, "note", left_out)
            return
        told = timely(Report(verdict=verdict, reason=reason), self.progress.fraction)
        epoch = step / self.task.steps_per_epoch
        yield Evaluated(step, epoch, self.progress.seconds, scores, samples, told.verdict, told.reason)
        yield from self._once([Alert(step, "milestone", sentence) for sentence in self.task.milestones(scores)])

    def _once(self, alerts: Sequence[Alert]) -> Iterator[Event]:
        for alert in alerts:
            if alert.message not in self._told:
                self._told.add(alert.message)
                yield alert

    def _finish(self, reason: Literal["done", "stopped"]) -> Iterator[Event]:
        if reason == "done":
            yield from self._evaluate()
        self.progress.reason = reason
        lost = f"what was learned since second {self._record.saved_at:.0f} is not saved"
        saved = self.run is None or (yield from self._try_to_save(lost))
        yield self._finished(reason, "" if saved else lost)

    def _try_to_save(self, otherwise: str) -> Generator[Event, None, bool]:
        """Save and tell so; where that cannot be done, tell why and what comes of it, once until it changes."""
        try:
            found = self._save()
        except CheckpointError as error:
            message = f"{error}; {otherwise}"
            if message != self._unsaved:
                yield Alert(self.progress.step, "not-saved", message)
            self._unsaved = message
            return False
        self._unsaved = ""
        if found is not None:
            yield found
        yield Saved(self.progress.step)
        return True

    def _finished(self, reason: Literal["done", "stopped", "failed"], message: str = "") -> Finished:
        seconds = self.progress.seconds - self._started_seconds
        speed = (self.progress.examples - self._started_examples) / seconds if seconds > 0 else 0.0
        return Finished(self.progress.step, reason, self.progress.seconds, speed, message, str(self.run or ""))
