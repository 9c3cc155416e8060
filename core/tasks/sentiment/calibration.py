"""Probabilities that mean what they say: a temperature for logits, and how far probabilities are off. Pure."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

LOWEST, HIGHEST, ROUNDS = 0.05, 20.0, 60
BINS = 10
# The golden section's part of an interval.
_PART = (5**0.5 - 1) / 2


def fit_temperature(logits: Float[Tensor, "N"], labels: Float[Tensor, "N"]) -> float:
    """Return the T for which logits / T have the smallest cross entropy (Guo et al. 2017), by golden section."""
    logits, labels = logits.double(), labels.double()

    def loss(log_t: float) -> float:
        return float(functional.binary_cross_entropy_with_logits(logits / torch.tensor(log_t).exp(), labels))

    low, high = (float(torch.tensor(end).log()) for end in (LOWEST, HIGHEST))
    for _ in range(ROUNDS):
        inner, outer = high - _PART * (high - low), low + _PART * (high - low)
        low, high = (low, outer) if loss(inner) < loss(outer) else (inner, high)
    return float(torch.tensor((low + high) / 2).exp())


def reliability(
    positive: Float[Tensor, "N"], labels: Float[Tensor, "N"]
) -> list[tuple[float, float, int]]:  # fmt: skip
    """Return mean certainty, share that is right and number of texts by certainty, in ten bins; empty ones left out.

    Certainty is the probability of the answer given, 0.5 to 1.
    """
    certainty = torch.maximum(positive, 1 - positive)
    right = ((positive >= 0.5) == (labels >= 0.5)).double()
    which = ((certainty - 0.5) * 2 * BINS).long().clamp(0, BINS - 1)
    found: list[tuple[float, float, int]] = []
    for number in range(BINS):
        inside = which == number
        if count := int(inside.sum()):
            found.append((float(certainty[inside].double().mean()), float(right[inside].mean()), count))
    return found


def calibration_error(positive: Float[Tensor, "N"], labels: Float[Tensor, "N"]) -> float:
    """Return the expected calibration error: how far certainty and the share that is right lie apart, on average."""
    bins = reliability(positive, labels)
    total = sum(count for _, _, count in bins)
    return sum(count * abs(sure - right) for sure, right, count in bins) / max(1, total)
