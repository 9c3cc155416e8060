"""Which of the panes is shown, which has the focus, and what takes whose place."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import DescendantFocus
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from ..keys import bindings
from ..messages import Latent
from ..widgets.grid import GridPane
from ..widgets.pane_tabs import PANES, PaneTabs
from ..widgets.prompt import PromptPane
from .controls import Controls


class Panes(Controls):
    """The actions of the dashboard that concern its panes; `pane` is the one that is gone to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("panes")

    pane: reactive[str] = reactive("prompt")
    zoomed: reactive[bool] = reactive(False)
    latent_shown: reactive[bool] = reactive(False)

    def offered(self, action: str) -> str | None:
        """Return what the last line calls an action here and now; None leaves it out."""
        if action == "leave":
            return "leave" if self.focused is not None or self.zoomed or self.maximised or self.latent_shown else None
        if action == "resample":
            return "resample" if self.engine.model.name else None
        return super().offered(action)

    def action_pane(self, name: str) -> None:
        """Go to a pane; its keys act from then on."""
        self.pane = name
        shown = self.query("#latent" if name == "curves" and self.latent_shown else f"#{name}")
        # The prompt takes the focus only to type in.
        self.set_focus(next((widget for widget in shown if widget.can_focus), None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that go to the input to those who type there already."""
        return not (action in ("type", "command") and isinstance(self.focused, Input))

    def action_type(self) -> None:
        """Go to the input."""
        if self.zoomed and self.pane != "prompt":
            self.zoomed = False
        self.pane = "prompt"
        self.query_one(PromptPane).action_type()

    def action_command(self) -> None:
        """Go to the input with the sign that begins a command."""
        self.action_type()
        line = self.query_one(PromptPane).input
        line.value, line.cursor_position = ":", 1

    def action_leave(self) -> None:
        """Leave what was entered last: the input, the zoom, the one chart, the pane, the latent view."""
        if isinstance(self.focused, Input):
            self.set_focus(None)
        elif self.zoomed:
            self.zoomed = False
        elif self.maximised:
            self.restore_charts()
        elif self.focused is not None:
            self.set_focus(None)
        elif self.latent_shown:
            self.latent_shown = False

    def action_zoom(self) -> None:
        """Give the pane the whole screen, or give it back."""
        self.zoomed = not self.zoomed

    def action_resample(self) -> None:
        """New noise in the grid, wherever the focus is."""
        self.query_one(GridPane).action_resample()

    def action_latent(self) -> None:
        """Show the latent view in the curves' place, or the curves again."""
        self.latent_shown = not self.latent_shown
        if self.latent_shown:
            self.pane = "curves"
            self.runner.ask(Latent())

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that holds the focus is the one that shows, where only one does."""
        for node in event.widget.ancestors_with_self:
            if isinstance(node, Widget) and node.id in PANES:
                self.pane = node.id

    def watch_pane(self) -> None:
        """Mark the pane."""
        if self.is_mounted:
            self.show_panes()

    def watch_zoomed(self) -> None:
        """Show one pane, or all."""
        if self.is_mounted:
            self.show_panes()

    def watch_latent_shown(self) -> None:
        """Swap curves and latent view."""
        if self.is_mounted:
            self.show_panes()

    @property
    def maximised(self) -> bool:
        """Whether one chart has the place of all."""
        raise NotImplementedError

    def restore_charts(self) -> None:
        """Show all charts again."""
        raise NotImplementedError

    def show_panes(self) -> None:
        """Show and mark what is to be shown."""
        self.refresh_bindings()
        self.set_class(self.zoomed, "-zoomed")
        self.set_class(self.latent_shown, "-latent")
        self.query_one(PaneTabs).pane = self.pane
        for name in PANES:
            self.query(f"#{name}").set_class(name == self.pane, "-shown")
        for name in ("#latent", "#left", "#to-come"):
            self.query(name).set_class(self.pane == "curves", "-shown")
        self.query_one("#right").set_class(self.pane != "curves", "-shown")
