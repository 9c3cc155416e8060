"""Two runs side by side: the settings in which they differ, and their figures."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import DataTable


class CompareScreen(ModalScreen[None]):
    """Shows rows of (name, of the one run, of the other)."""

    DEFAULT_CSS = """
    CompareScreen {
        align: center middle;
        & > DataTable {
            width: auto; max-width: 96%; height: auto; max-height: 90%; padding: 0 1;
            border: round $border; background: $surface; scrollbar-size: 1 1;
            border-title-color: $primary; border-title-style: bold; border-subtitle-color: $text-muted;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,c,enter", "dismiss", "back", show=False, priority=True),
        Binding("j", "move(1)", "down", show=False),
        Binding("k", "move(-1)", "up", show=False),
    ]

    def __init__(self, one: str, other: str, rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._names, self._lines = (one, other), rows

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        table = DataTable[Text](cursor_type="row", show_cursor=True)
        table.border_title = "What differs"
        table.border_subtitle = "esc back"
        yield table

    def on_mount(self) -> None:
        """Fill the table; both names get as much room as they need, within reason."""
        table = self.query_one(DataTable)
        for label in ("", *self._names):
            table.add_column(Text(label[:36], "bold"))
        for name, left, right in self._lines:
            better = "" if left == right else "bold"
            table.add_row(Text(name), Text(left[:36], better), Text(right[:36], better))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        table = self.query_one(DataTable)
        table.move_cursor(row=table.cursor_row + by)
