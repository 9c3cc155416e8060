"""The help screen: every key from the one table, how to read the panes, and what can be typed."""

import textwrap
from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from ...core.spec import TaskSpec
from ..keys import by_part, spoken
from .sheet import SheetScreen

TYPED = "Typed at the prompt: a question to the model, or a command; help lists them all."
NAME = 14
"""Cells of the column of keys."""


class HelpScreen(SheetScreen):
    """Shows keys by part, with the keys that the reader's own settings gave them, and what the open task declares."""

    HEADING = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "dismiss", "close", show=False)]

    def __init__(self, keymap: dict[str, str], spec: TaskSpec, ascii: bool = False) -> None:
        super().__init__()
        self._keymap, self._spec, self._ascii = keymap, spec, ascii

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
        spec = self._spec
        signs = [(sign.ascii if self._ascii else sign.sign, f"{sign.key}: {sign.meaning}") for sign in spec.legend]
        yield (
            f"What the panes show: {spec.title}",
            [*spec.about, *signs, *((mode.label, mode.help) for mode in spec.modes)],
        )


def _line(name: str, text: str, width: int) -> Content:
    wrapped = f"\n{' ' * NAME}".join(textwrap.wrap(text, width - NAME) or [""])
    return Content.assemble((f"  {name:<{NAME - 3}} ", "bold $text-accent"), wrapped)
