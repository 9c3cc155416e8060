"""What a step ends with: gradients clipped, and the update."""

from collections.abc import Iterable

import torch
from jaxtyping import Float
from torch import Tensor, nn


def clip(parameters: Iterable[nn.Parameter], most: float) -> Float[Tensor, ""]:
    """Scale the gradients to a norm of `most` where they have more, and `most` is not 0; return the norm before."""
    parameters = list(parameters)
    if most:
        return nn.utils.clip_grad_norm_(parameters, most)
    return nn.utils.get_total_norm([each.grad for each in parameters if each.grad is not None])


def update(rates: Iterable[tuple[torch.optim.Optimizer, float]], norm: Float[Tensor, "*N"]) -> Float[Tensor, ""]:
    """Let fused optimizers step at their learning rates where gradients' norms are finite, and clear the gradients.

    Returns 1 where the update was left out, else 0, on the norms' device.
    """
    skipped = (~torch.isfinite(norm).all()).float()
    for optimizer, rate in rates:
        for group in optimizer.param_groups:
            group["lr"] = rate
        # The fused kernels read this and leave the update out on the device, without anyone waiting for it.
        optimizer.found_inf = skipped  # type: ignore[attr-defined]
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return skipped
