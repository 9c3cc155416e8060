"""How fast the sentiment task learns with the fused cell, beside the report's loop, and how fast it judges."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch

from ...benchmark.race import Work, measured, race
from ...benchmark.report import Figure, Report
from ...runs.paths import find_run, shipped_data
from .config import SentimentConfig
from .data import SentimentData, read_folder
from .predictor import Predictor, load_predictor
from .presets import PRESETS
from .spec import SPEC
from .task import SentimentTask

# Batches of a round, and reviews judged one by one and at once.
BATCHES, ONE, MANY = 3, 10, 300
# Words of the review that is judged by itself: about the mean.
WORDS = 249
TIMES, ONE_REVIEW, RATE = 3.0, 10.0, 1500.0
FUSED, LOOP = "fused", "loop"


def benchmark(
    sections: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure the sections named, all where none is, on the shipped reviews and model.

    Raises:
        UsageError: there is no such section.
        DataError: the reviews' package is not installed.
    """
    return measured(sections, {"training": training, "inference": inference}, rounds, device, on_progress)


def training(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race report 004's second system on the fused cell with the same, written as the report's loop over words."""
    data = read_folder(shipped_data("sentiment", "imdb"))
    config = next(preset.config for preset in PRESETS if preset.name == "report-004-as-described")
    assert isinstance(config, SentimentConfig)
    contenders = {cell: batches(replace(config, cell=cell), data, device) for cell in (FUSED, LOOP)}
    run = race(contenders, rounds, device, on_progress)
    return [
        Figure("training.beside_loop", "a step beside the loop over words", run.ratio(FUSED, LOOP), "times", TIMES),
        Figure("training.rate", "training rate: report-004-as-described", run.rates[FUSED], "reviews/s"),
    ]


def batches(config: SentimentConfig, data: SentimentData, device: torch.device, each: int = BATCHES) -> Work:
    """Return the work of the first batches of an epoch; it returns how many reviews were learned."""
    task = SentimentTask(config, data, device)
    dials = {name: schedule(0.0) for name, schedule in task.schedules().items()}
    # Round and round: batches are of like lengths, and every contender should have the same ones.
    return lambda: float(sum(task.step(step, dials).examples for step in range(each)))


def inference(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Time a review by itself, with what it looks at, and many at once, tokens counted."""
    model = load_predictor(find_run(None, SPEC), device)
    return judged(model, model.data.test.texts[:MANY], rounds, device, on_progress)


def judged(
    model: Predictor, texts: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None]
) -> list[Figure]:
    """Return the figures of judging texts; the one by itself has `WORDS` words of the first ones."""
    one = " ".join(" ".join(texts).split()[:WORDS])

    def alone() -> float:
        for _ in range(ONE):
            model.judge(one, effects=False)
        return float(ONE)

    def together() -> float:
        return float(len(model.verdicts(texts)))

    run = race({"one": alone, "many": together}, rounds, device, on_progress)
    each = run.milliseconds("one")
    return [
        Figure("inference.one", f"a review of {WORDS} words, once loaded", each, "ms", ONE_REVIEW, at_most=True),
        Figure("inference.rate", f"{len(texts)} reviews at once", run.rates["many"], "reviews/s", RATE),
    ]
