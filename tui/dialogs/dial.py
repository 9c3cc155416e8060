"""Turning a dial: to a value by hand, or back to its schedule."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ...core.spec import Dial, TaskSpec
from ..commands import SetDial, turned
from ..format import short, turned_to
from ..messages import Snapshot
from .form import Form


class DialDialog(Form[SetDial]):
    """Shows the dials and takes a value for the one that is marked."""

    HEADING, YES, KEYS = "Dials", "Set", "enter sets   up/down choose   esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "dial above", show=False, priority=True),
        Binding("down", "move(1)", "dial below", show=False, priority=True),
    ]

    def __init__(self, spec: TaskSpec, shown: Snapshot) -> None:
        super().__init__()
        self._shown, self._dials = shown, [spec.dial(key) for key in shown.dials]
        self._list = OptionList(*(Option(self._row(dial), id=dial.key) for dial in self._dials), compact=True)
        self._list.can_focus, self._list.highlighted = False, 0

    def fields(self) -> ComposeResult:
        """Lay out the dials and the input: typing goes to the input, up and down to the list."""
        yield self._list
        yield Input(placeholder="a number, or follow", id="value", max_length=40, compact=True)

    def read(self) -> SetDial:
        """Return what is typed for the marked dial."""
        return turned(self._dials[self._list.highlighted or 0], self.value("value"))

    def about(self) -> str:
        """Say what comes of it."""
        return "It takes effect at the next step, shows on the charts, and stays in the run's history."

    def action_move(self, by: int) -> None:
        """Mark another dial."""
        self._list.highlighted = ((self._list.highlighted or 0) + by) % len(self._dials)
        self.check()

    def on_option_list_option_selected(self) -> None:
        """A click marks a dial; the input keeps the focus."""
        self.query_one(Input).focus()
        self.check()

    def _row(self, dial: Dial) -> Content:
        how = ("by hand", "$text-accent") if dial.key in self._shown.overrides else ("schedule", "$foreground-muted")
        if dial.key in self._shown.pending:
            how = (f"then {turned_to(self._shown.pending[dial.key])}", "$text-warning")
        return Content.assemble(f"{dial.label:18}", (f"{short(self._shown.dials[dial.key]):10}", "bold"), how)
