"""Reviews of a few words that a model learns in a moment, as a folder."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch

from cvae_tui.core.registry import all_tasks, register, unregister
from cvae_tui.core.tasks.sentiment.config import SentimentConfig
from cvae_tui.core.tasks.sentiment.spec import SPEC
from cvae_tui.core.tasks.sentiment.task import SentimentTask

GOOD, BAD = ("good", "lovely", "great"), ("bad", "awful", "dull")
THINGS = ("film", "story", "cast", "plot", "music")
TINY: dict[str, Any] = {
    "words": 50, "phrases": 20, "longest": 12, "embedding": 4, "hidden": 4, "batch_size": 8, "epochs": 2,
    "report_every": 2, "evaluate_every": 1,
}  # fmt: skip


def sentences() -> list[tuple[str, int]]:
    """Return texts of several lengths with their labels, each once."""
    found: list[tuple[str, int]] = []
    for label, words in enumerate((BAD, GOOD)):
        for word in words:
            for thing in THINGS:
                found.append((f"a {word} {thing}", label))
                found.append((f"the {thing} is not {(GOOD, BAD)[label][0]}, it is {word} !", label))
    return found


def write_csv(path: Path, rows: list[tuple[str, int]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label"), *rows])


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    """The task is known while a test runs, whether this version registers it by itself or not."""
    if SPEC.name in all_tasks():
        yield
        return
    register(SPEC)
    yield
    unregister(SPEC.name)


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A data folder: `train.csv`, `validation.csv` and `test.csv`."""
    folder = tmp_path / "reviews"
    folder.mkdir()
    rows = sentences()
    Random(0).shuffle(rows)
    for number, part in enumerate(("validation", "test", "train")):
        write_csv(folder / f"{part}.csv", [row for at, row in enumerate(rows) if min(at % 5, 2) == number])
    return folder


@pytest.fixture
def make_task(reviews: Path) -> Callable[..., SentimentTask]:
    """Make a tiny task; settings may be changed by name."""

    def make(device: str = "cpu", **changes: Any) -> SentimentTask:
        return SentimentTask.create(SentimentConfig(**{**TINY, **changes}), reviews, torch.device(device))

    return make
