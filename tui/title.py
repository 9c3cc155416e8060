"""The terminal's title: which task and run are open, and how far it is."""

from typing import TextIO

from rich.console import Console
from rich.control import Control

from .format import percent
from .messages import LIVE, Snapshot
from .sanitize import clean

# The title that was there is kept on the terminal's own stack, and put back.
KEEP, PUT_BACK = "\x1b[22;0t", "\x1b[23;0t"


def title_of(shown: Snapshot) -> str:
    """Return the title for a state of the engine."""
    name = shown.model.name
    if shown.state in LIVE:
        name = f"{name} {percent(shown.fraction)}" + (" paused" if shown.state == "paused" else "")
    parts = (name, shown.model.task, "cvae-tui")
    return clean(" - ".join(part for part in parts if part))


class TerminalTitle:
    """Writes the title to a terminal where it changed; to nothing else than a terminal (None: nowhere)."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._shown = ""

    def show(self, shown: Snapshot) -> None:
        """Show a state of the engine."""
        title = title_of(shown)
        if self._stream is not None and title != self._shown:
            if not self._shown:
                self._stream.write(KEEP)
            self._shown = title
            # A terminal that rich knows not to take any is left alone.
            Console(file=self._stream).control(Control.title(title))
            self._stream.flush()

    def put_back(self) -> None:
        """Give the terminal the title back that it had."""
        if self._stream is not None and self._shown:
            self._stream.write(PUT_BACK)
            self._stream.flush()
            self._shown = ""
