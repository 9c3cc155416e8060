"""What dialogs have in common: fields are checked as they are typed, and enter or a button ends them."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from ...core.errors import CvaeError
from ..text_field import TextField

Result = TypeVar("Result")


class Form(ModalScreen[Result | None]):
    """Asks for a few texts; its result is what `read` makes of them, None when it is cancelled."""

    # Before the next key is handed out: what is typed in a burst stays in its field.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("tab", "app.focus_next", "next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "field before", show=False, priority=True),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012
    HEADING: str = ""
    YES: str = ""
    NO: str = "Cancel"
    KEYS: str = ""
    FIRST: str = "Input"
    """What has the focus at first."""

    def fields(self) -> ComposeResult:
        """Lay out the fields."""
        raise NotImplementedError

    def read(self) -> Result:
        """Return what the fields say; `CvaeError` where they cannot mean anything."""
        raise NotImplementedError

    def about(self) -> str:
        """Return a sentence on what is typed, while nothing is wrong with it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the fields, a sentence about them and the buttons."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title, dialog.border_subtitle = self.HEADING, self.KEYS
            yield from self.fields()
            yield Static(id="about", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self.YES, variant="primary", id="yes", compact=True)
                yield Button(self.NO, id="no", compact=True)

    def on_mount(self) -> None:
        """Go to where it begins; enter ends from any field."""
        self.query(self.FIRST).first().focus()
        self.check()

    def on_input_changed(self) -> None:
        """Check while it is typed."""
        self.check()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Accept or cancel."""
        self.accept() if event.button.id == "yes" else self.dismiss(None)

    def check(self) -> None:
        """Say what the fields mean or, once something is typed, what is wrong with them."""
        try:
            self.read()
        except CvaeError as error:
            if any(field.value.strip() for field in self.query(Input)):
                self._complain(error)
                return
        self.query_one("#about", Static).update(Content(self.about()))

    def accept(self) -> None:
        """End with what the fields say."""
        try:
            self.dismiss(self.read())
        except CvaeError as error:
            self._complain(error)
            self.app.bell()

    on_input_submitted = accept

    def _complain(self, error: CvaeError) -> None:
        self.query_one("#about", Static).update(Content.styled(str(error), "$text-error"))

    def value(self, name: str) -> str:
        """Return what is typed into a field; nothing where it is not asked for."""
        return "".join(field.value.strip() for field in self.query(f"#{name}").results(Input))


class QuestionDialog(Form[bool]):
    """Asks something; True is the first answer, None the second; enter gives the one `at` yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,h,l", "app.focus_next", "other", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str, at: str = "yes") -> None:
        super().__init__()
        self.HEADING, self.YES, self.NO, self.FIRST = title, yes, no, f"#{at}"
        self._text = text

    def fields(self) -> ComposeResult:
        """Ask for nothing else."""
        return []

    def read(self) -> bool:
        """Return the first answer."""
        return True

    def about(self) -> str:
        """Return the question."""
        return self._text


def field(label: str, name: str, value: str = "", placeholder: str = "") -> Horizontal:
    """Return an input, named and with what it begins with, behind its label."""
    return labelled(label, TextField(value, placeholder=placeholder, id=name, compact=True, max_length=500))


def labelled(label: str, widget: Widget) -> Horizontal:
    """Return a widget behind its label."""
    return Horizontal(Label(label), widget, classes="field")
