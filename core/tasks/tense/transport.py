"""The map from noise to where the verbs are: the prior N(0, I) transported to the aggregate posterior."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

# How far a verb's mean moves towards one form's: the four differ a little.
MEAN_RATE = 0.1
# The step of the potential, in half squared distances: what a verb loses for each z that it is assigned.
POTENTIAL_RATE = 0.02


class Transport(nn.Module):
    """Which verb a z from the prior is assigned to, and where that verb's posterior lies.

    It is the verb with the nearest posterior mean, offset by a potential so that every verb gets an equal share of the
    prior: the semi-discrete optimal transport of N(0, I) to the means, its dual climbed by stochastic gradients
    (Genevay et al. 2016). Without the potential the verbs in the middle take all the noise. V verbs, Z latent
    dimensions. Steps of both are scaled by `share`: as they shrink (Robbins and Monro 1951), borders come to rest.
    """

    mu: Tensor
    potential: Tensor

    def __init__(self, verbs: int, latent: int) -> None:
        super().__init__()
        self.register_buffer("mu", torch.zeros(verbs, latent))
        self.register_buffer("potential", torch.zeros(verbs))

    @torch.no_grad()
    def forward(self, z: Float[Tensor, "N Z"], fraction: float = 1.0) -> Float[Tensor, "N Z"]:
        """Return each z moved by a fraction of the distance to its verb's mean (McCann 1997: 0 leaves it)."""
        return z + fraction * (self.mu[self.assign(z)] - z)

    @torch.no_grad()
    def assign(self, z: Float[Tensor, "N Z"]) -> Int[Tensor, "N"]:
        """Return the number of the verb that each z is assigned to."""
        # In bfloat16 a distance of 30 is known to an eighth, and verbs lie closer than that.
        with torch.autocast(z.device.type, enabled=False):
            return torch.addmm(self.potential - 0.5 * self.mu.square().sum(1), z, self.mu.T).argmax(1)

    @torch.no_grad()
    def update_means(
        self, verbs: Int[Tensor, "B"], mu: Float[Tensor, "B Z"], real: Bool[Tensor, "B"], share: float = 1.0
    ) -> None:
        """Move each verb's mean a little towards the posterior means of its `real` forms, where these are finite."""
        counted = real & torch.isfinite(mu).all(1)
        # Many forms of one verb in a batch must not add up to more than the distance: its mean would swing ever wider.
        forms = torch.zeros_like(self.potential).index_add_(0, verbs, counted.to(self.potential.dtype))[verbs]
        rate = MEAN_RATE * share
        moves = rate * (mu - self.mu[verbs]) / (rate * forms).clamp(min=1.0)[:, None]
        self.mu.index_add_(0, verbs, torch.where(counted[:, None], moves, 0.0))

    @torch.no_grad()
    def update_potential(self, verbs: Int[Tensor, "N"], share: float = 1.0) -> None:
        """Lower the potential of those verbs that more than their share of some noise was assigned to: `verbs`."""
        rate = POTENTIAL_RATE * share
        self.potential += rate * len(verbs) / len(self.potential)
        self.potential.index_add_(0, verbs, torch.full_like(verbs, -rate, dtype=self.potential.dtype))
