"""A run's events as named series: what the charts are drawn from. Knows no torch, no screen and no task.

Losses and dials come from the steps that report losses, scores from the evaluations, lines across the charts from
the rest. Growing is cheap: only what is new is looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from .extent import horizon
from .series import Axis, Reports, Series

RuleKind = Literal["dial", "saved", "alert", "resumed", "moment", "cursor"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something at a step that a chart shows as a vertical line; `dial` is the one that was turned, to `value`.

    A moment has a `number`, and the `metric` that it was seen in, empty where that was none.
    """

    step: int
    kind: RuleKind
    text: str
    dial: str = ""
    value: float | None = None
    number: int = 0
    metric: str = ""


class Curves:
    """Everything the charts know of one run."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.learned, self.scored = Reports(), Reports()
        self.series: dict[str, Series] = {}
        self.annotations: list[Annotation] = []
        self._totals: dict[Axis, float] = {}
        self._ended = False
        self.extend(events)

    def extend(self, events: Iterable[Event]) -> None:
        """Add what happened since. A run that goes on from an earlier step forgets what it had after it."""
        batch: list[Event] = []
        for event in events:
            if isinstance(event, Started) and event.step > 0:
                self._add(batch)
                batch = []
                self._resume(event.step)
            batch.append(event)
        self._add(batch)

    def mark(self, step: int, text: str, metric: str) -> None:
        """Mark a moment to be seen in a metric, with its number and what is written beside it."""
        number = 1 + sum(annotation.kind == "moment" for annotation in self.annotations)
        self.annotations.append(Annotation(step, "moment", text, number=number, metric=metric))

    def _add(self, events: Sequence[Event]) -> None:
        steps = [event for event in events if isinstance(event, Stepped) and event.losses is not None]
        scores = [event for event in events if isinstance(event, Evaluated)]
        batches = ((self.learned, steps, ("losses", "dials")), (self.scored, scores, ("scores",)))
        for reports, found, tables in batches:
            for name in reports.extend(found, tables) - self.series.keys():
                self.series[name] = Series(reports, name)
        self.annotations += filter(None, map(_annotation, events))
        for event in events:
            if isinstance(event, Started | Finished):
                self._ended = isinstance(event, Finished)
            if isinstance(event, Started):
                total, seconds = event.total_steps, event.budget_seconds
                self._totals = {"step": total, "epoch": total / max(1, event.steps_per_epoch)} if total else {}
                self._totals |= {"seconds": seconds} if seconds else {}

    def _resume(self, step: int) -> None:
        for reports in (self.learned, self.scored):
            reports.cut(step)
        for series in self.series.values():
            series.traces.clear()
        self.annotations = [annotation for annotation in self.annotations if annotation.step <= step]

    @property
    def _clock(self) -> Reports:
        return self.learned if len(self.learned) else self.scored

    def at(self, name: str, axis: Axis, x: float) -> float | None:
        """Return the value that was reported last before or at x, NaN included; None if none was."""
        series = self.series.get(name)
        return series.before(series.reports.row(axis, x)) if series else None

    def extent(self, axis: Axis) -> tuple[float, float] | None:
        """Return the first and the last x of anything reported; None if nothing was."""
        ends = [reports[axis][[0, -1]] for reports in (self.learned, self.scored) if len(reports)]
        return (min(float(end[0]) for end in ends), max(float(end[1]) for end in ends)) if ends else None

    def reach(self, axis: Axis) -> tuple[float, float] | None:
        """Return the first x and how far an axis reaches: to the last x or, while the run goes on, further."""
        if (extent := self.extent(axis)) is None or self._ended:
            return extent
        return extent[0], horizon(extent[1], self._totals.get(axis), axis == "seconds")

    def turns(self, dial: str, axis: Axis) -> list[tuple[float, float | None]]:
        """Return where a dial was turned by hand, and to what (None: back to its schedule)."""
        found = (annotation for annotation in self.annotations if annotation.dial == dial)
        return [(self.place(annotation.step, axis), annotation.value) for annotation in found]

    def place(self, step: int, axis: Axis) -> float:
        """Return where a step lies on an axis, as near as the reports tell."""
        if axis == "step" or not len(self._clock):
            return float(step)
        return float(np.interp(step, self._clock["step"], self._clock[axis]))

    def step_at(self, x: float, axis: Axis, by: int = 0) -> float:
        """Return the step of the report at or before x, or that of the one `by` reports after it."""
        if not len(self._clock):
            return 0.0
        row = self._clock.row(axis, x) - 1 + by
        return float(self._clock["step"][min(max(row, 0), len(self._clock) - 1)])


def _annotation(event: Event) -> Annotation | None:
    match event:
        case DialTurned(step, dial, value):
            text = "follows its schedule" if value is None else f"set to {value:g}"
            return Annotation(step, "dial", text, dial, value)
        case Saved(step):
            return Annotation(step, "saved", "saved")
        case Alert(step, kind, message):
            return Annotation(step, "alert", message) if kind != "note" else None
        case Started(step) if step > 0:
            return Annotation(step, "resumed", "resumed")
        case _:
            return None
