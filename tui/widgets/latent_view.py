"""The latent space of the model: how much each dimension tells, and whether all is well."""

from collections.abc import Mapping
from typing import Any

from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from ..charts.latent import describe
from ..charts.panel import Look
from .look import look_of

NOTHING = "Nothing measured yet.\nOpen a run (o) or train a model (t); its latent space is then measured here."


class LatentView(Widget, can_focus=True):
    """Shows a report of the latent space: verdict and reason, figures, bars of KL per dimension."""

    DEFAULT_CSS = """
    LatentView {
        border: round $border-blurred;
        border-title-color: $foreground;
        padding: 0 1;
        &:focus { border: round $border; }
    }
    """
    BORDER_TITLE = "Latent space"

    ascii: reactive[bool] = reactive(False)
    hint: reactive[str] = reactive(NOTHING)
    report: reactive[Mapping[str, Any] | None] = reactive(None)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._step = 0
        self._look = Look()

    def on_mount(self) -> None:
        """Take the theme's colours, now and whenever they change."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._restyle())
        self._restyle()

    def show(self, report: Mapping[str, Any], step: int) -> None:
        """Show the report of the model at a step; an empty one says that nothing is measured yet."""
        self._step = step
        self.report = dict(report) or None

    def _restyle(self) -> None:
        self._look = look_of(self.app.theme_variables, self.ascii)
        self.refresh()

    def watch_ascii(self) -> None:
        """Draw with other characters."""
        if self.is_mounted:
            self._restyle()

    def render(self) -> RenderResult:
        """Draw the report, or say what to do."""
        if self.report is None:
            return self.hint
        return describe(self.report, self._step, self.size.width, self.size.height, self._look)
