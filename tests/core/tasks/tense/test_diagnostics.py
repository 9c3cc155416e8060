"""Measures of the latent against integrals; each verdict from evidence written out."""

import math

import pytest
import torch
from torch import Tensor
from torch.distributions import Normal

from cvae_tui.core.tasks.tense.diagnostics import (
    Latent,
    active_units,
    derangement,
    linear_probe,
    measure,
    mutual_information,
    verdict,
)
from cvae_tui.core.tasks.tense.loss import kl_per_dimension


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def test_units_are_active_from_a_variance_of_a_hundredth() -> None:
    # Variances of the columns: 0.0121, 0.0081 and 0.
    mu = torch.tensor([[0.11, 0.09, 5.0], [-0.11, -0.09, 5.0]])
    assert active_units(mu) == 1


def mixture_information(distance: float) -> float:
    """I(x; z) of two equally likely inputs with unit variance, by integration."""
    z = torch.linspace(-20, 20, 200_001, dtype=torch.double)
    densities = [Normal(torch.tensor(at, dtype=torch.double), 1.0).log_prob(z) for at in (-distance / 2, distance / 2)]
    mixed = torch.logsumexp(torch.stack(densities), 0) - math.log(2)
    return float(sum(torch.trapezoid(0.5 * p.exp() * (p - mixed), z) for p in densities))


@pytest.mark.parametrize("distance", [0.5, 1.0, 2.0, 4.0])
def test_information_of_a_mixture_of_two(distance: float) -> None:
    # The mixture of many copies of two inputs is the mixture of the two.
    mu = torch.tensor([[-distance / 2], [distance / 2]]).repeat(2000, 1)
    found = mutual_information(mu, torch.zeros_like(mu), generator())
    assert found == pytest.approx(mixture_information(distance), abs=0.02)


def test_information_is_at_most_ln_n_and_nothing_when_all_are_alike() -> None:
    apart = 1000.0 * torch.arange(600.0)[:, None].repeat(1, 2)
    assert mutual_information(apart, torch.full_like(apart, -60.0), generator()) == pytest.approx(math.log(600))
    alike = torch.full((600, 2), 3.0)
    assert mutual_information(alike, torch.zeros_like(alike), generator()) == pytest.approx(0.0, abs=1e-9)


def test_a_probe_reads_what_is_linear_in_z_and_guesses_otherwise() -> None:
    labels = torch.arange(4000) % 4
    z = torch.randn(4000, 5, generator=generator(), dtype=torch.double)
    told, chance = linear_probe(z, labels, generator())
    assert told == pytest.approx(0.25, abs=0.04)
    assert chance == pytest.approx(0.25, abs=0.05)
    z[:, 2] *= 0.1
    z[:, :4] += 8.0 * torch.nn.functional.one_hot(labels, 4)
    assert linear_probe(z, labels, generator())[0] == 1.0


def test_a_probe_of_one_input_cannot_fail() -> None:
    assert linear_probe(torch.zeros(1, 2), torch.tensor([0]), generator()) == (1.0, 1.0)


@pytest.mark.parametrize("count", [2, 3, 50])
def test_shuffling_leaves_nothing_in_place(count: int) -> None:
    taken = derangement(count)
    assert sorted(taken) == list(range(count))
    assert all(here != there for here, there in enumerate(taken))
    assert taken == derangement(count)


def posteriors(n: int = 64) -> tuple[Tensor, Tensor, Tensor]:
    z = torch.randn(n, 2, generator=generator())
    return z, torch.full_like(z, -4.0), torch.arange(n) % 4


def test_measures_add_up() -> None:
    mu, logvar, tense = posteriors()
    latent = measure(mu, logvar, tense)
    assert latent.kl == pytest.approx(float(kl_per_dimension(mu, logvar).mean(0).sum()), rel=1e-5)
    assert latent.aggregate_kl == latent.kl - latent.mutual_information
    assert (latent.n, latent.active_units, len(latent.kl_per_dimension)) == (64, 2, 2)
    assert latent == measure(mu, logvar, tense)


def test_a_posterior_that_is_not_finite_is_exploded() -> None:
    mu, logvar, tense = posteriors()
    mu[3, 1] = math.nan
    word, reason = verdict(measure(mu, logvar, tense), stay=1.0)
    assert word == "exploded"
    assert "not finite" in reason


def latent(kl: float = 7.5, information: float = 6.9, probe: float = 0.27) -> Latent:
    """Of 2,000 inputs, of which z can tell 7.6 nats at the most."""
    return Latent((kl,), 1, information, 2000, probe, 0.25)


@pytest.mark.parametrize(
    ("found", "stay", "expected", "figure"),
    [
        (latent(), 0.01, "healthy", "6.9 of at most 7.6 nats (ln 2000)"),
        # A tenth and three tenths of 7.6 nats are 0.76 and 2.28.
        (latent(kl=0.13, information=0.12), 0.4, "collapsed", "0.12 of at most 7.6"),
        (latent(kl=0.8, information=0.75), 0.4, "collapsed", "0.75 of at most 7.6"),
        (latent(kl=0.8, information=0.77), 0.4, "weak", "0.77 of at most 7.6"),
        (latent(kl=2.3, information=2.27), 0.1, "weak", "2.3 of at most 7.6"),
        (latent(kl=2.4, information=2.29), 0.1, "healthy", "2.3 of at most 7.6"),
        # A large KL does not show that z tells anything: all the words may lie in the same far place.
        (latent(kl=50.0, information=0.02), 1.0, "collapsed", "0.02 of at most 7.6"),
        (latent(), 0.97, "collapsed", "97% of the outputs stay the same"),
        (latent(), 0.6, "ignores z", "yet 60%"),
        # Twice 7.6 nats between all codes together and the prior.
        (latent(kl=22.0, information=7.6), 0.0, "healthy", "14.4 of the 22.0"),
        (latent(kl=23.0, information=7.6), 0.0, "autoencoder", "15.4 of the 23.0"),
        (latent(kl=150.0, information=7.6), 0.0, "autoencoder", "142.4 of the 150.0"),
        # Forty times 7.6 nats are 304.
        (latent(kl=310.0, information=7.6), 0.0, "exploded", "310 nats"),
        (latent(probe=0.44), 0.0, "healthy", "44%"),
        (latent(probe=0.46), 0.0, "leaky", "46%"),
    ],
)
def test_verdicts_and_their_figures(found: Latent, stay: float, expected: str, figure: str) -> None:
    word, reason = verdict(found, stay)
    assert word == expected
    assert figure in reason
    assert "\n" not in reason
