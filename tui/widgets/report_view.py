"""What the model was measured to be: verdict, figures, and what there is to draw of it."""

from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from ...core.answer import Report
from .look import few_colours, look_of

MEASURING = "Measuring the model ..."


class ReportView(Widget, can_focus=True):
    """Shows a report on the model at a step, and until there is one what is `said`: that it is measured, or why not."""

    DEFAULT_CSS = """
    ReportView {
        border: round $border-blurred;
        border-title-color: $foreground;
        padding: 0 1;
        &:focus { border: round $border; }
    }
    """
    BORDER_TITLE = "Model"

    report: reactive[Report | None] = reactive(None, always_update=True)
    said: reactive[str] = reactive(MEASURING)
    _step = 0

    def on_mount(self) -> None:
        """Take the theme's colours whenever they change."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh())

    def show(self, report: Report | None, step: int) -> None:
        """Show the report on the model at a step; None is no report yet."""
        self._step = step
        self.report = report

    def render(self) -> RenderResult:
        """Draw the report, or say why there is none."""
        if self.report is None:
            return self.said
        # Imported here: what draws takes a moment, and the first screen has no report yet.
        from ..charts.report import describe

        look = look_of(self.app.theme_variables, self.app.has_class("-ascii"), few_colours(self.app))
        return describe(self.report, self._step, self.size.width, self.size.height, look)
