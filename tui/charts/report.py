"""What a model's report says, as rows of text: verdict and reason, figures, and its views as far as they fit.

Knows no Textual and no torch.
"""

import math
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

import numpy as np
from rich.text import Text

from ...core.answer import Bars, Curve, Heatmap, Report, Scatter, Table, View
from ...core.answer import Text as TextCell
from ..format import ascii_text, number, short
from .draw import draw
from .panel import Line, Look, Panel
from .panels import legend_row

_BLOCKS, _SHADES = " ▁▂▃▄▅▆▇█", " ░▒▓█"
# The fewest rows in which a view can be read, its title with them.
_LEAST = 4
# Blanks between two views side by side.
_GAP = 3


def describe(report: Report, step: int, width: int, height: int, look: Look) -> Text:
    """Return the report on the model at a step as at most `height` rows of `width` columns."""
    rows = [*_verdict(report, width, max(3, height // 3), look), *_figures(report, step, width, look)]
    bands = _bands(report.views, width)
    for index, band in enumerate(bands):
        left = height - len(rows)
        if left < _LEAST:
            # What has no room is told, not dropped.
            more = ", ".join(_title(view) for band in bands[index:] for view in band)
            rows += [Text(f"no room for: {more}", look.style("muted"))] * (left > 0)
            break
        room = max(_LEAST, left // (len(bands) - index))
        share = (width + _GAP) // len(band) - _GAP
        rows += _abreast(_blocks(band, share, room, look), share)
    for row in rows:
        row.plain = ascii_text(row.plain) if look.ascii else row.plain
        row.truncate(width, overflow="crop" if look.ascii else "ellipsis")
    return Text("\n", no_wrap=True, end="").join(rows[:height])


def _bands(views: Sequence[View], width: int) -> list[list[View]]:
    """Return the views from the top, heatmaps side by side where they fit in full."""
    bands: list[list[View]] = []
    for view in views:
        last = bands[-1] if bands else []
        maps = [each for each in (*last, view) if isinstance(each, Heatmap)]
        if last and len(maps) > len(last) and len(maps) * (max(map(_full, maps)) + _GAP) - _GAP <= width:
            last.append(view)
        else:
            bands.append([view])
    return bands


def _title(view: View) -> str:
    return view.note if isinstance(view, Table) else view.title


def _blocks(views: Sequence[View], width: int, height: int, look: Look) -> list[list[Text]]:
    """Return each view below its title, which is wrapped; all of them begin at the same height."""
    titles = [wrap(_title(view), max(8, width), max_lines=2, placeholder=" …") or [""] for view in views]
    tall = max(map(len, titles))
    return [
        [
            *(Text(row, look.style("muted")) for row in [*title, *[""] * (tall - len(title))]),
            *_view(view, width, height - tall, look),
        ]
        for title, view in zip(titles, views, strict=True)
    ]


def _abreast(blocks: Sequence[list[Text]], width: int) -> list[Text]:
    """Put blocks of a width side by side; a single one is left as it is."""
    if len(blocks) == 1:
        return blocks[0]
    rows: list[Text] = []
    for parts in zip_longest(*blocks, fillvalue=Text()):
        row = Text()
        for place, part in enumerate(parts):
            own = part.copy()
            own.truncate(width, pad=place < len(parts) - 1)
            row.append(" " * (_GAP * (place > 0))).append(own)
        rows.append(row)
    return rows


def _verdict(report: Report, width: int, most: int, look: Look) -> list[Text]:
    words = f"{report.verdict}  {report.reason}".strip()
    rows = [Text(row) for row in wrap(words, max(8, width), max_lines=most, placeholder=" …")]
    for row in rows[:1]:
        row.stylize(f"bold {look.style(report.tone)}".strip(), 0, len(report.verdict))
    return rows


def _figures(report: Report, step: int, width: int, look: Look) -> list[Text]:
    """Return the figures, side by side where they fit, else one a row."""
    pieces = [(figure.label, number(figure.value, figure.kind), figure.note) for figure in report.figures]
    rows = [Text()]
    for label, value, note in [*pieces, ("at step", f"{step:,}", "")]:
        piece, note = Text.assemble((f"{label} ", look.style("muted")), value), f" ({note})" if note else ""
        if piece.cell_len + len(note) <= width:
            piece.append(note, look.style("muted"))
        if rows[-1] and rows[-1].cell_len + 3 + piece.cell_len > width:
            rows.append(Text())
        rows[-1].append("   " if rows[-1] else "").append(piece)
    return rows


def _view(view: View, width: int, height: int, look: Look) -> list[Text]:
    match view:
        case Bars():
            return bars(view, width, height, look)
        case Heatmap():
            return _cut(_heatmap(view, width, look), height, look)
        case Table():
            return _cut(_table(view, width, look), height, look)
        case Curve():
            x = np.array(view.x, float)
            order = np.argsort(x, kind="stable")
            found = {name: (x[order], np.array(y, float)[order]) for name, y in view.series.items()}
        case Scatter():
            points = np.array(view.points, float).reshape(-1, 2)
            named = np.array(view.labels)
            found = {name: tuple(points[named == name].T) for name in dict.fromkeys(view.labels)}
    lines = tuple(
        Line(f"slot{mark % 8 + 1}", x, y, mark=mark, style=mark, scattered=isinstance(view, Scatter))
        for mark, (x, y) in enumerate(found.values())
    )
    x = np.concatenate([np.zeros(0), *(line.x[np.isfinite(line.x)] for line in lines)])
    panel = Panel(lines, extent=(float(x.min()), float(x.max())) if len(x) else (0.0, 1.0))
    entries = [(line.mark, line.role, name) for line, name in zip(lines, found, strict=True)]
    return [legend_row(entries, look), *draw(panel, width, height - 1, look).split("\n")]


def _cut(rows: list[Text], height: int, look: Look) -> list[Text]:
    """Return as many rows as fit, the last of them saying how many do not."""
    if len(rows) <= height:
        return rows
    return [*rows[: height - 1], Text(f"+{len(rows) - height + 1} rows", look.style("muted"))]


def _table(view: Table, width: int, look: Look) -> list[Text]:
    """Return as many columns as fit, the rows' labels first."""
    columns = [[Text(), *(Text(row.label, look.style("muted")) for row in view.rows)]]
    for index, head in enumerate(view.heads):
        cells = [row.cells[index] if index < len(row.cells) else TextCell("") for row in view.rows]
        column = [
            Text(cell.text, look.style(cell.tone))
            if isinstance(cell, TextCell)
            else Text(f"{cell.width}x{cell.height}")
            for cell in cells
        ]
        columns.append([Text(head, look.style("muted")), *column])
    rows = [Text() for _ in range(len(view.rows) + 1)]
    for column in columns:
        size = max(cell.cell_len for cell in column)
        for row, cell in zip(rows, column, strict=True):
            row.append("  " if row and size else "").append(cell).append(" " * (size - cell.cell_len))
    return rows


def _pitch(view: Heatmap) -> int:
    """Return the columns that a value wants."""
    return max(map(len, view.columns), default=1) + 1


def _full(view: Heatmap) -> int:
    """Return the width of a heatmap in full."""
    return max(map(len, view.rows), default=0) + 1 + _pitch(view) * len(view.columns)


def _heatmap(view: Heatmap, width: int, look: Look) -> list[Text]:
    """Return a shade for each value, in ASCII the first digit after the point."""
    label = max(map(len, view.rows), default=0)
    pitch = max(1, min(_pitch(view), (width - label - 1) // max(1, len(view.columns))))
    heads = "".join(f"{column[: max(1, pitch - 1)]:<{pitch}}" for column in view.columns)
    rows = [Text(f"{'':>{label}} {heads}", look.style("muted"))]
    for name, values in zip_longest(view.rows, view.values, fillvalue=""):
        row = Text(f"{name:>{label}} ", look.style("muted"))
        rows.append(row.append("".join(_shade(float(value), look) * pitch for value in values), look.style("slot1")))
    return rows


def _shade(value: float, look: Look) -> str:
    if not math.isfinite(value):
        return "?"
    if look.ascii:
        return str(min(9, max(0, int(value * 10))))
    # What is there at all shows a trace of itself.
    return _SHADES[min(4, max(round(value * 4), 1 if value > 0 else 0))]


def bars(view: Bars, width: int, height: int, look: Look) -> list[Text]:
    """Return a bar for each value, its label below.

    Where they are many they are laid out in bands, and where too many for that a bar is the largest of neighbours.
    """
    values = [value if math.isfinite(value) and value > 0 else 0.0 for value in view.values]
    top = max([view.least, *values]) or 1.0
    label = len(short(top, 2))
    columns = max(4, width - label - 1)
    together = 1
    while math.ceil(math.ceil(len(values) / together) / columns) * 3 > max(3, height):
        together *= 2
    values = [max(values[begin : begin + together]) for begin in range(0, len(values), together)]
    labels = list(view.labels[::together])
    bands = math.ceil(len(values) / columns) or 1
    size = math.ceil(len(values) / bands) or 1
    pitch = min(4, max(1, columns // size))
    rows: list[Text] = []
    for begin in range(0, len(values), size):
        part = slice(begin, begin + size)
        rows += _band(values[part], (top, view.least / 10), (label, pitch, min(12, height // bands - 1)), look)
        rows.append(Text(" " * (label + 1) + _labels(labels[part], pitch), look.style("muted")))
    return rows


def _band(values: Sequence[float], bounds: tuple[float, float], sizes: tuple[int, int, int], look: Look) -> list[Text]:
    """Return bars of values; `bounds` are the top and below what they are next to nothing."""
    (top, nothing), (label, pitch, tall) = bounds, sizes
    rows: list[Text] = []
    for row in reversed(range(tall)):
        shown = short(top, 2) if row == tall - 1 else "0" if row == 0 else ""
        axis = ("+" if shown else "|") if look.ascii else ("┤" if shown else "│")
        text = Text(f"{shown:>{label}}{axis}", look.style("muted"))
        for value in values:
            # What is there at all shows a trace of itself.
            eighths = max(round(value / top * tall * 8), 1 if value > 0 else 0) - 8 * row
            glyph = _BLOCKS[min(8, max(0, eighths))]
            if look.ascii:
                glyph = "#" if eighths >= 4 else "." if eighths > 0 else " "
            text.append(glyph * max(1, pitch - 1), look.style("slot2:faint" if value < nothing else "slot2"))
            text.append(" " * (pitch > 1))
        rows.append(text)
    return rows


def _labels(labels: Sequence[str], pitch: int) -> str:
    """Return every label, or every second, fourth ... where they would touch."""
    every = 1
    while every * pitch <= max(map(len, labels), default=0):
        every *= 2
    return "".join(f"{label:<{every * pitch}}" for label in labels[::every]).rstrip()
