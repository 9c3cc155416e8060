"""The curves of a run: four charts that grow as it trains, with a cursor, smoothing, and another run laid under."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from ...core.events import Event
from ..charts.curves import Curves
from ..charts.panel import Look
from ..charts.panels import CHARTS, SMOOTHINGS, View, build, legend, moment
from ..charts.panels import Chart as Contents
from ..charts.series import AXES, Axis
from .chart import Chart
from .look import look_of

# The smallest a chart may become before fewer are shown.
CHART_WIDTH, CHART_HEIGHT = 28, 6
TICK = 0.1
NOTHING = "No curves yet.\nPress t to train a model, o to open a run."


def _key(keys: str, action: str, name: str, tooltip: str) -> Binding:
    return Binding(keys, action, name.replace("-", " "), show=False, tooltip=tooltip, id=f"curves.{name}")


class CurvesPane(Widget, can_focus=True):
    """Four charts of one run. `show` a run's events, `extend` them as more come; at most one chart is drawn a tick."""

    DEFAULT_CSS = """
    CurvesPane {
        layout: grid;
        grid-size: 2 2;
        & > #nothing { display: none; column-span: 2; row-span: 2; content-align: center middle; color: $text-muted; }
        & > #nothing { text-align: center; width: 1fr; height: 1fr; border: round $border-blurred; }
        &:focus > #nothing { border: round $border; }
        &.empty > Chart { display: none; }
        &.empty > #nothing { display: block; }
        &:focus > Chart.current { border: round $border; }
        &.ascii > Chart, &.ascii > #nothing { border: ascii $border-blurred; }
        &.ascii:focus > Chart.current { border: ascii $border; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left,h", "cursor(-1)", "earlier", "Move the cursor to earlier values"),
        _key("right,l", "cursor(1)", "later", "Move the cursor to later values; past the end it goes"),
        _key("shift+left,H", "cursor(-10)", "far-earlier", "Move the cursor ten times as far"),
        _key("shift+right", "cursor(10)", "far-later", "Move the cursor ten times as far"),
        _key("backspace", "cursor(0)", "latest", "Take the cursor away: the latest values again"),
        _key("plus,equals_sign", "smooth(1)", "smoother", "Smooth the losses more; the raw curve stays behind"),
        _key("minus", "smooth(-1)", "rougher", "Smooth the losses less"),
        _key("y", "log", "log", "Logarithmic axis for the marked chart, or linear"),
        _key("a", "axis", "axis", "Steps, epochs or training time below the charts"),
        _key("m", "maximise", "maximise", "The marked chart alone, or all of them"),
        _key("n", "next_chart(1)", "next", "Mark the next chart"),
        _key("N", "next_chart(-1)", "previous", "Mark the chart before"),
    ]

    smoothing: reactive[float] = reactive(0.0)
    ascii: reactive[bool] = reactive(False)
    plain: reactive[bool] = reactive(False)
    axis: reactive[Axis] = reactive("step")
    maximised: reactive[bool] = reactive(False)
    current: reactive[int] = reactive(0)
    hint: reactive[str] = reactive(NOTHING)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.curves = Curves()
        self._other: tuple[str, Curves] | None = None
        self._log: frozenset[str] = frozenset()
        self._cursor: int | None = None
        self._frozen = False
        self._look = Look()
        self._stale: set[str] = set()
        self._turn = 0
        self.add_class("empty")

    def compose(self) -> ComposeResult:
        """Lay out the charts, and what is said instead of them."""
        yield Static(self.hint, id="nothing", markup=False)
        for contents in CHARTS:
            yield Chart(id=contents.key)

    def on_mount(self) -> None:
        """Take the theme's colours, and begin to tick."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._restyle())
        self.set_interval(TICK, self._tick)
        self.plain = self.plain or self.app.no_color
        self._restyle()

    # --- what is shown ---

    def show(self, events: Iterable[Event] | Curves) -> None:
        """Show another run: its events so far, or curves made of them elsewhere."""
        self.curves = events if isinstance(events, Curves) else Curves(events)
        self._cursor = None
        self.redraw()

    def extend(self, events: Iterable[Event]) -> None:
        """Add events to the run that is shown."""
        self.curves.extend(events)
        self._stale.update(contents.key for contents in CHARTS)

    def overlay(self, name: str, events: Iterable[Event] | Curves | None) -> None:
        """Lay another run faintly under the one that is shown; None takes it away."""
        if events is not None:
            events = events if isinstance(events, Curves) else Curves(events)
        self._other = (name, events) if events is not None else None
        self.redraw()

    def freeze(self, frozen: bool) -> None:
        """Hold the charts still while events keep coming, or bring them up to date."""
        self._frozen = frozen
        self.redraw()

    @property
    def view(self) -> View:
        """How the charts are looked at."""
        cursor = None if self._cursor is None else self.curves.place(self._cursor, self.axis)
        return View(self.axis, self.smoothing, self._log, cursor)

    # --- actions ---

    def action_cursor(self, by: int) -> None:
        """Move the cursor by so many columns; past the end, or by 0, it goes."""
        extent = self.curves.extent("step")
        if extent is None:
            return
        first, last = extent
        if by == 0 or (by > 0 and (self._cursor is None or self._cursor >= last)):
            self._cursor = None
        else:
            columns = max(10, self._chart(self.current).size.width - 10)
            reports = max(1, round(len(self.curves.learned) / columns))
            begin = last if self._cursor is None else self._cursor
            moved = self.curves.stride("step", begin, by * reports)
            self._cursor = int(min(max(moved, first), last))
        self.redraw()

    def action_smooth(self, by: int) -> None:
        """Smooth more (1) or less (-1)."""
        levels = sorted({*SMOOTHINGS, self.smoothing})
        self.smoothing = levels[min(max(levels.index(self.smoothing) + by, 0), len(levels) - 1)]

    def action_log(self) -> None:
        """Make the marked chart's axis logarithmic, or linear again."""
        self._log ^= {CHARTS[self.current].key}
        self.redraw()

    def action_axis(self) -> None:
        """Go on from steps to epochs to time."""
        self.axis = AXES[(AXES.index(self.axis) + 1) % len(AXES)]

    def action_maximise(self) -> None:
        """Show the marked chart alone, or all of them again."""
        self.maximised = not self.maximised

    def action_next_chart(self, by: int = 1) -> None:
        """Mark the next chart, or the one before; where few fit, leaf to it."""
        self.current = (self.current + by) % len(CHARTS)

    # --- layout ---

    def on_resize(self, event: Resize) -> None:
        """Show as many charts as fit."""
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if self.size.width >= 2 * CHART_WIDTH else 1
        rows = max(1, min(len(CHARTS) // columns, self.size.height // CHART_HEIGHT))
        if self.maximised or rows * columns == 3:
            rows, columns = (1, 1) if self.maximised else (2, 1)
        page = rows * columns
        first = self.current // page * page
        self.styles.grid_size_columns, self.styles.grid_size_rows = columns, rows
        for index in range(len(CHARTS)):
            chart = self._chart(index)
            chart.display = first <= index < first + page
            chart.set_class(index == self.current, "current")

    def _chart(self, index: int) -> Chart:
        return self.query_one(f"#{CHARTS[index].key}", Chart)

    # --- drawing ---

    def redraw(self) -> None:
        """Draw every chart that is on the screen now; the others when they come to it."""
        self._stale.update(contents.key for contents in CHARTS)
        self.set_class(self.curves.extent("step") is None, "empty")
        if self.is_mounted:
            for contents in CHARTS:
                self._draw(contents)

    def _tick(self) -> None:
        if self._frozen or not self._stale:
            return
        if self.has_class("empty") and self.curves.extent("step") is not None:
            self.redraw()
            return
        for _ in CHARTS:
            self._turn = (self._turn + 1) % len(CHARTS)
            if self._draw(CHARTS[self._turn]):
                return

    def _draw(self, contents: Contents) -> bool:
        """Draw one chart if it has changed and can be seen; tell whether."""
        chart = self.query_one(f"#{contents.key}", Chart)
        if contents.key not in self._stale or not chart.display or not chart.size or not self.is_on_screen:
            return False
        self._stale.discard(contents.key)
        view = self.view
        width = max(1, chart.size.width)
        panel = build(self.curves, contents, view, width, self._other[1] if self._other else None)
        remark = self._remark(contents, view, width)
        title = legend(self.curves, contents, view, self._look, width - 4)
        chart.show(panel, self._look, Content.from_rich_text(title), remark)
        return True

    def _remark(self, contents: Contents, view: View, width: int) -> str:
        parts = [moment(self.curves, view, width)] if view.cursor is not None else [view.axis]
        if self._other is not None:
            room = max(6, width - len(parts[0]) - 12)
            name = self._other[0]
            parts.append(f"with {name if len(name) <= room else name[: room - 1] + '…'}")
        if contents.key in view.log:
            parts.append("log")
        if contents.smooth and view.smoothing > 0:
            parts.append(f"smoothed {view.smoothing:g}")
        if self._frozen:
            parts.append("frozen")
        while len(parts) > 1 and len(" · ".join(parts)) > width - 4:
            parts.pop()
        return (" - " if self.ascii else " · ").join(parts)

    def _restyle(self) -> None:
        self._look = look_of(self.app.theme_variables, self.ascii, self.plain)
        self.redraw()

    # --- reactions ---

    def watch_smoothing(self) -> None:
        """Draw smoother or rougher."""
        self.redraw()

    def watch_axis(self) -> None:
        """Draw along another axis."""
        self.redraw()

    def watch_ascii(self) -> None:
        """Draw with other characters."""
        self.set_class(self.ascii, "ascii")
        self._restyle()

    def watch_plain(self) -> None:
        """Draw with or without telling by colour."""
        self._restyle()

    def watch_maximised(self) -> None:
        """Lay out anew."""
        if self.is_mounted:
            self._arrange()

    def watch_current(self) -> None:
        """Lay out anew, as the marked chart may be on another page."""
        if self.is_mounted:
            self._arrange()

    def watch_hint(self, hint: str) -> None:
        """Say something else where there are no curves."""
        if self.is_mounted:
            self.query_one("#nothing", Static).update(hint)

    def on_chart_resized(self, message: Chart.Resized) -> None:
        """Draw a chart again whose size is another, or that has one at last."""
        message.stop()
        contents = next(contents for contents in CHARTS if contents.key == message.chart.id)
        self._stale.add(contents.key)
        self._draw(contents)

    def on_chart_picked(self, message: Chart.Picked) -> None:
        """Mark the chart that was clicked and put the cursor there; a second click maximises it."""
        message.stop()
        self.current = next(index for index, contents in enumerate(CHARTS) if contents.key == message.chart.id)
        if message.twice:
            self.action_maximise()
        elif message.x is not None:
            self._cursor = int(self.curves.step_at(message.x, self.axis))
            self.redraw()
