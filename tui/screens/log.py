"""The log: what happened and every notice, to read again after they have left the screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from ..format import Tone
from ..widgets.ticker import COLOURS
from .sheet import SheetScreen


@dataclass(frozen=True)
class Record:
    """A line of the log: the time of day, a sentence, and its tone."""

    time: str
    text: str
    tone: Tone = "plain"

    @classmethod
    def now(cls, text: str, tone: Tone) -> "Record":
        """Return a line of this moment."""
        return cls(datetime.now().strftime("%H:%M:%S"), text, tone)


class LogScreen(SheetScreen):
    """Shows records, the latest at the bottom, in sight."""

    HEADING, LATEST = "Log", True
    KEYS = "j/k, arrows and pages scroll   y copies   esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "dismiss", "close", show=False),
        Binding("y", "copy", "copy", show=False),
    ]

    def __init__(self, records: list[Record]) -> None:
        super().__init__()
        self._records = list(records)

    def draw(self, width: int) -> Content:
        """Return a line for each record."""
        if not self._records:
            return Content.styled("Nothing happened yet.", "$foreground-muted")
        return Content("\n").join(
            Content.assemble((f"{record.time}  ", "$foreground-muted"), (record.text, COLOURS[record.tone]))
            for record in self._records
        )

    def action_copy(self) -> None:
        """Copy everything."""
        self.app.copy_to_clipboard("\n".join(f"{record.time} {record.text}" for record in self._records))
        self.notify(f"Copied {len(self._records)} lines.", markup=False)
