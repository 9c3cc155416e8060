"""A sheet of text over the dashboard, scrolled by the keys of a pager."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class SheetScreen(ModalScreen[None]):
    """Scrolls what `draw` returns, from its top or, with `LATEST`, from its end."""

    HEADING: ClassVar[str] = ""
    KEYS: ClassVar[str] = "j/k, arrows and pages scroll   esc closes"
    LATEST: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "close", show=False, priority=True),
        Binding("j,down", "scroll(3)", "down", show=False),
        Binding("k,up", "scroll(-3)", "up", show=False),
        Binding("pagedown,space", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("g,home", "ends(True)", "top", show=False),
        Binding("G,end", "ends(False)", "bottom", show=False),
    ]

    def draw(self, width: int) -> Content:
        """Return the text for a width in cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay the sheet out."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title, sheet.border_subtitle = self.HEADING, self.KEYS
            yield Static(markup=False)

    def on_resize(self) -> None:
        """Draw at the new width."""
        sheet = self.query_one(VerticalScroll)
        sheet.query_one(Static).update(self.draw(max(20, sheet.size.width - 2)))
        if self.LATEST:
            sheet.scroll_end(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, a line less than what is seen."""
        self.action_scroll(pages * max(1, self.query_one(VerticalScroll).size.height - 1))

    def action_ends(self, top: bool) -> None:
        """Go to the top or the bottom."""
        sheet = self.query_one(VerticalScroll)
        sheet.scroll_home(animate=False) if top else sheet.scroll_end(animate=False)
