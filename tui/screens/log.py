"""The log: what happened and every notice, to read again after they have left the screen."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..format import Tone
from ..widgets.ticker import COLOURS
from .sheet import SCROLLS, SheetScreen


@dataclass(frozen=True)
class Record:
    """A line of the log: the time of day, a sentence, and its tone."""

    time: str
    text: str
    tone: Tone = "plain"


class LogScreen(SheetScreen):
    """Shows records, the latest at the bottom, in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "dismiss", "close", show=False),
        Binding("y", "copy", "copy", show=False),
    ]

    def __init__(self, records: list[Record]) -> None:
        super().__init__()
        self._records = list(records)

    def compose(self) -> ComposeResult:
        """Lay the lines out."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title = "Log"
            sheet.border_subtitle = f"{SCROLLS}   y copies   esc closes"
            yield Static(self._lines(), markup=False)

    def on_mount(self) -> None:
        """Begin at the latest."""
        self.action_ends(False)

    def action_copy(self) -> None:
        """Copy everything."""
        self.app.copy_to_clipboard("\n".join(f"{record.time} {record.text}" for record in self._records))
        self.notify(f"Copied {len(self._records)} lines.", markup=False)

    def _lines(self) -> Content:
        if not self._records:
            return Content.styled("Nothing happened yet.", "$foreground-muted")
        lines = [
            Content.assemble((f"{record.time}  ", "$foreground-muted"), (record.text, COLOURS[record.tone]))
            for record in self._records
        ]
        return Content("\n").join(lines)
