"""The last gate before the terminal: of what a word, a name or a file holds, only what can be seen goes through."""

from unicodedata import category

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class Plain(LineFilter):
    """Shows a question mark for what a terminal would obey instead of showing: escapes, controls, direction marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return a line's segments, as wide as they were."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [Segment(seen(segment.text), segment.style, segment.control) for segment in segments]


def seen(text: str) -> str:
    """Return text with question marks for what cannot be seen; what has no width is left out, that columns stay."""
    return "".join(
        letter if letter.isprintable() or category(letter) == "Zs" else "?" * cell_len(letter) for letter in text
    )
