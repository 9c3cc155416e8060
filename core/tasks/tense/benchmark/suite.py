"""The whole benchmark, or some sections of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import torch

from ....benchmark.race import Measure, Race, measured, race
from ....benchmark.report import Figure, Report
from ....runs.paths import find_run, shipped_data
from ..data import read_folder
from ..predictor import Predictor, load_predictor
from .overhead import measure_overhead
from .sizes import Sizes
from .training import measure_training

SIZES = Sizes()
ONE_WORD = 10.0
TIMES_ALONE = 20.0
ALONE, TOGETHER = "one word at a time", "all words together"


def benchmark(
    sections: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure the sections named, all where none is, on shipped verbs and the shipped model; or `UsageError`."""
    measures = {"training": measure_training, "inference": measure_inference, "overhead": measure_overhead}

    def sized(measure: Callable[[Sizes, torch.device, Callable[[str], None]], list[Figure]]) -> Measure:
        return lambda rounds, device, told: measure(replace(SIZES, rounds=rounds), device, told)

    return measured(sections, {name: sized(measure) for name, measure in measures.items()}, rounds, device, on_progress)


def measure_inference(sizes: Sizes, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race some words asked one at a time with all of them asked at once, their tense inferred."""
    words = list(chain.from_iterable(read_folder(shipped_data("tense", "full")).train))[: sizes.words]
    predictor = load_predictor(find_run(None), device)
    asked = words[:: max(1, len(words) // sizes.asked)][: sizes.asked]
    contenders = {
        ALONE: lambda: converted(predictor, asked, 1),
        TOGETHER: lambda: converted(predictor, words, len(words)),
    }
    return inference_figures(race(contenders, sizes.rounds, device, on_progress), len(words))


def converted(predictor: Predictor, words: Sequence[str], chunk: int) -> float:
    """Convert every word into its four tenses, `chunk` at a time, and return their number."""
    for start in range(0, len(words), chunk):
        part = words[start : start + chunk]
        predictor.convert(part, [None] * len(part))
    return float(len(words))


def inference_figures(run: Race, words: int) -> list[Figure]:
    """Return the figures of a race in which `words` words were asked together."""
    one = run.milliseconds(ALONE)
    beside, ratio = f"{words:,} words x 4 tenses beside one at a time", run.ratio(TOGETHER, ALONE)
    rate = f"conversion rate of {words:,} words, 4 tenses each"
    return [
        Figure("inference.one_word", "four tenses of one word, once loaded", one, "ms", ONE_WORD, at_most=True),
        Figure("inference.together", beside, ratio, "times", TIMES_ALONE),
        Figure("inference.rate", rate, run.rates[TOGETHER], "words/s"),
    ]
