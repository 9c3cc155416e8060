"""A trial, one run of an experiment; what came of it, read from its run's folder; how far it is, while it goes on."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean
from typing import Any

from ..config import Config
from ..errors import CheckpointError
from ..events import Alert, Evaluated, Event, Finished, Stepped
from ..runs.history import Latest, latest, read_history
from ..runs.metadata import RunMetadata, how_it_ended, read_metadata, value_at
from ..runs.paths import is_run
from ..runs.score import headline
from ..spec import Preset, TaskSpec
from .lessons import Sequel

DONE, FAILED = "done", "failed"
_UNSAFE = re.compile(r"[^A-Za-z0-9._+=-]+")


@dataclass(frozen=True)
class Trial:
    """A preset with `settings`, given as text, and a seed. `arm` is what trials that differ in seed share."""

    arm: str
    preset: Preset
    settings: tuple[tuple[str, str], ...] = ()
    seed: int = 0

    @property
    def name(self) -> str:
        """The name of its folder."""
        return _UNSAFE.sub("_", f"{self.arm.replace(' ', '.')}.seed{self.seed}")

    @property
    def point(self) -> str:
        """Where in the grid it lies, whatever its preset."""
        return self.arm.removeprefix(self.preset.name).strip()

    @property
    def after(self) -> str:
        """The name of the trial whose run it goes on with, empty where it begins one."""
        if not isinstance(self.preset, Sequel):
            return ""
        return replace(self, arm=self.preset.after + self.arm.removeprefix(self.preset.name)).name

    @property
    def turns(self) -> tuple[tuple[str, float], ...]:
        """The dials that are turned as it begins, and to what."""
        return self.preset.turns if isinstance(self.preset, Sequel) else ()

    @property
    def config(self) -> Config:
        """Every setting of the run; `UsageError` for one that cannot be."""
        config = self.preset.config.with_text({**dict(self.settings), "seed": str(self.seed)})
        return self.preset.longer(config) if isinstance(self.preset, Sequel) else config


@dataclass(frozen=True)
class Outcome:
    """A trial's history and score. `ended` is done, failed (the run itself broke off) or empty: it can go on."""

    spec: TaskSpec
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
        """What the run warned of; notes on its data are no warnings."""
        return [event.message for event in self.events if isinstance(event, Alert) and event.kind != "note"]

    @property
    def epoch(self) -> float | None:
        """The epoch of the last report."""
        return self.reports[-1].epoch if self.reports else None

    @property
    def examples_per_second(self) -> float | None:
        """Examples learned in a second of training, evaluations counted; None before the first step."""
        last = next((event for event in reversed(self.events) if isinstance(event, Stepped)), None)
        return None if last is None or last.seconds <= 0 else last.examples / last.seconds

    @property
    def headline(self) -> Mapping[str, float | None]:
        """The metrics that a run is known by, of the final state: of its score, else of the last evaluation."""
        return headline(self.spec, self.score, self._last_scores)

    @property
    def verdict(self) -> str:
        """What its model was found to be, empty where nothing was found."""
        scored = Latest(self.events[-1] if self.events else None, None, self._last)
        return scored.verdict(self.score)

    @property
    def verdict_at_end(self) -> str:
        """What it was found to be as it ended, by what it is validated on, before it was scored on everything."""
        return Latest(self.events[-1] if self.events else None, None, self._last).verdict(None)

    def loss(self, key: str) -> float | None:
        """Return a loss as last reported; None where there is none."""
        return value_at(self.reports[-1].losses, key) if self.reports else None

    def figure(self, key: str) -> float | None:
        """Return a metric of the final state: of the score, else of the last evaluation, else as last reported."""
        path = self.spec.metric(key).score
        found = (value_at(self.score, path), value_at(self._last_scores, key), self.loss(key))
        return next((value for value in found if value is not None), None)

    def best(self, key: str) -> float | None:
        """Return a metric of the evaluation with the highest headline, the checkpoint that an author would keep."""
        best = max(self.evaluations, key=self._sum, default=None)
        return None if best is None else value_at(best.scores, key)

    @property
    def _last(self) -> Evaluated | None:
        return self.evaluations[-1] if self.evaluations else None

    @property
    def _last_scores(self) -> Mapping[str, float]:
        return self._last.scores if self._last else {}

    def _sum(self, event: Evaluated) -> float:
        signs = {key: -1.0 if self.spec.metric(key).less else 1.0 for key in self.spec.headline}
        return sum(sign * (value_at(event.scores, key) or 0.0) for key, sign in signs.items())


# The outcomes of each preset, one for every seed.
Arms = Mapping[str, Sequence[Outcome]]


def read_outcome(spec: TaskSpec, trial: Trial, run: Path) -> Outcome:
    """Read what there is of a trial, nothing where it has not begun; `CheckpointError` where its folder is damaged."""
    if not is_run(run):
        return Outcome(spec, trial, run)
    metadata, events = read_metadata(run), read_history(run)[0]
    ended = _ended(metadata, events[-1] if events else None)
    return Outcome(spec, trial, run, tuple(events), metadata.score or {}, ended)


def how_far(run: Path) -> tuple[Latest, str]:
    """Return what a run reported last and how it ended; one that is damaged or amid a save has not ended."""
    if not is_run(run):
        return Latest(), ""
    found = latest(run)
    with suppress(CheckpointError):
        return found, _ended(read_metadata(run), found.last)
    return found, ""


def _ended(metadata: RunMetadata, last: Event | None) -> str:
    ended = how_it_ended(metadata, last)
    return ended if ended in (DONE, FAILED) else ""


def average(outcomes: Sequence[Outcome], of: Callable[[Outcome], float | None]) -> float | None:
    """Return the mean of a figure over the outcomes that have it; None where none has."""
    values = [value for outcome in outcomes if (value := of(outcome)) is not None]
    return mean(values) if values else None
