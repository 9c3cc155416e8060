"""Numbers that grow: a run's reports in columns, and each metric's points, smoothed and made short for a screen.

Only what is new is looked at, so a million points cost what the new ones cost.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Axis = Literal["step", "epoch", "seconds"]
AXES: tuple[Axis, ...] = ("step", "epoch", "seconds")
# More buckets than any terminal has columns of dots, so that narrowing them to a screen loses no extreme.
LIMIT = 4096
# Beyond it a number is too large for a chart's arithmetic, and the loss of nothing.
_LARGEST = 1e300
# Stands where a metric was not reported: no gap, the line goes on to its next value.
_ABSENT = sys.float_info.max


class Reports:
    """What is reported together: a column for each axis, finite and never decreasing, and one for each metric."""

    def __init__(self) -> None:
        self._columns: dict[str, Floats] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> Floats:
        return self._column(name)[: self._size]

    def _column(self, name: str) -> Floats:
        column = self._columns.get(name, np.empty(0))
        if len(column) <= self._size:
            room = np.full(max(256, 2 * self._size), _ABSENT)
            room[: len(column)] = column
            self._columns[name] = column = room
        return column

    def extend(self, events: Sequence[Any], tables: Sequence[str]) -> set[str]:
        """Add events, each with the numbers in some of its tables; return the names of the metrics among them."""
        first, self._size = self._size, self._size + len(events)
        found: set[str] = set()
        for axis in AXES:
            column = self._column(axis)
            before = column[first - 1 : first] if first else [0.0]
            times = np.fmax.accumulate(np.concatenate((before, numbers(events, attrgetter(axis)))))
            column[first : self._size] = np.minimum(times[1:], 1e15)
        for table in tables:
            rows: list[Mapping[str, Any]] = [getattr(event, table) for event in events]
            names = set(chain.from_iterable(rows)).difference(AXES)
            for name in names:
                self._column(name)[first : self._size] = numbers(rows, lambda row, name=name: row.get(name, _ABSENT))
            found |= names
        return found

    def cut(self, step: int) -> None:
        """Forget what was reported after a step."""
        self._size = int(np.searchsorted(self["step"], step, side="right"))
        for column in self._columns.values():
            column[self._size :] = _ABSENT

    def row(self, axis: Axis, x: float) -> int:
        """Return how many reports lie before or at x."""
        return int(np.searchsorted(self[axis], x, side="right"))


class Series:
    """One metric among reports."""

    def __init__(self, reports: Reports, name: str) -> None:
        self.reports, self.name = reports, name
        self.traces: dict[tuple[Axis, float], Trace] = {}

    def points(self, axis: Axis, weight: float = 0.0) -> tuple[Floats, Floats]:
        """Return x and y along an axis, `weight` of each y the past's; a NaN is a gap."""
        trace = self.traces.setdefault((axis, weight), Trace(weight))
        x, y = self.reports[axis][trace.seen :], self.reports[self.name][trace.seen :]
        reported = y != _ABSENT
        trace.seen = len(self.reports)
        trace.extend(x[reported], y[reported])
        return trace.x, trace.y

    def before(self, row: int) -> float | None:
        """Return the last value reported before a row, NaN included."""
        values = self.reports[self.name][:row]
        reported = np.flatnonzero(values != _ABSENT)
        return float(values[reported[-1]]) if len(reported) else None


class Trace:
    """Points that grow, as many as a screen can show: when there are too many, the extremes of each bucket of x stay.

    A point is never moved, only dropped, so that what is drawn does not shimmer. The average is exponential, corrected
    at the start as in Adam; it passes over a NaN.
    """

    def __init__(self, weight: float = 0.0) -> None:
        self.x: Floats = np.empty(0)
        self.y: Floats = np.empty(0)
        self.seen = 0
        self._weight, self._mean, self._count = weight, 0.0, 0

    def extend(self, x: Floats, y: Floats) -> None:
        """Add points; x is finite and does not decrease."""
        self.x = np.concatenate((self.x, x))
        self.y = np.concatenate((self.y, self._average(y) if self._weight > 0 else y))
        if len(self.x) > 4 * LIMIT:
            span = float(self.x[-1] - self.x[0]) or 1.0
            self.x, self.y = condense(np.floor((self.x - self.x[0]) / span * LIMIT), self.x, self.y)

    def _average(self, y: Floats) -> Floats:
        whole = np.isfinite(y)
        old, new = self._weight, 1 - self._weight
        means = [*accumulate(y[whole].tolist(), lambda mean, value: old * mean + new * value, initial=self._mean)]
        counts = self._count + np.arange(1, len(means))
        self._mean, self._count = means[-1], self._count + len(means) - 1
        out = np.full(len(y), np.nan)
        out[whole] = np.array(means[1:]) / (1 - old**counts)
        return out


def condense(ids: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Keep of each run of equal ids the points with the lowest and the highest y, in order; a NaN if all are NaN."""
    if not len(ids):
        return x, y
    starts = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    owners = np.repeat(np.arange(len(starts)), np.diff(np.concatenate((starts, [len(ids)]))))
    keep = np.zeros(len(ids), bool)
    extremes = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    for extreme in extremes:
        hits = np.flatnonzero(y == extreme[owners])
        # The first hit of each owner.
        keep[hits[np.unique(owners[hits], return_index=True)[1]]] = True
    keep[starts[np.isnan(extremes[0])]] = True
    return x[keep], y[keep]


def numbers(rows: Sequence[Any], read: Callable[[Any], float]) -> Floats:
    """Return one number per row, NaN for what is beyond all bounds."""
    values = np.fromiter(map(read, rows), np.float64, len(rows))
    return np.where((np.abs(values) <= _LARGEST) | (values == _ABSENT), values, np.nan)
