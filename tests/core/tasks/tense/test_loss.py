"""The losses against hand-written numbers and torch.distributions."""

import math

import torch
from torch.distributions import Normal, kl_divergence

from cvae_tui.core.nn.vocab import EOS, PAD
from cvae_tui.core.tasks.tense.loss import cross_entropy, kl_penalty, kl_per_dimension


def test_cross_entropy_sums_over_letters_and_passes_over_pad() -> None:
    # Four symbols, all equally likely: every letter that counts costs ln 4.
    logits = torch.zeros(2, 3, 4)
    targets = torch.tensor([[3, 3, EOS], [3, EOS, PAD]])
    assert torch.allclose(cross_entropy(logits, targets), math.log(4) * torch.tensor([3.0, 2.0]))


def test_kl_equals_torch_distributions() -> None:
    generator = torch.Generator().manual_seed(0)
    mu, logvar = torch.randn(5, 3, generator=generator), torch.randn(5, 3, generator=generator)
    reference = kl_divergence(Normal(mu, (0.5 * logvar).exp()), Normal(torch.zeros(5, 3), torch.ones(5, 3)))
    assert torch.allclose(kl_per_dimension(mu, logvar), reference, atol=1e-6)


def test_penalty_is_weighted_kl_or_distance_to_the_target() -> None:
    kl = torch.tensor(5.0)
    assert kl_penalty(kl, 0.1, None).item() == 0.5
    assert kl_penalty(kl, 2.0, 7.5).item() == 5.0
    assert kl_penalty(torch.tensor(9.0), 2.0, 7.5).item() == 3.0
