"""A question with two answers."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class QuestionDialog(ModalScreen[bool]):
    """Asks something; True is the first answer, False the second and escape; enter gives the one `at` yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "no", show=False),
        Binding("y", "answer(True)", "yes", show=False),
        Binding("left,right,h,l", "app.focus_next", "other", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str, at: str = "yes") -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no, self._at = title, text, yes, no, at

    def compose(self) -> ComposeResult:
        """Lay out the sentence and the answers."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield Static(self._text, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._yes, variant="primary", id="yes", compact=True)
                yield Button(self._no, id="no", compact=True)

    def on_mount(self) -> None:
        """Let enter give one of the answers."""
        self.query_one(f"#{self._at}").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the pressed button."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)
