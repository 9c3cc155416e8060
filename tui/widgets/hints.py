"""The last line: the keys of what has the focus, then the help's; a click on one does what the key does."""

from collections.abc import Mapping
from typing import Any, Protocol

from textual.app import App, RenderResult
from textual.content import Content
from textual.reactive import Reactive, reactive
from textual.widget import Widget
from textual.widgets import Input

from ..keys import KEYS, Key, footer, spoken
from .lines import clickable

_BY_ID = {key.id: key for key in KEYS}
MOST = 6


def keymap_of(app: App[Any]) -> Mapping[str, str]:
    """Return the keys that the reader's own settings give, by their names."""
    settings = getattr(app, "settings", None)
    return settings.keys if settings is not None else {}


def footer_text(app: App[Any], part: str, width: int) -> str:
    """Return a part's keys and their words as one line, as many as fit a width."""
    between = " - " if app.has_class("-ascii") else " · "
    entries = [f"{said} {key.short}" for key, said in footer(part, keymap_of(app), app.has_class("-ascii"))]
    # The way back is the last one, and is always told.
    while len(entries) > 1 and len(between.join(entries)) > width:
        entries.pop(-2)
    return between.join(entries)


class Board(Protocol):
    """What has the keys: `part` is the one that has the focus, `offered` what a key is called now, None to omit it."""

    @property
    def part(self) -> str: ...  # noqa: D102
    def offered(self, key: Key) -> str | None: ...  # noqa: D102
    async def act(self, key: Key) -> None: ...  # noqa: D102


class Hints(Widget):
    """Shows the keys of the part that has the focus, at most six and `?`; where they do not fit, the last ones go."""

    auto_links: Reactive[bool] = reactive(False)

    def __init__(self, board: "Board") -> None:
        super().__init__()
        self._board = board

    def on_mount(self) -> None:
        """Draw again whenever other keys act."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Draw the entries that fit."""
        entries = self._entries()
        while len(entries) > 2 and sum(entry.cell_length + 3 for entry in entries) > self.size.width:
            entries.pop(-2)
        return Content.assemble(" ", Content("   ").join(entries)).truncate(self.size.width)

    def _entries(self) -> list[Content]:
        keymap, ascii = keymap_of(self.app), self.app.has_class("-ascii")
        found = [(key, said, self._board.offered(key)) for key, said in footer(self._board.part, keymap, ascii)]
        entries = [_entry(key, said, text) for key, said, text in found if text is not None][:MOST]
        help = _BY_ID["app.help"]
        names = keymap.get(help.id, help.key).split(",")
        # While one types, `?` is a letter like others.
        said = spoken(names[-1] if isinstance(self.screen.focused, Input) else names[0], ascii)
        return [*entries, _entry(help, said, help.short)]

    async def action_key(self, name: str) -> None:
        """Do what a key does."""
        await self._board.act(_BY_ID[name])


def _entry(key: Key, said: str, text: str) -> Content:
    entry = Content.assemble((said, "bold $footer-key-foreground"), (f" {text}", "$foreground-muted"))
    return clickable(entry, f"key('{key.id}')")
