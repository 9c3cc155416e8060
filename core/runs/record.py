"""What a training leaves in its run's folder: a history that grows with every event, and a state saved when due."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..errors import CheckpointError
from ..events import Alert, DialTurned, Evaluated, Event, Stepped
from ..task import Task
from . import format_1
from .checkpoint import Progress, save_checkpoint
from .history import FILE, EventLog, cut_history, write_history
from .lock import Held, hold
from .metadata import read_metadata, save_reason
from .paths import is_run

# Seconds after which a new run is saved for the first time.
FIRST_SAVE = 5.0


class Record:
    """Keeps a task and its progress in a run's folder. With `run` None nothing is kept.

    `others` are folders to take instead where another process took `run` first. `corrupt_lines` counts those of an
    earlier history, `evaluated` tells whether the state that the run goes on from was evaluated, `unlogged` are dials
    that this state holds otherwise than its history says, and `saved_at` is the second of training that was saved last.
    """

    def __init__(
        self, run: Path | None, task: Task, progress: Progress, preset: str, others: Iterator[Path] | None = None
    ) -> None:
        self.run = run
        self.corrupt_lines = 0
        self.evaluated = True
        self.unlogged: dict[str, float | None] = {}
        self.saved_at = 0.0
        self._task = task
        self._progress = progress
        self._preset = preset
        self._others = others
        self._tried_at = 0.0
        self._basis = progress.step
        self._log: EventLog | None = None
        self._open = False

    @contextmanager
    def open(self) -> Generator[None, None, None]:
        """Keep what happens meanwhile; `CheckpointError` where another process trains the run, or it cannot."""
        if self.run is None:
            yield
            return
        with ExitStack() as held:
            try:
                self._begin(self._taken(self.run, held))
                yield
            finally:
                self._close()
                self._open = False

    @property
    def due(self) -> bool:
        """Whether it is time to save."""
        # A young run has most to lose by a crash: it saves when it is twice as old, until that is too seldom.
        age = min(self._task.config.save_seconds, max(FIRST_SAVE, self.saved_at))
        return self.run is not None and self._progress.seconds - self._tried_at >= age

    def save(self) -> Alert | None:
        """Save the present state, tell where its folder had gone; after a `CheckpointError` the state before stays."""
        if self.run is None:
            raise CheckpointError("this run has no folder; start it with a name to save it")
        self._tried_at = self._progress.seconds
        gone = self._open and not is_run(self.run)
        if gone:
            self._close()
        if self._log is not None:
            # Of a full disk the checkpoint itself will tell.
            with suppress(OSError):
                self._log.flush()
        save_checkpoint(self.run, self._task, self._progress, self._preset, begins=gone or not is_run(self.run))
        self._basis = self._progress.step
        self.saved_at = self._progress.seconds
        if self._open and self._log is None:
            self._log = self._opened(self.run)
        lost = f"{self.run} was removed while it trained; it is saved anew, the history so far is lost"
        return Alert(self._progress.step, "note", lost) if gone else None

    def append(self, event: Event) -> Alert | None:
        """Write an event to the history; tell when that fails, which is no reason to end."""
        if self._log is None:
            return None
        try:
            self._log.append(event)
            if not isinstance(event, Stepped):
                self._log.flush()
        except OSError as error:
            self._close()
            return Alert(event.step, "not-saved", str(self._unwritten(error)))
        return None

    def fail(self) -> None:
        """Say beside the last state that was saved that the run failed, where that can be written."""
        if self.run is not None:
            with suppress(CheckpointError):
                save_reason(self.run, "failed")

    def _taken(self, run: Path, held: ExitStack) -> Path:
        """Hold the run, or the first of the others that nobody else has begun meanwhile."""
        while True:
            try:
                held.enter_context(hold(run))
                if self._others is None or not is_run(run):
                    self.run = run
                    return run
            except Held:
                if self._others is None:
                    raise
            held.close()
            assert self._others is not None
            run = next(self._others)

    def _begin(self, run: Path) -> None:
        if is_run(run) and read_metadata(run).progress.get("step", 0) != self._basis:
            raise CheckpointError(f"{run} was trained further by another process; resume it once more")
        self._progress.reason = ""
        try:
            format_1.take_in(run)
            save_checkpoint(run, self._task, self._progress, self._preset)
            if not self._progress.step or not (run / FILE).is_file():
                write_history(run, [])
            if self._progress.step:
                self._take_up(run)
        except OSError as error:
            raise self._unwritten(error) from None
        self._log, self._open = self._opened(run), True
        self.saved_at = self._tried_at = self._progress.seconds

    def _take_up(self, run: Path) -> None:
        """Cut the history back to the state that the run goes on from, and see what it lacks."""
        turned: dict[str, float | None] = {}
        self.evaluated = False

        def has_been(event: Event) -> bool:
            stands = self._has_been(event)
            if stands and isinstance(event, DialTurned):
                turned[event.dial] = event.value
            if stands and isinstance(event, Evaluated):
                self.evaluated = event.step == self._progress.step
            return stands

        self.corrupt_lines = cut_history(run, has_been)
        held = self._progress.overrides
        self.unlogged = {dial: held.get(dial) for dial in {**turned, **held} if held.get(dial) != turned.get(dial)}

    def _has_been(self, event: Event) -> bool:
        """Tell whether an event of the history lies behind the state that the run goes on from."""
        progress = self._progress
        if isinstance(event, DialTurned) and event.step == progress.step:
            return progress.overrides.get(event.dial) == event.value
        if isinstance(event, Evaluated) and event.step == progress.step and progress.fraction >= 1.0:
            # Broken off between its last step and its end, it is evaluated once more.
            return False
        return event.step <= progress.step

    def _opened(self, run: Path) -> EventLog:
        try:
            return EventLog(run)
        except OSError as error:
            raise self._unwritten(error) from None

    def _close(self) -> None:
        log, self._log = self._log, None
        if log is not None:
            log.close()

    def _unwritten(self, error: OSError) -> CheckpointError:
        return CheckpointError(f"the history of {self.run} cannot be written: {error.strerror}; make room")
