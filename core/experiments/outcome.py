"""What came of a trial, read from its run's folder; how far it is, while it goes on."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from ..errors import CheckpointError
from ..events import Alert, Evaluated, Event, Finished, Stepped
from ..runs.history import latest, read_history
from ..runs.metadata import RunFacts, bleu4_and_gaussian, figure_in, how_it_ended, read_facts
from ..runs.paths import is_run
from .plan import Trial

DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Outcome:
    """A trial's history and score. `ended` is done, failed (the run itself broke off) or empty: it can go on."""

    trial: Trial
    run: Path
    events: tuple[Event, ...] = ()
    score: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ended: str = ""

    @property
    def message(self) -> str:
        """Why it failed, or nothing."""
        last = self.events[-1] if self.events else None
        return last.message if isinstance(last, Finished) else ""

    @property
    def evaluations(self) -> list[Evaluated]:
        """Every evaluation, in order."""
        return [event for event in self.events if isinstance(event, Evaluated)]

    @property
    def reports(self) -> list[Stepped]:
        """Every step whose losses were reported, in order."""
        return [event for event in self.events if isinstance(event, Stepped) and event.losses is not None]

    @property
    def alerts(self) -> list[str]:
        """What the run warned of."""
        return [event.message for event in self.events if isinstance(event, Alert)]

    def last(self, name: str) -> float | None:
        """Return a figure of the last evaluation, or a loss as last reported; None where there is none."""
        if self.evaluations and name in self.evaluations[-1].scores:
            return figure_in(self.evaluations[-1].scores, name)
        return figure_in(self.reports[-1].losses, name) if self.reports else None

    def best(self, name: str) -> float | None:
        """Return a figure of the best evaluation: of one state, as an author has it who keeps the best checkpoint.

        That is the one with the highest sum of BLEU-4 and Gaussian score. None where there is none.
        """
        best = max(self.evaluations, key=_both, default=None)
        return None if best is None else figure_in(best.scores, name)

    def scored(self, *path: str) -> float | None:
        """Return a figure of the score, such as `scored("gaussian", "score")`; None where there is none."""
        return figure_in(self.score, *path)

    @property
    def bleu4(self) -> float | None:
        """BLEU-4 of the final state."""
        return self._known_by[0]

    @property
    def gaussian(self) -> float | None:
        """Plain Gaussian score of the final state: of the score's draws, else of the last evaluation's."""
        return self._known_by[1]

    @property
    def _known_by(self) -> tuple[float | None, float | None]:
        return bleu4_and_gaussian(self.score, self.evaluations[-1].scores if self.evaluations else {})


@dataclass(frozen=True)
class Standing:
    """How far a trial is: the share of its budget, and the figures last told."""

    share: float = 0.0
    epoch: float = 0.0
    seconds: float = 0.0
    figures: Mapping[str, float] = field(default_factory=dict[str, float])
    ended: str = ""


def read_outcome(trial: Trial, run: Path) -> Outcome:
    """Read what there is of a trial; nothing where it has not begun.

    Raises:
        CheckpointError: the run's folder is damaged.
    """
    if not is_run(run):
        return Outcome(trial, run)
    facts, events = read_facts(run), read_history(run)[0]
    return Outcome(trial, run, tuple(events), facts.score or {}, _ended(facts, events[-1] if events else None))


def read_standing(run: Path) -> Standing:
    """Return how far a run is, from the end of its history; of a damaged one, or amid a save, no end is told."""
    found = latest(run)
    ended = ""
    with suppress(CheckpointError):
        ended = _ended(read_facts(run), found.last)
    if (stepped := found.stepped) is None:
        return Standing(figures=found.scores, ended=ended)
    return Standing(stepped.progress, stepped.epoch, stepped.seconds, {**(stepped.losses or {}), **found.scores}, ended)


def _ended(facts: RunFacts, last: Event | None) -> str:
    ended = how_it_ended(facts, last)
    return ended if ended in (DONE, FAILED) else ""


def average(outcomes: Sequence[Outcome], of: Callable[[Outcome], float | None]) -> float | None:
    """Return the mean of a figure over the outcomes that have it; None where none has."""
    values = [value for outcome in outcomes if (value := of(outcome)) is not None]
    return mean(values) if values else None


def _both(event: Evaluated) -> float:
    return sum(figure_in(event.scores, name) or 0.0 for name in ("bleu4", "gaussian"))
