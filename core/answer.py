"""Plain frozen values that pass between tasks and whoever shows them: questions, tables, pictures, reports.

A task makes them, a screen draws them; neither looks inside the other. Knows no torch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Tone = Literal["plain", "muted", "good", "info", "notice", "bad"]
"""How a word is meant; a theme gives each its colour."""
Kind = Literal["share", "nats", "count", "rate"]
"""What a number measures, which decides how it is written: 0.979, 1.25 nats, 92.5, 3e-4."""


@dataclass(frozen=True)
class Query:
    """A question to a model. Equal queries have the same answer, so equality tells whether one is still wanted."""

    key: str
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class SampleRow:
    """A row of samples: named by its seed; `edits` are dimensions of z moved by hand, (dimension, by how much)."""

    seed: int
    edits: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Text:
    """A cell of text.

    `score` is its certainty from 0 to 1, `weights` name further numbers (attention, effect), `gold` is the right text
    where it is known and another one.
    """

    text: str
    score: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict[str, float])
    gold: str | None = None
    tone: Tone = "plain"


@dataclass(frozen=True)
class Image:
    """A picture: rows from the top, pixels from the left, one byte (grey) or three (red, green, blue) a pixel."""

    height: int
    width: int
    channels: Literal[1, 3]
    pixels: bytes


Cell = Text | Image


@dataclass(frozen=True)
class Row:
    """One row of a table; `category` is the key of a sign of the task's legend, `note` a remark about the row."""

    cells: tuple[Cell, ...]
    label: str = ""
    category: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under heads.

    `growth` says how much wider than the first a column should be, in letters; `narrow` which columns a narrow screen
    keeps (none: all of them, one above the other); `note` sums the rows up. `running`: the first row sums up too, and
    those behind it are the words of a text in order, which may be set as such.
    """

    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""
    growth: tuple[int, ...] = ()
    narrow: tuple[int, ...] = ()
    running: bool = False


@dataclass(frozen=True)
class Heatmap:
    """Values by row and column, each from 0 to 1."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Bars:
    """A bar for each label, all from 0; `least` is the smallest top of the axis, so that next to nothing looks so."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    least: float = 0.0


@dataclass(frozen=True)
class Curve:
    """Series of y over the same x, by name."""

    title: str
    x: tuple[float, ...]
    series: Mapping[str, tuple[float, ...]]


Frame = tuple[tuple[float, ...], ...]
"""A plane in a space of many dimensions: its middle, and its two axes."""


@dataclass(frozen=True)
class Mark:
    """A place (x, y) on a map that the reader asked for: of a row of samples, or else of a question."""

    x: float
    y: float
    label: str
    sample: bool = False


@dataclass(frozen=True)
class Scatter:
    """Points (x, y), each with a label.

    `groups` are ways to colour the points: by name, the group of each. `marks` lie among them. `ask` is the question
    for a place, which `at` completes; None where a model answers nothing there. `note` sums the picture up; `frame` is
    how the points came into two dimensions, for a model to turn its next map alike, `dimensions` how many there are to
    choose two of, 0 where there is no choice.
    """

    title: str
    points: tuple[tuple[float, float], ...]
    labels: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    marks: tuple[Mark, ...] = ()
    ask: Query | None = None
    note: str = ""
    frame: Frame = ()
    dimensions: int = 0

    def at(self, x: float, y: float) -> Query | None:
        """Return the question for a place."""
        return None if self.ask is None else Query(self.ask.key, (*self.ask.args, x, y))


View = Table | Heatmap | Bars | Curve | Scatter


@dataclass(frozen=True)
class Figure:
    """A line of a score, which the report's `details` have at `key`: its 95 % interval, what it is held against."""

    key: str
    label: str
    value: float | None
    kind: Kind = "share"
    interval: tuple[float, float] | None = None
    baselines: tuple[tuple[str, float | None], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """What a measurement found: figures, views to draw, `details` ready for JSON, and a verdict with its reason."""

    figures: tuple[Figure, ...] = ()
    views: tuple[View, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    verdict: str = ""
    tone: Tone = "plain"
    reason: str = ""


@dataclass(frozen=True)
class Shown:
    """The rows of samples on show when a line is typed, the place of the one under the cursor (from 0), the mode."""

    rows: Sequence[SampleRow] = ()
    cursor: int = 0
    mode: str = ""
