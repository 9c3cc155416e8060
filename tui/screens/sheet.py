"""A sheet of text over the dashboard, scrolled by the keys of a pager."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

SCROLLS = "j/k, arrows and pages scroll"


class SheetScreen(ModalScreen[None]):
    """Scrolls its one `VerticalScroll`; subclasses compose it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "close", show=False),
        Binding("j,down", "scroll(3)", "down", show=False),
        Binding("k,up", "scroll(-3)", "up", show=False),
        Binding("pagedown,space", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("g,home", "ends(True)", "top", show=False),
        Binding("G,end", "ends(False)", "bottom", show=False),
    ]

    @property
    def sheet(self) -> VerticalScroll:
        """What scrolls."""
        return self.query_one(VerticalScroll)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.sheet.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, a line less than what is seen."""
        self.action_scroll(pages * max(1, self.sheet.size.height - 1))

    def action_ends(self, top: bool) -> None:
        """Go to the top or the bottom."""
        self.sheet.scroll_home(animate=False) if top else self.sheet.scroll_end(animate=False)
