"""The reference learns what this project's own lstm-hc learns."""

from typing import cast

import pytest
import torch

from cvae_tui.core.nn.vocab import EOS, LATIN, SOS
from cvae_tui.core.tasks.tense.benchmark.reference import Step, layer_step, losses, lstm_step, one_by_one
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.loss import cross_entropy, kl_per_dimension
from cvae_tui.core.tasks.tense.predictor import build_model
from cvae_tui.core.tasks.tense.recurrent import LstmBothCvae


def model() -> LstmBothCvae:
    torch.manual_seed(0)
    config = TenseConfig(variant="lstm-hc", hidden=8, embedding=6, latent=3, condition=2)
    return cast(LstmBothCvae, build_model(config))


@pytest.mark.parametrize("step", [lstm_step, layer_step])
def test_its_losses_and_gradients_are_those_of_the_model(step: Step) -> None:
    cvae, noise = model(), torch.randn(1, 6, generator=torch.Generator().manual_seed(1))
    letters = LATIN.encode("went")
    posterior = cvae.encode(torch.tensor([letters]), torch.tensor([3]))
    z = posterior.mu + noise * torch.exp(0.5 * posterior.logvar)
    logits = cvae.decode(z, torch.tensor([3]), torch.tensor([[SOS, *letters]]))
    ce = cross_entropy(logits, torch.tensor([[*letters, EOS]])).sum()
    kl = kl_per_dimension(posterior.mu, posterior.logvar).sum()
    expected = torch.autograd.grad(ce + kl, list(cvae.parameters()))
    own_ce, own_kl = losses(cvae, "went", 3, noise, step)
    assert torch.allclose(own_ce, ce, atol=1e-5) and torch.allclose(own_kl, kl, atol=1e-5)
    own = torch.autograd.grad(own_ce + own_kl, list(cvae.parameters()))
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(expected, own, strict=True))


def cross_entropy_of(cvae: LstmBothCvae) -> float:
    with torch.no_grad():
        return float(losses(cvae, "went", 3, torch.zeros(1, 6))[0])


def test_it_learns_and_counts_its_words() -> None:
    cvae = model()
    before = cross_entropy_of(cvae)
    work = one_by_one(cvae, [("went", 3), ("goes", 1)])
    assert [work() for _ in range(15)] == [2.0] * 15
    assert cross_entropy_of(cvae) < 0.9 * before
