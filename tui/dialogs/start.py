"""Starting a training run: a preset, data, a name, a budget, and settings of one's own."""

import shlex
from dataclasses import replace

from textual.app import ComposeResult
from textual.suggester import SuggestFromList
from textual.widgets import Input, Select, Static

from ...core.errors import UsageError
from ...core.registry import all_presets, find_task
from ...core.runs.paths import data_folder, unused_names, unused_run
from ...core.sessions import TrainOrder
from ...core.spec import Preset, TaskSpec
from .budget import parse_budget
from .form import Form, field, labelled


def parse_settings(text: str) -> dict[str, str]:
    """Return `name=value` pairs.

    Raises:
        UsageError: a part without `=`.
    """
    try:
        parts = shlex.split(text)
    except ValueError:
        raise UsageError("a quotation mark is not closed in the settings") from None
    pairs = [part.partition("=") for part in parts]
    for name, sign, _ in pairs:
        if not sign or not name:
            raise UsageError(f"{name[:20]!r} is no setting; write name=value, such as lr=0.001")
    return {name: value for name, _, value in pairs}


class StartDialog(Form[TrainOrder]):
    """Takes what a run needs, the presets of the open task first; the result is the order to train."""

    HEADING, YES, KEYS = "Train", "Train", "enter starts   tab next field   esc cancels"

    def __init__(self, spec: TaskSpec, order: TrainOrder) -> None:
        super().__init__()
        self._given = order
        presets = sorted(all_presets(), key=lambda preset: preset.task != spec.name)
        self._presets = {preset.name: preset for preset in presets}
        self._first = order.preset if order.preset in self._presets else spec.presets[0].name

    def fields(self) -> ComposeResult:
        """Lay out the fields."""
        names = [(name, name) for name in self._presets]
        yield labelled("Preset", Select(names, value=self._first, allow_blank=False, compact=True))
        yield Static(id="shows", markup=False)
        yield field("Data", "data", self._given.data or "")
        yield field("Run", "run", self._given.run or "")
        yield field("Budget", "budget", placeholder="the preset's; or 60 epochs, 120 s, 5 min")
        yield field("Settings", "settings", placeholder="name=value name=value")

    def on_select_changed(self) -> None:
        """Say what the preset shows."""
        self.check()

    def check(self) -> None:
        """Say what the preset shows, which data its task has, and what is wrong."""
        preset, names = self._preset, [data.name for data in self._spec.datasets]
        budget = f"{preset.config.seconds:g} s" if preset.config.seconds else f"{preset.config.epochs} epochs"
        parts = (self._spec.title, getattr(preset.config, "variant", ""), budget)
        about = f"{preset.shows} {', '.join(filter(None, parts))}. Source: {preset.source}."
        self.query_one("#shows", Static).update(about)
        self.query_one("#run", Input).placeholder = next(unused_names(preset.name))
        data = self.query_one("#data", Input)
        data.placeholder = ", ".join((*names, f"or {self._spec.data_help}" if names else self._spec.data_help))
        data.suggester = SuggestFromList(names)
        super().check()

    def about(self) -> str:
        """Explain the setting typed last, or the data that is named."""
        settings, config = list(parse_settings(self.value("settings"))), self._preset.config
        if settings:
            return f"{settings[-1]}: {config.help(settings[-1])}"
        named = [f"{data.name}: {data.about}." for data in self._spec.datasets if data.name == self.value("data")]
        return "".join(named) or "Everything can be paused, stopped and resumed later; the screen stays live."

    def read(self) -> TrainOrder:
        """Return the order."""
        preset, data, run = self._preset, self.value("data") or None, self.value("run") or None
        settings = {**parse_budget(self.value("budget")), **parse_settings(self.value("settings"))}
        preset.config.with_text(settings)
        data_folder(data, self._spec)
        if run:
            unused_run(run, preset.name)
        return replace(
            self._given, preset=preset.name, task=preset.task, data=data, run=run, settings=tuple(settings.items())
        )

    @property
    def _preset(self) -> Preset:
        return self._presets[str(self.query_one(Select).value)]

    @property
    def _spec(self) -> TaskSpec:
        return find_task(self._preset.task)
