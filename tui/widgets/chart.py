"""One chart on the screen: a panel drawn by plotext, its values in the border, drawn again only when it changed."""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual_plotext import PlotextPlot
from textual_plotext.plot import Plot

from ..charts.draw import draw_rows, x_at
from ..charts.panel import Look, Panel


@dataclass(frozen=True)
class _Drawn:
    of: tuple[Panel, Look, Size, Style]
    strips: list[Strip]


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

    class Picked(Message):
        """The chart was clicked, at `x` of its axis (None beside the canvas); `twice` for a double click."""

        def __init__(self, chart: "Chart", x: float | None, twice: bool) -> None:
            super().__init__()
            self.chart, self.x, self.twice = chart, x, twice

        @property
        def control(self) -> "Chart":
            """The chart."""
            return self.chart

    class Resized(Message):
        """The chart has another size: what fits into its border is another."""

        def __init__(self, chart: "Chart") -> None:
            super().__init__()
            self.chart = chart

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._panel = Panel(empty="")
        self._look = Look()
        self._drawn: _Drawn | None = None

    @property
    def panel(self) -> Panel:
        """What is shown."""
        return self._panel

    def show(self, panel: Panel, look: Look, title: Content, subtitle: str) -> None:
        """Show a panel, with a title above and a remark below."""
        self._panel, self._look = panel, look
        self.border_title = title
        self.border_subtitle = Content(subtitle)
        self.refresh()

    def render(self) -> RenderResult:
        """Return nothing: the lines are given one by one."""
        return ""

    def render_line(self, y: int) -> Strip:
        """Return a row, drawn anew only if the panel, the look, the size or the ground is another."""
        drawn, ground = self._drawn, self.rich_style
        if drawn is None or drawn.of != (self._panel, self._look, self.size, ground):
            self._plot = Plot()
            rows = draw_rows(self._plot, self._panel, self.size.width, self.size.height, self._look)
            strips = [Strip([Segment(text, ground + Style.parse(style)) for text, style in row]) for row in rows]
            self._drawn = drawn = _Drawn((self._panel, self._look, self.size, ground), strips)
        return drawn.strips[y] if y < len(drawn.strips) else Strip.blank(self.size.width, ground)

    def on_resize(self) -> None:
        """Tell who fills the border."""
        self.post_message(self.Resized(self))

    def on_click(self, event: Click) -> None:
        """Tell which x was clicked."""
        at = event.get_content_offset(self)
        x = x_at(self._panel, self.size.width, self.size.height, at.x) if at is not None else None
        self.post_message(self.Picked(self, x, event.chain == 2))
