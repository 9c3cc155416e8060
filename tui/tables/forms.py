"""How forms look as lines of text: answers of the prompt, rows of noise, tables. Pure; knows no screen.

A line is a list of pieces, each a text with its role; `paint` gives the roles their colours. Nothing is told
by colour alone: certainty is a bar as well, marks and changes are signs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells

from ...core.tasks.tense.config import TENSES, Mark
from ..commands import noise_name
from ..format import percent
from ..messages import Cell, Line, Noise

Role = Literal[
    "plain", "strong", "muted", "sure", "likely", "unsure", "sure bar", "likely bar", "unsure bar",
    "wrong", "gold", "changed", "train", "real", "new", "broken",
]  # fmt: skip
Piece = tuple[str, Role]
Pieces = list[Piece]
Changes = tuple[bool, bool, bool, bool]
MARKS: tuple[Mark, ...] = ("train", "real", "new", "broken")
SAME: Changes = (False, False, False, False)

# Below this, four columns leave too few letters: a conversion is stacked, a table shows two tenses.
NARROW = 46
_GROWTH = (0, 1, 3, 2)
_MOST_LETTERS = 18


@dataclass(frozen=True)
class Signs:
    """The characters drawn with: a set for every terminal, and one of ASCII alone."""

    marks: tuple[str, str, str, str]
    bars: str
    wrong: str
    changed: str
    more: str
    wait: str
    cursor: str
    lock: str
    moved: str
    to: str
    dot: str
    dash: str

    def mark(self, mark: Mark) -> str:
        """Return the sign of a mark."""
        return self.marks[MARKS.index(mark)]


SIGNS = Signs(("●", "○", "◌", "×"), "▁▂▃▄▅▆▇", "✗", "~", "…", "…", "▸", "■", "+", "→", "·", "–")
ASCII = Signs(("*", "o", ".", "x"), "0123456789", "!", "~", ">", "...", ">", "#", "+", "->", "-", "-")


@dataclass(frozen=True)
class Columns:
    """Which tenses are shown side by side, and how many letters each may have."""

    tenses: tuple[int, ...]
    letters: tuple[int, ...]


def columns(width: int, before: int, around: int) -> Columns:
    """Share a width among the tenses, after `before` cells and with `around` cells beside each word.

    Progressives and pasts are longer than the present, so their columns are wider; a narrow pane shows two tenses.
    """
    if width >= NARROW:
        base = min((width - before - 4 * around - sum(_GROWTH)) // 4, _MOST_LETTERS)
        return Columns((0, 1, 2, 3), tuple(base + more for more in _GROWTH))
    half = max(1, min((width - before) // 2 - around, _MOST_LETTERS))
    return Columns((0, 3), (half, half))


def clip(word: str, letters: int, signs: Signs = SIGNS) -> str:
    """Return a word cut to a number of letters and padded to it."""
    return (word if len(word) <= letters else word[: max(letters - 1, 0)] + signs.more).ljust(letters)


def sentence(text: str, width: int, role: Role) -> list[Pieces]:
    """Return a sentence wrapped to a width in cells, with whatever cannot be printed left out."""
    width = max(width, 2)
    lines = [""]
    for word in "".join(letter if letter.isprintable() else " " for letter in text).split():
        for part in chop_cells(word, width):
            longer = f"{lines[-1]} {part}" if lines[-1] else part
            if cell_len(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
    return [[(line, role)] for line in lines if line]


# --- conversions ---


def heads(width: int) -> Pieces:
    """Return the names of the tenses above the columns of conversions; nothing where those are stacked."""
    if width < NARROW:
        return []
    shown = columns(width, 0, 3)
    names = "".join(f"  {_head(t, n)} " for t, n in zip(shown.tenses, shown.letters, strict=True))
    return [(names, "muted")]


def _head(tense: int, letters: int) -> str:
    name = TENSES[tense]
    return (name if len(name) <= letters else name[:5] + ".").ljust(letters)[:letters]


def needs_stack(line: Line, width: int) -> bool:
    """Tell whether a conversion has to be stacked: the pane is narrow, or a word too long for its column.

    A form much longer than the word is what a model makes that has not learned yet; it may be cut.
    """
    if width < NARROW:
        return True
    letters = columns(width, 0, 3).letters
    plausible = len(line.word) + 5
    words = (max(len(cell.gold or ""), len(cell.word) if len(cell.word) <= plausible else 0) for cell in line.cells)
    return len(line.word) > letters[line.source or 0] or any(a > b for a, b in zip(words, letters, strict=True))


def conversion(
    line: Line, changed: Changes, width: int, *, stacked: bool = False, signs: Signs = SIGNS
) -> list[Pieces]:
    """Draw one conversion: a line about the word, its forms, and a line (blank if all is well) for the right forms."""
    about = _about(line, width, signs)
    if not stacked and width >= NARROW:
        return [about, *_side_by_side(line, changed, width, signs)]
    rows: list[Pieces] = [about]
    for tense, (cell, new) in enumerate(zip(line.cells, changed, strict=True)):
        label: Pieces = [(f"  {TENSES[tense]:<12}", "muted")]
        row = label + _cell(cell, new, max(width - 17, 1), signs)
        rows.append(row)
        if cell.gold is not None:
            room = width - 17 - len(cell.word) - 2 - len(signs.wrong)
            gold: Pieces = [(f" {signs.wrong} ", "wrong"), (cell.gold, "gold")]
            if len(cell.gold) <= room:
                row[-1] = (row[-1][0].rstrip(), row[-1][1])
                row += gold
            else:
                rows.append([(f"{'':13}{gold[0][0]}", "wrong"), gold[1]])
    return [*rows, []]


def waiting(word: str, width: int, *, stacked: bool = False, signs: Signs = SIGNS) -> list[Pieces]:
    """Draw a conversion that is not answered yet, as tall as it will be."""
    shown = clip(word, min(len(word), max(width - 6, 1)), signs)
    return [
        [("  ", "plain"), (shown, "strong"), (f" {signs.wait}", "muted")],
        *([[]] * (5 if stacked or width < NARROW else 2)),
    ]


def _about(line: Line, width: int, signs: Signs) -> Pieces:
    tense = "" if line.source is None else TENSES[line.source]
    how = "(given)" if line.inferred is None else percent(line.inferred)
    known = "known" if line.known else "unseen"
    word = clip(line.word, min(len(line.word), max(width - len(known) - 7, 1)), signs)
    room = width - 4 - len(word) - len(known) - 1
    read = f"{tense} {how}" if tense and len(f"{tense} {how}") <= room else how if len(how) <= room else ""
    gap = max(width - 4 - len(word) - len(read) - len(known), 1)
    return [
        (f"{signs.mark(line.mark)} ", line.mark), (word, "strong"), ("  ", "plain"),
        (read, "muted"), (" " * gap, "plain"), (known, "muted" if line.known else "new"),
    ]  # fmt: skip


def _side_by_side(line: Line, changed: Changes, width: int, signs: Signs) -> list[Pieces]:
    forms: Pieces = []
    golds: Pieces = []
    letters = columns(width, 0, 3).letters
    for cell, new, most in zip(line.cells, changed, letters, strict=True):
        forms += _cell(cell, new, most, signs)
        wrong = "" if cell.gold is None else signs.wrong
        golds.append((f"{wrong:2}", "wrong"))
        golds.append((clip(cell.gold or "", most, signs) + " ", "gold"))
    return [forms, golds if any(cell.gold is not None for cell in line.cells) else []]


def _cell(cell: Cell, changed: bool, letters: int, signs: Signs) -> Pieces:
    """A bar, a word, and whether it changed: `letters` + 3 cells."""
    word = clip(cell.word or signs.dash, letters, signs)
    trimmed = word.rstrip()
    shade = _shade(cell.certainty)
    bar: dict[Role, Role] = {"sure": "sure bar", "likely": "likely bar", "unsure": "unsure bar"}
    return [
        (f"{_bar(cell.certainty, signs)} ", bar[shade]),
        (trimmed, "wrong" if cell.gold is not None else shade),
        ((signs.changed if changed else "").ljust(letters - len(trimmed) + 1), "changed"),
    ]


def _shade(certainty: float) -> Role:
    return "sure" if certainty >= 0.9 else "likely" if certainty >= 0.5 else "unsure"


def _bar(certainty: float, signs: Signs) -> str:
    # A NaN, as an exploded model gives, counts as no certainty at all.
    share = certainty if 0 <= certainty <= 1 else 0.0
    return signs.bars[min(int(share * len(signs.bars)), len(signs.bars) - 1)]


# --- rows of noise, points of a way ---


@dataclass(frozen=True)
class Row:
    """One row of four forms as drawn: its label, its forms (None while unanswered), and what is to be said of it."""

    label: str
    line: Line | None
    changed: Changes = SAME
    cursor: bool = False
    locked: bool = False
    moved: bool = False


def row_heads(width: int, first: str, label: int) -> Pieces:
    """Return what stands above rows: the label's name and the tenses."""
    shown = columns(width, label + 6, 1)
    names = "".join(_head(t, n) + " " for t, n in zip(shown.tenses, shown.letters, strict=True))
    return [(f"  {first:<{label}}    {names}", "muted")]


def row(shown: Row, width: int, label: int, signs: Signs = SIGNS) -> Pieces:
    """Draw one row: cursor, lock, label, whether moved by hand, mark, and the forms, each with whether it changed."""
    pieces: Pieces = [
        (signs.cursor if shown.cursor else " ", "strong"),
        (signs.lock if shown.locked else " ", "changed"),
        (f"{shown.label:<{label}}", "muted"),
        (signs.moved if shown.moved else " ", "changed"),
    ]
    if shown.line is None:
        pieces.append((f"   {signs.wait}", "muted"))
        return pieces
    fit = columns(width, label + 6, 1)
    pieces.append((f" {signs.mark(shown.line.mark)} ", shown.line.mark))
    for tense, letters in zip(fit.tenses, fit.letters, strict=True):
        cell = shown.line.cells[tense]
        word = clip(cell.word or signs.dash, letters, signs).rstrip()
        pieces.append((word, _shade(cell.certainty)))
        pieces.append(((signs.changed if shown.changed[tense] else "").ljust(letters - len(word) + 1), "changed"))
    return pieces


def differences(before: Line | None, after: Line) -> Changes:
    """Tell which of the four forms are others than before."""
    if before is None:
        return SAME
    one, two, three, four = (a.word != b.word for a, b in zip(before.cells, after.cells, strict=True))
    return one, two, three, four


def counts(lines: Sequence[Line], signs: Signs = SIGNS, *, names: bool = True) -> Pieces:
    """Return how many lines have each mark."""
    marks = Counter(line.mark for line in lines)
    return [(f"{signs.mark(m)} {marks[m]}{f' {m}' if names else ''}{' ' if m != 'broken' else ''}", m) for m in MARKS]


def gaussian(lines: Iterable[Line]) -> float:
    """Return the Gaussian score of the rows on show: how many of them are training rows."""
    shown = [line.mark for line in lines]
    return shown.count("train") / len(shown) if shown else 0.0


def distinct(lines: Iterable[Line]) -> int:
    """Return how many different training rows are on show."""
    return len({tuple(cell.word for cell in line.cells) for line in lines if line.mark == "train"})


def noise_title(noise: Noise) -> str:
    """Return the name of a noise row, and whether it was moved from where its seed lies."""
    seed, moves = noise
    return f"{noise_name(seed)} moved" if moves else noise_name(seed)


def text(pieces: Pieces) -> str:
    """Return the text of a line without its roles."""
    return "".join(part for part, _ in pieces).rstrip()
