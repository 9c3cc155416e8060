"""What the engine's thread does, one call at a time: opens runs, trains, answers.

Knows no thread. Torch comes in with the first model, not before.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import CheckpointError, UsageError
from ...core.events import Event, Finished, Stepped
from ...core.registry import create_task, find_preset, resume_task
from ...core.runs.history import FILE, read_history
from ...core.runs.lock import left_alone, trained_by
from ...core.runs.metadata import RunFacts, how_it_ended, read_facts
from ...core.runs.paths import data_folder, find_run, unused_run
from ...core.tasks.tense.data import data_of
from ...core.tasks.tense.lexicon import lexicon_of
from ..messages import Answered, Model, Question, Snapshot, TrainOrder
from .follow import Followed
from .live import LiveRun
from .metadata import how_far, model_of, until
from .probe import NO_MODEL, Probe

if TYPE_CHECKING:
    import torch

RULE = "a run is being trained; stop it (x) to "


class Engine:
    """One model at a time: opened to answer, or being trained. `history` is every event of its run, in order."""

    def __init__(self, device: str, opened: Callable[[Model], None], complain: Callable[[str], None]) -> None:
        self.history: list[Event] = []
        self.snapshot = Snapshot()
        self._wanted_device = device
        self._opened = opened
        self._complain = complain
        self._run: LiveRun | None = None
        self._probe: Probe | None = None
        self._followed: Followed | None = None

    @property
    def live(self) -> bool:
        """Whether a run is being trained, paused or not."""
        return self._run is not None

    @property
    def rolling(self) -> bool:
        """Whether the next batch is to be learned now."""
        return self.live and self.snapshot.state in ("running", "stopping")

    @property
    def following(self) -> bool:
        """Whether the open run may grow under another process's hands."""
        return self._followed is not None and not self.live

    @property
    def answers(self) -> bool:
        """Whether there is a model to ask."""
        return self._probe is not None

    def set(self, **changes: Any) -> None:
        """Change the snapshot."""
        self.snapshot = replace(self.snapshot, **changes)

    def idle(self) -> None:
        """Be ready; where there is no model, the panes say what to do."""
        self.set(state="ready", error="")

    def warm_up(self) -> None:
        """Import torch before somebody waits for it."""
        import_module("torch")

    # --- a run to look at and to ask ---------------------------------------------------------------------------------

    def open(self, run: str | Path | None) -> None:
        """Open a run: its history first, which needs no torch, then its weights.

        Raises:
            CvaeError: it cannot be read; what was open before stays when there is no such run.
        """
        self._not_live("open another run")
        path = run if isinstance(run, Path) else find_run(run)
        facts = read_facts(path)
        events, torn = read_history(path)
        self._probe = None
        self._unfollow()
        trained = trained_by(path) is not None
        if facts.progress and not facts.shipped and (trained or not facts.progress.get("reason")):
            self._followed = Followed(path)
            events = self._followed.read_all()
        saved = int(facts.progress.get("step", 0))
        ended = how_it_ended(facts, events[-1] if events else None)
        lost = events[-1].step - saved if events and not ended and self._followed and left_alone(path) else 0
        self.set(state="loading")
        self._begin(model_of(facts), until(saved, events) if lost > 0 else events)
        self.set(followed=trained, **how_far(facts, self.history, trained))
        if lost > 0:
            self._complain(f"it broke off {lost:,} steps after its last checkpoint: go on from there in the runs (o)")
        if torn > trained:
            # The last line of a run that is being trained is not torn, it is being written.
            lines = "1 line" if torn == 1 else f"{torn} lines"
            self._complain(f"{lines} of {path / FILE} could not be read; the rest is kept")
        self._load(facts)
        self.idle()

    def follow(self) -> bool:
        """Take in what another process has done since the last look; return whether it did anything."""
        if self._followed is None:
            return False
        # Before the look: whoever lets go after it may have told its end just then.
        alone = self.snapshot.followed and left_alone(self._followed.run)
        news, other_weights = self._followed.look()
        if not news.events and not other_weights:
            if alone:
                self._broke_off(self._followed.run)
            return alone
        if news.anew:
            self._begin(self.snapshot.model, news.events)
            self.idle()
        else:
            self.history.extend(news.events)
        # Caught between two files, it is whole at a later look.
        with suppress(CheckpointError):
            facts = read_facts(self._followed.run)
            self.set(followed=True, **how_far(facts, self.history, trained=True))
            if other_weights:
                self._load(facts)
        # Only an end that is news: the last one before a run was resumed may still stand in its history.
        if news.events and isinstance(news.events[-1], Finished):
            self._unfollow()
        return True

    def _broke_off(self, run: Path) -> None:
        self._unfollow()
        self.set(followed=False)
        self._complain(f"{run.name} broke off: the process that trained it is gone; o, then r goes on with it")
        self.open(run)

    def answer(self, question: Question) -> Answered:
        """Answer with the present state of the model."""
        if self._probe is None:
            return Answered(question, error=self.snapshot.error or NO_MODEL, step=self.snapshot.step)
        return self._probe.answer(question, self.snapshot.step)

    def close(self) -> None:
        """Let go of what is open."""
        self._unfollow()

    def _unfollow(self) -> None:
        if self._followed is not None:
            self._followed.close()
        self._followed = None
        self.set(followed=False)

    def _load(self, facts: RunFacts) -> None:
        from ...core.tasks.tense.inference import load_conjugator

        device = self._device()
        conjugator = load_conjugator(facts.path, device)
        data = data_of(facts)
        if data is None:
            self._complain(f"{facts.data or 'the data folder'} is gone or has changed; words are not marked as known")
        self._probe = Probe(conjugator, lexicon_of(data), data)
        self.set(device=str(device), model=replace(self.snapshot.model, latent=self._probe.latent))

    def _device(self, name: str = "auto") -> "torch.device":
        from ...core.device import choose_device

        return choose_device(self._wanted_device if name == "auto" else name)

    def _begin(self, model: Model, events: list[Event]) -> None:
        self.history = events
        self.snapshot = Snapshot(state=self.snapshot.state, model=model, device=self.snapshot.device)
        self._opened(model)

    # --- a run to train ----------------------------------------------------------------------------------------------

    def train(self, order: TrainOrder) -> None:
        """Start a run; it waits for `advance`.

        Raises:
            CvaeError: a setting, the data, the name or the device cannot be used.
        """
        self._not_live("start another")
        preset = find_preset(order.preset)
        config = preset.config.with_text(dict(order.settings))
        run = unused_run(order.run or None, preset.name)
        data = data_folder(order.data, preset.task)
        self.set(state="loading")
        task = create_task(preset.task, config, data, self._device(order.device))
        self._go(task, LiveRun(task, run, None, preset.name).begun(), run, [])

    def resume(self, run: Path, changes: Mapping[str, str]) -> None:
        """Go on with a run where it was saved, with a few settings changed; it waits for `advance`.

        Raises:
            CvaeError: it is damaged, shipped or has used up its budget, or its data is gone or has changed.
        """
        self._not_live("resume another")
        facts = read_facts(run)
        if facts.shipped:
            raise UsageError(f"{facts.name} came with the package and stays as it is; start a run of your own")
        self.set(state="loading")
        task, progress = resume_task(run, self._device(), changes=changes)
        live = LiveRun(task, run, progress, facts.preset)
        if live.trainer.spent:
            raise UsageError(f"{facts.name} has used up its budget; r in the list of runs gives it a larger one")
        events = until(progress.step, read_history(run)[0])
        self._go(task, live.begun(), run, events)

    def advance(self) -> Event | None:
        """Pull one event of the live run and take it in; None when there is none."""
        if self._run is None:
            return None
        event = self._run.pull()
        if event is None:
            self._let_go()
            return None
        if not isinstance(event, Stepped) or event.losses is not None:
            self.history.append(event)
        self.set(**self._run.changes(event, self.snapshot))
        if isinstance(event, Finished):
            self._let_go()
        return event

    def break_off(self, sentence: str) -> None:
        """Give up the live run after an error that its trainer did not foresee."""
        self._let_go()
        self.set(state="failed", error=sentence, sent={}, seconds_left=None)

    def pause(self, paused: bool) -> None:
        """Pause before the next batch, or go on."""
        self._must_be_live("pause")
        if self.snapshot.state != "stopping":
            self.set(state="paused" if paused else "running")

    def stop(self) -> None:
        """Have the run saved and ended at the next `advance`."""
        self._must_be_live("stop").trainer.stop()
        self.set(state="stopping")

    def save(self) -> Event:
        """Write a checkpoint now.

        Raises:
            CvaeError: nothing is being trained, or the folder cannot be written.
        """
        event = self._must_be_live("save").trainer.save()
        self.history.append(event)
        return event

    def turn(self, dial: str, value: float | None) -> None:
        """Turn a dial from the next step on.

        Raises:
            UsageError: nothing is being trained, no such dial, or no such value.
        """
        self._must_be_live("turn a dial of").trainer.turn(dial, value)
        self.set(sent={**self.snapshot.sent, dial: value})

    def _go(self, task: Any, live: LiveRun, run: Path, events: list[Event]) -> None:
        self._unfollow()
        self._run = live
        self._probe = Probe(task.conjugator, lexicon_of(task.data), task.data)
        self._begin(live.model(run, self._probe.latent), events)
        self.set(**live.beginning())

    def _let_go(self) -> None:
        if self._run is not None:
            self._run.close()
        self._run = None

    def _must_be_live(self, what: str) -> LiveRun:
        if self._run is None:
            raise UsageError(f"there is no run to {what}; press t to start one")
        return self._run

    def _not_live(self, what: str) -> None:
        if self.live:
            raise UsageError(RULE + what)
