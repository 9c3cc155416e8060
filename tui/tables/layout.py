"""How a table looks as lines of text: its rows as records, one below the other, or as rows in columns. Pure.

A record is a line about the row, then its cells with their certainty; a row in columns is its label and its cells.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

from ...core.answer import Cell, Image, Row, Table, Text
from .pictures import picture, shrinking
from .pieces import SIGNS, Pieces, Signs, clip

Changes = tuple[bool, ...]
"""Which cells of a row are others than before."""
# Letters that a column needs to be worth its place, and those that it has at most.
_LEAST_LETTERS, _MOST_LETTERS = 10, 18
# Cells of a record's column before its letters: a bar and a blank.
_BEFORE = 2
# Cells of a column of texts from which on what changed has a place of its own before the gap to the next one.
_WIDE = 14


def differences(before: Row | None, after: Row) -> Changes:
    """Tell which cells of a row are others than before; none where there was no row like it."""
    if before is None or len(before.cells) != len(after.cells):
        return (False,) * len(after.cells)
    seen = [[cell.text if isinstance(cell, Text) else cell for cell in row.cells] for row in (before, after)]
    return tuple(old != new for old, new in zip(*seen, strict=True))


def counts(rows: Iterable[Row], signs: Signs, *, names: bool = True, present: bool = False) -> Pieces:
    """Return how many rows have each sign of the legend, or those alone that a row has."""
    found = Counter(row.category for row in rows)
    marks = [(*signs.of(sign), sign.key) for sign in signs.legend if found[sign.key] or not present]
    return [(f" {mark} {found[key]}{f' {key}' if names else ''}", tone) for mark, tone, key in marks]


# --- columns and cells ---


@dataclass(frozen=True)
class Columns:
    """Which columns are shown side by side, their heads, how many letters each may have, and the cells after them."""

    places: tuple[int, ...]
    heads: tuple[str, ...]
    letters: tuple[int, ...]
    after: int = 1

    def names(self, before: str = "") -> str:
        """Return the heads above their columns; one that is too long is cut."""
        pairs = zip(self.heads, self.letters, strict=True)
        cut = ((head if cell_len(head) <= most else head[:5] + ".", most) for head, most in pairs)
        return "".join(f"{before}{clip(head, most)}{' ' * self.after}" for head, most in cut)

    def cells(self, row: Row) -> Iterable[tuple[int, Cell, int]]:
        """Return the cells of a row that are shown: place, cell, letters."""
        pairs = zip(self.places, self.letters, strict=True)
        return ((place, row.cells[place], most) for place, most in pairs if place < len(row.cells))


def _is_narrow(table: Table, width: int) -> bool:
    return width < _LEAST_LETTERS * _count(table) + 6


def _count(table: Table) -> int:
    return max([len(table.heads), *(len(row.cells) for row in table.rows)])


def columns(table: Table, width: int, before: int = 0, beside: int = 0) -> Columns:
    """Share a width among the columns, after `before` cells, with `beside` cells before each and one or two after it.

    Where there are pictures, texts have what they need, and pictures share the rest, no wider than they need.
    """
    few = bool(table.narrow) and _is_narrow(table, width)
    places = table.narrow if few else tuple(range(_count(table)))
    growth = (*(() if few else table.growth), *(0,) * len(places))[: len(places)]
    heads = tuple(table.heads[place] if place < len(table.heads) else "" for place in places)
    pictures = any(isinstance(cell, Image) for row in table.rows for cell in row.cells)
    after = 2 if not pictures and width >= _WIDE * len(places) else 1
    room = width - before - (beside + after) * len(places)
    base = max(min((room - sum(growth)) // max(len(places), 1), _MOST_LETTERS), 1)
    cells = [[row.cells[place] for row in table.rows if place < len(row.cells)] for place in places]
    wide = [max((cell.width for cell in column if isinstance(cell, Image)), default=0) for column in cells]
    if not any(wide):
        return Columns(places, heads, tuple(base + more for more in growth), after)
    texts = [max(map(cell_len, (head, *(cell.text for cell in column if isinstance(cell, Text)))))
             for head, column in zip(heads, cells, strict=True)]  # fmt: skip
    needed = [0 if most else min(text, base) for text, most in zip(texts, wide, strict=True)]
    share = max((room - sum(needed)) // sum(map(bool, wide)), 1)
    letters = (fixed or min(max(most, text), share) for fixed, most, text in zip(needed, wide, texts, strict=True))
    return Columns(places, heads, tuple(letters), after)


def _block(
    cell: Cell, new: bool, letters: int, signs: Signs, *,
    bar: bool = False, beside: bool = False, lines: int = 0, after: int = 1,
) -> list[Pieces]:  # fmt: skip
    """Draw a cell: each line has `letters`, `after` for what changed and a gap and, with a bar, two before them.

    The right text stands `beside` a wrong one where both have room, else below it where there is a bar.
    """
    if isinstance(cell, Image):
        drawn = picture(cell, shrinking(cell, letters, lines), signs.ramp)
        marks = ["~" if new else "", *[""] * len(drawn)]
        used = [sum(len(part) for part, _ in line) for line in drawn]
        return [
            [("  " * bar, "plain"), *line, (mark.ljust(letters - width + after), "changed")]
            for line, mark, width in zip(drawn, marks, used, strict=False)
        ]
    word = clip(cell.text or signs.text("–"), letters, signs, pad=False)
    role, lead = cell.tone if cell.gold is None else "bad", ("  ", "plain")
    if cell.score is not None:
        shade = "sure" if cell.score >= 0.9 else "likely" if cell.score >= 0.5 else "unsure"
        role, lead = shade if role == "plain" else role, (f"{_bar(cell.score, signs)} ", f"{shade} bar")
    room = letters + after - cell_len(word)
    if beside and cell.gold and cell_len(cell.gold) + 3 + after <= room:
        gold = cell.gold + " " * (room - new - 3 - cell_len(cell.gold))
        mark: Pieces = [("~", "changed")] * new
        return [[*[lead] * bar, (word, role), *mark, (f" {signs.wrong} ", "bad"), (gold, "gold")]]
    changed = ("~" * new).ljust(room)
    block: list[Pieces] = [[*[lead] * bar, (word, role), (changed, "changed")]]
    if bar and cell.gold is not None:
        block.append([(f"{signs.wrong} ", "bad"), (clip(cell.gold, letters, signs) + " " * after, "gold")])
    return block


def _bar(score: float, signs: Signs) -> str:
    # A NaN, as an exploded model gives, counts as no certainty at all.
    share = score if 0 <= score <= 1 else 0.0
    return signs.bars[min(int(share * len(signs.bars)), len(signs.bars) - 1)]


def _abreast(blocks: Sequence[tuple[list[Pieces], int]]) -> list[Pieces]:
    """Put blocks, each with its width, side by side, with blanks below those that are less tall."""
    return [
        [piece for block, width in blocks for piece in (block[line] if line < len(block) else [(" " * width, "plain")])]
        for line in range(max((len(block) for block, _ in blocks), default=0))
    ]


# --- records ---


def needs_stack(table: Table, width: int) -> bool:
    """Tell whether the cells of records have to be stacked: the pane is narrow, or a word too long for its column.

    A text much longer than the label is what a model makes that has not learned yet; it may be cut.
    """
    fit = columns(table, width, 0, _BEFORE)
    return _is_narrow(table, width) or any(
        cell_len(word) > most
        for row in table.rows
        for _, cell, most in fit.cells(row)
        if isinstance(cell, Text)
        for word in (cell.gold or "", cell.text if not row.label or len(cell.text) <= len(row.label) + 5 else "")
    )


def records(
    table: Table, changed: Sequence[Changes], width: int, signs: Signs = SIGNS, *, stacked: bool = False
) -> tuple[Pieces, list[Pieces]]:
    """Draw every row as a record: a line about it, its cells side by side or stacked, right texts below wrong ones.

    Return the heads, none where the cells are stacked, and the lines below. Side by side, the line for right texts is
    there, blank, where all is well: answers keep their height.
    """
    lines: list[Pieces] = []
    fit = columns(table, width, 0, _BEFORE)
    for row, new in zip(table.rows, changed, strict=True):
        lines.append(_about(row, width, signs))
        if stacked:
            lines += [*_stack(table, row, new, width, signs), []]
            continue
        beside = _BEFORE + fit.after
        blocks = [
            (_block(cell, new[place], most, signs, bar=True, after=fit.after), most + beside)
            for place, cell, most in fit.cells(row)
        ]
        lines += _abreast(blocks)
        if not any(isinstance(cell, Text) and cell.gold is not None for _, cell, _ in fit.cells(row)):
            lines.append([])
    return [] if stacked else [(fit.names("  "), "muted")], lines


def _about(row: Row, width: int, signs: Signs) -> Pieces:
    """Return the line about a record: its sign, its label, and its note."""
    mark, tone = signs.category(row.category)
    note = signs.text(row.note)
    label = clip(row.label, max(width - 4 - cell_len(note), width // 2), signs, pad=False)
    note = clip(note, width - 4 - cell_len(label), signs, pad=False)
    return [(f"{mark} ", tone), (label, "strong"), ("  ", "plain"), (note, "muted")]


def _stack(table: Table, row: Row, changed: Changes, width: int, signs: Signs) -> list[Pieces]:
    """Draw the cells of a record one below the other, each behind its head; a right text beside, where it has room."""
    heads = (*table.heads, *("",) * len(row.cells))
    margin = min(max(map(cell_len, heads)) + 1, width // 2)
    letters = max(width - margin - 3 - _BEFORE, 1)
    lines: list[Pieces] = []
    for head, cell, new in zip(heads, row.cells, changed, strict=False):
        for place, line in enumerate(_block(cell, new, letters, signs, bar=True, beside=True)):
            lines.append([(f"  {clip('' if place else head, margin, signs)}", "muted"), *line])
    return lines


# --- rows ---


@dataclass(frozen=True)
class Rows:
    """Draws rows in the columns of a table, behind labels of so many letters; pictures have `lines` at most if any."""

    table: Table
    width: int
    label: int
    signs: Signs = SIGNS
    lines: int = 0

    @cached_property
    def columns(self) -> Columns:
        """The columns that are shown."""
        return columns(self.table, self.width, self.label + 6)

    @cached_property
    def height(self) -> int:
        """The lines that a row takes: more than one where it has pictures."""
        cells = [(cell, most) for row in self.table.rows for _, cell, most in self.columns.cells(row)]
        return max([1, *(len(_block(cell, False, most, self.signs, lines=self.lines)) for cell, most in cells)])

    def heads(self, first: str = "") -> Pieces:
        """Return what stands above the rows: the label's name and the heads."""
        return [(f"  {first:<{self.label}}    {self.columns.names()}", "muted")]

    def draw(
        self, label: str, row: Row | None, changed: Changes = (), before: str = "  ", after: str = " "
    ) -> list[Pieces]:
        """Draw one row (None: not answered yet): its label with signs before and after it, its category, its cells."""
        front: Pieces = [(before, "strong"), (clip(label, self.label, self.signs), "muted"), (after, "changed")]
        if row is None:
            return [[*front, (f"   {self.signs.text('…')}", "muted")], *[[]] * (self.height - 1)]
        mark, tone = self.signs.category(row.category)
        new = (*changed, *(False,) * len(row.cells))
        gap = self.columns.after
        cells = [(_block(cell, new[place], most, self.signs, beside=True, lines=self.lines, after=gap), most + gap)
                 for place, cell, most in self.columns.cells(row)]  # fmt: skip
        lines = _abreast([([[*front, (f" {mark} ", tone)]], self.label + 6), *cells])
        room = self.width - self.label - 6 - sum(width for _, width in cells)
        note = clip(self.signs.text(row.note), max(room, 0), self.signs, pad=False)
        lines[0] += [(note, "muted")] if note else []
        return lines
