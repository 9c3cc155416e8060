"""A chart as rows of text: a pure function of what is shown, how large, and in which styles. Knows no Textual.

plotext lays out axes, ticks and canvas; the lines come to it as ready cells, which is ten times as fast as its own
way of joining points and lets lines share a cell. A cell's colour is the number of its role, read back from the ANSI
codes that plotext builds.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotext
from rich.text import Text

from . import raster
from .curves import RuleKind
from .panel import Line, Look, Panel, Rule
from .series import Floats, condense
from .ticks import Scale, log_scale, scale, time_scale

Row = list[tuple[str, str]]
MIN_WIDTH, MIN_HEIGHT = 12, 3
# Rows from a sign down in which its text may stand.
NEAR = 3
# What stands in for characters that are not ASCII.
ASCII = str.maketrans("│┤├┼─┬┴┌┐└┘•●╎┊┃║×○◆▲", "|+++-++++++*@:.!Hxo#^")
_RULES: dict[RuleKind, str] = {"saved": "┊", "resumed": "╎", "dial": "╎", "alert": "┃", "moment": "║", "cursor": "│"}
# What a line is drawn with where colours do not tell it from others, in order; the first is braille if it can be.
MARKERS = "*×○◆▲"
STYLES = ("#", "#####...", "##..", "######..##..", "#.")
"""What is drawn of a line of dots, again and again along it, by its mark."""
_BRAILLE = 0x2800
_ANSI = re.compile(r"\x1b\[(?:38;5;)?(\d+)m([^\x1b\n]*)")


@dataclass(frozen=True)
class _Frame:
    """Where things are: the canvas in cells, its scales, the width of the labels on either side, and blanks beyond."""

    width: int
    height: int
    below: Scale
    left: Scale | None
    right: Scale | None
    labels: tuple[int, int]
    pads: tuple[int, int]
    base: bool


class _Canvas:
    """Cells: the character of each, the role that painted it as a number (0: none), and whether that is a bold line."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame
        shape = (frame.height, frame.width)
        self.characters, self.painted, self.bold = np.full(shape, 32), np.zeros(shape, int), np.zeros(shape, bool)
        self.roles = [""]

    def code(self, role: str) -> int:
        """Return a role's number."""
        if role not in self.roles:
            self.roles.append(role)
        return self.roles.index(role)

    def glyph(self, where: Any, glyph: str, role: str, bold: bool = False) -> None:
        """Write a glyph into cells."""
        self.characters[where], self.painted[where], self.bold[where] = ord(glyph), self.code(role), bold

    def dots(self, dots: raster.Dots, role: str, bold: bool, turn: Any = True) -> None:
        """Paint braille, together with the dots of what is as bold, under what is bolder, over everything else.

        Where it shares cells with what is as bold it has the colour of those columns alone whose `turn` it is.
        """
        pattern = raster.cells(dots)
        where = (pattern > 0) & (bold | ~self.bold)
        shared = where & (self.characters > _BRAILLE) & (self.characters < _BRAILLE + 256) & (self.bold == bold)
        pattern[shared] |= self.characters[shared] - _BRAILLE
        self.characters[where] = _BRAILLE + pattern[where]
        own = where & (turn | ~shared)
        self.painted[own], self.bold[where] = self.code(role), bold


def draw(panel: Panel, width: int, height: int, look: Look) -> Text:
    """Return a panel as `height` rows of `width` columns, without a title; see `panels` for panels of a run."""
    rows = [Text.assemble(*row, end="") for row in draw_rows(plotext, panel, width, height, look)]
    return Text("\n", no_wrap=True, end="").join(rows)


def draw_rows(figure: Any, panel: Panel, width: int, height: int, look: Look) -> list[Row]:
    """Draw a panel; return its rows from the top, each as runs of (text, style).

    `figure` is plotext itself or another that can do what it can; its subplots are made anew.
    """
    seen = any(bool(np.any(np.isfinite(_transform(panel, line.y)))) for line in panel.lines)
    if not seen or width < MIN_WIDTH or height < MIN_HEIGHT:
        return _notice(panel.empty if not seen else "", width, height, look)
    frame = _frame(panel, width, height)
    canvas = _paint(panel, frame, look)
    axis = canvas.code("axis")
    # A figure inside another: unlike the outer one it is not held down to the size of the terminal.
    inner = figure.main().subplots(1, 1).subplot(1, 1)
    inner.clear_data()
    inner.plotsize(width - sum(frame.pads), height)
    _lay_out(inner, frame, canvas, axis)
    left, right = ([(" " * pad, "")] if pad else [] for pad in frame.pads)
    return [[*left, *_runs(row, panel, canvas, look), *right] for row in inner.build().splitlines()]


def column_span(panel: Panel, width: int, height: int) -> float:
    """Return how much of x a column of a drawn panel stands for."""
    frame = _frame(panel, width, height)
    return (frame.below.high - frame.below.low) / (frame.width - 1)


def margins(panel: Panel, width: int, height: int) -> tuple[int, int]:
    """Return the cells that a panel needs beside its canvas: labels on the left, labels and axis on the right."""
    frame = _frame(replace(panel, margins=(0, 0)), width, height)
    return frame.labels[0], frame.labels[1] + bool(frame.right)


def x_at(panel: Panel, width: int, height: int, column: int) -> float | None:
    """Return the x below a column of a drawn panel, None beside its canvas."""
    frame = _frame(panel, width, height)
    place = column - frame.pads[0] - frame.labels[0] - 1
    if not 0 <= place < frame.width:
        return None
    return frame.below.low + place / (frame.width - 1) * (frame.below.high - frame.below.low)


def _notice(sentence: str, width: int, height: int, look: Look) -> list[Row]:
    rows = [" " * width] * max(0, height)
    if rows and len(sentence) <= width:
        rows[(height - 1) // 2] = sentence.center(width)
    return [[(row, look.style("axis"))] for row in rows]


def _transform(panel: Panel, y: Floats) -> Floats:
    """Return y as it is drawn: its logarithm where the axis is logarithmic."""
    if not panel.log:
        return np.where(np.isfinite(y), y, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((y > 0) & np.isfinite(y), np.log10(y), np.nan)


def _frame(panel: Panel, width: int, height: int) -> _Frame:
    base = height >= 9
    rows = height - 1 - base
    left, right = (_scale(panel, rows, side) for side in (False, True))
    labels = [max(map(len, side.labels)) if side else 0 for side in (left, right)]
    columns = width - sum(labels) - 1 - bool(right)
    if columns < MIN_WIDTH // 2 and right:
        # Too narrow for two axes of labels: the right one goes without.
        right = Scale(right.low, right.high, (), ())
        labels[1] = 0
        columns = width - labels[0] - 2
    wanted = panel.margins[0] - labels[0], panel.margins[1] - labels[1] - bool(right)
    pads = max(0, wanted[0]), max(0, wanted[1])
    if columns - sum(pads) < MIN_WIDTH // 2:
        pads = 0, 0
    columns -= sum(pads)
    below = time_scale(*panel.extent, columns, panel.seconds)
    return _Frame(max(2, columns), max(2, rows), below, left, right, (labels[0], labels[1]), pads, base)


def _scale(panel: Panel, rows: int, right: bool) -> Scale | None:
    parts = [part for line in panel.lines if line.right == right for part in (line.y, *(line.interval or ()))]
    values = np.concatenate([np.empty(0), *(_transform(panel, part) for part in parts)])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    count = min(6, max(2, rows // 3 + 1))
    low, high = float(values.min()), float(values.max())
    if panel.log:
        return log_scale(10**low, 10**high, count)
    return scale(low, high, count, panel.zero, panel.least_range[right], panel.most[right])


def _paint(panel: Panel, frame: _Frame, look: Look) -> _Canvas:
    canvas = _Canvas(frame)
    for rule in sorted(panel.rules, key=lambda rule: list(_RULES).index(rule.kind)):
        column = raster.positions(np.array([rule.x]), frame.below.low, frame.below.high, frame.width)[0]
        if 0 <= column < frame.width:
            canvas.glyph((slice(None), int(column)), _RULES[rule.kind], rule.kind)
    for line in sorted(panel.lines, key=lambda line: (not line.faint, line.interval is None)):
        if (axis := frame.right if line.right else frame.left) is not None:
            _paint_line(canvas, panel, line, axis, look)
    taken = np.zeros((frame.height, frame.width + 2), bool)
    for rule in reversed(panel.rules):
        if rule.sign:
            _write(canvas, rule, taken)
    return canvas


def _write(canvas: _Canvas, rule: Rule, taken: Any) -> None:
    """Write a rule's sign at its top, below one that is next to it, and its text where no line is in its way.

    `taken` has the places of signs, with a column beside the canvas on either side.
    """
    frame = canvas.frame
    column = int(raster.positions(np.array([rule.x]), frame.below.low, frame.below.high, frame.width)[0])
    if not 0 <= column < frame.width:
        return
    top = int(np.argmin(taken[:, column : column + 3].any(axis=1)))
    canvas.glyph((top, column), rule.sign, rule.kind, bold=True)
    taken[top, column + 1] = True
    free = np.isin(canvas.characters, [ord(sign) for sign in " ┊╎┃"])
    for row in range(top, min(top + NEAR, frame.height) if rule.text else 0):
        for begin in (column + 2, column - 1 - len(rule.text)):
            end = begin + len(rule.text)
            # With a blank on either side.
            if begin >= 0 and end <= frame.width and free[row, max(0, begin - 1) : end + 1].all():
                for place, letter in enumerate(rule.text, begin):
                    canvas.glyph((row, place), letter, rule.kind, bold=True)
                return


def _paint_line(canvas: _Canvas, panel: Panel, line: Line, axis: Scale, look: Look) -> None:
    frame = canvas.frame
    braille = not look.ascii and not (look.no_color and line.mark)
    width, height = (2 * frame.width, 4 * frame.height) if braille else (frame.width, frame.height)
    role = f"{line.role}:faint" if line.faint else line.role

    def place(values: Floats) -> Floats:
        return height - 1 - raster.positions(_transform(panel, values), axis.low, axis.high, height)

    x, y = raster.positions(line.x, frame.below.low, frame.below.high, width), place(line.y)
    if line.interval is not None and braille:
        shade = raster.band(x, place(line.interval[0]), place(line.interval[1]), width, height)
        canvas.dots(shade, f"{line.role}:faint", bold=False)
    style = STYLES[line.style % len(STYLES)] if braille else STYLES[0]
    if line.scattered:
        dots = isolated = raster.points(x, y, width, height)
    else:
        dots, isolated = raster.line(*condense(x, x, y), width, height, style)
    if braille:
        marks = 1 + max(each.mark for each in panel.lines)
        canvas.dots(dots, role, not line.faint, np.arange(frame.width) % marks == line.mark)
        canvas.glyph(raster.cells(isolated) > 0, "•", role, not line.faint)
    else:
        # Where lines share cells, each shows in some of the columns.
        turn = np.arange(width) % len(MARKERS) == line.mark % len(MARKERS)
        glyph = "." if line.faint else MARKERS[line.mark % len(MARKERS)]
        canvas.glyph(dots & (turn | ~canvas.bold), glyph, role, not line.faint)


def _lay_out(figure: Any, frame: _Frame, canvas: _Canvas, axis: int) -> None:
    figure.theme("clear")
    figure.ticks_color(axis)
    figure.xlim(0, frame.width - 1)
    figure.xaxes(frame.base, False)
    figure.yaxes(True, frame.right is not None)
    figure.xticks(_cells(frame.below, frame.width), frame.below.labels)
    for name, side in (("left", frame.left), ("right", frame.right)):
        if side is not None:
            figure.ylim(0, frame.height - 1, yside=name)
            figure.yticks(_cells(side, frame.height), side.labels, yside=name)
            # plotext leaves out the axis of a side that no signal belongs to.
            figure.scatter([0], [0], marker=" ", yside=name, color=axis)
    row, column = np.nonzero(canvas.painted)
    figure.scatter(
        column.tolist(),
        (frame.height - 1 - row).tolist(),
        marker=[chr(character) for character in canvas.characters[row, column].tolist()],
        color=canvas.painted[row, column].tolist(),
        yside="left" if frame.left is not None else "right",
    )


def _cells(side: Scale, count: int) -> list[float]:
    return [(tick - side.low) / (side.high - side.low) * (count - 1) for tick in side.ticks]


def _runs(row: str, panel: Panel, canvas: _Canvas, look: Look) -> Row:
    """Read a row of text with ANSI codes back into runs of (text, style)."""
    known = [look.style(role) for role in canvas.roles]
    cells = [(sign, known[int(code)]) for code, text in _ANSI.findall(f"\x1b[0m{row}") for sign in text]
    left, right = canvas.frame.labels
    for columns, side in ((slice(0, left), False), (slice(len(cells) - right, None), True)):
        style = _side_style(panel, side, look)
        cells[columns] = [(sign, style) for sign, _ in cells[columns]]
    found: Row = []
    for sign, style in cells:
        # Blanks look the same in every style: the fewer the runs, the sooner they are on the screen.
        if found and (sign == " " or style == found[-1][1]):
            found[-1] = (found[-1][0] + sign, found[-1][1])
        else:
            found.append((sign, style))
    return [(text.translate(ASCII) if look.ascii else text, style) for text, style in found]


def _side_style(panel: Panel, right: bool, look: Look) -> str:
    """The labels of an axis look like its line where it has a single one."""
    roles = {line.role for line in panel.lines if line.right == right}
    return look.style(roles.pop() if len(roles) == 1 else "axis")
