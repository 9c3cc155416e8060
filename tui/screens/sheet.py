"""Sheets of text over the dashboard, scrolled by the keys of a pager: help, signs, the log."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ...core.spec import TaskSpec
from ..commands import help_rows
from ..keys import bindings, by_part, spoken
from ..legend import sections
from ..tables.paint import paint
from ..tables.pieces import Pieces, signs_of
from ..text_field import TextField
from ..widgets.hints import footer_text
from ..widgets.lines import COLOURS, Record

NAME = 16
"""Cells of the column of keys and signs."""
TIME = 10
"""Cells of the column of times, and of steps."""


class SheetScreen(ModalScreen[None]):
    """Scrolls what `draw` returns, from its top or, with `LATEST`, from its end."""

    HEADING: ClassVar[str] = ""
    LATEST: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("sheet")

    def draw(self, width: int) -> Content:
        """Return the text for a width in cells."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """Lay out what does not scroll."""
        return []

    def compose(self) -> ComposeResult:
        """Lay the sheet out."""
        with Vertical(classes="sheet") as sheet:
            sheet.border_title = self.HEADING
            yield from self.above()
            with VerticalScroll():
                yield Static(markup=False)

    def on_resize(self) -> None:
        """Draw at the new width."""
        sheet = self.query_one(".sheet")
        sheet.border_subtitle = footer_text(self.app, "sheet", sheet.size.width - 2)
        self.redraw()
        if self.LATEST:
            self._scroll.scroll_end(animate=False)

    def redraw(self) -> None:
        """Draw the text again."""
        self._scroll.query_one(Static).update(self.draw(max(20, self._scroll.size.width - 2)))

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self._scroll.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, a line less than what is seen."""
        self.action_scroll(pages * max(1, self._scroll.size.height - 1))

    def action_ends(self, top: bool) -> None:
        """Go to the top or the bottom."""
        self._scroll.scroll_home(animate=False) if top else self._scroll.scroll_end(animate=False)

    def action_back(self) -> None:
        """Close it."""
        self.dismiss()

    def action_copy(self) -> None:
        """Copy everything."""
        lines = self.draw(10_000).plain.splitlines()
        self.app.copy_to_clipboard("\n".join(lines))
        self.notify(f"Copied {len(lines)} lines.", markup=False)


Row = tuple[Pieces, str]


class LegendScreen(SheetScreen):
    """Shows what every sign and abbreviation on the screen means."""

    HEADING = "Signs"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("K", "back", "close", show=False)]

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__()
        self._spec = spec

    def draw(self, width: int) -> Content:
        """Return the parts, each with its lines."""
        blocks = [
            Content("\n").join(
                [Content.styled(title, "bold $primary"), *(self._line(name, text, width) for name, text in rows)]
            )
            for title, rows in self.parts()
        ]
        return Content("\n\n").join(blocks)

    def parts(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the title of each part, and its lines."""
        yield from sections(self._spec, signs_of(self._spec.legend, self.app.has_class("-ascii"), self.app.no_color))

    def _line(self, name: Pieces, text: str, width: int) -> Content:
        left = paint([name], self.app.theme_variables)
        gap = " " * max(1, NAME - 2 - cell_len(left.plain))
        return Content.assemble("  ", left, gap, f"\n{' ' * NAME}".join(textwrap.wrap(text, width - NAME) or [""]))


class HelpScreen(LegendScreen):
    """Shows every key, as the reader's own settings gave them, and every sign; what is typed picks among them.

    The keys of `part`, which has the focus, come first.
    """

    HEADING = "Help"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "dismiss", "close", show=False)]

    def __init__(self, keymap: Mapping[str, str], spec: TaskSpec, part: str = "") -> None:
        super().__init__(spec)
        self._keymap, self._part = keymap, part

    def above(self) -> ComposeResult:
        """Lay out what is typed in."""
        yield TextField(placeholder="type to pick: a key, a word, a sign", compact=True, select_on_focus=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has the words typed; the key that opened the help closes it."""
        self.dismiss() if event.value.endswith("?") else self.redraw()

    def draw(self, width: int) -> Content:
        """Return the parts, or that there are none."""
        return super().draw(width) if any(self.parts()) else Content.styled("nothing like it", "$foreground-muted")

    def parts(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the parts with those lines that have every word typed."""
        words = self.query_one(Input).value.lower().split()
        for title, rows in (*self._keys(), self._lessons(), *super().parts(), self._typed()):
            told = [(row, f"{title} {''.join(part for part, _ in row[0])} {row[1]}".lower()) for row in rows]
            if found := [row for row, text in told if all(word in text for word in words)]:
                yield title, found

    def _keys(self) -> Iterator[tuple[str, list[Row]]]:
        ascii = self.app.has_class("-ascii")
        for title, keys in by_part(self._part):
            rows = [(spoken(self._keymap.get(key.id, key.key), ascii), key.tooltip) for key in keys]
            yield title, [([(name, "strong")], text) for name, text in rows]

    def _lessons(self) -> tuple[str, list[Row]]:
        lessons = [lesson for lesson in self._spec.lessons if not lesson.after]
        rows: list[Row] = [([(f":lesson {each.name}", "strong")], f"{each.title}: {each.predict}") for each in lessons]
        return "Lessons (E lists them)", rows

    def _typed(self) -> tuple[str, list[Row]]:
        return "Typed at the prompt", [([(usage, "strong")], about) for usage, about in help_rows(self._spec)]

    def action_back(self) -> None:
        """Forget what is typed, or close."""
        if self.query_one(Input).value:
            self.query_one(Input).value = ""
        else:
            self.dismiss()


class LogScreen(SheetScreen):
    """Shows records, the latest at the bottom, in sight."""

    HEADING, LATEST = "Log", True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", "back", "close", show=False)]

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
