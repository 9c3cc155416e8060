"""The loss of a batch, in nats: summed over letters or dimensions, averaged over words."""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from ...nn.vocab import PAD


def cross_entropy(logits: Float[Tensor, "B T V"], targets: Int[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Return the cross entropy of each word, summed over its letters and its EOS; PAD does not count."""
    losses = functional.cross_entropy(
        logits.flatten(0, 1).float(), targets.flatten(), ignore_index=PAD, reduction="none"
    )
    return losses.view(targets.shape).sum(1)


def kl_per_dimension(mu: Float[Tensor, "B Z"], logvar: Float[Tensor, "B Z"]) -> Float[Tensor, "B Z"]:
    """Return KL(N(mu, sigma^2) || N(0, 1)) of each dimension (Kingma and Welling 2014, appendix B)."""
    return 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar)


def kl_penalty(kl: Float[Tensor, ""], weight: float, target: float | None) -> Float[Tensor, ""]:
    """Return weight x KL, or weight x |KL - target| when there is a target (Burgess et al. 2018)."""
    return weight * (kl if target is None else torch.abs(kl - target))
