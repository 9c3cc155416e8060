"""How fast the spelling task learns and corrects."""

from collections.abc import Callable, Sequence
from itertools import count

import torch

from ...benchmark.race import measured, race
from ...benchmark.report import Figure, Report
from ...runs.paths import find_run, shipped_data
from .data import read_folder
from .loading import load_speller
from .presets import DEFAULT
from .spec import SPEC
from .speller import Speller
from .task import SpellingTask

# Batches of a round, and words corrected one by one and at once.
BATCHES, ONE, MANY = 10, 20, 320
ONE_WORD, RATE = 30.0, 150.0


def benchmark(
    sections: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure the sections named, all where none is, on shipped pairs and the shipped model; or `UsageError`."""
    return measured(sections, {"training": training, "inference": inference}, rounds, device, on_progress)


def training(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Time batches of the default preset."""
    task = SpellingTask(DEFAULT, read_folder(shipped_data("spelling", "english")), device)
    dials = {name: schedule(0.5) for name, schedule in task.schedules().items()}
    number = count()
    work = {"batches": lambda: float(sum(task.step(next(number), dials).examples for _ in range(BATCHES)))}
    run = race(work, rounds, device, on_progress)
    return [Figure("training.rate", "training rate: default preset", run.rates["batches"], "words/s")]


def inference(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Time words corrected one at a time, and many at once: misspellings that validate, five suggestions each."""
    model = load_speller(find_run(None, SPEC), device)
    return corrected(model, [wrong for wrong, _ in model.data.validation[:MANY]], rounds, device, on_progress)


def corrected(
    model: Speller, words: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None]
) -> list[Figure]:
    """Return the figures of correcting words."""

    def alone() -> float:
        for word in words[:ONE]:
            model.correct([word])
        return float(len(words[:ONE]))

    run = race({"one": alone, "many": lambda: float(len(model.correct(words)))}, rounds, device, on_progress)
    one = run.milliseconds("one")
    return [
        Figure("inference.one", "a word with five suggestions, once loaded", one, "ms", ONE_WORD, at_most=True),
        Figure("inference.rate", f"{len(words)} words at once", run.rates["many"], "words/s", RATE),
    ]
