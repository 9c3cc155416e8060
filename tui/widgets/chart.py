"""One chart on the screen: a panel drawn by plotext, its values in the border, drawn again only when it changed."""

from dataclasses import dataclass
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import RenderResult
from textual.content import Content
from textual.events import Click, MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.message import Message
from textual.strip import Strip
from textual_plotext import PlotextPlot

from ..charts.draw import column_span, draw_rows, x_at
from ..charts.panel import Look, Panel


class Chart(PlotextPlot):
    """Shows a panel. Drawing is left until the screen asks, and what was drawn is kept until something changes."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Chart {
        border: round $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        min-height: 3;
    }
    """

    @dataclass
    class Picked(Message):
        """The chart was clicked, at `x` of its axis (None beside the canvas); `twice` for a double click."""

        chart: "Chart"
        x: float | None
        twice: bool

    @dataclass
    class Zoomed(Message):
        """The wheel was turned over the chart, at `x` of its axis: closer or not."""

        x: float | None
        closer: bool

    @dataclass
    class Dragged(Message):
        """The chart was dragged along its axis, by so much of x."""

        by: float

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.panel = Panel(empty="")
        self._look = Look()
        self._drawn: tuple[Any, list[Strip]] = (None, [])
        self._dragged, self._held = False, 0.0

    def show(self, panel: Panel, look: Look, title: Content, subtitle: str) -> None:
        """Show a panel, with a title above and a remark below."""
        self.panel, self._look = panel, look
        self.border_title = title
        self.border_subtitle = Content(subtitle)
        self.refresh()

    def render(self) -> RenderResult:
        """Return nothing: the lines are given one by one."""
        return ""

    def render_line(self, y: int) -> Strip:
        """Return a row, drawn anew only if the panel, the look, the size or the ground is another."""
        ground, size = self.rich_style, self.size
        if self._drawn[0] != (of := (self.panel, self._look, size, ground)):
            rows = draw_rows(self.plt, self.panel, size.width, size.height, self._look)
            strips = [Strip([Segment(text, ground + Style.parse(style)) for text, style in row]) for row in rows]
            self._drawn = (of, strips)
        strips = self._drawn[1]
        return strips[y] if y < len(strips) else Strip.blank(size.width, ground)

    def _x(self, event: MouseEvent) -> float | None:
        at = event.get_content_offset(self)
        return x_at(self.panel, self.size.width, self.size.height, at.x) if at is not None else None

    def on_click(self, event: Click) -> None:
        """Tell which x was clicked, unless the click ends a drag."""
        if not self._dragged:
            self.post_message(self.Picked(self, self._x(event), event.chain == 2))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to drag."""
        self._dragged, self._held = False, event.screen_x
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Move what is seen along with the mouse."""
        if self.app.mouse_captured is self and event.screen_x != self._held:
            by = (self._held - event.screen_x) * column_span(self.panel, self.size.width, self.size.height)
            self._dragged, self._held = True, event.screen_x
            self.post_message(self.Dragged(by))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go."""
        self.release_mouse()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Zoom closer."""
        event.stop()
        self.post_message(self.Zoomed(self._x(event), True))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Zoom out."""
        event.stop()
        self.post_message(self.Zoomed(self._x(event), False))
