"""The last line but one: the latest thing that happened."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..format import Tone, ascii_text

COLOURS: dict[Tone, str] = {
    "plain": "$foreground", "good": "$text-success", "notice": "$text-warning", "bad": "$text-error"
}  # fmt: skip

WIDE = 90
"""Below this, the time of day makes room for the sentence."""


class Ticker(Widget):
    """Shows a time, a sentence, and its tone as a colour; a click opens the log that keeps them all."""

    latest: reactive[tuple[str, str, Tone]] = reactive(("", "", "plain"))
    ascii: reactive[bool] = reactive(False)

    def render(self) -> RenderResult:
        """Draw the line, cut where the screen ends."""
        time, text, tone = self.latest
        text = ascii_text(text) if self.ascii else text
        time = time if self.size.width >= WIDE else ""
        line = Content.assemble((f" {time}  " if time else " ", "$foreground-muted"), (text, COLOURS[tone]))
        return line.truncate(self.size.width, ellipsis=not self.ascii)

    async def on_click(self) -> None:
        """Open the log."""
        await self.run_action("screen.log")
