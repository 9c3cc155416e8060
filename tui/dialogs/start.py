"""Starting a training run: a preset, data, a name, a budget, and settings of one's own."""

import shlex
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, Static

from ...core.errors import CvaeError, UsageError
from ...core.registry import all_presets
from ...core.runs.paths import data_folder, unused_name, unused_run
from ...core.spec import Preset
from ..messages import TrainOrder
from .budget import parse_budget


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
            raise UsageError(f"{name[:20]!r} is no setting; write name=value, such as kl_weight=0.1")
    return {name: value for name, _, value in pairs}


class StartDialog(ModalScreen[TrainOrder | None]):
    """Takes what a run needs, checks it as it is typed, and returns it as an order."""

    # Before the next key is handed out: what is typed in a burst stays in its field.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("tab", "app.focus_next", "next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "field before", show=False, priority=True),
    ]

    def __init__(self, order: TrainOrder) -> None:
        super().__init__()
        self._given = order
        self._presets = {preset.name: preset for preset in all_presets()}

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Train"
            dialog.border_subtitle = "enter starts   tab next field   esc cancels"
            yield _row(
                "Preset",
                Select(
                    [(name, name) for name in self._presets], value=self._given.preset, allow_blank=False, compact=True
                ),
            )
            yield Static(id="shows", markup=False)
            yield _row(
                "Data",
                self._input("data", self._given.data or "", "full, lab, or a folder with train.txt", ["full", "lab"]),
            )
            yield _row("Run", self._input("run", self._given.run, ""))
            yield _row("Budget", self._input("budget", "", "the preset's; or 60 epochs, 120 s, 5 min"))
            yield _row("Settings", self._input("settings", "", "name=value name=value"))
            yield Static(id="about", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Train", variant="primary", id="yes", compact=True)
                yield Button("Cancel", id="no", compact=True)

    def on_mount(self) -> None:
        """Go to the first field; enter starts from any of them."""
        self.query_one("#data", Input).focus()
        self._check()

    def on_select_changed(self) -> None:
        """Say what the preset shows."""
        self._check()

    def on_input_changed(self) -> None:
        """Check while it is typed."""
        self._check()

    def on_input_submitted(self) -> None:
        """Start."""
        self._start()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start or cancel."""
        self._start() if event.button.id == "yes" else self.dismiss(None)

    def _start(self) -> None:
        found = self._order()
        if isinstance(found, TrainOrder):
            self.dismiss(found)
        else:
            self._check()
            self.app.bell()

    def _check(self) -> None:
        preset = self._preset
        config: Any = preset.config
        budget = f"{config.seconds:g} s" if config.seconds else f"{config.epochs} epochs"
        variant = getattr(config, "variant", "")
        self.query_one("#shows", Static).update(f"{preset.shows} {variant}, {budget}. Source: {preset.source}.")
        self.query_one("#run", Input).placeholder = unused_name(preset.name)
        found = self._order()
        about = self.query_one("#about", Static)
        if isinstance(found, str):
            about.update(Content.styled(found, "$text-error"))
        else:
            about.update(self._help())

    def _help(self) -> str:
        """Explain the setting typed last."""
        names = list(parse_settings(self._value("settings")))
        if not names:
            return "Everything can be paused, stopped and resumed later; the screen stays live."
        return f"{names[-1]}: {self._preset.config.help(names[-1])}"

    def _order(self) -> TrainOrder | str:
        try:
            settings = {**parse_budget(self._value("budget")), **parse_settings(self._value("settings"))}
            self._preset.config.with_text(settings)
            data = self._value("data") or None
            data_folder(data)
            run = self._value("run")
            if run:
                unused_run(run, self._preset.name)
        except CvaeError as error:
            return str(error)
        return TrainOrder(self._preset.name, data, run, tuple(settings.items()), self._given.device)

    @property
    def _preset(self) -> Preset:
        return self._presets[str(self.query_one(Select).value)]

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _input(self, name: str, value: str, placeholder: str, known: list[str] | None = None) -> Input:
        suggester = SuggestFromList(known) if known else None
        return Input(value, placeholder=placeholder, id=name, compact=True, suggester=suggester, max_length=500)


def _row(label: str, field: Widget) -> Horizontal:
    return Horizontal(Label(label), field, classes="field")
