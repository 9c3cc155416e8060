"""The second line: the dials of the run, which of them are held by hand, and what waits for the next step."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..format import SHORT_DIALS, aim, dial_name, number
from ..messages import Snapshot

WIDE = 90


class DialsRow(Widget):
    """Draws the dials; a click opens the dialog in which they are turned."""

    snapshot: reactive[Snapshot] = reactive(Snapshot())
    plain: reactive[bool] = reactive(False)

    def render(self) -> RenderResult:
        """Lay the dials out or, where there are none, say what could be done."""
        shown = self.snapshot
        if not shown.dials:
            return Content.styled(f" {self._hint()}", "$foreground-muted").truncate(
                self.size.width, ellipsis=not self.plain
            )
        gap = "   " if self.size.width >= WIDE else "  "
        row = Content(gap).join(self._dial(name, value) for name, value in shown.dials.items())
        return Content.assemble(" ", row).truncate(self.size.width, ellipsis=not self.plain)

    def _dial(self, dial: str, value: float) -> Content:
        shown, wide = self.snapshot, self.size.width >= WIDE
        live = shown.state in ("running", "paused", "stopping")
        name = dial_name(dial) if wide else SHORT_DIALS.get(dial, dial)
        parts: list[tuple[str, str]] = [
            (f"{name} ", "$foreground-muted"),
            (number(value), "bold" if live else "$foreground-muted"),
        ]
        if dial in shown.held:
            parts.append((" by hand" if wide else " hand", "$text-accent"))
        if dial in shown.sent:
            arrow, to = "->" if self.plain else "→", aim(shown.sent[dial])
            parts.append((f" {arrow} {to} at the next step" if wide else f" {arrow} {to}", "$text-warning"))
        return Content.assemble(*parts)

    def _hint(self) -> str:
        shown = self.snapshot
        if shown.state == "loading":
            return "loading the model ..." if self.plain else "loading the model …"
        if shown.state == "failed":
            return shown.error
        if not shown.model.name:
            return "t trains a model, o lists the runs there are, ? tells every key"
        return "i types a word, r draws new noise, t trains a model of your own, ? tells every key"

    async def on_click(self) -> None:
        """Open the dials."""
        await self.run_action("screen.dials")
