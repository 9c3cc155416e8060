"""The prompt: words in, four tenses out, asked again as the model learns."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key, Paste, Resize, Show
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from ..commands import COMMANDS, AppCommand, Between, Help, Order, Words, Wrong, help_rows, parse
from ..messages import Answered, Ask, Convert, Question, Walk
from ..tables.answers import Answers, Entry, History, table
from ..tables.forms import ASCII, SIGNS, Pieces, Signs, heads, sentence
from ..tables.paint import paint

EMPTY = "Type any form of a verb, e.g. splitting, then enter: its four tenses, and how sure the model is of each."
MORE = "Also: several verbs at once, interpolate laugh cry, walk 3, help."


class CommandGiven(Message):
    """A command for the app was typed."""

    def __init__(self, command: AppCommand) -> None:
        super().__init__()
        self.command = command


# Characters of a typed line: far more words than are converted at once.
LONGEST = 2000


class TypedLine(Input):
    """The input: it takes enter in turn with the letters, so that lines that come in a burst stay apart."""

    def on_key(self, event: Key) -> None:
        """Hand the line on and begin anew."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self, self.value))
            self.clear()

    def on_paste(self, event: Paste) -> None:
        """Take all lines that are pasted, as words of one line."""
        event.stop()
        event.prevent_default()
        text, room = " ".join(event.text.split()), LONGEST - len(self.value) + len(self.selected_text)
        self.replace(text[:room], *self.selection)
        if len(text) > room:
            self.notify(f"a line holds {LONGEST:,} characters; what was pasted is cut there", severity="warning")


class PromptPane(Widget):
    """An input and its answers, newest first.

    Posts `Ask` for each question and `CommandGiven` for what only the app can do. The dashboard calls `answer` with
    every answer (those asked by others are left alone), `stale` when the model has learned, `put` to show a walk, and
    `forget` when another model answers from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up", "older", "older line", show=False, id="prompt.older", tooltip="The line typed before", priority=True
        ),
        Binding(
            "down", "newer", "newer line", show=False, id="prompt.newer", tooltip="The line typed after", priority=True
        ),
        Binding("pageup", "page(-1)", "answers up", show=False, id="prompt.page_up", tooltip="Scroll the answers up"),
        Binding("pagedown", "page(1)", "answers down", show=False, id="prompt.page_down", tooltip="Scroll them down"),
    ]
    BORDER_TITLE = "Convert"
    DEFAULT_CSS = """
    PromptPane {
        border: round $border-blurred; border-title-color: $foreground; border-title-style: bold;
        layout: vertical; padding: 0 1; min-height: 5;
    }
    PromptPane:focus-within { border: round $border; }
    PromptPane > Horizontal { height: 1; }
    PromptPane Label { width: 2; color: $accent; text-style: bold; }
    PromptPane Input { width: 1fr; background: transparent; }
    PromptPane #heads { height: 1; text-wrap: nowrap; }
    PromptPane #answers { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; background: transparent; }
    PromptPane #sheet { height: auto; text-wrap: nowrap; }
    """

    ascii_only: reactive[bool] = reactive(False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.answers = Answers()
        self.history = History()
        self._said: Wrong | Help | str = ""
        self._places: list[tuple[int, int, Entry]] = []
        self._width = 0
        self._step = 0

    def compose(self) -> ComposeResult:
        """Lay out the input, the tenses' names and the answers."""
        with Horizontal():
            yield Label(">")
            yield TypedLine(
                placeholder="a verb, or help", compact=True, select_on_focus=False, max_length=LONGEST,
                suggester=SuggestFromList([f":{name}" for name in COMMANDS]),
            )  # fmt: skip
        yield Static(id="heads")
        with VerticalScroll(id="answers", can_focus=False):
            yield Static(id="sheet")

    @property
    def input(self) -> Input:
        """The line to type in."""
        return self.query_one(Input)

    @property
    def sheet(self) -> VerticalScroll:
        """What scrolls the answers."""
        return self.query_one("#answers", VerticalScroll)

    @property
    def signs(self) -> Signs:
        """The characters drawn with."""
        return ASCII if self.ascii_only else SIGNS

    # --- asked ---

    def action_type(self) -> None:
        """Go to the input, before the next key comes."""
        self.screen.set_focus(self.input)

    def action_older(self) -> None:
        """Show the line typed before."""
        self._show(self.history.older(self.input.value))

    def action_newer(self) -> None:
        """Show the line typed after."""
        self._show(self.history.newer(self.input.value))

    def action_page(self, pages: int) -> None:
        """Scroll the answers, also while typing."""
        self.sheet.scroll_to(y=self.sheet.scroll_y + pages * max(self.sheet.size.height - 1, 1), animate=False)

    def _show(self, line: str) -> None:
        self.input.value = line
        self.input.cursor_position = len(line)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take a line."""
        event.stop()
        if line := event.value.strip():
            self.submit(line)

    def submit(self, line: str) -> None:
        """Do what a line says: ask, post a command, or say what is wrong with it."""
        self.history.add(line)
        self._said = ""
        match parse(line):
            case Words() | Between() as parsed:
                self._said = parsed.hint if isinstance(parsed, Words) else ""
                self.put(parsed)
            case Wrong() | Help() as said:
                self._said = said
                self._top()
            case Order("clear"):
                self.answers.clear()
                self._top()
            case command:
                self._top()
                self.post_message(CommandGiven(command))

    def put(self, parsed: Words | Between | Walk) -> None:
        """Ask, and show the answer on top."""
        self._post(self.answers.add(parsed))
        self._top()

    def stale(self, step: int) -> None:
        """Ask again for the answers in sight, now that the model is at another step; for others when they come in."""
        if step < self._step:
            self.answers.forget()
        self._step = step
        self._renew()

    def forget(self) -> None:
        """Await nothing any more and ask again: another model answers from now on."""
        self.answers.forget()
        self._step = 0
        self._renew()

    def answer(self, answered: Answered) -> None:
        """Take an answer, if it was asked here."""
        if self.answers.take(answered):
            self._draw()
            self._renew()

    def _renew(self) -> None:
        if self.is_on_screen:
            self._post(self.answers.again(self._in_sight(), self._step))

    def _post(self, questions: list[Question]) -> None:
        for question in questions:
            self.post_message(Ask(question))

    def _in_sight(self) -> list[Entry]:
        top, height = self.sheet.scroll_offset.y, self.sheet.size.height
        return [entry for start, end, entry in self._places if start < top + height and end > top]

    # --- drawn ---

    def on_mount(self) -> None:
        """Draw at once, and again when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self.watch(self.sheet, "scroll_y", self._renew, init=False)
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw at the new width."""
        self._draw()

    def on_show(self, event: Show) -> None:
        """Ask for what has become old while the pane was hidden."""
        self._renew()

    def watch_ascii_only(self) -> None:
        """Draw with other characters."""
        if self.is_mounted:
            self._draw()

    def _top(self) -> None:
        self._draw()
        self.sheet.scroll_home(animate=False)

    def _draw(self) -> None:
        width = max(self.sheet.size.width - 2, 20) if self.sheet.size.width else 56
        lines = self._about(width)
        self._places = []
        for entry in self.answers.entries:
            start = len(lines)
            lines += entry.draw(width, self.signs)
            self._places.append((start, len(lines), entry))
        converted = any(isinstance(entry.question, Convert) for entry in self.answers.entries)
        columns = heads(width) if converted else []
        names = self.query_one("#heads", Static)
        names.display = bool(columns)
        variables = self.app.theme_variables
        names.update(paint([columns], variables))
        self.query_one("#sheet", Static).update(paint(lines, variables))

    def _about(self, width: int) -> list[Pieces]:
        match self._said:
            case Wrong(said):
                return [*sentence(said, width, "wrong"), []]
            case Help():
                return [*table(help_rows(), width), []]
            case "":
                return (
                    []
                    if self.answers.entries
                    else [*sentence(EMPTY, width, "muted"), [], *sentence(MORE, width, "muted")]
                )
            case hint:
                return [*sentence(hint, width, "muted"), []]
