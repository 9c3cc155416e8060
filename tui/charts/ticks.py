"""Where an axis begins and ends, where its ticks are and what they say: round numbers, few letters."""

import math
from dataclasses import dataclass

from ..format import duration, rounded_up, short

_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


@dataclass(frozen=True)
class Scale:
    """An axis: its ends and its ticks, as it is drawn (the logarithm where it is logarithmic), and their labels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def _step(span: float, count: int) -> float:
    """Return the round distance that makes at most `count` steps of a span."""
    return rounded_up(span / max(1, count))


def scale(low: float, high: float, count: int, zero: bool = False, least: float = 0.0, most: float = math.inf) -> Scale:
    """Return an axis that holds low to high, with about `count` ticks; its ends move in steps, so it seldom jumps.

    With `zero` 0 is on it; it spans `least` at least, without going below 0 or above `most` for that.
    """
    most = most if high <= most else math.inf
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < least:
        middle = (low + high) / 2
        low = min(low, max(0.0, middle - least / 2)) if low >= 0 else middle - least / 2
        high = low + least
        if high > most:
            low, high = most - least, most
    size = max(abs(low), abs(high), 1e-290)
    if high - low <= 1e-9 * size:
        around = 0.1 * size if size > 1e-290 else 1.0
        low, high = (low, high + around) if zero and low >= 0 else (low - around, high + around)
    step = _step(high - low, max(1, count - 1))
    half = step / 2
    low, high = math.floor(low / half + 1e-9) * half, min(math.ceil(high / half - 1e-9) * half, most)
    ticks = _multiples(step, low, high)
    labels: list[str] = []
    # As many digits as tell neighbours apart: 24k and 24.5k, 0.9995 and 1.
    for digits in range(3, 10):
        labels = [short(tick, digits) for tick in ticks]
        if len(set(labels)) == len(labels):
            break
    return Scale(low, high, ticks, tuple(labels))


def _multiples(step: float, low: float, high: float) -> tuple[float, ...]:
    return tuple(step * index for index in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1))


def log_scale(low: float, high: float, count: int) -> Scale:
    """Return a logarithmic axis; low and high are positive, ends and ticks are their logarithms to the base 10."""
    low, high = math.log10(low), math.log10(high)
    if high - low < 0.05:
        low, high = low - 0.05, high + 0.05
    low, high = math.floor(low * 20 + 1e-9) / 20, math.ceil(high * 20 - 1e-9) / 20
    for factors in ((1, 2, 3, 5), (1, 2, 5), (1, 3), (1,)):
        decades = range(math.floor(low), math.ceil(high) + 1)
        found = [math.log10(factor) + decade for decade in decades for factor in factors]
        found = [tick for tick in found if low - 1e-9 <= tick <= high + 1e-9]
        if len(found) <= count:
            break
    ticks = tuple(found[:: math.ceil(len(found) / max(1, count))]) if found else (low, high)
    return Scale(low, high, ticks, tuple(short(10**tick, 2) for tick in ticks))


def time_scale(low: float, high: float, width: int, seconds: bool) -> Scale:
    """Return the axis below a chart: from low, or 0 where that is not far, to high."""
    if 0 <= low < high / 2:
        low = 0.0
    high = low + max(high - low, 1e-9, high * 2.0**-40)
    for count in range(max(2, width // 5), 0, -1):
        ticks = _times(low, high, count, seconds)
        labels = tuple(duration(tick) if seconds else short(tick) for tick in ticks)
        if len(set(labels)) < len(labels):
            continue
        if len(ticks) < 2 or max(map(len, labels)) + 3 <= width * (ticks[1] - ticks[0]) / (high - low):
            return Scale(low, high, ticks, labels)
    return Scale(low, high, (), ())


def _times(low: float, high: float, count: int, seconds: bool) -> tuple[float, ...]:
    step = _step(high - low, count)
    if seconds and high - low >= 5:
        step = next((float(step) for step in _TIME_STEPS if (high - low) / step <= count), step)
    return _multiples(step, low, high)
