"""Sheets of text over the dashboard, scrolled by the keys of a pager: the help, the log, two runs compared."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ...core.spec import TaskSpec
from ..keys import by_part, spoken
from ..widgets.lines import COLOURS, Record

TYPED = "Typed at the prompt: a question to the model, or a command; help lists them all."
NAME = 14
"""Cells of the column of keys."""
TIME = 10
"""Cells of the column of times, and of steps."""


class SheetScreen(ModalScreen[None]):
    """Scrolls what `draw` returns, from its top or, with `LATEST`, from its end."""

    HEADING: ClassVar[str] = ""
    KEYS: ClassVar[str] = "j/k, arrows and pages scroll   esc closes"
    LATEST: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "close", show=False, priority=True),
        Binding("j,down", "scroll(3)", "down", show=False),
        Binding("k,up", "scroll(-3)", "up", show=False),
        Binding("pagedown,space", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("g,home", "ends(True)", "top", show=False),
        Binding("G,end", "ends(False)", "bottom", show=False),
    ]

    def draw(self, width: int) -> Content:
        """Return the text for a width in cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay the sheet out."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title, sheet.border_subtitle = self.HEADING, self.KEYS
            yield Static(markup=False)

    def on_resize(self) -> None:
        """Draw at the new width."""
        sheet = self.query_one(VerticalScroll)
        sheet.query_one(Static).update(self.draw(max(20, sheet.size.width - 2)))
        if self.LATEST:
            sheet.scroll_end(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, a line less than what is seen."""
        self.action_scroll(pages * max(1, self.query_one(VerticalScroll).size.height - 1))

    def action_ends(self, top: bool) -> None:
        """Go to the top or the bottom."""
        sheet = self.query_one(VerticalScroll)
        sheet.scroll_home(animate=False) if top else sheet.scroll_end(animate=False)


class HelpScreen(SheetScreen):
    """Shows keys by part, with the keys that the reader's own settings gave them, and what the open task declares."""

    HEADING = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "dismiss", "close", show=False)]

    def __init__(self, keymap: dict[str, str], spec: TaskSpec) -> None:
        super().__init__()
        self._keymap, self._spec = keymap, spec

    def draw(self, width: int) -> Content:
        """Return the parts, each with its lines."""
        blocks = [
            Content("\n").join(
                [Content.styled(title, "bold $primary"), *(_line(name, text, width) for name, text in rows)]
            )
            for title, rows in self._parts()
        ]
        return Content("\n\n").join([*blocks, Content.styled(TYPED, "$foreground-muted")])

    def _parts(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for title, keys in by_part():
            yield title, [(spoken(self._keymap.get(key.id, key.key)), key.tooltip) for key in keys]
        spec, ascii = self._spec, self.app.has_class("-ascii")
        signs = [(sign.ascii if ascii else sign.sign, f"{sign.key}: {sign.meaning}") for sign in spec.legend]
        yield (
            f"What the panes show: {spec.title}",
            [*spec.about, *signs, *((mode.label, mode.help) for mode in spec.modes)],
        )


def _line(name: str, text: str, width: int) -> Content:
    wrapped = f"\n{' ' * NAME}".join(textwrap.wrap(text, width - NAME) or [""])
    return Content.assemble((f"  {name:<{NAME - 3}} ", "bold $text-accent"), wrapped)


class LogScreen(SheetScreen):
    """Shows records, the latest at the bottom, in sight."""

    HEADING, LATEST = "Log", True
    KEYS = "j/k, arrows and pages scroll   y copies   esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "dismiss", "close", show=False),
        Binding("y", "copy", "copy", show=False),
    ]

    def __init__(self, records: Sequence[Record], past: Sequence[Record] = ()) -> None:
        super().__init__()
        self._past, self._records = list(past), list(records)

    def draw(self, width: int) -> Content:
        """Return a record a line, longer ones indented below their time; first what the run told before, by step."""
        if not self._past and not self._records:
            return Content.styled("Nothing happened yet.", "$foreground-muted")
        lines = [_record(record, width) for record in self._past]
        if lines:
            lines = [_heading("What the run told before, by step"), *lines, Content(), _heading("Since the app began")]
        return Content("\n").join([*lines, *(_record(record, width) for record in self._records)])

    def action_copy(self) -> None:
        """Copy everything."""
        records = [*self._past, *self._records]
        self.app.copy_to_clipboard("\n".join(f"{record.time} {record.text}" for record in records))
        self.notify(f"Copied {len(records)} lines.", markup=False)


def _record(record: Record, width: int) -> Content:
    """Return a record behind its time or step, both wrapped to a width."""
    wrapped = f"\n{' ' * TIME}".join(textwrap.wrap(record.text, max(20, width - TIME)) or [""])
    return Content.assemble((f"{record.time:>{TIME - 2}}  ", "$foreground-muted"), (wrapped, COLOURS[record.tone]))


def _heading(text: str) -> Content:
    return Content.styled(text, "bold $primary")


class CompareScreen(SheetScreen):
    """Shows rows of (name, of the one, of the other), what differs in bold."""

    HEADING = "What differs"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c,enter", "dismiss", "back", show=False)]

    def __init__(self, one: str, other: str, rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._rows = [("", one, other), *rows]

    def draw(self, width: int) -> Content:
        """Return the rows; the names of the settings get as much room as they need, the rest is halved."""
        first = min(max(len(name) for name, _, _ in self._rows), width // 3)
        half = (width - first - 4) // 2
        return Content("\n").join(
            Content.assemble(
                (f"{name[:first]:{first}}  ", "$foreground-muted"),
                (f"{left[:half]:{half}}  {right[:half]}", "" if left == right else "bold"),
            )
            for name, left, right in self._rows
        )
