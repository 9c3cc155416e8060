"""How values read: numbers by what they measure, times, and a sentence for every event. Pure; one format a kind."""

import math
from itertools import pairwise
from typing import Literal

from ..core.answer import Kind
from ..core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from ..core.spec import TaskSpec

Tone = Literal["plain", "good", "notice", "bad"]

MISSING = "–"
_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_ASCII = str.maketrans({"±": "+-", "…": "...", "–": "-", "→": "->", "·": "-", "×": "x", "║": "H"})


def ascii_text(text: str) -> str:
    """Return a text with the characters that every terminal has, as far as they are ours."""
    return text.translate(_ASCII)


# --- numbers ---


def number(value: float | None, kind: Kind = "share", missing: str = MISSING) -> str:
    """Return a figure as it reads everywhere: 0.979 (a share), 12.35 (nats), 92.5 and 5,067 (counts), 3e-4 (a rate)."""
    if value is None or isinstance(value, bool) or math.isnan(value):
        return missing
    if kind == "rate" or math.isinf(value) or (kind != "count" and abs(value) >= 1e5):
        return short(value)
    if kind == "count":
        return f"{value:,.0f}" if isinstance(value, int) or abs(value) >= 1000 else f"{value:.1f}"
    return f"{value:.2f}" if kind == "nats" else _share(value)


def _share(value: float) -> str:
    """Return it with three decimals, with more where they would say 0 or 1 of what is neither."""
    texts = (f"{value:.{digits}f}" for digits in range(3, 9))
    return next((text for text in texts if float(text) not in (0.0, 1.0) or float(text) == value), f"{value:.1e}")


def rounded_up(value: float) -> float:
    """Return the least of 1, 2 and 5 times a power of ten that is not below a positive number."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1.0, 2.0, 5.0) if step * power >= value * (1 - 1e-9)), 10 * power)


def epochs(value: float | None) -> str:
    """Return passes over the data: 12, 0.3, 1,200; a dash where they are not known."""
    if value is None or math.isnan(value):
        return MISSING
    return f"{value:,.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """Return a share as a whole percentage that says neither 0 nor 100 unless it is, of a broken model '?'."""
    if not math.isfinite(share):
        return "? %"
    return f"{min(max(round(100 * share), share > 0), 100 - (share < 1)):d} %"


def short(value: float, digits: int = 3) -> str:
    """Return a number in few letters, for axes and narrow places: 0.412, 12.3, 1.25k, 3e-5."""
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


# --- times ---


def duration(seconds: float) -> str:
    """Return a span of time in few letters: 2.5s, 45s, 3m, 1m30s, 2h15m, 3d4h."""
    if not math.isfinite(seconds) or seconds < 0:
        return "?"
    if seconds < 59.5:
        return f"{_bare(f'{seconds:.2f}' if seconds < 10 else f'{seconds:.0f}')}s"
    whole = round(seconds)
    units = ((whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "m"), (whole % 60, "s"))
    (first, unit), (rest, below) = next((a, b) for a, b in pairwise(units) if a[0])
    return f"{first}{unit}" + (f"{rest:02d}{below}" if rest and unit != "d" else f"{rest}{below}" if rest else "")


# --- events ---


def turned_to(value: float | None) -> str:
    """Return what a dial was turned to: a value, or its schedule (None)."""
    return "its schedule" if value is None else short(value)


def scores(event: Evaluated, spec: TaskSpec) -> str:
    """Return the scores of an evaluation that the task declares, each with half its interval."""
    parts: list[str] = []
    for metric in spec.metrics:
        if metric.key in event.scores:
            low, high = (event.scores.get(f"{metric.key}_{end}", math.nan) for end in ("low", "high"))
            spread = f" ± {(high - low) / 2:.2f}" if math.isfinite(high - low) else ""
            parts.append(f"{metric.label} {number(event.scores[metric.key], metric.kind)}{spread}")
    return "  ".join(parts)


def sentence(event: Event, spec: TaskSpec) -> tuple[str, Tone]:
    """Return what to tell the reader of an event, and in which tone."""
    match event:
        case Evaluated():
            return f"epoch {epochs(event.epoch)}  {scores(event, spec)}".rstrip(), "plain"
        case DialTurned(step, dial, None):
            return f"{spec.dial(dial).label} follows its schedule again from step {step:,} on", "notice"
        case DialTurned(step, dial, value):
            return f"{spec.dial(dial).label} is {turned_to(value)} from step {step:,} on", "notice"
        case Saved(step):
            return f"saved at step {step:,}", "plain"
        case Alert(kind=kind, message=message):
            return message, "good" if kind == "milestone" else "notice" if kind == "note" else "bad"
        case Finished():
            return _finished(event, spec)
        case Started(step=0):
            epoch = f"{event.examples_per_epoch:,} {spec.unit}s an epoch"
            return f"training began: {event.variant or spec.name}, {event.device}, {epoch}", "plain"
        case Started():
            return f"training goes on at step {event.step:,}: {event.variant or spec.name}, {event.device}", "plain"
        case Stepped():
            return f"step {event.step:,}", "plain"


def step_sentence(event: Stepped, before: Stepped | None, spec: TaskSpec) -> str:
    """Return what a step reports: its losses, how far each is from the report before, and the dials that moved."""
    parts, losses = [f"step {event.step:,}"], event.losses or {}
    earlier, dials = (before.losses or {}, before.dials) if before else ({}, event.dials)
    for metric in spec.metrics:
        if metric.key in losses:
            value = losses[metric.key]
            change = f" ({_signed(value - earlier[metric.key])})" if metric.key in earlier else ""
            parts.append(f"{metric.label} {number(value, metric.kind)}{change}")
    for dial, value in event.dials.items():
        if dials.get(dial, value) != value:
            parts.append(f"{spec.dial(dial).label} {short(dials[dial])} → {short(value)}")
    return "  ".join(parts)


def _signed(change: float) -> str:
    return ("-" if change < 0 else "+") + short(abs(change))


def _finished(event: Finished, spec: TaskSpec) -> tuple[str, Tone]:
    took = f"{duration(round(event.seconds))} of training, {event.examples_per_second:,.0f} {spec.unit}s/s"
    if event.reason == "failed":
        return event.message or "training failed", "bad"
    ended = "training is done" if event.reason == "done" else "training was stopped"
    if event.message:
        return f"{ended}, but {event.message} (step {event.step:,}, {took})", "bad"
    ended += " and saved; o resumes it" if event.reason == "stopped" else ""
    return f"{ended} (step {event.step:,}, {took})", "good" if event.reason == "done" else "notice"
