"""The whole benchmark, or some sections of it."""

from collections.abc import Callable, Sequence
from itertools import chain
from time import perf_counter

import torch

from ....runs.paths import find_run, shipped_data
from ..data import read_folder
from ..inference import load_conjugator
from .inference import measure_inference
from .machine import machine
from .overhead import measure_overhead
from .report import Figure, Report
from .sizes import Sizes
from .training import measure_training, some_of


def benchmark(
    sections: Sequence[str], sizes: Sizes, device: torch.device, told: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure the sections in turn on shipped verbs and the shipped model; `told` hears what is being measured."""
    described = machine(device)
    begun = perf_counter()
    measure = {"training": _training, "inference": _inference, "overhead": _overhead}
    figures: list[Figure] = []
    for section in sections:

        def tell(what: str, section: str = section) -> None:
            told(f"{section}, {what}")

        figures += measure[section](sizes, device, tell)
    return Report(described, sizes.rounds, perf_counter() - begun, tuple(figures))


def _training(sizes: Sizes, device: torch.device, told: Callable[[str], None]) -> list[Figure]:
    return measure_training(some_of(shipped_data(name="lab"), sizes.rows), sizes, device, told)


def _inference(sizes: Sizes, device: torch.device, told: Callable[[str], None]) -> list[Figure]:
    words = list(chain.from_iterable(read_folder(shipped_data()).train))[: sizes.words]
    return measure_inference(load_conjugator(find_run(None), device), words, sizes, told)


def _overhead(sizes: Sizes, device: torch.device, told: Callable[[str], None]) -> list[Figure]:
    return measure_overhead(shipped_data(name="lab"), sizes, device, told)
