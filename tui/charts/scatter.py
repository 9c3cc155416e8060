"""A map of points as rows of text: braille dots in the colours of their groups, and marks among them. Pure.

Knows no Textual and no torch. Where colours do not tell groups apart, or there are more groups than colours, a cell
shows a sign, or the letter, of the group that most of its points are of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from rich.text import Text

from ...core.answer import Mark, Scatter
from ..format import ascii_text
from . import raster
from .draw import ASCII, MARKERS
from .panel import Look

SLOTS = 8
"""Colours of the palette."""
LABEL = 16
"""Letters that a mark's name has at the most."""
SAMPLE, ASKED, CURSOR = "◇", "▪", "┼"
_PLAIN = str.maketrans({SAMPLE: "%", ASKED: "@", CURSOR: "+"})
_MARGIN = 0.04


@dataclass(frozen=True)
class Area:
    """The part of the plane that is seen, and the cells that it is seen in."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: int
    height: int

    @property
    def step(self) -> tuple[float, float]:
        """How far a cell is from the next, to the right and down."""
        return (self.x[1] - self.x[0]) / max(1, self.width), (self.y[0] - self.y[1]) / max(1, self.height)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return column and row of a place, the nearest that is seen."""
        right, down = self.step
        column, row = int((x - self.x[0]) / right), int((y - self.y[1]) / down)
        return min(max(column, 0), self.width - 1), min(max(row, 0), self.height - 1)

    def place(self, column: int, row: int) -> tuple[float, float]:
        """Return the place in the middle of a cell."""
        right, down = self.step
        return self.x[0] + (column + 0.5) * right, self.y[1] + (row + 0.5) * down


def area_of(scatter: Scatter, width: int, height: int) -> Area:
    """Return the area that holds every point and mark that is finite."""
    places = np.array([*scatter.points, *((mark.x, mark.y) for mark in scatter.marks)], float).reshape(-1, 2)
    places = places[np.isfinite(places).all(1)]
    low, high = (places.min(0), places.max(0)) if len(places) else (np.zeros(2), np.zeros(2))
    span = np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
    low, high = low - _MARGIN * span, high + _MARGIN * span
    return Area((float(low[0]), float(high[0])), (float(low[1]), float(high[1])), max(1, width), max(1, height))


def nearest(scatter: Scatter, x: float, y: float, area: Area) -> int | None:
    """Return the number of the point that is seen nearest to a place."""
    if not scatter.points:
        return None
    right, down = area.step
    away = np.hypot(*((np.array(scatter.points, float) - (x, y)) / (right, 2 * down)).T)
    return int(np.nanargmin(away)) if np.isfinite(away).any() else None


def groups_of(scatter: Scatter, colouring: str) -> list[str]:
    """Return the groups of a colouring, in the order in which they have their colours."""
    found = list(dict.fromkeys(scatter.groups.get(colouring, ())))
    return sorted(found) if len(found) > SLOTS else found


def legend(scatter: Scatter, colouring: str, look: Look, width: int) -> Text:
    """Return what the colours mean, with fewer words, and then with as many letters of each as there is room for."""
    names = groups_of(scatter, colouring)
    about = [(f"by {colouring}  ", look.style("muted"))] if colouring else []
    many = [(f"{names[0]} to {names[-1]}", look.style("muted"))] if len(names) > SLOTS else []
    least = max(1, width // max(1, len(names)) - 3)
    for dot, gap, letters in (("• ", "  ", width), ("", " ", width), ("", " ", least)):
        entries = [
            (f"{_sign(names, number, look) or dot.strip()} {name[:letters]}".strip() + gap, look.style(_slot(number)))
            for number, name in enumerate(names)
        ]
        for before in (about, []):
            text = Text.assemble(*before, *(many or entries), no_wrap=True, end="")
            if len(text.plain.rstrip()) <= width:
                return _fitted(text, width, look)
    return _fitted(text, width, look)


def signs(scatter: Scatter) -> str:
    """Return what the signs of the marks mean."""
    kinds = {mark.sample for mark in scatter.marks}
    return "  ".join([f"{SAMPLE} sample"] * (True in kinds) + [f"{ASKED} typed"] * (False in kinds))


def plain(text: str) -> str:
    """Return a text of ours with the signs of the map as ASCII has them."""
    return ascii_text(text.translate(_PLAIN))


def draw_map(scatter: Scatter, colouring: str, area: Area, look: Look) -> list[Text]:
    """Return the map as rows: its points, over them the marks."""
    cells = _points(scatter, colouring, area, look)
    for mark in sorted(scatter.marks, key=lambda mark: mark.sample, reverse=True):
        _write(cells, mark, area)
    rows: list[Text] = []
    for row in cells:
        runs = ((style, "".join(glyph for glyph, _ in run)) for style, run in groupby(row, itemgetter(1)))
        rows.append(_fitted(Text.assemble(*((glyphs, style) for style, glyphs in runs), end=""), area.width, look))
    return rows


Cell = tuple[str, str]


def _points(scatter: Scatter, colouring: str, area: Area, look: Look) -> list[list[Cell]]:
    """Return the cells of the points, each a glyph with its style."""
    points = np.array(scatter.points, float).reshape(-1, 2)
    x = raster.positions(points[:, 0], *area.x, 2 * area.width)
    y = raster.positions(-points[:, 1], -area.y[1], -area.y[0], 4 * area.height)
    pattern = raster.cells(raster.points(x, y, 2 * area.width, 4 * area.height))
    names = groups_of(scatter, colouring)
    place = {name: number for number, name in enumerate(names)}
    of = np.array([place[name] for name in scatter.groups.get(colouring, ())] or [0] * len(points), int)
    counts = np.zeros((max(1, len(names)), area.height, area.width), int)
    seen = np.isfinite(x) & np.isfinite(y)
    np.add.at(counts, (of[seen], (y[seen] // 4).astype(int), (x[seen] // 2).astype(int)), 1)
    owner = counts.argmax(0)

    def cell(row: int, column: int) -> Cell:
        if not pattern[row, column]:
            return " ", ""
        number = int(owner[row, column])
        return _sign(names, number, look) or chr(0x2800 + int(pattern[row, column])), look.style(_slot(number))

    return [[cell(row, column) for column in range(area.width)] for row in range(area.height)]


def _write(cells: list[list[Cell]], mark: Mark, area: Area) -> None:
    """Write a mark into the cells; what was typed has its words beside it, where there is room for them."""
    if not np.isfinite([mark.x, mark.y]).all():
        return
    column, row = area.cell(mark.x, mark.y)
    cells[row][column] = (SAMPLE if mark.sample else ASKED, "bold")
    if not mark.sample:
        label = mark.label if len(mark.label) <= LABEL else mark.label[: LABEL - 1].rstrip() + "…"
        start = column + 1 if column + 1 + len(label) <= area.width else column - len(label)
        for place, letter in enumerate(label if start >= 0 else "", start=start):
            cells[row][place] = (letter if letter.isprintable() else " ", "bold")


def _slot(number: int) -> str:
    return f"slot{number % SLOTS + 1}"


def _sign(names: Sequence[str], number: int, look: Look) -> str:
    """Return what a group is drawn with; nothing where dots in its colour will do."""
    if len(names) > SLOTS:
        return names[number][:1] if names else ""
    return MARKERS[number % len(MARKERS)] if (look.no_color or look.ascii) and len(names) > 1 else ""


def _fitted(text: Text, width: int, look: Look) -> Text:
    if look.ascii:
        plain = text.plain.translate(ASCII).translate(_PLAIN).replace("…", ".")
        text.plain = "".join("." if 0x2800 < ord(glyph) < 0x2900 else glyph for glyph in plain)
    text.truncate(width)
    return text
