"""The last line: at most eight keys that act here and now."""

from collections.abc import Callable
from typing import NamedTuple

from textual.app import App, RenderResult
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

MOST = 8


class Entry(NamedTuple):
    """A key, what it does, and where its action lives."""

    key: str
    text: str
    action: str
    node: DOMNode

    @property
    def width(self) -> int:
        """Cells of both words."""
        return len(self.key) + len(self.text) + 1


class Hints(Widget):
    """Shows keys that work at this moment: those of the focused part first, help and quit last; a click acts."""

    def on_mount(self) -> None:
        """Draw again whenever other keys act."""
        self._places: list[tuple[int, Entry]] = []
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Draw the entries that fit, remembering where each begins."""
        entries = self._entries()
        while len(entries) > 2 and sum(entry.width + 3 for entry in entries) > self.size.width:
            entries.pop(-3)
        self._places, parts, at = [], list[Content](), 1
        for entry in entries:
            key = (entry.key, "bold $footer-key-foreground")
            parts.append(Content.assemble(key, (f" {entry.text}", "$foreground-muted")))
            self._places.append((at, entry))
            at += entry.width + 3
        return Content.assemble(" ", Content("   ").join(parts)).truncate(self.size.width)

    async def on_click(self, event: Click) -> None:
        """Do what the clicked entry says."""
        for start, entry in self._places:
            if start <= event.x < start + entry.width:
                await self.app.run_action(entry.action, entry.node)

    def _entries(self) -> list[Entry]:
        typing = isinstance(self.screen.focused, Input)
        offered: Callable[[str, str], str | None] | None = getattr(self.screen, "offered", None)
        found: dict[str, Entry] = {}
        for active in self.screen.active_bindings.values():
            binding, node = active.binding, active.node
            if not (active.enabled and binding.show) or binding.action in found or (typing and _is_typed(binding.key)):
                continue
            text = binding.description
            if offered and node is self.screen:
                text = offered(binding.action, text)
            if text is not None:
                found[binding.action] = Entry(self.app.get_key_display(binding), text, binding.action, node)
        last = [found.pop(action) for action in ("help", "quit") if action in found]
        inner = [entry for entry in found.values() if not isinstance(entry.node, Screen | App)][: MOST // 2]
        outer = [entry for entry in found.values() if isinstance(entry.node, Screen | App)]
        return [*inner, *outer][: MOST - len(last)] + last


def _is_typed(key: str) -> bool:
    return len(key) == 1 or key in ("space", "full_stop", "question_mark", "slash", "colon")
