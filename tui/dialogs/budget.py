"""What is typed for a budget, and a larger one for a run that has used up its own."""

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from ...core.errors import CvaeError, UsageError
from ...core.registry import config_of
from ...core.runs.metadata import figure_in
from ..format import percent
from ..run_rows import RunRow

_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(epochs?|e|seconds?|secs?|s|minutes?|min|m|hours?|h)?")
_UNITS = {"s": 1, "m": 60, "h": 3600}

Settings = dict[str, str]


def parse_budget(text: str) -> Settings:
    """Return the settings of a budget: 60 epochs, 60, 120 s, 5 min, 1 h; nothing for the preset's own.

    Raises:
        UsageError: it is none.
    """
    if not text.strip():
        return {}
    found = _BUDGET.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"{text.strip()[:20]!r} is no budget; give 60 epochs, 120 s or 5 min")
    amount, unit = float(found[1]), (found[2] or "e")[0]
    if unit == "e":
        return {"epochs": str(round(amount)), "seconds": "0"}
    if not amount:
        raise UsageError("a budget of no time is none; give 60 epochs, 120 s or 5 min")
    return {"seconds": f"{amount * _UNITS[unit]:g}"}


def used_of(row: RunRow, settings: Settings) -> tuple[float | None, float, str]:
    """Return what a run has used of a budget of that kind, None where it is not known; the budget; and its unit."""
    seconds = float(settings.get("seconds", "0"))
    if seconds:
        return (row.facts.progress.get("seconds") if row.facts else None), seconds, "s"
    return row.epoch, float(settings["epochs"]), "epochs"


def parse_larger(row: RunRow, text: str) -> Settings:
    """Return the settings of a budget that a run has not used up.

    Raises:
        UsageError: it is none, or no larger than what the run has used.
        CheckpointError: this version does not know the run's settings.
    """
    settings = parse_budget(text)
    if not settings:
        raise UsageError("type the whole budget, counted from the run's start")
    if row.facts is not None:
        config_of(row.facts).with_text(settings)
    used, given, unit = used_of(row, settings)
    if used is not None and given <= used:
        raise UsageError(f"{row.name} has learned for {used:.6g} {unit}; give it more than that in all")
    return settings


class BudgetDialog(ModalScreen[Settings | None]):
    """Asks for the larger budget of a run that has used up its own; the result is its settings."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "cancel", show=False)]

    def __init__(self, row: RunRow) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        """Lay out what was used, the field and the buttons."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Go on"
            dialog.border_subtitle = "enter goes on   esc cancels"
            yield Static(self._spent(), markup=False)
            budget = Input(placeholder="in all: 140 epochs, 10 min", id="budget", compact=True, max_length=40)
            yield Horizontal(Label("Budget"), budget, classes="field")
            yield Static(id="about", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Go on", variant="primary", id="yes", compact=True)
                yield Button("Cancel", id="no", compact=True)

    def on_mount(self) -> None:
        """Let typing go to the field."""
        self.query_one(Input).focus()
        self._check()

    def on_input_changed(self) -> None:
        """Say what the budget typed so far means."""
        self._check()

    def on_input_submitted(self) -> None:
        """Go on."""
        self._go_on()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on or cancel."""
        self._go_on() if event.button.id == "yes" else self.dismiss(None)

    def _go_on(self) -> None:
        if (settings := self._settings()) is None:
            self.app.bell()
        else:
            self.dismiss(settings)

    def _check(self) -> None:
        if not self.query_one(Input).value.strip():
            self._tell(Content("It counts from the run's start. Other settings stay as they are."))
        elif (settings := self._settings()) is not None:
            used, given, _ = used_of(self._row, settings)
            if used is not None:
                share = percent(used / given)
                self._tell(Content(f"Schedules follow the share of the budget: they go on at {share} of their way."))

    def _settings(self) -> Settings | None:
        """Return what is typed or, where it will not do, say why."""
        try:
            return parse_larger(self._row, self.query_one(Input).value)
        except CvaeError as error:
            self._tell(Content.styled(str(error), "$text-error"))
            return None

    def _spent(self) -> str:
        settings = self._row.facts.settings if self._row.facts else {}
        seconds, epochs = figure_in(settings, "seconds"), figure_in(settings, "epochs")
        own = f" of {seconds:g} s" if seconds else f" of {epochs:g} epochs" if epochs else ""
        return f"{self._row.name} has used up its budget{own}. With a larger one it goes on where it ended."

    def _tell(self, what: Content) -> None:
        self.query_one("#about", Static).update(what)
