"""What was asked at the prompt and what was answered to it, and the history of typed lines. Pure."""

from dataclasses import dataclass, field

from ...core.answer import Query, Table
from ..messages import Answered
from .layout import Changes, Rows, differences, needs_stack, records
from .pieces import SIGNS, Pieces, Signs, clip, sentence
from .running import running

MOST_HISTORY = 200


@dataclass
class Entry:
    """One line asked, and the model's step when it was answered (-1: not yet, or by another model).

    `shade` names the weight by which the words of a running text are coloured.
    """

    query: Query
    line: str = ""
    table: Table | None = None
    changed: tuple[Changes, ...] = ()
    error: str = ""
    step: int = -1
    stacked: frozenset[int] = frozenset()
    shade: str = ""

    def take(self, answered: Answered) -> None:
        """Take a new answer and see what is other than before."""
        self.error, self.step, new = answered.error, answered.step, answered.table
        if new is not None:
            rows = self.table.rows if self.table and len(self.table.rows) == len(new.rows) else (None,) * len(new.rows)
            self.changed = tuple(differences(old, row) for old, row in zip(rows, new.rows, strict=True))
            self.table = new

    def draw(self, width: int, signs: Signs = SIGNS) -> tuple[Pieces | None, list[Pieces]]:
        """Return the heads that the entry wants above it (None: any will do), and its lines, the last one blank.

        One row, or rows with notes, are records.
        """
        if self.error:
            return None, [*sentence(self.line, width, "strong"), *sentence(self.error, width, "bad"), []]
        title: Pieces = [("  ", "plain"), (clip(self.line, width - 6, signs, pad=False), "strong")]
        if self.table is None:
            return None, [[*title, (f" {signs.text('…')}", "muted")], [], []]
        if self.table.running and self.shade:
            return None, running(self.table, self.line, self.shade, width, signs)
        if len(self.table.rows) == 1 or any(row.note for row in self.table.rows):
            # Once stacked it stays so at this width: the layout may not jump to and fro while the model learns.
            self.stacked |= {width} if needs_stack(self.table, width) else set()
            return records(self.table, self.changed, width, signs, stacked=width in self.stacked)
        drawn = Rows(self.table, width, max([len(row.label) for row in self.table.rows], default=0), signs)
        lines = [title, drawn.heads()]
        for row, new in zip(self.table.rows, self.changed, strict=True):
            lines += drawn.draw(row.label, row, new)
        return [], [*lines, *sentence(signs.text(self.table.note), width, "muted"), []]


@dataclass
class History:
    """Typed lines, each once, the latest last; a line half typed is kept while one looks back."""

    lines: list[str] = field(default_factory=list[str])
    _place: int = 0
    _draft: str = ""

    def add(self, line: str) -> None:
        """Put a line at the end."""
        self.lines = [*(known for known in self.lines if known != line), line][-MOST_HISTORY:]
        self._place = len(self.lines)

    def look(self, by: int, current: str) -> str:
        """Return the line before (-1) or after (1) the one shown; after the last, what was being typed."""
        if self._place == len(self.lines):
            self._draft = current
        self._place = min(max(self._place + by, 0), len(self.lines))
        return (*self.lines, self._draft)[self._place]
