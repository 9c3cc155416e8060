"""Lines as dots: which of a terminal's cells a line runs through, and what it looks like there."""

import numpy as np
from numpy.typing import NDArray

from .series import Floats

Dots = NDArray[np.bool_]
# A cell of braille has 4 rows of 2 dots; the bit of each, from the top left.
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.int64)


def positions(values: Floats, low: float, high: float, count: int) -> Floats:
    """Return where values lie among `count` dots from low to high; NaN stays NaN."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.floor((values - low) / (high - low) * (count - 1) + 0.5)


def line(x: Floats, y: Floats, width: int, height: int, style: str = "#") -> tuple[Dots, Dots]:
    """Draw a polyline of dots, broken at every NaN: (dots, the same with points that have no neighbour alone).

    x and y are whole dots from the left and from the top; what lies outside is left out. x does not decrease. `style`
    tells which of the dots along the line are drawn, again and again.
    """
    whole = np.isfinite(x) & np.isfinite(y)
    joined = whole[1:] & whole[:-1]
    from_x, to_x, from_y, to_y = _clipped(x[:-1][joined], x[1:][joined], y[:-1][joined], y[1:][joined], width, height)
    steps = np.ceil(np.maximum(np.abs(to_x - from_x), np.abs(to_y - from_y))).astype(np.int64)
    # Sample k of a segment lies k / steps of its way.
    owner = np.repeat(np.arange(len(steps)), steps + 1)
    k = np.arange(len(owner)) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    share = k / np.maximum(steps, 1)[owner]
    x_on, y_on = from_x[owner] + share * (to_x - from_x)[owner], from_y[owner] + share * (to_y - from_y)[owner]
    alone = whole & ~np.concatenate(([False], joined)) & ~np.concatenate((joined, [False]))
    isolated = points(x[alone], y[alone], width, height)
    drawn = np.array([sign == "#" for sign in style])[np.arange(len(x_on)) % len(style)]
    return points(x_on[drawn], y_on[drawn], width, height) | isolated, isolated


def _clipped(
    from_x: Floats, to_x: Floats, from_y: Floats, to_y: Floats, width: int, height: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the parts of segments that lie on the canvas, or a dot beside it (Liang and Barsky 1984).

    The way to a point far beside it would be as many dots long.
    """
    across, along = to_x - from_x, to_y - from_y
    start, end = np.zeros_like(from_x), np.ones_like(from_x)
    sides = ((-across, from_x + 1), (across, width - from_x), (-along, from_y + 1), (along, height - from_y))
    for speed, room in sides:
        with np.errstate(divide="ignore", invalid="ignore"):
            at = room / speed
        start = np.where(speed < 0, np.maximum(start, at), start)
        end = np.where(speed > 0, np.minimum(end, at), end)
        end = np.where((speed == 0) & (room < 0), -1.0, end)
    seen = start <= end
    parts = (
        np.where(start > 0, from_x + start * across, from_x), np.where(end < 1, from_x + end * across, to_x),
        np.where(start > 0, from_y + start * along, from_y), np.where(end < 1, from_y + end * along, to_y),
    )  # fmt: skip
    return parts[0][seen], parts[1][seen], parts[2][seen], parts[3][seen]


def points(x: Floats, y: Floats, width: int, height: int) -> Dots:
    """Draw dots that are not joined, in any order."""
    dots = np.zeros((height, width), bool)
    with np.errstate(invalid="ignore"):
        column, row = np.floor(x + 0.5), np.floor(y + 0.5)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    dots[row[inside].astype(np.int64), column[inside].astype(np.int64)] = True
    return dots


def band(x: Floats, low: Floats, high: Floats, width: int, height: int) -> Dots:
    """Shade between two lines, given in dots from the left and from the top (so `high` is the smaller)."""
    shade = np.zeros((height, width), bool)
    whole = np.isfinite(x) & np.isfinite(low) & np.isfinite(high)
    if not whole.any():
        return shade
    x, low, high = x[whole], low[whole], high[whole]
    columns = np.arange(max(0, int(x[0])), min(width, int(x[-1]) + 1))
    bottom, top = np.interp(columns, x, low), np.interp(columns, x, high)
    row = np.arange(height)[:, None]
    # Every other dot of every other row: a shade that no line looks like.
    inside = (row >= np.floor(top + 0.5)) & (row <= np.floor(bottom + 0.5))
    shade[:, columns] = inside & (row % 2 == 0) & (columns % 2 == 0)
    return shade


def cells(dots: Dots) -> NDArray[np.int64]:
    """Return the braille pattern of every cell, 0 where it is empty."""
    height, width = dots.shape[0] // 4, dots.shape[1] // 2
    return np.einsum("hrwc,rc->hw", dots.reshape(height, 4, width, 2).astype(np.int64), _BITS)
