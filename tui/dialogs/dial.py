"""Turning a dial: to a value by hand, or back to its schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ..format import aim, dial_name, number

FOLLOW = ("follow", "schedule", "f")


@dataclass(frozen=True)
class Turn:
    """What was chosen: a dial and its value, None to follow its schedule."""

    dial: str
    value: float | None


def parse_turn(dial: str, text: str) -> Turn | str:
    """Return what a typed value means for a dial, or the sentence that says what is wrong with it."""
    typed = text.strip().lower()
    if not typed:
        return "type a number, or follow"
    if typed in FOLLOW:
        return Turn(dial, None)
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        return f"{text.strip()[:20]!r} is no number; type one such as 0.05, or follow"
    if not 0 <= value < float("inf"):
        return f"{dial_name(dial)} must be a number of at least 0"
    if dial == "teacher_forcing" and value > 1:
        return "teacher forcing is a probability from 0 to 1"
    return Turn(dial, value)


class DialDialog(ModalScreen[Turn | None]):
    """Shows the dials and takes a value for the one that is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", show=False),
        Binding("up", "move(-1)", "dial above", show=False, priority=True),
        Binding("down,tab", "move(1)", "dial below", show=False, priority=True),
    ]

    def __init__(self, dials: Mapping[str, float], held: frozenset[str], sent: Mapping[str, float | None]) -> None:
        super().__init__()
        self._dials, self._held, self._sent, self._names = dict(dials), held, sent, list(dials)

    def compose(self) -> ComposeResult:
        """Lay out the dials and the input."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Dials"
            dialog.border_subtitle = "enter sets   up/down choose   esc closes"
            yield OptionList(*(Option(self._row(name), id=name) for name in self._names), compact=True)
            yield Input(placeholder="a number, or follow", id="value", max_length=40, compact=True)
            yield Static(self._about(), id="about", markup=False)

    def on_mount(self) -> None:
        """Let typing go to the input, up and down to the list."""
        self._list.can_focus = False
        self._list.highlighted = 0
        self.query_one(Input).focus()

    def action_move(self, by: int) -> None:
        """Mark another dial."""
        self._list.highlighted = ((self._list.highlighted or 0) + by) % len(self._names)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks a dial; the input keeps the focus."""
        self.query_one(Input).focus()

    def on_input_changed(self) -> None:
        """Take a complaint back."""
        self.query_one("#about", Static).update(self._about())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the value, or say what is wrong with it."""
        found = parse_turn(self._names[self._list.highlighted or 0], event.value)
        if isinstance(found, Turn):
            self.dismiss(found)
        else:
            self.query_one("#about", Static).update(Content.styled(found, "$text-error"))

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _about(self) -> str:
        return "It takes effect at the next step, shows on the charts, and stays in the run's history."

    def _row(self, name: str) -> Content:
        how = ("by hand", "$text-accent") if name in self._held else ("schedule", "$foreground-muted")
        if name in self._sent:
            how = (f"then {aim(self._sent[name])}", "$text-warning")
        return Content.assemble(f"{dial_name(name):18}", (f"{number(self._dials[name]):10}", "bold"), how)
