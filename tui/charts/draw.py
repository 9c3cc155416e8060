"""A chart as rows of text: a pure function of what is shown, how large, and in which styles. Knows no Textual.

plotext lays out axes, ticks and canvas; the lines come to it as ready cells, which is ten times as fast as its own
way of joining points and lets lines share a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from plotext._figure import _figure_class
from rich.text import Text

from . import raster
from .buckets import Floats, condense
from .curves import RuleKind
from .panel import Line, Look, Panel
from .ticks import Scale, log_scale, scale, time_scale

Row = list[tuple[str, str]]
MIN_WIDTH, MIN_HEIGHT = 12, 3
# What stands in for characters that are not ASCII.
ASCII = str.maketrans("│┤├┼─┬┴┌┐└┘•●╎┊┃×○◆", "|+++-++++++*@:.!xo#")
_RULES: dict[RuleKind, str] = {"saved": "┊", "resumed": "╎", "dial": "╎", "alert": "┃", "cursor": "│"}
# What a line is drawn with where colours do not tell it from others, in order; the first is braille if it can be.
MARKERS = "*×○◆"


@dataclass(frozen=True)
class _Frame:
    """Where things are: the canvas in cells, its scales, and the width of the labels on either side."""

    width: int
    height: int
    below: Scale
    left: Scale | None
    right: Scale | None
    labels: tuple[int, int]
    base: bool


class _Canvas:
    """Cells: what each shows and which role painted it; a role is a number, 0 is nothing."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame
        shape = (frame.height, frame.width)
        self.glyphs = np.full(shape, " ", "U1")
        self.painted = np.zeros(shape, np.int64)
        self.patterns = np.zeros(shape, np.int64)
        self.roles = [""]

    def code(self, role: str) -> int:
        """Return a role's number."""
        if role not in self.roles:
            self.roles.append(role)
        return self.roles.index(role)

    def glyph(self, where: Any, glyph: str, role: str) -> None:
        """Write a glyph into cells."""
        self.glyphs[where], self.painted[where], self.patterns[where] = glyph, self.code(role), 0

    def dots(self, dots: raster.Dots, role: str, alone: bool) -> None:
        """Paint braille, over what is there or together with the dots of an equal."""
        pattern = raster.cells(dots)
        where = pattern > 0
        self.patterns = np.where(where, pattern | (0 if alone else self.patterns), self.patterns)
        self.glyphs[where] = [chr(0x2800 + code) for code in self.patterns[where]]
        self.painted[where] = self.code(role)


def draw(panel: Panel, width: int, height: int, look: Look) -> Text:
    """Return a panel as `height` rows of `width` columns, without a title; see `panels` for panels of a run."""
    rows = [Text.assemble(*row, end="") for row in draw_rows(_figure_class(), panel, width, height, look)]
    return Text("\n", no_wrap=True, end="").join(rows)


def draw_rows(figure: Any, panel: Panel, width: int, height: int, look: Look) -> list[Row]:
    """Draw a panel with a fresh plotext figure; return its rows from the top, each as runs of (text, style)."""
    seen = any(bool(np.any(np.isfinite(_shown(panel, line)[1]))) for line in panel.lines)
    if not seen or width < MIN_WIDTH or height < MIN_HEIGHT:
        return _notice(panel.empty if not seen else "", width, height, look)
    frame = _frame(panel, width, height)
    canvas = _paint(panel, frame, look)
    _lay_out(figure, frame, canvas, (width, height))
    matrix = figure.monitor.matrix
    return [_runs(matrix, index, frame, panel, canvas, look) for index in reversed(range(matrix.rows))]


def x_at(panel: Panel, width: int, height: int, column: int) -> float | None:
    """Return the x below a column of a drawn panel, None beside its canvas."""
    frame = _frame(panel, width, height)
    place = column - frame.labels[0] - 1
    if not 0 <= place < frame.width:
        return None
    return frame.below.low + place / (frame.width - 1) * (frame.below.high - frame.below.low)


def _notice(sentence: str, width: int, height: int, look: Look) -> list[Row]:
    rows = [" " * width] * max(0, height)
    if rows and len(sentence) <= width:
        rows[(height - 1) // 2] = sentence.center(width)
    return [[(row, look.styles.get("axis", ""))] for row in rows]


def _shown(panel: Panel, line: Line) -> tuple[Floats, Floats]:
    """Return a line's points as they are drawn: the logarithms where the axis is logarithmic."""
    return line.x, _transform(panel, line.y)


def _transform(panel: Panel, y: Floats) -> Floats:
    if not panel.log:
        return np.where(np.isfinite(y), y, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((y > 0) & np.isfinite(y), np.log10(y), np.nan)


def _frame(panel: Panel, width: int, height: int) -> _Frame:
    base = height >= 9
    rows = height - 1 - base
    left, right = (_scale(panel, rows, side) for side in (False, True))
    labels = tuple(max(map(len, side.labels)) if side else 0 for side in (left, right))
    columns = width - sum(labels) - 1 - bool(right)
    if columns < MIN_WIDTH // 2 and right:
        # Too narrow for two axes of labels: the right one goes without.
        right = Scale(right.low, right.high, (), ())
        labels = labels[0], 0
        columns = width - labels[0] - 2
    below = time_scale(*panel.extent, columns, panel.seconds)
    return _Frame(max(2, columns), max(2, rows), below, left, right, (labels[0], labels[1]), base)


def _scale(panel: Panel, rows: int, right: bool) -> Scale | None:
    values = [part[np.isfinite(part)] for line in panel.lines if line.right == right for part in _parts(panel, line)]
    values = np.concatenate([np.empty(0), *values])
    if not len(values):
        return None
    count = min(6, max(2, rows // 3 + 1))
    low, high = float(values.min()), float(values.max())
    return log_scale(10**low, 10**high, count) if panel.log else scale(low, high, count, panel.zero)


def _parts(panel: Panel, line: Line) -> list[Floats]:
    return [_transform(panel, part) for part in (line.y, *(line.interval or ()))]


def _paint(panel: Panel, frame: _Frame, look: Look) -> _Canvas:
    canvas = _Canvas(frame)
    for rule in sorted(panel.rules, key=lambda rule: list(_RULES).index(rule.kind)):
        column = raster.positions(np.array([rule.x]), frame.below.low, frame.below.high, frame.width)[0]
        if 0 <= column < frame.width:
            canvas.glyph((slice(None), int(column)), _RULES[rule.kind], rule.kind)
    for line in sorted(panel.lines, key=lambda line: (not line.faint, line.interval is None)):
        scale = frame.right if line.right else frame.left
        if scale is not None:
            _paint_line(canvas, panel, line, scale, look)
    return canvas


def _paint_line(canvas: _Canvas, panel: Panel, line: Line, scale: Scale, look: Look) -> None:
    frame = canvas.frame
    braille = not look.ascii and not (look.plain and line.mark)
    width, height = (2 * frame.width, 4 * frame.height) if braille else (frame.width, frame.height)
    role = f"{line.name}:faint" if line.faint else line.name
    marker = "." if line.faint else MARKERS[line.mark % len(MARKERS)]

    def place(values: Floats) -> Floats:
        return height - 1 - raster.positions(_transform(panel, values), scale.low, scale.high, height)

    x = raster.positions(line.x, frame.below.low, frame.below.high, width)
    if line.interval is not None and braille:
        shade = raster.band(x, place(line.interval[0]), place(line.interval[1]), width, height)
        canvas.dots(shade, f"{line.name}:faint", alone=True)
    _, column, row = condense(x.astype(np.int64), x, place(line.y))
    dots, lonely = raster.line(column, row, width, height)
    if braille:
        canvas.dots(dots, role, alone=not line.faint and not _bold_there(canvas, panel))
        canvas.glyph(raster.cells(lonely) > 0, "•", role)
    else:
        canvas.glyph(dots, marker, role)


def _bold_there(canvas: _Canvas, panel: Panel) -> bool:
    """Tell whether an equal was painted already; then dots are joined, else what is faint gives way."""
    return any(line.name in canvas.roles for line in panel.lines if not line.faint)


def _lay_out(figure: Any, frame: _Frame, canvas: _Canvas, size: tuple[int, int]) -> None:
    figure.xlim(0, frame.width - 1)
    figure.xaxes(frame.base, False)
    figure.yaxes(True, frame.right is not None)
    figure.ticks_color(canvas.code("axis"))
    cell = (frame.width - 1) / (frame.below.high - frame.below.low)
    figure.xticks([(tick - frame.below.low) * cell for tick in frame.below.ticks], frame.below.labels)
    for name, side in (("left", frame.left), ("right", frame.right)):
        if side is not None:
            cell = (frame.height - 1) / (side.high - side.low)
            figure.ylim(0, frame.height - 1, yside=name)
            figure.yticks([(tick - side.low) * cell for tick in side.ticks], side.labels, yside=name)
            # plotext leaves out the axis of a side that no signal belongs to.
            figure.scatter([0], [0], marker=" ", yside=name, color=canvas.code("axis"))
    side = "left" if frame.left is not None else "right"
    for code in np.unique(canvas.painted[canvas.painted > 0]).tolist():
        row, column = np.nonzero(canvas.painted == code)
        marker = canvas.glyphs[row, column].tolist()
        figure.scatter(column.tolist(), (frame.height - 1 - row).tolist(), marker=marker, color=code, yside=side)
    # Not `plotsize`, which holds a figure down to the size of the terminal it believes to be in.
    figure.monitor.set_size(list(size))
    figure.monitor.build_plot()


def _runs(matrix: Any, index: int, frame: _Frame, panel: Panel, canvas: _Canvas, look: Look) -> Row:
    row = "".join(matrix.marker[index])
    styles = _styles(matrix.fullground[index], frame, panel, canvas, look)
    runs: Row = []
    begin = 0
    for column in range(1, len(row) + 1):
        # Blanks look the same in every style: the fewer the runs, the sooner they are on the screen.
        if column == len(row) or (row[column] != " " and styles[column] != styles[begin]):
            text = row[begin:column]
            runs.append((text.translate(ASCII) if look.ascii else text, styles[begin]))
            begin = column
    return runs


def _styles(codes: Sequence[Any], frame: _Frame, panel: Panel, canvas: _Canvas, look: Look) -> list[str]:
    known = [look.styles.get(role, "") for role in canvas.roles]
    styles = [known[code] if isinstance(code, int) else "" for code in codes]
    left, right = frame.labels
    styles[:left] = [_side_style(panel, False, look)] * left
    styles[len(styles) - right :] = [_side_style(panel, True, look)] * right
    return styles


def _side_style(panel: Panel, right: bool, look: Look) -> str:
    """The labels of an axis look like its line where it has a single one."""
    names = {line.name for line in panel.lines if line.right == right}
    return look.styles.get(names.pop() if len(names) == 1 else "axis", "")
