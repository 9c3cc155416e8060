"""Probabilities that mean what they say: a scale for each part's logits. Pure."""

import torch
from jaxtyping import Float
from torch import Tensor

# A scale is 1 / temperature; none is larger than this, which labels that are told apart without an error would ask for.
LARGEST, ROUNDS, RIDGE = 20.0, 50, 1e-4


def fit_scales(logits: Float[Tensor, "N P"], labels: Float[Tensor, "N"]) -> Float[Tensor, "P"]:
    """Return the factors, none negative, by which the sum of P logits has the smallest cross entropy, by Newton's way.

    With one logit this is temperature scaling (Guo et al. 2017); with several it also weighs them.
    """
    logits, labels = logits.double(), labels.double()
    scales = logits.new_ones(logits.shape[1])
    for _ in range(ROUNDS):
        positive = torch.sigmoid(logits @ scales)
        slope = logits.T @ (positive - labels) / len(labels) + RIDGE * scales
        curve = (logits * (positive * (1 - positive))[:, None]).T @ logits / len(labels)
        curve = curve + RIDGE * torch.eye(len(scales), dtype=torch.float64)
        # A factor at 0 that would rather be negative stays there.
        free = (scales > 0) | (slope < 0)
        change = torch.zeros_like(scales)
        if not bool(free.any()):
            break
        change[free] = torch.linalg.solve(curve[free][:, free], slope[free])
        # No step of Newton's may leap over the whole range.
        scales = (scales - change.clamp(-1.0, 1.0)).clamp(0.0, LARGEST)
        if float(change.abs().max()) < 1e-9:
            break
    return scales.float()
