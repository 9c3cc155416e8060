"""What is drawn: lines of pieces, each a text with its role, and the characters to draw with. Pure.

`paint` gives the roles their colours. Nothing is shown by colour alone: certainty is a bar as well, categories and
changes are signs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, chop_cells, set_cell_size

from ...core.spec import Sign
from ..format import ascii_text

Role = str
"""A tone or another name in `paint.STYLES`; else a style as Textual writes it, such as the colours of two pixels."""
Piece = tuple[str, Role]
Pieces = list[Piece]


@dataclass(frozen=True)
class Signs:
    """The characters drawn with; `ramp` are those of pictures from dark to bright, none where there is colour."""

    bars: str
    wrong: str
    more: str
    cursor: str
    lock: str
    ramp: str
    ascii: bool = False
    legend: tuple[Sign, ...] = ()

    def of(self, sign: Sign) -> Piece:
        """Return a sign of the legend in its tone."""
        return (sign.ascii if self.ascii else sign.sign, sign.tone)

    def category(self, key: str) -> Piece:
        """Return the sign of a category; a blank for one that the legend lacks."""
        return next((self.of(sign) for sign in self.legend if sign.key == key), (" ", "plain"))

    def text(self, text: str) -> str:
        """Return a text of ours in these characters."""
        return ascii_text(text) if self.ascii else text


SIGNS = Signs("▁▂▃▄▅▆▇", "✗", "…", "▸", "■", "")
ASCII = Signs("0123456789", "!", ">", ">", "#", " .:-=+*#%@", ascii=True)
SHADES = " ░▒▓█"


def signs_of(legend: Sequence[Sign], ascii: bool = False, no_color: bool = False) -> Signs:
    """Return the characters for a task's legend."""
    signs = ASCII if ascii else SIGNS
    return replace(signs, legend=tuple(legend), ramp=signs.ramp or (SHADES if no_color else ""))


def text(pieces: Iterable[Piece]) -> str:
    """Return the text of a line without its roles."""
    return "".join(part for part, _ in pieces).rstrip()


def printable(text: str) -> str:
    """Return a text with blanks for what cannot be printed, such as the end of a line."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


def clip(text: str, width: int, signs: Signs = SIGNS, *, pad: bool = True) -> str:
    """Return a text cut to a width in cells and, with `pad`, filled up to it."""
    text = printable(text)
    if cell_len(text) > width:
        text = set_cell_size(text, max(width - 1, 0)) + signs.more
    return set_cell_size(text, max(width, 0)) if pad or cell_len(text) > width else text


def sentence(text: str, width: int, role: Role) -> list[Pieces]:
    """Return a sentence wrapped to a width in cells."""
    width = max(width, 2)
    lines = [""]
    for word in printable(text).split():
        for part in chop_cells(word, width):
            longer = f"{lines[-1]} {part}" if lines[-1] else part
            if cell_len(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
    return [[(line, role)] for line in lines if line]


def two_columns(pairs: Sequence[tuple[str, str]], width: int) -> list[Pieces]:
    """Draw pairs of texts as two columns, one above the other where there is no room beside."""
    first = max(len(left) for left, _ in pairs) + 2
    beside = width - first - 2 >= 20
    margin: Piece = (" " * (first + 2 if beside else 4), "plain")
    drawn: list[Pieces] = []
    for left, right in pairs:
        wrapped = sentence(right, width - len(margin[0]), "muted")
        drawn.append([(f"  {left:<{first}}", "strong"), *(wrapped.pop(0) if beside else [])])
        drawn += [[margin, *line] for line in wrapped]
    return drawn
