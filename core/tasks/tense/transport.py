"""The map from noise to where the verbs are: the prior N(0, I) carried to the aggregate posterior."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

# How far a verb's mean moves towards one form's: the four differ a little.
MEAN_RATE = 0.1
# Half a squared distance by which a verb that is given one z falls behind the others in being given the next.
BALANCING = 0.02


class Transport(nn.Module):
    """Which verb a z from the prior belongs to, and where that verb's posterior lies.

    It is the verb with the nearest posterior mean, weighed so that every verb gets an equal share of the prior: the
    semi-discrete optimal transport of N(0, I) to the means, its dual climbed by stochastic gradients (Genevay et al.
    2016). Without the weights the verbs in the middle take all the noise. V verbs, Z latent dimensions.
    """

    mu: Tensor
    favour: Tensor

    def __init__(self, verbs: int, latent: int) -> None:
        super().__init__()
        self.register_buffer("mu", torch.zeros(verbs, latent))
        self.register_buffer("favour", torch.zeros(verbs))

    @torch.no_grad()
    def forward(self, z: Float[Tensor, "N Z"], share: float = 1.0) -> Float[Tensor, "N Z"]:
        """Return each z moved by `share` of the way to its verb's mean (McCann 1997: 0 leaves it, 1 arrives)."""
        return z + share * (self.mu[self.verbs(z)] - z)

    @torch.no_grad()
    def verbs(self, z: Float[Tensor, "N Z"]) -> Int[Tensor, "N"]:
        """Return the number of the verb that each z belongs to."""
        # In bfloat16 a distance of 30 is known to an eighth, and verbs lie closer than that.
        with torch.autocast(z.device.type, enabled=False):
            return torch.addmm(self.favour - 0.5 * self.mu.square().sum(1), z, self.mu.T).argmax(1)

    @torch.no_grad()
    def remember(self, verbs: Int[Tensor, "B"], mu: Float[Tensor, "B Z"], real: Bool[Tensor, "B"]) -> None:
        """Move each verb's mean a little towards the posterior means of its `real` forms, where these are finite."""
        counted = real & torch.isfinite(mu).all(1)
        # Many forms of one verb in a batch must not add up to more than the whole way: its mean would swing ever wider.
        forms = torch.zeros_like(self.favour).index_add_(0, verbs, counted.to(self.favour.dtype))[verbs]
        moves = MEAN_RATE * (mu - self.mu[verbs]) / (MEAN_RATE * forms).clamp(min=1.0)[:, None]
        self.mu.index_add_(0, verbs, torch.where(counted[:, None], moves, 0.0))

    @torch.no_grad()
    def balance(self, verbs: Int[Tensor, "N"]) -> None:
        """Favour those verbs less from now on that got more than their share of some noise: `verbs`, those it got."""
        self.favour += BALANCING * len(verbs) / len(self.favour)
        self.favour.index_add_(0, verbs, torch.full_like(verbs, -BALANCING, dtype=self.favour.dtype))
