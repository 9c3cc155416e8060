"""Two runs side by side: the settings in which they differ, and their figures."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from .sheet import SheetScreen


class CompareScreen(SheetScreen):
    """Shows rows of (name, of the one, of the other), what differs in bold."""

    HEADING = "What differs"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c,enter", "dismiss", "back", show=False)]

    def __init__(self, one: str, other: str, rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._rows = [("", one, other), *rows]

    def draw(self, width: int) -> Content:
        """Return the rows; the names of the settings get as much room as they need, the rest is halved."""
        first = min(max(len(name) for name, _, _ in self._rows), width // 3)
        half = (width - first - 4) // 2
        return Content("\n").join(
            Content.assemble(
                (f"{name[:first]:{first}}  ", "$foreground-muted"),
                (f"{left[:half]:{half}}  {right[:half]}", "" if left == right else "bold"),
            )
            for name, left, right in self._rows
        )
