"""How the engine's values read: durations, numbers, and a sentence for every event. Pure."""

import math
from typing import Literal

from ..core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped

Tone = Literal["plain", "good", "notice", "bad"]

DIALS = {
    "kl_weight": "KL weight",
    "teacher_forcing": "teacher forcing",
    "lr": "learning rate",
    "encoder_lr": "encoder rate",
}
SHORT_DIALS = {"kl_weight": "KL w", "teacher_forcing": "tf", "lr": "lr", "encoder_lr": "enc lr"}


_PLAIN = str.maketrans({"±": "+-", "…": "...", "–": "-", "→": "->", "·": "-", "×": "x"})


def plain_text(text: str) -> str:
    """Return a text with the characters that every terminal has, as far as they are ours."""
    return text.translate(_PLAIN)


def duration(seconds: float) -> str:
    """Return a span of time: 45s, 1m20s, 2h03m, 3d4h."""
    if not math.isfinite(seconds) or seconds < 0:
        return "?"
    whole = round(seconds)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return f"{days}d{hours % 24}h"
    if hours:
        return f"{hours}h{minutes % 60:02d}m"
    return f"{minutes}m{whole % 60:02d}s" if minutes else f"{whole}s"


def number(value: float) -> str:
    """Return a dial's value with three digits that matter: 0.042, 0.8, 1.5e-05."""
    if not math.isfinite(value):
        return "not finite"
    return f"{value:.1e}" if 0 < abs(value) < 1e-4 else f"{value:.3g}"


def percent(share: float) -> str:
    """Return a share as a whole percentage that says neither 0 nor 100 unless it is, of a broken model '?'."""
    if not math.isfinite(share):
        return "? %"
    return f"{min(max(round(100 * share), share > 0), 100 - (share < 1)):d} %"


def dial_name(dial: str) -> str:
    """Return a dial's name for the reader."""
    return DIALS.get(dial, dial.replace("_", " "))


def aim(value: float | None) -> str:
    """Return what a dial was turned to: a value, or its schedule (None)."""
    return "its schedule" if value is None else number(value)


def sentence(event: Event) -> tuple[str, Tone]:
    """Return what to tell the reader of an event, and in which tone."""
    match event:
        case Evaluated():
            return _scores(event), "plain"
        case DialTurned(step, dial, None):
            return f"{dial_name(dial)} follows its schedule again from step {step:,} on", "notice"
        case DialTurned(step, dial, float(value) | int(value)):
            return f"{dial_name(dial)} is {number(value)} from step {step:,} on", "notice"
        case Saved(step):
            return f"saved at step {step:,}", "plain"
        case Alert(kind=kind, message=message):
            return message, "good" if kind == "milestone" else "notice" if kind == "note" else "bad"
        case Finished():
            return _finished(event)
        case Started(step=0):
            return f"training began: {event.variant}, {event.device}, {event.words_per_epoch:,} words an epoch", "plain"
        case Started():
            return f"training goes on at step {event.step:,}: {event.variant}, {event.device}", "plain"
        case Stepped():
            return f"step {event.step:,}", "plain"
        case _:
            return "", "plain"


def _finished(event: Finished) -> tuple[str, Tone]:
    took = f"{duration(event.seconds)} of training, {event.words_per_second:,.0f} words/s"
    if event.reason == "failed":
        return event.message or "training failed", "bad"
    ended = "training is done" if event.reason == "done" else "training was stopped"
    if event.message:
        return f"{ended}, but {event.message} (step {event.step:,}, {took})", "bad"
    ended += " and saved; o resumes it" if event.reason == "stopped" else ""
    return f"{ended} (step {event.step:,}, {took})", "good" if event.reason == "done" else "notice"


def _scores(event: Evaluated) -> str:
    scores, parts = event.scores, [f"epoch {event.epoch:.0f}"]
    for name, spoken in (("bleu4", "BLEU-4"), ("exact", "exact")):
        if name in scores:
            parts.append(f"{spoken} {_score(scores[name])}")
    if "gaussian" in scores:
        half = (scores.get("gaussian_high", math.nan) - scores.get("gaussian_low", math.nan)) / 2
        spread = f" ± {half:.2f}" if math.isfinite(half) else ""
        distinct = f" ({scores['distinct']:.0f}/100 distinct)" if "distinct" in scores else ""
        parts.append(f"Gaussian {_score(scores['gaussian'])}{spread}{distinct}")
    return "  ".join(parts)


def _score(value: float) -> str:
    """Return it with two decimals, with more where they would say 0 or 1 of what is neither."""
    texts = [f"{value:.{digits}f}" for digits in (2, 3, 4)]
    return next((text for text in texts if float(text) not in (0.0, 1.0) or float(text) == value), texts[-1])
