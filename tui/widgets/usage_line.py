"""A line that says what the machine is busy with, read anew every second while it is shown."""

from typing import TYPE_CHECKING

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from ..usage import Meter, Usage

PERIOD = 1.0
"""Seconds between two readings."""


class UsageLine(Widget):
    """Shows a usage in a line; `shown` turns it on and off."""

    DEFAULT_CSS = """
    UsageLine { height: 1; display: none; }
    """

    shown: reactive[bool] = reactive(False)
    usage: "reactive[Usage | None]" = reactive(None)
    _meter: "Meter | None" = None

    def on_mount(self) -> None:
        """Look now and then."""
        self.set_interval(PERIOD, self._read)

    def watch_shown(self, shown: bool) -> None:
        """Come or go; what comes is read at once."""
        self.display = shown
        self._read()

    def _read(self) -> None:
        if self.shown:
            # Imported here: who never looks does not wait for it.
            from ..usage import Meter

            self._meter = self._meter or Meter()
            self.usage = self._meter.read()

    def render(self) -> RenderResult:
        """Draw as many sentences as fit."""
        if self.usage is None:
            return ""
        from ..usage import sentences

        said, gap = sentences(self.usage), "   "
        while len(said) > 1 and len(gap.join(said)) > self.size.width - 1:
            said.pop()
        return Content.styled(f" {gap.join(said)}", "$foreground-muted").truncate(self.size.width, ellipsis=False)
