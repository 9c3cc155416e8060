"""The prompt: lines in, answers out, asked again as the model learns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from ...core.answer import Query, Shown
from ...core.errors import UsageError
from ...core.registry import all_tasks
from ...core.runs.listing import list_runs
from ...core.spec import TaskSpec
from ..commands import AppCommand, Order, Wrong, completions, help_rows, hint, parse
from ..keys import bindings
from ..messages import Answered, Ask, Question
from ..tables.answers import Entry, History
from ..tables.paint import paint
from ..tables.pieces import Pieces, sentence, signs_of, two_columns
from .ahead import Ahead
from .typed_line import LONGEST, KnownLines, TypedLine

MORE = "help lists what can be typed."
PAUSE = 0.1
"""Seconds without a key after which what is typed is asked ahead."""
MOST_ENTRIES = 60


@dataclass
class CommandGiven(Message):
    """A command for the app was typed."""

    command: AppCommand


class PromptPane(Widget):
    """An input and its answers, newest first.

    Posts `Ask` for each query, `AskAhead` for what is being typed (enter keeps its answer), and `CommandGiven` for what
    only the app can do. The dashboard sets `shown`, and calls
    `show_task` for another task, `answer` with every answer (those asked by others are left alone), `stale` when the
    model has learned, and `forget` when another model answers from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("prompt")
    BORDER_TITLE = "Prompt"
    DEFAULT_CSS = """
    PromptPane {
        border: round $border-blurred; border-title-color: $foreground; border-title-style: bold;
        layout: vertical; padding: 0 1; min-height: 5;
    }
    PromptPane:focus-within { border: round $border; }
    PromptPane > Horizontal { height: 1; }
    PromptPane Label { width: 2; color: $accent; text-style: bold; }
    PromptPane Input { width: 1fr; background: transparent; }
    PromptPane #answers { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; background: transparent; }
    PromptPane #sheet { height: auto; text-wrap: nowrap; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.entries: list[Entry] = []
        self._awaited: set[Question] = set()
        self._ahead = Ahead(self.post_message)
        self._pause: Timer | None = None
        self.history = History()
        self.shown: Callable[[], Shown] = Shown
        self._spec: TaskSpec | None = None
        self._shade = ""
        self._remark: Wrong | Order | str = ""
        self._places: list[tuple[int, int, Entry]] = []
        self._step = 0

    def compose(self) -> ComposeResult:
        """Lay out the input and the answers."""
        with Horizontal():
            yield Label(">")
            yield TypedLine(compact=True, select_on_focus=False, max_length=LONGEST)
        with VerticalScroll(id="answers", can_focus=False):
            yield Static(id="sheet")

    @property
    def input(self) -> Input:
        """The line to type in."""
        return self.query_one(TypedLine)

    @property
    def sheet(self) -> VerticalScroll:
        """What scrolls the answers."""
        return self.query_one("#answers", VerticalScroll)

    # --- asked ---

    def action_ask(self) -> None:
        """Take the line that is typed."""
        self.query_one(TypedLine).hand_on()

    def action_look(self, by: int) -> None:
        """Show the line typed before, or after."""
        self.input.value = line = self.history.look(by, self.input.value)
        self.input.cursor_position = len(line)

    def action_page(self, pages: int) -> None:
        """Scroll the answers, also while typing."""
        self.sheet.scroll_to(y=self.sheet.scroll_y + pages * max(self.sheet.size.height - 1, 1), animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back what was asked ahead, and ask what is typed now after a pause."""
        event.stop()
        self._ahead.take_back()
        if self._pause is not None:
            self._pause.stop()
        if not event.value.strip():
            self._show_nothing_ahead()
            return
        # Keys that were pressed meanwhile come first: no word is asked that is only half taken in.
        later = partial(self.input.call_later, self._ask_ahead, event.value)
        self._pause = self.set_timer(PAUSE, lambda: self.app.call_later(later))

    def _ask_ahead(self, line: str) -> None:
        """Ask what is typed, if it still is, and if it is a question."""
        if self._spec is None or line != self.input.value or not self.is_on_screen:
            return
        asked = parse(line, self._spec, self.shown())
        if isinstance(asked, Query):
            self._ahead.ask(Entry(self._spec.shaded(asked, self._shade), line.strip(), shade=self._shade))
        else:
            self._show_nothing_ahead()

    def _show_nothing_ahead(self) -> None:
        if self._ahead.drop():
            self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take a line."""
        event.stop()
        if line := event.value.strip():
            self.submit(line)

    def submit(self, line: str) -> None:
        """Do what a line says: ask, post a command, or say what is wrong with it."""
        if self._spec is None:
            return
        self.history.add(line)
        self._remark = ""
        match parse(line, self._spec, self.shown()):
            case Query() as asked:
                query = self._spec.shaded(asked, self._shade)
                self._remark = hint(line)
                ahead = self._ahead.entry if self._ahead.entry and self._ahead.entry.query == query else None
                entry = next((e for e in self.entries if e.query == query), ahead or Entry(query, shade=self._shade))
                entry.line = line
                self.entries = [entry, *(other for other in self.entries if other is not entry)][:MOST_ENTRIES]
                if entry is not ahead or entry.step < self._step:
                    self._ask([entry])
            case Wrong() | Order("help") as remark:
                self._remark = remark
            case Order("clear"):
                self.entries.clear()
            case command:
                self.post_message(CommandGiven(command))
        self._ahead.drop()
        self._draw()
        self.sheet.scroll_home(animate=False)

    # --- what the dashboard tells ---

    def show_task(self, spec: TaskSpec) -> None:
        """Take another task's lines from now on; what was asked of the one before goes."""
        if spec is not self._spec:
            self._spec, self._remark = spec, ""
            self._shade = next(iter(spec.shades), "")
            self._ahead.drop()
            self.entries.clear()
            self._awaited.clear()
            line = self.query_one(TypedLine)
            line.placeholder, line.known = spec.placeholder, partial(self._known, spec)
            line.suggester = KnownLines(line.known)
            self._draw()

    def _known(self, spec: TaskSpec) -> list[str]:
        """Return the lines that what is typed may be completed to."""
        typed = self.input.value[1:]
        runs = [run.name for run in list_runs()] if typed.startswith("open ") else []
        return completions(spec, {"open": runs, "task": list(all_tasks()), "theme": list(self.app.available_themes)})

    def next_shade(self) -> None:
        """Colour the words of running texts by the task's next weight; `UsageError` where it has none."""
        if self._spec is None or not (shades := self._spec.shades):
            raise UsageError("there is nothing that the words of this task's answers could be coloured by")
        self._shade = shades[(shades.index(self._shade) + 1) % len(shades)]
        for entry in self.entries:
            entry.query, entry.shade, entry.step = self._spec.shaded(entry.query, self._shade), self._shade, -1
        self._awaited.clear()
        self._show_nothing_ahead()
        self._renew()
        self._draw()
        self._ask_ahead(self.input.value)

    def stale(self, step: int) -> None:
        """Ask again for the answers in sight, now that the model is at another step; for others when they come in."""
        if step < self._step:
            self.forget()
        self._step = step
        self._ahead.renew(step)
        self._renew()

    def forget(self) -> None:
        """Await nothing any more and ask again: another model answers from now on."""
        self._awaited.clear()
        self._step = 0
        for entry in self.entries:
            entry.step = -1
        self._show_nothing_ahead()
        self._renew()
        self._ask_ahead(self.input.value)

    def answer(self, answered: Answered) -> None:
        """Take an answer, if it was asked here."""
        self._awaited.discard(answered.question)
        if self._ahead.answer(answered):
            self._draw()
            self.sheet.scroll_home(animate=False)
        found = [entry for entry in self.entries if entry.query == answered.question]
        for entry in found:
            entry.take(answered)
        if found:
            self._draw()
            self._renew()

    def _renew(self) -> None:
        # Nothing is asked again before all answers are back.
        if self.is_on_screen and not self._awaited:
            self._ask(entry for entry in self._in_sight() if entry.step < self._step)

    # What has become old while the pane was hidden is asked for when it is shown.
    on_show = _renew

    def _ask(self, entries: Iterable[Entry]) -> None:
        for query in [entry.query for entry in entries if entry.query not in self._awaited]:
            self._awaited.add(query)
            self.post_message(Ask(query))

    def _in_sight(self) -> list[Entry]:
        top, height = self.sheet.scroll_offset.y, self.sheet.size.height
        return [entry for start, end, entry in self._places if start < top + height and end > top]

    # --- drawn ---

    def on_mount(self) -> None:
        """Draw at once, and again when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self.watch(self.sheet, "scroll_y", self._renew, init=False)
        self._draw()

    def _draw(self) -> None:
        if self._spec is None:
            return
        signs = signs_of(self._spec.legend, self.app.has_class("-ascii"), self.app.no_color)
        width = max(self.sheet.size.width - 2, 20) if self.sheet.size.width else 56
        lines = self._ahead.draw(width, signs) or self._about(self._spec, width)
        self._places = []
        above: Pieces = []
        for entry in self.entries:
            start = len(lines)
            heads, drawn = entry.draw(width, signs)
            # Heads that are those of the entry above are not repeated.
            lines += [heads] if heads and heads != above else []
            lines += drawn
            above = above if heads is None else heads
            self._places.append((start, len(lines), entry))
        self.query_one("#sheet", Static).update(paint(lines, self.app.theme_variables))

    on_resize = _draw

    def _about(self, spec: TaskSpec, width: int) -> list[Pieces]:
        match self._remark:
            case Wrong(wrong):
                return [*sentence(wrong, width, "bad"), []]
            case Order():
                return [*two_columns(help_rows(spec), width), []]
            case "" if self.entries:
                return []
            case "":
                return [*sentence(spec.hint, width, "muted"), [], *sentence(MORE, width, "muted")]
            case remark:
                return [*sentence(remark, width, "muted"), []]
