"""What was measured on which machine and what was aimed at, for a reader and for a program."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch

from ..device import can_bfloat16, processor


@dataclass(frozen=True)
class Figure:
    """What every round gave; `aim` is the least that the median should be, or the most where `at_most`."""

    key: str
    what: str
    values: Sequence[float]
    unit: str
    aim: float | None = None
    at_most: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the figure ready for JSON."""
        middle, aim = median(self.values), self.aim
        return {
            "key": self.key, "what": self.what, "median": middle, "low": min(self.values), "high": max(self.values),
            "unit": self.unit, "aim": aim, "at_most": self.at_most,
            "reached": None if aim is None else middle <= aim if self.at_most else middle >= aim,
        }  # fmt: skip

    def row(self) -> tuple[str, str, str, str]:
        """Return what was measured, its median, its spread over the rounds, and the aim, as text."""
        low, high, found = min(self.values), max(self.values), self.to_dict()
        bound = f"{'at most' if self.at_most else 'at least'} {shown(self.aim or 0)}"
        return (
            self.what, f"{shown(found['median'])} {self.unit}",
            f"{shown(low)} to {shown(high)}" if low < high else "",
            "" if self.aim is None else f"{bound}: {'reached' if found['reached'] else 'missed'}",
        )  # fmt: skip


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
        found = self.machine
        load = "" if found["load"] is None else f", load {found['load']} before it began"
        sentence = (
            f"{found['processor']}, {found['threads']} of {found['processors']} processors, {found['device']},"
            f" {'with' if found['bfloat16'] else 'without'} bfloat16, torch {found['torch']}{load};"
            f" medians of {self.rounds} rounds."
        )
        return [sentence, "", *table(self.figures)]


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


def machine(device: torch.device) -> dict[str, Any]:
    """Return processor, threads, versions and how busy the machine is, ready for JSON."""
    return {
        "processor": processor(),
        "processors": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "bfloat16": can_bfloat16(device),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }
