"""Measures of words and shares, each with what it means. Knows no torch; nltk is loaded when it is first needed."""

from collections.abc import Hashable, Sequence
from importlib import import_module
from math import nan, sqrt
from typing import Any

# The 97.5 % point of the normal distribution.
Z95 = 1.959963984540054


def bleu4(predicted: str, target: str) -> float:
    """Return BLEU-4 on characters as the lab counts it (Papineni et al. 2002, smoothing 1 of Chen and Cherry 2014).

    Three letters in the target make it BLEU-3. A right word of two letters scores only 0.316, so exact match
    belongs beside it. Nothing predicted scores 0.
    """
    nltk: Any = import_module("nltk.translate.bleu_score")
    letters = 3 if len(target) == 3 else 4
    smoothing = nltk.SmoothingFunction().method1
    return float(nltk.sentence_bleu([target], predicted, (1 / letters,) * letters, smoothing))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share of `hits` in `n` (Wilson 1927); all of [0, 1] when n is 0."""
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, Z95 * Z95 / n
    middle = share + spread / 2
    half = Z95 * sqrt(share * (1 - share) / n + spread / (4 * n))
    # Rounding must not move the ends past a share of 0 or 1.
    low = 0.0 if hits == 0 else (middle - half) / (1 + spread)
    return low, 1.0 if hits == n else (middle + half) / (1 + spread)


def distinct_per_100(draws: Sequence[Hashable | None]) -> float:
    """Return how many different things each full hundred of draws holds, on average; None is nothing.

    NaN where there are fewer than a hundred.
    """
    hundreds = [draws[i : i + 100] for i in range(0, len(draws) - 99, 100)]
    return sum(len(set(hundred) - {None}) for hundred in hundreds) / len(hundreds) if hundreds else nan


def share(right: Sequence[bool]) -> float:
    """Return the share of True, 0 where there is nothing."""
    return sum(right) / len(right) if right else 0.0
