"""How far probabilities can be believed: answers by how sure they were, and the share of those that is right."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from .answer import Curve
from .metrics import share

BINS = 10


class Bin(NamedTuple):
    """Answers about equally sure: their mean probability, the share that is right, and how many they are."""

    probability: float
    right: float
    answers: int


def reliability(chances: Sequence[float], right: Sequence[bool], low: float = 0.0) -> list[Bin]:
    """Return the answers by their probability, from `low` to 1 in ten equal ranges; empty ones are left out.

    A probability that is none, as a broken model gives, counts as `low`.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for chance, hit in zip(chances, right, strict=True):
        known = chance if isfinite(chance) else low
        bins[min(BINS - 1, max(0, int((known - low) / (1.0 - low) * BINS)))].append((known, hit))
    return [
        Bin(sum(chance for chance, _ in found) / len(found), share([hit for _, hit in found]), len(found))
        for found in bins
        if found
    ]


def expected_calibration_error(chances: Sequence[float], right: Sequence[bool], low: float = 0.0) -> float:
    """Return how far probabilities are from the share that is right, on average (Guo et al. 2017); 0 of nothing."""
    bins = reliability(chances, right, low)
    return sum(each.answers * abs(each.probability - each.right) for each in bins) / max(1, len(chances))


def reliability_curve(bins: Sequence[Bin], title: str = "how often it is right, by how sure it is") -> Curve:
    """Return the share that is right over the probability given, and what it would be of perfect probabilities."""
    sure = tuple(each.probability for each in bins)
    return Curve(title, sure, {"right": tuple(each.right for each in bins), "ideal": sure})
