"""Work timed in turns: contenders take the same rounds one after the other, so that a busy moment hits all alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import torch

from ..device import wait_for
from ..errors import UsageError, nearest
from .report import Figure, Report, machine

# Does its work once and returns how much that was: words, or floating-point operations.
Work = Callable[[], float]


@dataclass(frozen=True)
class Race:
    """The work a second that each contender did in each round, by name."""

    rates: Mapping[str, tuple[float, ...]]

    def milliseconds(self, name: str) -> list[float]:
        """Return how long a contender took for a single thing, each round on its own."""
        return [1000.0 / rate for rate in self.rates[name]]

    def ratio(self, name: str, other: str, factor: float = 1.0) -> list[float]:
        """Return how many times the other's work a contender did, each round on its own, times a factor."""
        return [factor * a / b for a, b in zip(self.rates[name], self.rates[other], strict=True)]


def race(
    contenders: Mapping[str, Work], rounds: int, device: torch.device, on_progress: Callable[[str], None],
    clock: Callable[[], float] = perf_counter,
) -> Race:  # fmt: skip
    """Let every contender work once unmeasured, for caches and kernels to be prepared, then once in every round.

    A round ends when the device has done what it was given.
    """
    for name, work in contenders.items():
        on_progress(f"warm-up: {name}")
        work()
        wait_for(device)
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, work in contenders.items():
            on_progress(f"round {number + 1} of {rounds}: {name}")
            begun = clock()
            done = work()
            wait_for(device)
            rates[name].append(done / (clock() - begun))
    return Race({name: tuple(found) for name, found in rates.items()})


Measure = Callable[[int, torch.device, Callable[[str], None]], list[Figure]]
"""Takes the rounds, the device, and what is told of the progress."""


def measured(
    sections: Sequence[str], measures: Mapping[str, Measure], rounds: int, device: torch.device,
    on_progress: Callable[[str], None],
) -> Report:  # fmt: skip
    """Return the figures of the sections named, of all where none is; `UsageError` for one that there is not."""
    if unknown := [name for name in sections if name not in measures]:
        raise UsageError(f"there is no section {unknown[0][:40]!r}; {nearest(unknown[0], list(measures))}")
    described, begun = machine(device), perf_counter()
    figures: list[Figure] = []
    for name, measure in measures.items():
        if name in sections or not sections:
            figures += measure(rounds, device, lambda what, name=name: on_progress(f"{name}, {what}"))
    return Report(described, rounds, perf_counter() - begun, tuple(figures))
