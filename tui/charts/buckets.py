"""Long series made short: minimum and maximum of buckets that stay where they are, and a running average.

Both are fed piece by piece and never look back, so a million points cost what the new ones cost.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# More buckets than any terminal has columns of dots, so that narrowing them to a screen loses no extreme.
LIMIT = 4096
_FINEST = -12


class Buckets:
    """Keeps at most two points, the lowest and the highest, of every bucket of x; buckets are 2^n wide and begin at 0.

    When there are too many, neighbours are merged two by two. A point once kept is thus never moved, only dropped,
    and what is drawn does not shimmer as a series grows. A bucket without any finite y keeps one NaN: a gap.
    """

    def __init__(self) -> None:
        self._exponent = _FINEST
        self._ids: Ints = np.empty(0, np.int64)
        self.x: Floats = np.empty(0)
        self.y: Floats = np.empty(0)

    def extend(self, x: Floats, y: Floats) -> None:
        """Add points; x is finite and does not decrease, y may be anything."""
        if not len(x):
            return
        begin = float(self.x[0]) if len(self.x) else float(x[0])
        span = max(float(x[-1]) - begin, abs(float(x[-1])) / 2**40)
        while span / math.ldexp(1, self._exponent) > 2 * LIMIT:
            self._exponent += 1
            self._ids >>= 1
        ids = np.floor(np.ldexp(x, -self._exponent)).astype(np.int64)
        y = np.where(np.isfinite(y), y, np.nan)
        self._add(ids, x, y)
        while len(self.x) > 2 * LIMIT:
            self._exponent += 1
            self._ids, self.x, self.y = condense(self._ids >> 1, self.x, self.y)

    def _add(self, ids: Ints, x: Floats, y: Floats) -> None:
        # Only the last bucket can still change, unless the buckets just became wider.
        kept = int(np.searchsorted(self._ids, ids[0])) if _condensed(self._ids) else 0
        ids = np.concatenate((self._ids[kept:], ids))
        fresh = condense(ids, np.concatenate((self.x[kept:], x)), np.concatenate((self.y[kept:], y)))
        self._ids = np.concatenate((self._ids[:kept], fresh[0]))
        self.x = np.concatenate((self.x[:kept], fresh[1]))
        self.y = np.concatenate((self.y[:kept], fresh[2]))


def _condensed(ids: Ints) -> bool:
    return not (len(ids) > 2 and bool(np.any(ids[2:] == ids[:-2])))


def condense(ids: Ints, x: Floats, y: Floats) -> tuple[Ints, Floats, Floats]:
    """Keep of each run of equal ids the points with the lowest and the highest y, in order; a NaN if all are NaN."""
    if not len(ids):
        return ids, x, y
    starts = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(ids)])))
    keep = np.zeros(len(ids), bool)
    owners = np.repeat(np.arange(len(starts)), lengths)
    extremes = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    for extreme in extremes:
        hits = np.flatnonzero(y == extreme[owners])
        # The first hit of each owner: written last, it stays.
        place = np.full(len(starts), -1)
        place[owners[hits[::-1]]] = hits[::-1]
        keep[place[place >= 0]] = True
    keep[starts[np.isnan(extremes[0])]] = True
    return ids[keep], x[keep], y[keep]


class Average:
    """An exponential moving average, `weight` of it the past, corrected at the start as in Adam; a NaN stays a NaN."""

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._mean = 0.0
        self._seen = 0

    def extend(self, y: Floats) -> Floats:
        """Return the averages at the new points."""
        finite = np.isfinite(y)
        values = y[finite]
        out = np.full(len(y), np.nan)
        # Within a piece, weight^-n must not overflow.
        piece = max(1, int(min(-200 / math.log(self.weight), 100_000))) if self.weight > 0 else len(values) or 1
        pieces = [self._piece(values[begin : begin + piece]) for begin in range(0, len(values), piece)]
        out[finite] = np.concatenate(pieces) if pieces else values
        return out

    def _piece(self, y: Floats) -> Floats:
        if self.weight <= 0:
            return y
        powers = self.weight ** np.arange(1, len(y) + 1)
        # A sum that overflows is a gap in the picture, no reason to warn.
        with np.errstate(over="ignore", invalid="ignore"):
            means = powers * (self._mean + (1 - self.weight) * np.cumsum(y / powers))
            seen = self._seen + np.arange(1, len(y) + 1)
            averages = means / (1 - self.weight**seen)
        self._mean, self._seen = float(means[-1]), int(seen[-1])
        return averages
