"""A run's events as named series: what the charts are drawn from. Knows no torch and no screen.

Losses and dials come from the steps that report losses, scores from the evaluations, lines across the charts from
the rest. Growing is cheap: only what is new is looked at.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...core.events import Alert, DialTurned, Evaluated, Event, Saved, Started, Stepped
from .series import Axis, Clock, Series, numbers

RuleKind = Literal["dial", "saved", "alert", "resumed", "cursor"]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something at a step that a chart shows as a vertical line."""

    step: int
    kind: RuleKind
    text: str


class Curves:
    """Everything the charts know of one run."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.learned, self.scored = Clock(), Clock()
        self.series: dict[str, Series] = {}
        self.happenings: list[Happening] = []
        self.extend(events)

    def extend(self, events: Iterable[Event]) -> None:
        """Add what happened since. A run that goes on from an earlier step forgets what it had after it."""
        batch: list[Event] = []
        for event in events:
            if type(event) is Started and _sound([event]) and event.step > 0:
                self._add(batch)
                batch = []
                self._resume(event.step)
            batch.append(event)
        self._add(batch)

    def _add(self, events: Sequence[Event]) -> None:
        steps = [event for event in events if type(event) is Stepped and event.losses is not None]
        reports = _sound([step for step in steps if _is_table(step.losses) and _is_table(step.dials)])
        self._tell(self.learned, reports, ("losses", "dials"))
        scores = [event for event in events if type(event) is Evaluated and _is_table(event.scores)]
        self._tell(self.scored, _sound(scores), ("scores",))
        for event in events:
            if type(event) is not Stepped and (happening := _happening(event)):
                self.happenings.append(happening)

    def _tell(self, clock: Clock, reports: Sequence[Any], tables: Sequence[str]) -> None:
        first = len(clock)
        clock.extend(reports)
        for table in tables:
            told = [getattr(report, table) for report in reports]
            for names, begin, end in _alike(told):
                rows = np.arange(first + begin, first + end, dtype=np.float64)
                for name in names:
                    series = self.series.setdefault(name, Series(clock))
                    series.rows.extend(rows)
                    series.values.extend(numbers(told[begin:end], itemgetter(name)))

    def _resume(self, step: int) -> None:
        for clock in (self.learned, self.scored):
            rows = int(np.searchsorted(clock["step"], step, side="right"))
            for series in self.series.values():
                if series.clock is clock:
                    series.cut(rows)
            for column in clock.columns.values():
                column.cut(rows)
        self.happenings = [happening for happening in self.happenings if happening.step <= step]

    def last(self, name: str) -> float | None:
        """Return the latest value of a metric, NaN included; None if it was never told."""
        series = self.series.get(name)
        return float(series.values.values[-1]) if series is not None and len(series.values.values) else None

    def at(self, name: str, axis: Axis, x: float) -> float | None:
        """Return the value that was told last before or at x."""
        if name not in self.series:
            return None
        series = self.series[name]
        row = int(np.searchsorted(series.clock[axis], x, side="right"))
        index = int(np.searchsorted(series.rows.values, row)) - 1
        return float(series.values.values[index]) if index >= 0 else None

    def extent(self, axis: Axis) -> tuple[float, float] | None:
        """Return the first and the last x of anything told; None if nothing was."""
        ends = [clock[axis][[0, -1]] for clock in (self.learned, self.scored) if len(clock)]
        return (min(float(end[0]) for end in ends), max(float(end[1]) for end in ends)) if ends else None

    def place(self, step: int, axis: Axis) -> float:
        """Return where a step lies on an axis, as near as the reports tell."""
        clock = self.learned if len(self.learned) else self.scored
        if axis == "step" or not len(clock):
            return float(step)
        return float(np.interp(step, clock["step"], clock[axis]))

    def step_at(self, x: float, axis: Axis) -> float:
        """Return the step of the report at or before x."""
        clock = self.learned if len(self.learned) else self.scored
        if not len(clock):
            return 0.0
        row = int(np.searchsorted(clock[axis], x, side="right")) - 1
        return float(clock["step"][max(row, 0)])

    def stride(self, axis: Axis, x: float, by: int) -> float:
        """Return the x of the report `by` reports after the one at or before x."""
        clock = self.learned if len(self.learned) else self.scored
        if not len(clock):
            return x
        row = int(np.searchsorted(clock[axis], x, side="right")) - 1 + by
        return float(clock[axis][min(max(row, 0), len(clock) - 1)])


def _sound(events: list[Any]) -> list[Any]:
    """Leave out events from a damaged file that cannot be placed."""
    lost = np.isnan(numbers(events, attrgetter("step")))
    return [event for event, gone in zip(events, lost, strict=True) if not gone] if lost.any() else events


def _is_table(value: object) -> bool:
    # The second question is slow and hardly ever asked.
    return type(value) is dict or isinstance(value, Mapping)


def _alike(told: Sequence[Mapping[str, Any]]) -> list[tuple[tuple[str, ...], int, int]]:
    """Split tables where their names change: (names, first, past the last)."""
    if not told:
        return []
    parts: list[tuple[tuple[str, ...], int, int]] = []
    begin, keys = 0, told[0].keys()
    for index in np.flatnonzero(_changed(told)).tolist():
        parts.append((tuple(keys), begin, index))
        begin, keys = index, told[index].keys()
    return [*parts, (tuple(keys), begin, len(told))]


def _changed(told: Sequence[Mapping[str, Any]]) -> NDArray[np.bool_]:
    if len(set(map(len, told))) == 1:
        # The common case at the speed of C: as many names as the first, and all of its names.
        with suppress(KeyError):
            for name in told[0]:
                deque(map(itemgetter(name), told), maxlen=0)
            return np.zeros(len(told), bool)
    return np.array([False, *(one.keys() != other.keys() for one, other in pairwise(told))])


def _happening(event: Event) -> Happening | None:
    if not _sound([event]):
        return None
    match event:
        case DialTurned(step, dial, None):
            return Happening(step, "dial", f"{dial} follows its schedule")
        case DialTurned(step, dial, value):
            return Happening(step, "dial", f"{dial} set to {value:g}")
        case Saved(step):
            return Happening(step, "saved", "saved")
        case Alert(step, kind, message):
            return Happening(step, "alert", message) if kind != "note" else None
        case Started(step) if step > 0:
            return Happening(step, "resumed", "resumed")
        case _:
            return None
