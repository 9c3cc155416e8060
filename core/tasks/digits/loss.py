"""The losses of report 004's four training functions, with the parts of their cross entropy weighed apart.

With the class "fake" as an eleventh, the cross entropy of a made picture against its source's digit y is a sum,
-log p(y) = -log p(real) - log p(y | real); the first part is the adversarial loss, the second the label's.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from .networks import DIGITS, FAKE


def real_loss(logits: Float[Tensor, "B K"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """Return what a discriminator pays on real pictures: their digit or, of two classes, that they are real (0)."""
    return functional.cross_entropy(logits.float(), labels if logits.shape[1] > DIGITS else torch.zeros_like(labels))


def fake_loss(logits: Float[Tensor, "B K"]) -> Float[Tensor, ""]:
    """Return what a discriminator pays on made pictures: the last class is theirs."""
    fake = torch.full((len(logits),), logits.shape[1] - 1, dtype=torch.long, device=logits.device)
    return functional.cross_entropy(logits.float(), fake)


def generator_loss(
    logits: Float[Tensor, "B K"], labels: Int[Tensor, "B"], adversarial: float = 1.0, label: float = 1.0
) -> Float[Tensor, ""]:
    """Return what a generator pays for pictures that should pass as real ones of these digits.

    With both weights 1 it is the report's cross entropy. Two classes know no digit, so the label costs nothing there.
    """
    logits = logits.float()
    real = logits[:, :-1].logsumexp(1)
    passed = (torch.logaddexp(real, logits[:, -1]) - real).mean()
    if logits.shape[1] <= DIGITS:
        return adversarial * passed
    return adversarial * passed + label * functional.cross_entropy(logits[:, :FAKE], labels)
