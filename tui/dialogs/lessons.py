"""The list of lessons, and the card that a lesson ends on."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ...core.sessions import TrainOrder
from ...core.spec import Lesson, TaskSpec
from ..format import ascii_text, duration
from ..lesson import Mark, Watched
from .measuring import Measuring

MEASURING = "how long it takes here is being measured"
BUSY = "how long it takes here is measured when nothing is trained"
UNKNOWN = "how long it takes here could not be measured"


class LessonsScreen(ModalScreen[tuple[str, bool] | None]):
    """Lists the lessons of a task; its result is the name of one, and whether it is gone through step by step.

    How long one takes is not measured while the machine is `busy` with a training.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,E", "dismiss(None)", "back", show=False),
        Binding("full_stop", "begin(True)", "step by step", show=False),
    ]

    def __init__(
        self, spec: TaskSpec, data: str | None, known: dict[TrainOrder, float | None] | None = None, busy: bool = False
    ) -> None:
        super().__init__()
        self._spec, self._data, self._busy = spec, data, busy
        self._time = Measuring(self, known, self._tell)
        self._lessons = [lesson for lesson in spec.lessons if not lesson.after]

    def compose(self) -> ComposeResult:
        """Lay out the list, and what is said of the lesson under the cursor."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = f"Lessons: {self._spec.title}"
            dialog.border_subtitle = "enter begins   . step by step   esc back"
            yield OptionList(*(Option(lesson.title, lesson.name) for lesson in self._lessons), compact=True)
            yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one(OptionList).focus()
        self._tell()

    @property
    def lesson(self) -> Lesson | None:
        """The lesson under the cursor."""
        at = self.query_one(OptionList).highlighted
        return self._lessons[at or 0] if self._lessons else None

    def on_option_list_option_highlighted(self) -> None:
        """Say what the lesson shows, and measure how long it takes."""
        self._tell()
        if self.lesson is None or self._busy:
            return
        if (order := order_of(self.lesson, self._data)) not in self._time.known:
            self._time.begin(order)

    def on_option_list_option_selected(self) -> None:
        """Begin the lesson."""
        self.action_begin(False)

    def action_begin(self, stepping: bool) -> None:
        """Begin the lesson under the cursor."""
        if self.lesson is not None:
            self.dismiss((self.lesson.name, stepping))

    def _tell(self) -> None:
        """Say what is to be seen in the lesson under the cursor, and how long that takes."""
        text = "This task has no lessons."
        if (lesson := self.lesson) is not None:
            order = order_of(lesson, self._data)
            if (seconds := self._time.known.get(order)) is not None:
                time = f"about {duration(seconds)} on this machine, when it is idle"
            else:
                time = UNKNOWN if order in self._time.known else BUSY if self._busy else MEASURING
            text = f"Watch {lesson.watch}.\nPrediction: {lesson.predict}\n{time[:1].upper()}{time[1:]}."
        self.query_one("#about", Static).update(ascii_text(text) if self.app.has_class("-ascii") else text)


def order_of(lesson: Lesson, data: str | None) -> TrainOrder:
    """Return the order that begins a lesson, on its own data or, where it names none, on these."""
    return TrainOrder(lesson.preset, data=lesson.data or data)


class CardScreen(ModalScreen[str | None]):
    """Says what a lesson showed; its result is the lesson to go on with, "" for the list, None where it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "close", show=False),
        Binding("E", "dismiss('')", "all lessons", show=False),
        Binding("enter", "go_on", "go on", show=False),
    ]

    def __init__(self, watched: Watched, spec: TaskSpec) -> None:
        super().__init__()
        self._watched, self._spec = watched, spec

    def compose(self) -> ComposeResult:
        """Lay the card out."""
        lesson = self._watched.lesson
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = lesson.title
            dialog.border_subtitle = "enter goes on   " * bool(lesson.then) + "E all lessons   esc closes"
            yield Static(self._text(), markup=False)

    def _text(self) -> Content:
        lesson, marks = self._watched.lesson, self._watched.marks
        found: list[tuple[str, str]] = []
        if verdict := self._watched.verdict:
            meaning = self._spec.verdict(verdict).meaning
            found = [("in the end  ", "$foreground-muted"), (verdict, "bold"), (f": {meaning}" * bool(meaning), "")]
        parts = [
            *(self._seen(number, mark) for number, mark in enumerate(marks, 1)),
            *([Content.assemble(*found)] if found else []), Content(),
            Content.assemble(("What happened  ", "bold $text-accent"), lesson.happened),
            Content.assemble(("Why  ", "bold $text-accent"), lesson.why),
            Content.styled("To try", "bold $text-accent"), *(Content(f"  {each}") for each in lesson.tries),
        ]  # fmt: skip
        if lesson.then:
            parts += [Content(), Content.assemble(("enter  ", "bold $text-success"), (lesson.offer, "bold"))]
        text = Content("\n").join(parts)
        return Content(ascii_text(text.plain)) if self.app.has_class("-ascii") else text

    def _seen(self, number: int, mark: Mark) -> Content:
        """A moment that came, with the sign and the number that it has on the charts."""
        sign, step = (f"║{number}  ", "$text-success"), (f"step {mark.step:,}  ", "$foreground-muted")
        return Content.assemble(sign, step, mark.text)

    def action_go_on(self) -> None:
        """Go on with the next lesson, where there is one."""
        self.dismiss(self._watched.lesson.then or None)
