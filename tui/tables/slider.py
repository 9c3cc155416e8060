"""A slider of a dial: its ends, its steps, its cells. Pure."""

import math

from ...core.spec import Dial
from ..format import rounded_up, short
from .pieces import Pieces

STEPS = 20
"""Turns from one end of a slider to the other."""


def top_of(dial: Dial, seen: float) -> float:
    """Return the upper end of a dial's slider: its bound or else 1, 2 or 5 times a power of ten, not below `seen`."""
    if math.isfinite(dial.high):
        return dial.high
    reach = max(seen, dial.low)
    return rounded_up(reach) if reach > 0 else 1.0


def next_value(dial: Dial, value: float, top: float, by: int) -> float:
    """Return the value one step of the slider further up or down; past the end of an unbounded dial it goes on."""
    step = (top - dial.low) / STEPS
    at = (value - dial.low) / step
    place = math.floor(at + 1e-6) + by if by > 0 else math.ceil(at - 1e-6) + by
    return min(max(float(f"{dial.low + place * step:.6g}"), dial.low), dial.high)


def slider(dial: Dial, value: float, top: float, width: int, ascii: bool = False) -> Pieces:
    """Draw a dial's slider, its upper end behind it."""
    full, knob, rest = ("=", "O", "-") if ascii else ("━", "●", "─")
    place = place_of(dial, value, top, width)
    return [
        (full * place, "info"),
        (knob, "strong"),
        (rest * (width - 1 - place), "muted"),
        (f" {short(top):<4}", "muted"),
    ]


def place_of(dial: Dial, value: float, top: float, width: int) -> int:
    """Return the cell of a slider at which a value lies."""
    share = (value - dial.low) / (top - dial.low) if top > dial.low else 0.0
    return round(min(max(share, 0.0), 1.0) * (width - 1)) if math.isfinite(share) else 0


def value_at(dial: Dial, cell: int, top: float, width: int) -> float:
    """Return the value at a cell of a slider."""
    share = min(max(cell / max(1, width - 1), 0.0), 1.0)
    return float(f"{dial.low + share * (top - dial.low):.3g}")
