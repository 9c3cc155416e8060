"""What is known of a latent space, as rows of text: the verdict and its reason, figures, and the KL of every dimension.

Knows no Textual and no torch; the report is the `latent` part of a `score.json`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from .panel import Look
from .ticks import short

_BLOCKS = " ▁▂▃▄▅▆▇█"
# A dimension with less than this tells nothing to speak of.
_NOTHING = 0.01
# The bars are never drawn larger than this many nats would be: a collapsed latent must look flat.
_SCALE = 0.1
_TONES = {"healthy": "good", "collapsed": "bad", "ignores z": "bad", "autoencoder": "notice", "leaky": "notice"}
CHANCE = 0.25


def describe(report: Mapping[str, Any], step: int, width: int, height: int, look: Look) -> Text:
    """Return the report as at most `height` rows of `width` columns; roles: good, notice, bad, muted, kl, kl:faint."""
    rows = [*_verdict(report, width, max(3, height // 3), look), *_figures(report, step, width, look)]
    values = [_number(value) for value in _list(report.get("kl_per_dimension"))]
    left = height - len(rows) - 1
    if values and left >= 3:
        rows += [Text("KL of each dimension", look.styles.get("muted", "")), *bars(values, width, left, look)]
    return Text("\n", no_wrap=True, end="").join(rows[:height])


def _verdict(report: Mapping[str, Any], width: int, most: int, look: Look) -> list[Text]:
    verdict, reason = str(report.get("verdict") or "no verdict"), str(report.get("reason") or "")
    tone = look.styles.get(_TONES.get(verdict, "muted"), "")
    rows = [Text(verdict, f"bold {tone}".strip())]
    for word in reason.split():
        if rows[-1].cell_len + len(word) + 2 > width and len(rows) < most:
            rows.append(Text())
        gap = "  " if len(rows) == 1 and rows[0].plain == verdict else " " if rows[-1].plain else ""
        rows[-1].append(gap + word)
    for row in rows:
        row.truncate(width, overflow="ellipsis")
    return rows


def _figures(report: Mapping[str, Any], step: int, width: int, look: Look) -> list[Text]:
    """Return the figures, side by side where they fit, else one a row."""
    muted = look.styles.get("muted", "")
    pieces: list[Text] = []
    for name, value, remark in (
        ("KL", f"{_shown(report.get('kl'))} nats a word", ""),
        ("active units", f"{_count(report.get('active_units'))} of {_count(report.get('dimensions'))}", ""),
        ("mutual information", f"{_shown(report.get('mutual_information'))} nats", _of(report)),
        ("tense probe", _percent(report.get("tense_probe")), f"chance {_percent(report.get('tense_chance', CHANCE))}"),
        ("at step", f"{step:,}", ""),
    ):
        piece = Text.assemble((f"{name} ", muted), value)
        remark = f" ({remark})" if remark else ""
        pieces.append(piece.append(remark, muted) if piece.cell_len + len(remark) <= width else piece)
    rows = [Text()]
    for piece in pieces:
        if rows[-1] and rows[-1].cell_len + 3 + piece.cell_len > width:
            rows.append(Text())
        rows[-1].append("   " if rows[-1] else "").append(piece)
    for row in rows:
        row.truncate(width, overflow="ellipsis")
    return rows


def _of(report: Mapping[str, Any]) -> str:
    number = report.get("mutual_information_n")
    return f"of {number:,} words, at most {math.log(number):.1f}" if isinstance(number, int) and number > 0 else ""


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _number(value: Any) -> float:
    good = isinstance(value, int | float) and math.isfinite(value)
    return max(0.0, float(value)) if good else 0.0


def _shown(value: Any) -> str:
    return short(float(value)) if isinstance(value, int | float) else "–"


def _count(value: Any) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) and math.isfinite(value) else "–"


def _percent(value: Any) -> str:
    return f"{value:.0%}" if isinstance(value, int | float) and math.isfinite(value) else "–"


def bars(values: Sequence[float], width: int, height: int, look: Look) -> list[Text]:
    """Return a bar per dimension, numbered below.

    Where they are many they are laid out in bands, and where too many for that a bar is the largest of neighbours.
    """
    top = max(*values, _SCALE)
    label = max(len(short(top, 2)), 1)
    columns = max(4, width - label - 1)
    together = 1
    while _bands(len(values), columns, together) * 3 > max(3, height):
        together *= 2
    grouped = [max(values[begin : begin + together]) for begin in range(0, len(values), together)]
    bands = _bands(len(values), columns, together)
    size = math.ceil(len(grouped) / bands)
    pitch = min(4, max(1, columns // size))
    tall = min(12, height // bands - 1)
    rows: list[Text] = []
    for begin in range(0, len(grouped), size):
        part = grouped[begin : begin + size]
        rows += _band(part, top, (label, pitch, tall), look)
        rows.append(_numbers(begin * together, together, len(part), (label, pitch), look))
    return rows


def _bands(dimensions: int, columns: int, together: int) -> int:
    return math.ceil(math.ceil(dimensions / together) / columns)


def _band(part: Sequence[float], top: float, sizes: tuple[int, int, int], look: Look) -> list[Text]:
    label, pitch, tall = sizes
    rows: list[Text] = []
    for row in reversed(range(tall)):
        told = short(top, 2) if row == tall - 1 else "0" if row == 0 else ""
        axis = ("+" if told else "|") if look.ascii else ("┤" if told else "│")
        text = Text(f"{told:>{label}}{axis}", look.styles.get("muted", ""))
        for value in part:
            # What is there at all shows a trace of itself.
            eighths = max(round(value / top * tall * 8), 1 if value > 0 else 0) - 8 * row
            glyph = _BLOCKS[min(8, max(0, eighths))]
            if look.ascii:
                glyph = "#" if eighths >= 4 else "." if eighths > 0 else " "
            style = look.styles.get("kl:faint" if value < _NOTHING else "kl", "")
            text.append(glyph * max(1, pitch - 1), style).append(" " * (pitch > 1))
        rows.append(text)
    return rows


def _numbers(first: int, together: int, count: int, sizes: tuple[int, int], look: Look) -> Text:
    label, pitch = sizes
    text = " " * (label + 1)
    every = next(step for step in (1, 2, 4, 8, 16, 32, 64, 128, 10**9) if step * pitch >= len(str(first + count)) + 1)
    for index in range(0, count, every):
        text = text.ljust(label + 1 + index * pitch) + str(first + index * together)
    return Text(text, look.styles.get("muted", ""))
