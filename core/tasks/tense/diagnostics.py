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

Word = Literal["healthy", "weak", "collapsed", "exploded", "ignores z", "autoencoder", "leaky"]

ACTIVE = 0.01
"""Variance of the posterior mean over the inputs from which a dimension counts as active (Burda et al. 2016)."""
# What z tells and how far it lies from the prior is held against ln N, the most that z can tell of N inputs. Shares of
# it below which the posterior counts as collapsed, and as weak.
COLLAPSED, WEAK = 0.1, 0.3
# How many times as much KL(q(z) || p(z)) must be for noise to fall where nothing lies, and the KL for the numbers to
# have left every bound: report 000's autoencoder, without any weight on its KL, comes to 150 nats, 20 times ln N.
FAR, EXPLODED = 2.0, 40.0
# Shares of the outputs that stay the same with another input's z from which z is ignored, and from which the decoder
# counts as collapsed; how far above chance the probe must be for z to count as leaky.
STAYS, SAME, LEAK = 0.5, 0.9, 0.2
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


def verdict(latent: Latent, stay: float) -> tuple[Word, str]:
    """Judge a latent by the first fault that it has, and give the reason, with its numbers, in a sentence.

    `stay` is the share of outputs that stay the same when another input's z is decoded.
    """
    most, information, apart = math.log(latent.n), latent.mutual_information, latent.aggregate_kl
    tells = f"z tells {information:.2g} of at most {most:.1f} nats (ln {latent.n}) about the input"
    same = f"{stay:.0%} of the outputs stay the same with another input's z"
    if not math.isfinite(latent.kl):
        return "exploded", "the posterior is not finite: the weights broke in training"
    if latent.kl > EXPLODED * most:
        return "exploded", f"the KL is {latent.kl:.3g} nats, where {most:.1f} (ln {latent.n}) tell all of the input"
    if stay > SAME:
        return "collapsed", f"{same}, so the decoder gives them whatever z is; {tells}"
    if information < COLLAPSED * most:
        return "collapsed", f"{tells}, the KL is {latent.kl:.2g} nats, and {same}"
    if information < WEAK * most:
        return "weak", f"{tells}, and {same}"
    if stay > STAYS:
        return "ignores z", f"{tells}, yet {same}"
    far = f"KL(q(z) || p(z)) is {apart:.1f} of the {latent.kl:.1f} nats of KL"
    if apart > FAR * most:
        return "autoencoder", f"{tells}, but {far}: noise falls where no input lies"
    probe = f"a linear probe reads the condition off z in {latent.probe:.0%} of cases (chance {latent.chance:.0%})"
    if latent.probe > latent.chance + LEAK:
        return "leaky", f"{probe}, though the decoder is given it anyway; {tells}"
    return "healthy", f"{tells}, {far}, {same}, and {probe}"
