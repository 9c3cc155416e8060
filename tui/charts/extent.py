"""How far an axis of time reaches, the part of a line that lies on it, and the steps of a turned dial. Pure."""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..format import rounded_up
from .panel import Line
from .series import Floats

# Of seconds, a quarter of a minute, doubled again and again.
_SECONDS = 15.0


def horizon(last: float, total: float | None = None, seconds: bool = False) -> float:
    """Return how far an axis reaches of a run that goes on: a round end, at most `total`.

    It is the same until the run is past it, and then at least twice as far: ticks stay where they are meanwhile.
    """
    if last <= 0:
        return total or 1.0
    end = _SECONDS * 2.0 ** max(0, math.ceil(math.log2(last / _SECONDS) - 1e-9)) if seconds else rounded_up(last)
    return min(end, total) if total and total >= last else end


def clipped(line: Line, low: float, high: float) -> Line:
    """Return the part of a line from low to high, with points at both ends where it goes on beyond them."""
    x = line.x
    first, last = int(np.searchsorted(x, low, side="left")), int(np.searchsorted(x, high, side="right"))

    def part(y: Floats) -> tuple[Floats, Floats]:
        ends = [(low, first), (high, last)]
        points = [(end, _between(x, y, end, at)) for end, at in ends]
        (left, right) = ([point] if point[1] is not None else [] for point in points)
        inside = [*left, *zip(x[first:last].tolist(), y[first:last].tolist(), strict=True), *right]
        array = np.array(inside, float).reshape(-1, 2)
        return array[:, 0], array[:, 1]

    cut_x, cut_y = part(line.y)
    interval = None if line.interval is None else (part(line.interval[0])[1], part(line.interval[1])[1])
    return replace(line, x=cut_x, y=cut_y, interval=interval)


def _between(x: Floats, y: Floats, end: float, at: int) -> float | None:
    """Return the value of a line at an end between its points `at` - 1 and `at`; None where it does not go on."""
    if not 0 < at < len(x) or x[at - 1] == end or x[at] == end:
        return None
    return float(np.interp(end, x[at - 1 : at + 1], y[at - 1 : at + 1]))


def stepped(x: Floats, y: Floats, turns: Iterable[tuple[float, float | None]]) -> tuple[Floats, Floats]:
    """Return the line of a dial with a step wherever it was turned: at x, to a value, or None: to the next reported."""
    for place, value in turns:
        at = int(np.searchsorted(x, place, side="right"))
        after = float(y[at]) if value is None and at < len(x) else value
        before = float(y[at - 1]) if at else after
        if before is None or after is None:
            continue
        x, y = np.insert(x, at, [place, place]), np.insert(y, at, [before, after])
    return x, y
