"""The panes: side by side or, on a narrow screen, one at a time; which is shown, and what takes whose place."""

from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from ..widgets.lines import PANES, PaneTabs
from ..widgets.map_view import MapView
from ..widgets.prompt import PromptPane
from ..widgets.report_view import ReportView
from ..widgets.samples import SamplesPane

if TYPE_CHECKING:
    from ..widgets.curves_pane import CurvesPane

NO_CURVES = {
    # The line of the dials says what is waited for.
    "loading": "",
    "running": "The first report of the losses is on its way.",
    "paused": "Paused before the first report of the losses.\nspace goes on.",
}
NO_RUN = "No curves yet.\nt trains a model, o opens a run."


View = Literal["curves", "diagnosis", "map"]
VIEWS: dict[View, str] = {"curves": "#curves", "diagnosis": "#report", "map": "#map"}
"""The views of a run and its model, and the widget of each."""


class Panes(Vertical):
    """Curves, prompt and samples; `pane` is the one that is gone to, `view` what has the curves' place."""

    pane: reactive[str] = reactive("prompt")
    zoomed: reactive[bool] = reactive(False)
    view: reactive[View] = reactive[View]("curves")
    curves: "CurvesPane | None" = None

    def __init__(self, smoothing: float) -> None:
        super().__init__(id="panes")
        self._smoothing = smoothing

    def compose(self) -> ComposeResult:
        """Lay the panes out; the curves come later."""
        yield PaneTabs()
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Static(NO_CURVES["loading"], id="to-come")
                yield ReportView(id="report", classes="pane")
                yield MapView(id="map", classes="pane")
            with Vertical(id="right"):
                yield PromptPane(id="prompt", classes="pane")
                yield SamplesPane(id="samples", classes="pane")

    def on_mount(self) -> None:
        """Find the panes, and show what is to be shown whenever that changes."""
        self.prompt, self.samples = self.query_one(PromptPane), self.query_one(SamplesPane)
        self.report, self.map = self.query_one(ReportView), self.query_one(MapView)
        for name in ("pane", "zoomed", "view"):
            self.watch(self, name, self.show_panes)

    async def bring_curves(self) -> None:
        """Put the curves where they belong. What draws them takes a moment to import: the first paint goes without."""
        from ..widgets.curves_pane import CurvesPane

        curves = CurvesPane(id="curves", classes="pane")
        with self.app.batch_update():
            await self.query_one("#to-come").remove()
            await self.query_one("#left").mount(curves, before=0)
        curves.smoothing, curves.hint = self._smoothing, NO_CURVES["loading"]
        self.curves = curves
        self.show_panes()

    @property
    def entered(self) -> bool:
        """Whether there is anything to leave."""
        return self.screen.focused is not None or self.zoomed or self._maximised or self.view != "curves"

    @property
    def _maximised(self) -> bool:
        return self.curves is not None and self.curves.maximised

    # --- going from one to the other ---------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Go to a pane; its keys act from then on."""
        self.pane = name
        shown = self.query(VIEWS[self.view] if name == "curves" else f"#{name}")
        # The prompt takes the focus only to type in.
        self.screen.set_focus(next((widget for widget in shown if widget.can_focus), None))

    def type(self, begun: str = "") -> None:
        """Go to the input, with what a line begins with."""
        if self.zoomed and self.pane != "prompt":
            self.zoomed = False
        self.pane = "prompt"
        line = self.prompt.input
        self.screen.set_focus(line)
        if begun:
            line.value, line.cursor_position = begun, len(begun)

    def leave(self) -> None:
        """Leave what was entered last: the input, the zoom, the one chart, the pane, the view."""
        if isinstance(self.screen.focused, Input):
            self.screen.set_focus(None)
        elif self.zoomed:
            self.zoomed = False
        elif self.curves is not None and self._maximised:
            self.curves.maximised = False
        elif self.screen.focused is not None:
            self.screen.set_focus(None)
        else:
            self.view = "curves"

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that holds the focus is the one that shows, where only one does."""
        for node in event.widget.ancestors_with_self:
            if isinstance(node, Widget) and node.id in PANES:
                self.pane = node.id

    def show_panes(self) -> None:
        """Show and mark what is to be shown."""
        self.screen.refresh_bindings()
        self.set_class(self.zoomed, "-zoomed")
        for view in VIEWS:
            self.set_class(self.view == view, f"-{view}")
        self.query_one(PaneTabs).pane = self.pane
        for name in PANES:
            self.query(f"#{name}").set_class(name == self.pane, "-shown")
        for name in ("#report", "#map", "#left", "#to-come"):
            self.query(name).set_class(self.pane == "curves", "-shown")
        self.query_one("#right").set_class(self.pane != "curves", "-shown")
