"""The curves of a run: its task's charts, which grow as it trains, with a cursor and other runs laid under."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from ...core.events import Event
from ...core.spec import PanelSpec, TaskSpec
from ..charts.curves import Curves
from ..charts.draw import margins
from ..charts.panel import Look
from ..charts.panels import SMOOTHINGS, View, build, legend, whole
from ..charts.series import AXES, Axis
from ..charts.sight import Margins, Under, remark
from ..charts.window import Window
from ..keys import bindings
from .chart import Chart
from .look import few_colours, look_of

# The smallest a chart may become before fewer are shown.
CHART_WIDTH, CHART_HEIGHT = 28, 7
TICK = 0.1
NOTHING = "No curves yet.\nPress t to train a model, o to open a run."


class CurvesPane(Widget, can_focus=True):
    """The charts of one run. `show` its events, `extend` them as more come; at most one chart is drawn a tick."""

    DEFAULT_CSS = """
    CurvesPane {
        layout: grid;
        & > #nothing { display: none; content-align: center middle; text-align: center; color: $text-muted; }
        & > #nothing { width: 1fr; height: 1fr; border: round $border-blurred; }
        &:focus > #nothing { border: round $border; }
        &.empty { layout: vertical; }
        &.empty > Chart, & > .on-other-page { display: none; }
        &.empty > #nothing { display: block; }
        &:focus > Chart.current { border: round $border; }
        &.ascii > Chart, &.ascii > #nothing { border: ascii $border-blurred; }
        &.ascii:focus > Chart.current { border: ascii $border; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("curves")

    smoothing: reactive[float] = reactive(0.0)
    axis: reactive[Axis] = reactive("step")
    maximised: reactive[bool] = reactive(False)
    current: reactive[int] = reactive(0)
    hint: reactive[str] = reactive(NOTHING)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.curves = Curves()
        self._spec: TaskSpec | None = None
        self.under = Under()
        self._window = Window()
        self._margins = Margins()
        self._log: frozenset[str] = frozenset()
        self._cursor: int | None = None
        self._look = Look()
        # In the order in which they wait to be drawn.
        self._stale: dict[PanelSpec, None] = {}
        self.add_class("empty")

    def compose(self) -> ComposeResult:
        """Lay out what is said where there are no charts; they come with the task."""
        yield Static(self.hint, id="nothing", markup=False)

    def on_mount(self) -> None:
        """Take the theme's colours, and begin to tick."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._restyle())
        self.set_interval(TICK, self._tick)
        self._restyle()

    # --- what is shown ---

    @property
    def panels(self) -> tuple[PanelSpec, ...]:
        """The charts of the task."""
        return self._spec.panels if self._spec is not None else ()

    def show(self, spec: TaskSpec, events: Iterable[Event]) -> None:
        """Show another run, of this task or of another: its events so far."""
        if spec is not self._spec:
            self._spec = spec
            self._stale.clear()
            # The charts of another task stay, unseen: one that is being removed would keep its name taken.
            there = {chart.id for chart in self.query(Chart)}
            self.mount_all(Chart(id=panel.key) for panel in spec.panels if panel.key not in there)
            places = {panel.key: place for place, panel in enumerate(spec.panels)}
            self.sort_children(key=lambda child: places.get(child.id or "", -1))
            self.current = max(0, min(self.current, len(spec.panels) - 1))
            self._arrange()
        self.curves = Curves(events)
        self._cursor = None
        self._window.reset()
        self.under.keep_pinned()
        self.redraw()

    def extend(self, events: Iterable[Event]) -> None:
        """Add events to the run that is shown; where its axes reach further by that, all of them do at once."""
        before, _ = self._reach
        self.curves.extend(events)
        self._mark() if self._reach[0] == before else self.redraw()

    def mark(self, step: int, text: str, metric: str) -> None:
        """Mark a moment of the run that is shown, with its words on the chart of the metric that it was seen in."""
        self.curves.mark(step, text, metric)
        self._mark()

    def overlay(self, name: str, curves: Curves, *, pin: bool = False) -> None:
        """Lay another run faintly under the one that is shown; one that is pinned stays there under other runs too."""
        self.under.lay(name, curves, pin)
        self.redraw()

    def uncover(self) -> None:
        """Take all runs away that are laid under."""
        self.under.clear()
        self.redraw()

    @property
    def view(self) -> View:
        """How the charts are looked at."""
        cursor = None if self._cursor is None else self.curves.place(self._cursor, self.axis)
        return View(self.axis, self.smoothing, self._log, cursor, self._window.seen(*self._reach))

    @property
    def _reach(self) -> tuple[tuple[float, float], float]:
        """How far the axis reaches, and the last value on it."""
        reach = whole(self.curves, self.axis, self.under.curves)
        return reach, (self.curves.extent(self.axis) or reach)[1]

    # --- actions ---

    def action_cursor(self, by: int) -> None:
        """Move the cursor by so many columns; past the end it goes."""
        extent = self.curves.extent("step")
        if extent is None or not self.panels:
            return
        first, last = extent
        if by > 0 and (self._cursor is None or self._cursor >= last):
            self._cursor = None
        else:
            columns = max(10, self._chart(self.panels[self.current]).size.width - 10)
            reports = max(1, round(len(self.curves.learned) / columns))
            begin = last if self._cursor is None else self._cursor
            self._cursor = int(min(max(self.curves.step_at(begin, "step", by * reports), first), last))
            self._window.hold(self.curves.place(self._cursor, self.axis), *self._reach)
        self.redraw()

    def action_ends(self, first: bool) -> None:
        """Move the cursor to the first values, or take it away."""
        extent = self.curves.extent("step")
        self._cursor = int(extent[0]) if first and extent else None
        self.redraw()

    def action_zoom(self, closer: bool) -> None:
        """See half as much of the axis, or twice as much, around the cursor."""
        self._zoom(closer, self.view.cursor)

    def action_reset(self) -> None:
        """See all of the axis, and the latest values."""
        self._window.reset()
        self._cursor = None
        self.redraw()

    def _zoom(self, closer: bool, at: float | None) -> None:
        self._window.zoom(closer, *self._reach, at)
        self.redraw()

    def action_smooth(self) -> None:
        """Smooth more; after the most, not at all."""
        levels = sorted({*SMOOTHINGS, self.smoothing})
        self.smoothing = levels[(levels.index(self.smoothing) + 1) % len(levels)]

    def action_log(self) -> None:
        """Make the marked chart's axis logarithmic, or linear again."""
        self._log ^= {panel.key for panel in self.panels[self.current : self.current + 1]}
        self.redraw()

    def action_axis(self) -> None:
        """Go on from steps to epochs to time."""
        self._window.reset()
        self.axis = AXES[(AXES.index(self.axis) + 1) % len(AXES)]

    def action_maximise(self) -> None:
        """Show the marked chart alone, or all of them again."""
        self.maximised = not self.maximised

    def action_next_chart(self, by: int = 1) -> None:
        """Mark the next chart, or the one before; where few fit, leaf to it."""
        self.current = (self.current + by) % max(1, len(self.panels))

    # --- layout ---

    def _arrange(self) -> None:
        """Show as many charts as fit, on pages of as even a size as can be."""
        columns = 2 if self.size.width >= 2 * CHART_WIDTH and len(self.panels) > 1 and not self.maximised else 1
        rows = 1 if self.maximised else max(1, self.size.height // CHART_HEIGHT)
        pages = math.ceil(len(self.panels) / (rows * columns))
        rows = 1 if self.maximised else math.ceil(len(self.panels) / (max(1, pages) * columns)) or 1
        self.styles.grid_size_columns, self.styles.grid_size_rows = columns, rows
        page = self.current // (rows * columns)
        places = {panel.key: place for place, panel in enumerate(self.panels)}
        for chart in self.query(Chart):
            place = places.get(chart.id or "", -1)
            chart.set_class(place // (rows * columns) != page, "on-other-page")
            chart.set_class(place == self.current, "current")
        # What fits into a chart's border is known when it is laid out.
        self.call_after_refresh(self.redraw)

    def _chart(self, panel: PanelSpec) -> Chart:
        return self.query_one(f"#{panel.key}", Chart)

    # --- drawing ---

    def _mark(self) -> None:
        self._stale.update(dict.fromkeys(self.panels))
        self.set_class(self.curves.extent("step") is None, "empty")

    def redraw(self) -> None:
        """Draw every chart that is on the screen now; the others when they come to it."""
        self._mark()
        self._margins.clear()
        # Twice where they have to make room for each other.
        for panel in (*self.panels, *self.panels):
            self._draw(panel)

    def _tick(self) -> None:
        """Draw the first chart in line."""
        any(self._draw(panel) for panel in list(self._stale))

    def _draw(self, panel: PanelSpec) -> bool:
        """Draw one chart if it has changed and can be seen; tell whether."""
        chart = self._chart(panel)
        if self._spec is None or panel not in self._stale or not (chart.display and chart.size and self.is_on_screen):
            return False
        del self._stale[panel]
        view, width = self.view, chart.size.width
        built = build(self.curves, panel, self._spec, view, width, self.under.curves)
        if self._margins.take(panel, margins(built, width, chart.size.height)):
            # The others make room too.
            self._stale.update(dict.fromkeys(each for each in self.panels if each is not panel))
        built = replace(built, margins=self._margins.common)
        title = legend(self.curves, panel, self._spec, view, self._look, width - 4)
        titled = title.plain.startswith(panel.title)
        below = remark(self.curves, panel, self._spec, view, self.under, width, self._look.ascii, titled)
        chart.show(built, self._look, Content.from_rich_text(title), below)
        return True

    def _restyle(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "ascii")
        self._look = look_of(self.app.theme_variables, self.app.has_class("-ascii"), few_colours(self.app))
        self.redraw()

    # --- reactions ---

    def watch_hint(self, hint: str) -> None:
        """Say something else where there are no curves."""
        for nothing in self.query("#nothing").results(Static):
            nothing.update(hint)

    def on_chart_picked(self, message: Chart.Picked) -> None:
        """Mark the chart that was clicked and put the cursor there; a second click maximises it."""
        message.stop()
        self.current = [panel.key for panel in self.panels].index(message.chart.id or "")
        if message.twice:
            self.action_maximise()
        elif message.x is not None:
            self._cursor = int(self.curves.step_at(message.x, self.axis))
            self.redraw()

    def on_chart_zoomed(self, message: Chart.Zoomed) -> None:
        """Zoom at the mouse."""
        message.stop()
        self._zoom(message.closer, message.x)

    def on_chart_dragged(self, message: Chart.Dragged) -> None:
        """Move along the axis."""
        message.stop()
        self._window.pan(message.by, *self._reach)
        self.redraw()

    watch_smoothing = watch_axis = redraw
    watch_maximised = watch_current = on_resize = _arrange
