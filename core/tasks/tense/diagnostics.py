"""Is the latent used, and how? Measures of a Gaussian posterior on N inputs, and a verdict in a word.

An input is a row of `mu` and `logvar`, its condition a number. KL and information are in nats.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from .loss import kl_per_dimension

Verdict = Literal["healthy", "collapsed", "ignores z", "autoencoder", "leaky"]

ACTIVE = 0.01
"""Variance of the posterior mean over the inputs from which a dimension counts as active (Burda et al. 2016)."""
NOTHING = 0.1
"""Nats of KL or mutual information below which z tells nothing."""
STAYS = 0.5
"""Share of outputs that outlive another input's z from which z counts as ignored."""
LEAK = 0.15
"""How far above chance the probe must be for z to count as leaky."""
FAR = 2.0
"""How many times the mutual information KL(q(z) || p(z)) must be for the prior to count as missed in any case."""
# Narrower posteriors do not overlap any more, and wider ones hold nothing: bounds that keep float64 exact.
_LOGVAR = (-20.0, 20.0)
_ROWS = 256
_RIDGE = 1e-3


@dataclass(frozen=True)
class Latent:
    """Measures of the posteriors of `n` inputs; `probe` and `chance` are shares of held-out inputs."""

    kl_per_dimension: tuple[float, ...]
    active_units: int
    mutual_information: float
    n: int
    probe: float
    chance: float

    @property
    def kl(self) -> float:
        """KL(q(z | x) || p(z)), summed over dimensions, averaged over inputs."""
        return sum(self.kl_per_dimension)

    @property
    def aggregate_kl(self) -> float:
        """KL(q(z) || p(z)) = KL - I(x; z), how far all codes together lie from the prior (Hoffman and Johnson 2016)."""
        return self.kl - self.mutual_information


def measure(
    mu: Float[Tensor, "N Z"], logvar: Float[Tensor, "N Z"], condition: Int[Tensor, "N"], seed: int = 0
) -> Latent:
    """Measure posteriors and how well a linear probe reads each input's condition off one draw of its z."""
    mu, logvar, condition = mu.double().cpu(), logvar.double().cpu(), condition.cpu()
    kl = tuple(float(value) for value in kl_per_dimension(mu, logvar).mean(0))
    if not math.isfinite(sum(kl)):
        return Latent(kl, 0, math.nan, len(mu), math.nan, math.nan)
    generator = torch.Generator().manual_seed(seed)
    information = mutual_information(mu, logvar, generator)
    z = mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape, generator=generator, dtype=mu.dtype)
    probe, chance = linear_probe(z, condition, generator)
    return Latent(kl, active_units(mu), information, len(mu), probe, chance)


def active_units(mu: Float[Tensor, "N Z"]) -> int:
    """Return the number of dimensions whose posterior mean varies over inputs: Var_x(E[z | x]) >= 0.01."""
    return int((mu.var(0, correction=0) >= ACTIVE).sum())


def mutual_information(mu: Float[Tensor, "N Z"], logvar: Float[Tensor, "N Z"], generator: torch.Generator) -> float:
    """Estimate I(x; z), q(z) the mixture of all posteriors (Hoffman and Johnson 2016); at most ln N."""
    mu, logvar = mu.double().cpu(), logvar.double().cpu().clamp(*_LOGVAR)
    mu = mu - mu.mean(0)
    z = mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape, generator=generator, dtype=mu.dtype)
    precision = torch.exp(-logvar)
    weighted, constant = mu * precision, (mu.square() * precision + logvar).sum(1)
    total = 0.0
    # log q(z_i | x_j), but for a constant that cancels, as products of matrices: nobody holds N x N x Z numbers.
    for start in range(0, len(z), _ROWS):
        part = z[start : start + _ROWS]
        density = -0.5 * (part.square() @ precision.T - 2 * part @ weighted.T + constant)
        own = density.diagonal(start)
        total += float((own - density.logsumexp(1)).sum())
    return min(max(total / len(z) + math.log(len(z)), 0.0), math.log(len(z)))


def linear_probe(z: Float[Tensor, "N Z"], labels: Int[Tensor, "N"], generator: torch.Generator) -> tuple[float, float]:
    """Return how often a ridge regression fitted to half of z tells the label of the other half, and chance."""
    order = torch.randperm(len(z), generator=generator)
    fitted, held = order[: len(z) // 2], order[len(z) // 2 :]
    if len(fitted) == 0:
        return 1.0, 1.0
    centre, scale = z[fitted].mean(0), z[fitted].std(0, correction=0).clamp(min=1e-6)
    inputs = torch.cat([(z - centre) / scale, torch.ones(len(z), 1, dtype=z.dtype)], dim=1)
    aims = torch.nn.functional.one_hot(labels).to(z.dtype)
    ridge = _RIDGE * len(fitted) * torch.eye(inputs.shape[1], dtype=z.dtype)
    covariance = inputs[fitted].T @ inputs[fitted] + ridge
    predicted = (inputs[held] @ covariance.inverse() @ inputs[fitted].T @ aims[fitted]).argmax(1)
    return float((predicted == labels[held]).double().mean()), int(labels[held].bincount().max()) / len(held)


def derangement(count: int, seed: int = 0) -> list[int]:
    """Return a random permutation of `count` >= 2 positions that leaves none where it is, for decoding shuffled z."""
    order = [int(i) for i in torch.randperm(count, generator=torch.Generator().manual_seed(seed))]
    taken = [0] * count
    for here, there in zip(order, order[1:] + order[:1], strict=True):
        taken[here] = there
    return taken


def verdict(latent: Latent, stay: float, consistent: float) -> tuple[Verdict, str]:
    """Judge a latent by the first fault that it has, and give the reason, with its numbers, in a sentence.

    `stay` is the share of outputs that stay the same when another input's z is decoded; `consistent` the share of
    draws from the prior that decode to something that makes sense.
    """
    information, apart = latent.mutual_information, latent.aggregate_kl
    tells = f"z tells {information:.1f} of at most ln {latent.n} = {math.log(latent.n):.1f} nats about the input"
    if not math.isfinite(latent.kl):
        return "collapsed", "the posterior is not finite, so z tells nothing: the weights broke in training"
    if latent.active_units == 0 or min(latent.kl, information) < NOTHING:
        active = f"{latent.active_units} of {len(latent.kl_per_dimension)} units are active"
        return (
            "collapsed",
            f"{active}, the KL is {latent.kl:.2g} nats, and z tells {information:.2g} nats about the input",
        )
    if stay >= STAYS:
        return "ignores z", f"{tells}, yet {stay:.0%} of the outputs stay the same with another input's z"
    far = f"KL(q(z) || p(z)) is {apart:.1f} of the {latent.kl:.1f} nats of KL"
    if apart > FAR * information or (apart > information and consistent < 0.5):
        return "autoencoder", f"{tells}, but {far}: {consistent:.0%} of draws from the prior decode to sense"
    probe = f"a linear probe reads the condition off z in {latent.probe:.0%} of cases (chance {latent.chance:.0%})"
    if latent.probe > latent.chance + LEAK:
        return "leaky", f"{probe}, though the decoder is given it anyway; {tells}"
    return "healthy", f"{tells}, {far}, {stay:.0%} of the outputs stay the same with another input's z, and {probe}"
