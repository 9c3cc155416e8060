"""Where an axis begins and ends, where its ticks are and what they say: round numbers, few letters."""

import math
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 5.0, 10.0)
_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True)
class Scale:
    """An axis: its ends and its ticks, as it is drawn (the logarithm where it is logarithmic), and their labels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def short(value: float, digits: int = 3) -> str:
    """Return a number in few letters: 0.412, 12.3, 1.25k, 3e-5."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    size = abs(value)
    if size < 1e-300:
        return "0"
    if size < 1e-3 or size >= 1e15:
        mantissa, exponent = f"{value:.{max(0, digits - 2)}e}".split("e")
        return f"{_bare(mantissa)}e{int(exponent)}"
    if size < 1 - 1e-9:
        return _below_one(value, digits)
    for unit, suffix in _SUFFIXES:
        if size >= unit * (1 - 0.5 * 10**-digits):
            return _bare(f"{value / unit:.{_decimals(size / unit, digits)}f}") + suffix
    return _bare(f"{value:.{_decimals(size, digits)}f}")


def _below_one(value: float, digits: int) -> str:
    """Return it with `digits` decimals, with more where it would lose all but one of its own or read as 1."""
    decimals = max(digits, 1 - math.floor(math.log10(abs(value))))
    while abs(float(text := f"{value:.{decimals}f}")) == 1.0:
        decimals += 1
    return _bare(text)


def _decimals(size: float, digits: int) -> int:
    return max(0, digits - 1 - math.floor(math.log10(size)))


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(seconds: float) -> str:
    """Return a time in few letters: 40s, 3m, 1m30s, 2h15m."""
    if seconds < 60:
        return f"{_bare(f'{seconds:.2f}' if seconds < 10 else f'{seconds:.0f}')}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m{rest:02d}s" if rest else f"{minutes}m"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02d}m" if minutes else f"{hours}h"


def _step(span: float, count: int) -> float:
    """Return the round distance that makes at most `count` steps of a span."""
    rough = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in _STEPS if step * power >= rough * (1 - 1e-9)), 10 * power)


def scale(low: float, high: float, count: int, zero: bool = False) -> Scale:
    """Return an axis that holds low to high, with about `count` ticks; its ends move in steps, so it seldom jumps."""
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        around = 0.1 * max(abs(low), abs(high)) or 1.0
        low, high = (low, high + around) if zero and low >= 0 else (low - around, high + around)
    step = _step(high - low, max(1, count - 1))
    half = step / 2
    low, high = math.floor(low / half + 1e-9) * half, math.ceil(high / half - 1e-9) * half
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = tuple(step * index for index in range(first, last + 1))
    return Scale(low, high, ticks, tuple(_labels(ticks, step)))


def _labels(ticks: tuple[float, ...], step: float) -> list[str]:
    digits = 3
    labels = [short(tick, digits) for tick in ticks]
    # As many digits as tell neighbours apart: 24k and 24.5k, 0.9995 and 1.
    while len(set(labels)) < len(labels) and digits < 9:
        digits += 1
        labels = [short(tick, digits) for tick in ticks]
    return labels


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
    """Return the axis below a chart: its end moves by a sixteenth at a time, so that points stay where they are."""
    if low < high / 2:
        low = 0.0
    end = max(high - low, 1e-9, high * 2.0**-40)
    quantum = 2.0 ** math.floor(math.log2(end)) / 8
    high = low + math.ceil(end / quantum - 1e-9) * quantum
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
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(step * index for index in range(first, last + 1))
