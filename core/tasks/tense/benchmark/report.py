"""Figures and what was aimed at, for a reader and for a program. Knows no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .timing import Spread


@dataclass(frozen=True)
class Figure:
    """One line of the table. `key` is for programs; `aim` is the least it should be, or the most where `at_most`."""

    key: str
    what: str
    spread: Spread
    unit: str
    aim: float | None = None
    at_most: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the median is what was aimed at; None where nothing was."""
        if self.aim is None:
            return None
        return self.spread.median <= self.aim if self.at_most else self.spread.median >= self.aim

    def to_dict(self) -> dict[str, Any]:
        """Return the figure ready for JSON."""
        return {
            "key": self.key, "what": self.what, **asdict(self.spread), "unit": self.unit,
            "aim": self.aim, "at_most": self.at_most, "reached": self.reached,
        }  # fmt: skip

    def row(self) -> tuple[str, str, str, str]:
        """Return what was measured, its median, its spread over the rounds, and the aim, as text."""
        spread, unit = self.spread, f" {self.unit}"
        median = shown(spread.median) + unit
        between = f"{shown(spread.low)} to {shown(spread.high)}" if spread.low < spread.high else ""
        if self.aim is None:
            return self.what, median, between, ""
        bound = "at most" if self.at_most else "at least"
        return self.what, median, between, f"{bound} {shown(self.aim)}: {'reached' if self.reached else 'missed'}"


@dataclass(frozen=True)
class Report:
    """What was measured on which machine, in `seconds`."""

    machine: Mapping[str, Any]
    rounds: int
    seconds: float
    figures: tuple[Figure, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the report ready for JSON."""
        figures = [figure.to_dict() for figure in self.figures]
        return {"machine": dict(self.machine), "rounds": self.rounds, "seconds": self.seconds, "figures": figures}

    def lines(self) -> list[str]:
        """Return the report as Markdown: a sentence on the machine, an empty line, the table."""
        return [self._sentence(), "", *table(self.figures)]

    def _sentence(self) -> str:
        found = self.machine
        bfloat16 = "with" if found["bfloat16"] else "without"
        load = "" if found["load"] is None else f", load {found['load']} before it began"
        return (
            f"{found['processor']}, {found['threads']} of {found['processors']} processors, {found['device']},"
            f" {bfloat16} bfloat16, torch {found['torch']}{load}; medians of {self.rounds} rounds."
        )


def shown(value: float) -> str:
    """Return a number with three digits that count, or whole where it is large."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> list[str]:
    """Return the figures as lines of a Markdown table, its columns aligned."""
    rows = [("what", "median", "lowest to highest", "aim"), *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
