"""The rows of noise in the latent grid: which there are, what is done to them, what the model makes of them. Pure.

A row is named by the seed of its z, so it stays the same noise whatever the model learns, and in another session too.
"""

import csv
import io
from dataclasses import dataclass, field
from random import Random

from ..commands import MOST_SEEDS, noise_name
from ..format import percent
from ..messages import Answered, Decode, Interpolate, Line, Noise, Way
from .forms import SAME, SIGNS, Changes, Pieces, Row, Signs, counts, differences, distinct, gaussian, noise_title

STEP = 0.5
MOST_POINTS = 25
HEADS = ("noise", "moved", "mark", "present", "third", "progressive", "past")


@dataclass
class NoiseRow:
    """One row: its seed, the dimensions moved by hand (by how much), and its latest forms."""

    seed: int
    moves: dict[int, float] = field(default_factory=dict[int, float])
    locked: bool = False
    line: Line | None = None
    changed: Changes = SAME

    @property
    def key(self) -> Noise:
        """The row as a question names it."""
        return self.seed, tuple(sorted(self.moves.items()))

    @property
    def moved(self) -> str:
        """The dimensions moved, for the reader: z3 +0.5."""
        return " ".join(f"z{dimension} {by:+.1f}" for dimension, by in sorted(self.moves.items()))


@dataclass
class Path:
    """The way from one row's noise to another's, shown in place of the rows until the next action."""

    first: Noise
    second: Noise
    steps: int
    lines: tuple[Line, ...] = ()
    changed: tuple[Changes, ...] = ()


class NoiseRows:
    """All rows, of which as many are shown and decoded as fit; the others wait unchanged."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)
        self._rows: list[NoiseRow] = []
        self._shown = 0
        self.cursor = 0
        self.dimension = 0
        self.latent = 0
        self.way: Way = "plain"
        self.path: Path | None = None

    @property
    def rows(self) -> list[NoiseRow]:
        """The rows on show."""
        return self._rows[: self._shown]

    @property
    def current(self) -> NoiseRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def lines(self) -> list[Line]:
        """The forms on show, those of the way if one is."""
        return list(self.path.lines) if self.path else [row.line for row in self.rows if row.line is not None]

    # --- what is done to them ---

    def fit(self, count: int) -> None:
        """Show so many rows."""
        self._shown = max(count, 0)
        while len(self._rows) < self._shown:
            self._rows.append(NoiseRow(self._draw()))
        self.cursor = min(self.cursor, max(self._shown - 1, 0))

    def reseed(self, seed: int) -> None:
        """Draw every row but the locked ones again, the same for the same seed."""
        self._random = Random(seed)
        self.resample()

    def resample(self) -> None:
        """Draw every row but the locked ones again."""
        # Only seeds that stay are avoided: from one seed the same rows are drawn, whatever was there before.
        taken = {row.seed for row in self._rows if row.locked}
        for place, row in enumerate(self._rows):
            if not row.locked:
                self._rows[place] = NoiseRow(self._draw(taken))
                taken.add(self._rows[place].seed)

    def resample_row(self) -> None:
        """Draw the row under the cursor again, were it locked."""
        if row := self.current:
            self._rows[self.cursor] = NoiseRow(self._draw(), locked=row.locked)

    def lock(self) -> None:
        """Lock the row under the cursor, or unlock it."""
        if row := self.current:
            row.locked = not row.locked

    def move(self, by: int) -> None:
        """Move the cursor, no further than the ends."""
        self.cursor = min(max(self.cursor + by, 0), max(self._shown - 1, 0))

    def turn(self, by: int) -> None:
        """Choose another dimension, round and round."""
        if self.latent:
            self.dimension = (self.dimension + by) % self.latent

    def nudge(self, sign: int) -> None:
        """Move the row under the cursor along the chosen dimension."""
        if (row := self.current) and self.dimension < self.latent:
            by = row.moves.pop(self.dimension, 0.0) + sign * STEP
            if by:
                row.moves[self.dimension] = by

    def between(self) -> None:
        """Show the way from the row under the cursor to the next one; from the last, to the first."""
        if len(self.rows) >= 2 and (row := self.current):
            other = self.rows[(self.cursor + 1) % self._shown]
            self.path = Path(row.key, other.key, min(max(self._shown, 2), MOST_POINTS))

    def learn_latent(self, latent: int) -> None:
        """Take the number of dimensions of another model; moves along dimensions that it lacks are dropped."""
        self.latent = latent
        self.dimension = self.dimension if self.dimension < latent else 0
        for row in self._rows:
            row.line, row.changed = None, SAME
            row.moves = {dimension: by for dimension, by in row.moves.items() if dimension < latent}
        self.path = None

    # --- what is asked and answered ---

    def question(self) -> Decode | Interpolate:
        """Return what to ask for what is on show."""
        if self.path:
            return Interpolate(self.path.first, self.path.second, self.path.steps)
        return Decode(tuple(row.key for row in self.rows), self.way)

    def take(self, answered: Answered) -> None:
        """Take an answer for the rows and the way that still are what they were when it was asked."""
        if isinstance(answered.question, Interpolate):
            path = self.path
            if path and answered.question == self.question():
                before = path.lines or (None,) * len(answered.lines)
                path.changed = tuple(differences(a, b) for a, b in zip(before, answered.lines, strict=True))
                path.lines = answered.lines
        elif isinstance(answered.question, Decode) and len(answered.lines) == len(answered.question.rows):
            found = dict(zip(answered.question.rows, answered.lines, strict=True))
            for row in self.rows:
                if line := found.get(row.key):
                    row.changed, row.line = differences(row.line, line), line

    # --- what is shown and taken along ---

    def drawn(self) -> list[Row]:
        """Return the rows, or the points of the way, ready to be drawn."""
        if path := self.path:
            lines = path.lines or (None,) * path.steps
            changed = path.changed or (SAME,) * path.steps
            return [
                Row(f"{self._point(i):>4}", line, new) for i, (line, new) in enumerate(zip(lines, changed, strict=True))
            ]
        return [
            Row(noise_name(row.seed)[2:], row.line, row.changed, i == self.cursor, row.locked, bool(row.moves))
            for i, row in enumerate(self.rows)
        ]

    def table(self) -> list[tuple[str, ...]]:
        """Return what is on show as rows of text: name, moves, mark and four forms."""
        if self.path:
            named = [(self._point(i), "", line) for i, line in enumerate(self.path.lines)]
        else:
            named = [(noise_name(row.seed), row.moved, row.line) for row in self.rows]
        return [
            (name, moved, line.mark, *(cell.word for cell in line.cells))
            for name, moved, line in named
            if line is not None
        ]

    def as_csv(self) -> str:
        """Return the table as CSV with its heads."""
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([HEADS, *self.table()])
        return buffer.getvalue()

    def _point(self, i: int) -> str:
        path = self.path
        if path is None or i in (0, path.steps - 1):
            return "" if path is None else noise_name((path.first if i == 0 else path.second)[0])[2:]
        return f"{100 * i / (path.steps - 1):.0f}%"

    def _draw(self, taken: set[int] | None = None) -> int:
        taken = {row.seed for row in self._rows} if taken is None else taken
        while (seed := self._random.randrange(MOST_SEEDS)) in taken:
            pass
        return seed


def title(noise: NoiseRows, width: int, signs: Signs = SIGNS) -> Pieces:
    """Return the title: how many rows have each mark, with the marks' names where there is room; or the way's ends."""
    if path := noise.path:
        return [(f"{noise_title(path.first)} {signs.to} {noise_title(path.second)}", "strong")]
    if not noise.lines:
        return [("Latent samples", "plain")]
    long, short = counts(noise.lines, signs), counts(noise.lines, signs, names=False)
    for name, marks in (("Latent samples", long), ("Samples", long), ("Latent samples", short)):
        if len(name) + 2 + sum(len(part) for part, _ in marks) <= width - 6:
            return [(f"{name}  ", "plain"), *marks]
    return short


def subtitle(noise: NoiseRows, signs: Signs = SIGNS) -> Pieces:
    """Return how the rows are decoded, their Gaussian score, the dimension to move along, and what was done by hand."""
    parts = ["plain" if noise.path else noise.way]
    if noise.lines and not noise.path:
        different, trained = distinct(noise.lines), sum(line.mark == "train" for line in noise.lines)
        few = f" ({different} distinct)" if different < trained else ""
        parts.append(f"Gaussian {percent(gaussian(noise.lines))}{few}")
    if noise.latent and not noise.path:
        parts.append(f"< z{noise.dimension} >")
    if noise.current and noise.current.moves and not noise.path:
        parts.append(noise.current.moved)
    if locked := sum(row.locked for row in noise.rows):
        parts.append(f"{signs.lock} {locked} locked")
    return [(f" {signs.dot} ".join(parts), "muted")]
