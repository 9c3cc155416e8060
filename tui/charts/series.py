"""Numbers that grow: columns, the clock that says when each row was told, and a metric's series along it."""

import math
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Literal

import numpy as np

from .buckets import Average, Buckets, Floats

Axis = Literal["step", "epoch", "seconds"]
AXES: tuple[Axis, ...] = ("step", "epoch", "seconds")
# Too large for a chart's arithmetic, and the loss of nothing.
_LARGEST = 1e300


class Column:
    """Numbers in an array that grows."""

    def __init__(self) -> None:
        self._room: Floats = np.empty(256)
        self._size = 0

    @property
    def values(self) -> Floats:
        """What is in it, as a view."""
        return self._room[: self._size]

    def extend(self, values: Floats) -> None:
        """Add numbers at the end."""
        size = self._size + len(values)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)))
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    def cut(self, size: int) -> None:
        """Forget what lies past `size`."""
        self._size = min(self._size, size)


class Clock:
    """When the rows of a table happened: by step, epoch and training seconds; each finite and never decreasing."""

    def __init__(self) -> None:
        self.columns: dict[Axis, Column] = {axis: Column() for axis in AXES}

    def __len__(self) -> int:
        return len(self.columns["step"].values)

    def __getitem__(self, axis: Axis) -> Floats:
        return self.columns[axis].values

    def extend(self, rows: Sequence[Any]) -> None:
        """Add the times of reports."""
        if not rows:
            return
        for axis, column in self.columns.items():
            values = numbers(rows, attrgetter(axis))
            before = float(column.values[-1]) if len(column.values) else 0.0
            values = np.clip(np.where(np.isnan(values), before, values), 0.0, 1e15)
            column.extend(np.maximum(np.maximum.accumulate(values), before))


class Series:
    """One metric: its values and the rows of the clock at which it was told."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows = Column()
        self.values = Column()
        self.traces: dict[tuple[Axis, float], Trace] = {}

    def trace(self, axis: Axis, weight: float) -> "Trace":
        """Return the series made short, brought up to date."""
        trace = self.traces.setdefault((axis, weight), Trace(weight))
        trace.catch_up(self, axis)
        return trace

    def cut(self, rows: int) -> None:
        """Forget what was told from a row on."""
        size = int(np.searchsorted(self.rows.values, rows))
        if size < len(self.values.values):
            self.rows.cut(size)
            self.values.cut(size)
            self.traces.clear()


class Trace:
    """A series along one axis and smoothed so much, in as many points as a screen can show."""

    def __init__(self, weight: float) -> None:
        self._average = Average(weight) if weight > 0 else None
        self._buckets = Buckets()
        self._done = 0

    @property
    def points(self) -> tuple[Floats, Floats]:
        """The x and y that are left; a NaN is a gap."""
        return self._buckets.x, self._buckets.y

    def catch_up(self, series: Series, axis: Axis) -> None:
        """Take in what the series got since."""
        y = series.values.values[self._done :]
        if len(y):
            x = series.clock[axis][series.rows.values[self._done :].astype(np.int64)]
            self._buckets.extend(x, self._average.extend(y) if self._average else y)
            self._done += len(y)


def numbers(rows: Sequence[Any], read: Callable[[Any], Any]) -> Floats:
    """Return one number per row, NaN for what is none or is beyond all bounds."""
    try:
        values = np.fromiter(map(read, rows), np.float64, len(rows))
    except (TypeError, ValueError, OverflowError):
        values = np.array([_number(read(row)) for row in rows], np.float64)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) <= _LARGEST, values, np.nan)


def _number(value: Any) -> float:
    try:
        return math.nan if isinstance(value, str | bytes) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
