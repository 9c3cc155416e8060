"""The help screen: every key from the one table, and how to read the panes."""

import textwrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..keys import TITLES, every_key, spoken
from .sheet import SCROLLS, SheetScreen

ABOUT = (
    (
        "Loss",
        "cross entropy and KL in nats, summed over a word's letters and over z's dimensions, averaged over words.",
    ),
    ("Gaussian", "the share of noise that becomes a training row in all four tenses; distinct tells copies apart."),
    (
        "Marks",
        "train: a row of the training data; real: another verb's right forms; new: invented, but regular; broken.",
    ),
    ("Dials", "KL weight, teacher forcing and learning rate follow their schedules until turned by hand (d)."),
)

TYPED = "Typed at the prompt: a verb, several verbs, or a command; help tells them all."
NAME = 14
"""Cells of the column of keys."""


class HelpScreen(SheetScreen):
    """Shows keys by part, with the keys that the reader's own settings gave them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "dismiss", "close", show=False)]

    def __init__(self, keymap: dict[str, str]) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay the table out."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title = "Help"
            sheet.border_subtitle = f"{SCROLLS}   esc closes"
            yield Static(markup=False)

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self.query_one(Static).update(self._keys())

    def _keys(self) -> Content:
        parts: list[Content] = []
        for where, keys in every_key().items():
            parts.append(Content.styled(TITLES[where], "bold $primary"))
            parts += [self._line(spoken(self._keymap.get(key.id, key.key)), key.tooltip) for key in keys]
            parts.append(Content())
        parts.append(Content.styled("What the panes show", "bold $primary"))
        parts += [self._line(name, text) for name, text in ABOUT]
        return Content("\n").join([*parts, Content(), Content.styled(TYPED, "$foreground-muted")])

    def _line(self, name: str, text: str) -> Content:
        width = max(20, self.sheet.size.width - 2 - NAME)
        wrapped = textwrap.wrap(text, width) or [""]
        said = f"\n{' ' * NAME}".join(wrapped)
        return Content.assemble((f"  {name:<{NAME - 3}} ", "bold $text-accent"), said)
