"""Work timed in turns: contenders take the same rounds one after the other, so that a busy moment hits all alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Sizes:
    """How much is measured: the whole of it takes a minute or two; tests give smaller numbers.

    `rows` of the lab's verbs are an epoch; None takes all. `batch` words share a step, one word report 001's own way,
    which learns `alone` of them a round. `words` are converted together and `asked` one at a time. The model is report
    001's: lstm-hc with these widths.
    """

    rounds: int = 3
    rows: int | None = None
    batch: int = 256
    alone: int = 30
    words: int = 10_000
    asked: int = 20
    hidden: int = 256
    embedding: int = 256
    latent: int = 32
    condition: int = 8


# Does its work once and returns how much that was: words, or floating-point operations.
Work = Callable[[], float]


@dataclass(frozen=True)
class Race:
    """The work a second that each contender did in each round, by name."""

    rates: Mapping[str, tuple[float, ...]]

    def ratio(self, name: str, other: str, factor: float = 1.0) -> list[float]:
        """Return how many times the other's work a contender did, each round on its own, times a factor."""
        return [factor * a / b for a, b in zip(self.rates[name], self.rates[other], strict=True)]


def race(
    contenders: Mapping[str, Work], rounds: int, on_progress: Callable[[str], None],
    clock: Callable[[], float] = perf_counter,
) -> Race:  # fmt: skip
    """Let every contender work once unmeasured, for caches and kernels to be prepared, then once in every round."""
    for name, work in contenders.items():
        on_progress(f"warm-up: {name}")
        work()
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, work in contenders.items():
            on_progress(f"round {number + 1} of {rounds}: {name}")
            begun = clock()
            done = work()
            rates[name].append(done / (clock() - begun))
    return Race({name: tuple(found) for name, found in rates.items()})
