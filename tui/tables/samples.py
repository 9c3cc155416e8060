"""The rows of samples: which there are, what is done to them by hand, what the model makes of them. Pure.

A row is named by its seed, so it stays the same whatever the model learns, and in another session too.
"""

import csv
import io
from dataclasses import dataclass, field, replace
from random import Random

from ...core.answer import Cell, Image, Query, Row, SampleRow, Shown, Table
from ...core.spec import Mode, TaskSpec
from ..messages import Answered, Samples
from .layout import Changes, Rows, counts, differences
from .pieces import SIGNS, Pieces, Signs

MOST_SEEDS = 65536
MOST_POINTS = 25
STEP = 0.5
LABEL = 4
NO_MODE = Mode("", "", "")


@dataclass
class Sample:
    """One row: its seed, the dimensions moved by hand (by how much), and its latest answer."""

    seed: int = 0
    edits: dict[int, float] = field(default_factory=dict[int, float])
    locked: bool = False
    row: Row | None = None
    changed: Changes = ()

    @property
    def key(self) -> SampleRow:
        """The row as a question names it."""
        return SampleRow(self.seed, tuple(sorted(self.edits.items())))

    @property
    def moved(self) -> str:
        """The dimensions moved, for the reader: z3 +0.5."""
        return " ".join(f"z{dimension} {by:+.1f}" for dimension, by in self.key.edits)

    def take(self, row: Row, before: bool = True) -> None:
        """Take a new answer and see what is other than before, where there was one of its kind."""
        self.changed, self.row = differences(self.row if before else None, row), row


@dataclass
class Path:
    """The points on the path from one row to another, shown in place of the rows until the next action."""

    query: Query
    title: str
    points: list[Sample]
    table: Table


class SampleRows:
    """All rows, of which as many are shown and asked for as fit; the others wait unchanged."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)
        self._rows: list[Sample] = []
        self._shown = 0
        self._table = Table()
        self._answered = Samples((), "")
        self.cursor = self.dimension = self.dimensions = 0
        self.spec: TaskSpec | None = None
        self.mode = NO_MODE
        self.path: Path | None = None

    @property
    def rows(self) -> list[Sample]:
        """The rows on show."""
        return self._rows[: self._shown]

    @property
    def current(self) -> Sample | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def shown(self) -> Shown:
        """The rows on show as a typed line may mean them."""
        return Shown(tuple(row.key for row in self.rows), self.cursor, self.mode.key)

    @property
    def table(self) -> Table:
        """The latest answer for what is on show."""
        return self.path.table if self.path else self._table

    @property
    def answers(self) -> list[tuple[Sample, Row]]:
        """What is on show and answered: the rows, or the points of the path if one is shown."""
        samples = self.path.points if self.path else self.rows
        return [(sample, sample.row) for sample in samples if sample.row is not None]

    def name(self, sample: Sample) -> str:
        """Return the name of a row, as it may be typed."""
        return f"{'z' * bool(self.dimensions)}#{sample.seed:04x}"

    # --- what is done to them ---

    def fit(self, count: int) -> None:
        """Show so many rows."""
        self._shown = max(count, 0)
        while len(self._rows) < self._shown:
            self._rows.append(Sample(self._draw({row.seed for row in self._rows})))
        self.move(0)

    def resample(self, seed: int | None = None) -> None:
        """Draw every row but the locked ones again; from a seed, the same whatever was there before."""
        self._random = self._random if seed is None else Random(seed)
        # Only seeds that stay are avoided.
        taken = {row.seed for row in self._rows if row.locked}
        for place, row in enumerate(self._rows):
            if not row.locked:
                self._rows[place] = Sample(self._draw(taken))
                taken.add(self._rows[place].seed)

    def resample_row(self) -> None:
        """Draw the row under the cursor again, were it locked."""
        if row := self.current:
            self._rows[self.cursor] = Sample(self._draw({row.seed for row in self._rows}), locked=row.locked)

    def lock(self) -> None:
        """Lock the row under the cursor, or unlock it."""
        if row := self.current:
            row.locked = not row.locked

    def move(self, by: int) -> None:
        """Move the cursor, no further than the ends."""
        self.cursor = min(max(self.cursor + by, 0), max(self._shown - 1, 0))

    def turn(self, by: int) -> None:
        """Choose another dimension, round and round."""
        self.dimension = (self.dimension + by) % max(self.dimensions, 1)

    def nudge(self, sign: int) -> None:
        """Move the row under the cursor along the chosen dimension."""
        if (row := self.current) and self.dimensions and (by := row.edits.pop(self.dimension, 0.0) + sign * STEP):
            row.edits[self.dimension] = by

    def next_mode(self) -> None:
        """Draw in the next mode, round and round."""
        if self.spec and (modes := self.spec.modes):
            self.mode = modes[(modes.index(self.mode) + 1) % len(modes)]

    def show_path(self) -> None:
        """Show the path from the row under the cursor to the next one; from the last, to the first."""
        between = self.spec.between if self.spec else None
        if between and len(self.rows) >= 2 and (row := self.current):
            other, steps = self.rows[(self.cursor + 1) % self._shown], min(self._shown, MOST_POINTS)
            title, heads = f"{self.name(row)} → {self.name(other)}", replace(self._table, rows=(), note="")
            self.path = Path(between(row.key, other.key, steps), title, [Sample() for _ in range(steps)], heads)

    def show_model(self, spec: TaskSpec, dimensions: int) -> None:
        """Show another model: its answers, and moves along dimensions that it lacks, are dropped."""
        self.mode = self.mode if self.mode in spec.modes else (*spec.modes, NO_MODE)[0]
        self.spec, self.dimensions = spec, dimensions
        self.dimension = self.dimension if self.dimension < dimensions else 0
        for row in self._rows:
            row.row, row.changed = None, ()
            row.edits = {dimension: by for dimension, by in row.edits.items() if dimension < dimensions}
        self.path, self._table = None, Table()

    # --- what is asked and answered ---

    def question(self) -> Query | Samples:
        """Return what to ask for what is on show."""
        return self.path.query if self.path else Samples(tuple(self.shown.rows), self.mode.key)

    def take(self, answered: Answered) -> None:
        """Take an answer for the rows or the path that still are what they were when it was asked."""
        question, table = answered.question, answered.table
        if table is not None and self.path and question == self.path.query:
            points = self.path.points[: len(table.rows)]
            self.path.points, self.path.table = points + [Sample() for _ in table.rows[len(points) :]], table
            for point, row in zip(self.path.points, table.rows, strict=True):
                point.take(row)
        elif table is not None and isinstance(question, Samples) and question.mode == self.mode.key:
            found = dict(zip(question.rows, table.rows, strict=False))
            same = question.mode == self._answered.mode
            self._table, self._answered = table, question
            for sample in self._rows:
                if row := found.get(sample.key):
                    # Another mode shows others, which nothing changed.
                    sample.take(row, same)

    @property
    def changes(self) -> tuple[int, int]:
        """How many cells of the rows on show are others than the last time, and how many there are to compare."""
        marks = [mark for row in self.rows for mark in row.changed]
        return sum(marks), len(marks)

    # --- what is shown and taken along ---

    def drawn(self, width: int, height: int, signs: Signs = SIGNS) -> Rows:
        """Return what draws the rows at a width; pictures are no taller than `height` lines."""
        labels = [len(row.label) for row in self.table.rows] if self.path else []
        return Rows(self.table, width, max([LABEL, *labels]), signs, height)

    def draw(self, rows: Rows) -> list[Pieces]:
        """Draw the rows, or the points of the path."""
        lines: list[Pieces] = []
        for point in self.path.points if self.path else ():
            lines += rows.draw(point.row.label if point.row else "", point.row, point.changed)
        for place, sample in enumerate(() if self.path else self.rows):
            signs = (rows.signs.cursor if place == self.cursor else " ") + (rows.signs.lock if sample.locked else " ")
            moved = "+" if sample.edits else " "
            lines += rows.draw(f"{sample.seed:04x}", sample.row, sample.changed, signs, moved)
        return lines

    def texts(self) -> list[tuple[str, ...]]:
        """Return what is on show as rows of text: name, moves, category and cells; of a picture its size."""
        named = [(row.label if self.path else self.name(sample), sample.moved, row) for sample, row in self.answers]
        return [(name, moved, row.category, *map(as_text, row.cells)) for name, moved, row in named]

    def as_csv(self) -> str:
        """Return the same as CSV with its heads."""
        buffer = io.StringIO()
        heads = ("sample", "moved", "category", *self.table.heads)
        csv.writer(buffer, lineterminator="\n").writerows([heads, *self.texts()])
        return buffer.getvalue()

    def title(self, width: int, signs: Signs = SIGNS) -> Pieces:
        """Return the title: how many rows have each sign, as far as there is room; or the path's ends."""
        if self.path:
            return [(signs.text(self.path.title), "strong")]
        rows = [row for _, row in self.answers]
        name: Pieces = [("Samples", "plain")]
        # All signs with their names, else those that there are.
        ways = ((True, False), (True, True), (False, True)) if rows else ()
        titles = [[*name, (" ", "plain"), *counts(rows, signs, names=n, present=p)] for n, p in ways]
        fits = (title for title in titles if sum(len(part) for part, _ in title) <= width - 6)
        return next(fits, name)

    def subtitle(self, signs: Signs = SIGNS) -> Pieces:
        """Return how the rows are drawn, what sums them up, the dimension to move along, and what was done by hand."""
        # A note that sums up other rows than these is none of theirs.
        answered = [row.seed for row in self._answered.rows]
        note = self.table.note if self.path or answered == [row.seed for row in self.rows] else ""
        mode = self.mode.label
        moved = self.current.moved if self.current else ""
        named = "" if self.path or note.startswith(mode) else mode
        by_hand = () if self.path else (f"< z{self.dimension} >" * bool(self.dimensions), moved)
        parts = [named, note, *by_hand]
        locked = sum(row.locked for row in self.rows)
        parts.append(f"{signs.lock} {locked} locked" * bool(locked))
        return [(signs.text(" · ".join(filter(None, parts))), "muted")]

    def _draw(self, taken: set[int]) -> int:
        while (seed := self._random.randrange(MOST_SEEDS)) in taken:
            pass
        return seed


def as_text(cell: Cell) -> str:
    """Return a cell as text, a picture as its size."""
    return f"{cell.width}x{cell.height}" if isinstance(cell, Image) else cell.text
