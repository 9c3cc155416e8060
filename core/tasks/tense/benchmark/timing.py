"""Work timed in turns: contenders take the same rounds one after the other, so that a busy moment hits all alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

# Does its work once and returns how much that was: words, or floating-point operations.
Work = Callable[[], float]


@dataclass(frozen=True)
class Spread:
    """The median of what the rounds gave, and their lowest and highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))

    def times(self, factor: float) -> "Spread":
        """Return the spread of every value times a factor above 0."""
        return Spread(self.median * factor, self.low * factor, self.high * factor)

    def inverse(self, factor: float = 1.0) -> "Spread":
        """Return the spread of `factor` over every value: what one takes, from how many there are in a second."""
        return Spread(factor / self.median, factor / self.high, factor / self.low)


@dataclass(frozen=True)
class Race:
    """The work a second that each contender did in each round, by name."""

    rates: Mapping[str, tuple[float, ...]]

    def rate(self, name: str) -> Spread:
        """Return a contender's work a second."""
        return Spread.of(self.rates[name])

    def ratio(self, name: str, other: str) -> Spread:
        """Return how many times the other's work a contender did, each round on its own."""
        return Spread.of([a / b for a, b in zip(self.rates[name], self.rates[other], strict=True)])


def race(
    contenders: Mapping[str, Work],
    rounds: int,
    told: Callable[[str], None] = lambda _: None,
    clock: Callable[[], float] = perf_counter,
) -> Race:
    """Let every contender work once unmeasured, for caches and kernels to be prepared, then once in every round."""
    for name, work in contenders.items():
        told(f"warm-up: {name}")
        work()
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, work in contenders.items():
            told(f"round {number + 1} of {rounds}: {name}")
            begun = clock()
            done = work()
            rates[name].append(done / (clock() - begun))
    return Race({name: tuple(found) for name, found in rates.items()})
