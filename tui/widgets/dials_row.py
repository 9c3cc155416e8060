"""The second line: the dials of the run, which of them are held by hand, and what waits for the next step."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ...core.spec import TaskSpec
from ..format import ascii_text, short, turned_to
from ..messages import LIVE, Snapshot

WIDE = 90


class DialsRow(Widget):
    """Draws the dials; a click opens the dialog in which they are turned."""

    snapshot: reactive[Snapshot] = reactive(Snapshot())
    ascii: reactive[bool] = reactive(False)
    spec: reactive[TaskSpec | None] = reactive(None)

    def render(self) -> RenderResult:
        """Lay the dials out or, where there are none, say what could be done."""
        gap = "   " if self.size.width >= WIDE else "  "
        row = Content(gap).join(self._dial(key, value) for key, value in self.snapshot.dials.items())
        if not self.snapshot.dials:
            row = Content.styled(ascii_text(self._hint()) if self.ascii else self._hint(), "$foreground-muted")
        return Content.assemble(" ", row).truncate(self.size.width, ellipsis=not self.ascii)

    def _dial(self, key: str, value: float) -> Content:
        shown, wide = self.snapshot, self.size.width >= WIDE
        dial = self.spec.dial(key) if self.spec else None
        name = key if dial is None else dial.label if wide else dial.short
        tone = "bold" if shown.state in LIVE else "$foreground-muted"
        parts = [(f"{name} ", "$foreground-muted"), (short(value), tone)]
        if key in shown.overrides:
            parts.append((" by hand" if wide else " hand", "$text-accent"))
        if key in shown.pending:
            arrow, value_text = "->" if self.ascii else "→", turned_to(shown.pending[key])
            parts.append((f" {arrow} {value_text}{' at the next step' if wide else ''}", "$text-warning"))
        return Content.assemble(*parts)

    def _hint(self) -> str:
        shown = self.snapshot
        if shown.state == "loading":
            return f"{shown.waiting or 'loading'} …"
        if shown.state == "failed":
            return shown.error
        if not shown.model.name:
            return "t trains a model, o lists the runs there are, ? tells every key"
        return "i types a question, r draws new samples, t trains a model of your own, ? tells every key"

    async def on_click(self) -> None:
        """Open the dials."""
        await self.run_action("screen.dials")
