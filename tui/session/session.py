"""What the engine's thread does, one call at a time: opens runs, trains, answers.

Knows no thread and no task. Torch comes in with the first model, not before.
"""

import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core import sessions
from ...core.answer import Query
from ...core.errors import CheckpointError, UsageError
from ...core.events import Event, Finished, Stepped
from ...core.registry import find_task
from ...core.runs.history import read_history
from ...core.runs.lock import left_alone
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import find_run
from ..messages import (
    Answered,
    Changed,
    Complaint,
    LatentMap,
    Opened,
    OpenedModel,
    Question,
    Samples,
    Snapshot,
)
from ..pace import Pace
from .follow import Followed
from .state import beginning, changed_by, how_far, read_run

if TYPE_CHECKING:
    from textual.message import Message

    from ...core.task import Model
    from ...core.trainer import Trainer

NO_MODEL = "there is no model yet; press t to train one, or o to open a run"
NO_DIAGNOSIS = "there is nothing to measure of a model of this task; `cvae-tui score` says how good it is"

NO_MAP = "there is no map of a model of this task; v shows the curves again"


class Session:
    """One model at a time: opened to answer, or being trained. `post` takes what the screen is to know at once.

    Whatever cannot be done is a `CvaeError`, after which `fail` makes the best of it.
    """

    def __init__(self, device: str, post: "Callable[[Message], object]") -> None:
        self.snapshot = Snapshot()
        self._device = device
        self._post = post
        self._model: Model | None = None
        self._trainer: Trainer | None = None
        self._events: Generator[Event, None, None] | None = None
        self._pace = Pace()
        self._followed: Followed | None = None
        self._notes: set[str] = set()
        self._single = False

    @property
    def live(self) -> bool:
        """Whether a run is being trained, paused or not."""
        return self._trainer is not None

    @property
    def rolling(self) -> bool:
        """Whether the next batch is to be learned now."""
        return self.live and self.snapshot.state in ("running", "stopping")

    @property
    def following(self) -> bool:
        """Whether the open run may grow under another process's hands."""
        return self._followed is not None and not self.live

    def fail(self, sentence: str, before: Snapshot) -> None:
        """Tell that an order could not be carried out, and be what is left: the model that was open, or none."""
        self._complain(sentence)
        if self.snapshot.state != "loading":
            return
        if self._model is not None:
            self._set(state=before.state, error=before.error)
        else:
            self._set(state="failed" if self.snapshot.model.name else "ready", error=sentence)

    def _set(self, **changes: Any) -> None:
        self.snapshot = replace(self.snapshot, **{"waiting": "", **changes})

    def _wait_for(self, what: str) -> None:
        """Say what is waited for, before it is."""
        first = "" if "torch" in sys.modules else "starting PyTorch, "
        self._set(state="loading", waiting=first + what)
        self._post(Changed(self.snapshot))

    def _complain(self, sentence: str) -> None:
        self._post(Complaint(sentence))

    def _begin(self, events: Sequence[Event], **changes: Any) -> None:
        self._notes.clear()
        self.snapshot = replace(Snapshot(device=self.snapshot.device), **changes)
        self._post(Opened(self.snapshot.model, tuple(events)))

    # --- a run to look at and to ask ---------------------------------------------------------------------------------

    def open(self, run: str | Path | None, task: str | None = None) -> None:
        """Open a run: its history first, which needs no torch, then its weights. None is the one that a task ships."""
        self._not_live("open another run")
        spec = find_task(task)
        try:
            path = run if isinstance(run, Path) else find_run(run, spec)
        except CheckpointError:
            if run is not None:
                raise
            # Nothing is wrong yet, and the panes say what to do. Torch comes before somebody waits for it.
            self._model = None
            self.unfollow()
            self._begin((), state="ready", model=OpenedModel(spec.name))
            self._post(Changed(self.snapshot))
            import_module("torch")
            return
        found = read_run(path)
        self._model = None
        self.unfollow()
        self._followed = found.followed
        for complaint in found.complaints:
            self._complain(complaint)
        self._begin(found.events, **found.progress)
        self._wait_for("loading the model")
        self._load(path)
        self._set(state="ready")

    def follow(self) -> Sequence[Event]:
        """Take in what another process has done since the last look; return the events to tell of."""
        followed = self._followed
        if followed is None:
            return ()
        # Before the look: whoever lets go after it may have told its end just then.
        alone = self.snapshot.followed and left_alone(followed.run)
        news = followed.look()
        if not news.events and not news.saved:
            if alone:
                self.unfollow()
                gone = "broke off: the process that trained it is gone; o, then t goes on with it"
                self._complain(f"{followed.run.name} {gone}")
                self.open(followed.run)
            return ()
        if news.anew:
            self._begin(followed.events, state="ready", model=self.snapshot.model)
        # Caught between two files, it is whole at a later look.
        with suppress(CheckpointError):
            self._set(**how_far(read_metadata(followed.run), followed.events, trained=True))
            if news.saved:
                self._load(followed.run)
        # Only an end that is news: the last one before a run was resumed may still stand in its history.
        if news.events and isinstance(news.events[-1], Finished):
            self.unfollow()
        return () if news.anew else news.events

    def answer(self, question: Question) -> Answered:
        """Answer with the present state of the model."""
        model, step = self._model, self.snapshot.step
        if model is None:
            raise UsageError(self.snapshot.error or NO_MODEL)
        if isinstance(question, Samples):
            return Answered(question, model.sample(question.rows, question.mode), step=step)
        if isinstance(question, Query):
            return Answered(question, model.answer(question), step=step)
        if isinstance(question, LatentMap):
            scatter = model.map(question.rows, question.mode, question.asked, question.before, question.axes)
            if scatter is None:
                raise UsageError(NO_MAP)
            return Answered(question, scatter=scatter, step=step)
        if (report := model.diagnose()) is None:
            raise UsageError(NO_DIAGNOSIS)
        return Answered(question, report=report, step=step)

    def _load(self, run: Path) -> None:
        from ...core.device import choose_device

        device = choose_device(self._device)
        self._model = model = sessions.load_model(run, device)
        for note in model.notes:
            if note not in self._notes:
                self._notes.add(note)
                self._complain(note)
        self._set(device=str(device), model=replace(self.snapshot.model, dimensions=model.dimensions))

    def unfollow(self) -> None:
        """Look no more at the run that another process trains."""
        if self._followed is not None:
            self._followed.close()
        self._followed = None
        self._set(followed=False)

    # --- a run to train ----------------------------------------------------------------------------------------------

    def train(self, order: sessions.TrainOrder) -> Event:
        """Start a run, which waits for `advance`; return its first event."""
        self._not_live("start another")
        self._wait_for("reading the data")
        device = self._device if order.device == "auto" else order.device
        return self._go(sessions.start(replace(order, device=device)), ())

    def resume(self, run: Path, changes: Mapping[str, str] | None = None, data: str = "") -> Event:
        """Go on with a run where it was saved, with a few settings changed and, where that has moved, its data.

        It waits for `advance`; its first event is returned.
        """
        self._not_live("resume another")
        self._wait_for("reading the data")
        trainer = sessions.resume(run, self._device, Path(data) if data else None, changes)
        return self._go(trainer, [event for event in read_history(run)[0] if event.step <= trainer.progress.step])

    def advance(self) -> Event | None:
        """Pull one event of the live run and take it in; None when there is none. Not pulling is a pause."""
        if self._trainer is None or self._events is None:
            return None
        event = next(self._events, None)
        if event is None:
            self._let_go()
            return None
        self._set(**changed_by(self._trainer, self._pace, event, self.snapshot))
        if isinstance(event, Stepped) and self._single:
            self._single = False
            if self.snapshot.state == "running":
                self._set(state="paused")
        if isinstance(event, Finished):
            self._let_go()
        return event

    def break_off(self, sentence: str) -> None:
        """Give up the live run after an error that its trainer did not foresee."""
        self._let_go()
        self._set(state="failed", error=sentence, pending={}, seconds_left=None)
        self._complain(sentence)

    def pause(self, paused: bool) -> None:
        """Pause before the next batch, or go on."""
        self._must_be_live("pause")
        if self.snapshot.state != "stopping":
            self._set(state="paused" if paused else "running")

    def step(self) -> None:
        """Learn one batch, with its losses, then pause."""
        self.pause(False)
        self._must_be_live("step").report_next()
        self._single = self.snapshot.state == "running"

    def stop(self) -> None:
        """Have the run saved and ended at the next `advance`."""
        self._must_be_live("stop").stop()
        self._set(state="stopping")

    def save(self) -> Event:
        """Write a checkpoint now."""
        return self._must_be_live("save").save()

    def turn(self, dial: str, value: float | None) -> None:
        """Turn a dial from the next step on."""
        self._must_be_live("turn a dial of").turn(dial, value)
        self._set(pending={**self.snapshot.pending, dial: value})

    def _go(self, trainer: "Trainer", events: Sequence[Event]) -> Event:
        pulled = trainer.events()
        # With its first event the run's folder is held and written.
        begun = next(pulled)
        self.unfollow()
        self._trainer, self._events, self._pace = trainer, pulled, Pace()
        self._model = trainer.task.model()
        self._begin(events, **beginning(trainer, self._model.dimensions))
        return begun

    def _let_go(self) -> None:
        if self._events is not None:
            self._events.close()
        self._trainer, self._events, self._single = None, None, False

    def _must_be_live(self, what: str) -> "Trainer":
        if self._trainer is None:
            raise UsageError(f"there is no run to {what}; press t to start one")
        return self._trainer

    def _not_live(self, what: str) -> None:
        if self.live:
            raise UsageError(f"a run is being trained; stop it (x) to {what}")
