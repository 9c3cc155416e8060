"""The panes: side by side or, on a narrow screen, one at a time; which is shown, and what takes whose place."""

from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.geometry import Offset
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from ..keys import PANES
from ..widgets.dials import DialsStrip
from ..widgets.lines import PaneTabs
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
    """Curves, prompt, samples and the model; `pane` is the one that is gone to, `view` what has the curves' place.

    On a narrow screen one pane shows at a time or, with `both`, the curves' place above the prompt or the samples.
    """

    pane: reactive[str] = reactive("prompt")
    whole: reactive[bool] = reactive(False)
    both: reactive[bool] = reactive(False)
    view: reactive[View] = reactive[View]("curves")
    curves: "CurvesPane | None" = None

    def __init__(self, smoothing: float) -> None:
        super().__init__(id="panes")
        self._smoothing = smoothing
        self._below = "prompt"

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
        yield DialsStrip(id="dials")

    def on_mount(self) -> None:
        """Find the panes, and show what is to be shown whenever that changes."""
        self.prompt, self.samples = self.query_one(PromptPane), self.query_one(SamplesPane)
        self.dials = self.query_one(DialsStrip)
        self.report, self.map = self.query_one(ReportView), self.query_one(MapView)
        for name in ("pane", "whole", "both", "view"):
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
    def _maximised(self) -> bool:
        return self.curves is not None and self.curves.maximised

    # --- going from one to the other ---------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Go to a pane; its keys act from then on. Curves and model have one place."""
        if name == "curves" or (name == "model" and self.view == "curves"):
            self.view = "curves" if name == "curves" else "diagnosis"
        if name in PANES:
            self.pane = name
        # The prompt takes the focus only to type in.
        self.screen.set_focus(next((widget for widget in self.query(self._widget(name)) if widget.can_focus), None))

    def _widget(self, name: str) -> str:
        return VIEWS[self.view] if name == "model" else f"#{name}"

    @property
    def present(self) -> list[str]:
        """The panes that have a place now, and the dials where they are shown."""
        panes = [name for name in PANES if name != ("model" if self.view == "curves" else "curves")]
        return [*panes, *["dials"] * self.dials.display]

    def enter(self, name: str) -> None:
        """Go to a pane with the focus, were it to type in."""
        self.type() if name == "prompt" else self.go_to(name)

    def go_on(self, by: int) -> None:
        """Go to the next pane that is present, or the one before; at first to the one that is shown."""
        here = "dials" if self.dials.has_focus else self.pane
        at = self.present.index(here) if here in self.present else 0
        self.enter(self.present[(at + by * (self.screen.focused is not None)) % len(self.present)])

    def places(self) -> dict[str, Offset]:
        """Return where on the screen each pane begins, or its name among the tabs where it is not shown."""
        tabs = self.query_one(PaneTabs)
        shown = {name: self.query_one(self._widget(name)).region for name in self.present}
        return {
            name: region.offset + Offset(2, 0) if region.area else tabs.region.offset + Offset(tabs.place(name), 0)
            for name, region in shown.items()
        }

    def show_dials(self) -> None:
        """Show the dials and go to them or, where they have the focus, put them away."""
        if self.dials.has_focus:
            self.screen.set_focus(None)
            self.dials.display = False
        else:
            self.dials.display = True
            self.screen.set_focus(self.dials)

    def turn(self, by: int) -> None:
        """Turn the chosen dial up or down, or with 0 back to its schedule; show the dials, if they are not."""
        self.dials.display = True
        if by:
            self.dials.turn(by)
        elif self.dials.dial is not None:
            self.dials.set(self.dials.dial, None)

    def type(self, begun: str = "") -> None:
        """Go to the input, with what a line begins with."""
        if self.whole and self.pane != "prompt":
            self.whole = False
        self.pane = "prompt"
        line = self.prompt.input
        self.screen.set_focus(line)
        if begun:
            line.value, line.cursor_position = begun, len(begun)

    def leave(self) -> None:
        """Leave what was entered last: the input, the whole screen, the one chart, the pane, the view."""
        if self.dials.has_focus and self.dials.typed:
            self.dials.typed = ""
        elif self.dials.has_focus:
            self.show_dials()
        elif isinstance(self.screen.focused, Input):
            self.screen.set_focus(None)
        elif self.whole:
            self.whole = False
        elif self.curves is not None and self._maximised:
            self.curves.maximised = False
        elif self.screen.focused is not None:
            self.screen.set_focus(None)
        elif self.dials.display:
            self.dials.display = False
        else:
            self.view = "curves"

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that holds the focus is the one that shows, where only one does."""
        for node in event.widget.ancestors_with_self:
            if isinstance(node, Widget) and (node.id in PANES or f"#{node.id}" in VIEWS.values()):
                self.pane = node.id if node.id in PANES else "model"

    def show_panes(self) -> None:
        """Show and mark what is to be shown."""
        self.screen.refresh_bindings()
        self.set_class(self.whole, "-whole")
        self.set_class(self.both and not self.whole, "-both")
        for view in VIEWS:
            self.set_class(self.view == view, f"-{view}")
        self.query_one(PaneTabs).pane = self.pane
        left = self.pane in ("curves", "model")
        # Below the curves stays what was there.
        below = self.pane if not left else self._below
        self._below = below
        for name in ("#prompt", "#samples"):
            self.query(name).set_class(name == f"#{below}", "-shown")
        self.query("#left").set_class(left, "-shown")
        self.query("#right").set_class(not left, "-shown")
