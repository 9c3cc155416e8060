"""What is made of an LSTM's states: one vector a text, and how much each word counts in it. Pure.

Shapes: B texts, T tokens, H units. `lengths` are the tokens of a text that are looked at, at least 1.
"""

from collections.abc import Callable
from typing import cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

Pooled = tuple[Float[Tensor, "B W"], Float[Tensor, "B T"]]
"""The vectors (B, H or 2 H), and the weight of each word, which sum to 1 (or are all 0)."""


def mask_of(lengths: Int[Tensor, "B"], steps: int) -> Bool[Tensor, "B T"]:
    """Mark the steps that belong to a text."""
    return torch.arange(steps, device=lengths.device) < lengths[:, None]


def mean_by(weights: Float[Tensor, "B T"], states: Float[Tensor, "B T H"]) -> Float[Tensor, "B H"]:
    """Return each text's states, weighed and summed."""
    return torch.bmm(weights[:, None], states)[:, 0]


def last_state(states: Float[Tensor, "B T H"], lengths: Int[Tensor, "B"]) -> Float[Tensor, "B H"]:
    """Return the state after the last token of each text."""
    return states[torch.arange(len(states), device=states.device), lengths - 1]


def pool_last(states: Float[Tensor, "B T H"], lengths: Int[Tensor, "B"]) -> Pooled:
    """Return the last state; the last token alone has weight (report 004, its first system)."""
    steps = torch.arange(states.shape[1], device=states.device)
    return last_state(states, lengths), (steps == lengths[:, None] - 1).to(states.dtype)


def pool_mean(states: Float[Tensor, "B T H"], lengths: Int[Tensor, "B"]) -> Pooled:
    """Return the mean of a text's states; every token has the same weight."""
    weights = mask_of(lengths, states.shape[1]) / lengths[:, None].to(states.dtype)
    return mean_by(weights, states), weights


def pool_report(states: Float[Tensor, "B T H"], lengths: Int[Tensor, "B"]) -> Pooled:
    """Return the last state and the sum of gated states beside it, as report 004's second system is printed.

    Its scores are the last state times every state, *elementwise*, the last one among them, and its softmax goes over
    the H *features* of each: a gate, not an attention over time. A word's weight is its part of the sum, by length.
    """
    last = last_state(states, lengths)
    gated = states * torch.softmax(last[:, None] * states, dim=-1) * mask_of(lengths, states.shape[1])[..., None]
    sizes = gated.detach().square().sum(-1).sqrt()
    return torch.cat([last, gated.sum(1)], 1), sizes / sizes.sum(1, keepdim=True).clamp(min=1e-12)


def pool_attention(states: Float[Tensor, "B T H"], lengths: Int[Tensor, "B"]) -> Pooled:
    """Return the last state and the context beside it: what report 004's text describes (Luong et al. 2015, dot).

    The last state times each earlier one, summed over features; a softmax over time; the earlier states' mean by that.
    A text of one word has no earlier state: its context is zero.
    """
    last = last_state(states, lengths)
    earlier = mask_of(lengths - 1, states.shape[1])
    products = cast(Tensor, torch.linalg.vecdot(states, last[:, None]))
    scores = products.masked_fill(~earlier, float("-inf"))
    # A row without any earlier state would be a softmax over nothing.
    weights = torch.softmax(scores.masked_fill(~earlier.any(1, keepdim=True), 0.0), dim=1) * earlier
    return torch.cat([last, mean_by(weights, states)], 1), weights


POOLINGS: dict[str, Callable[[Tensor, Tensor], Pooled]] = {
    "last": pool_last, "mean": pool_mean, "report": pool_report, "attention": pool_attention,
}  # fmt: skip
BESIDE = ("report", "attention")
"""The poolings that put a context beside the last state, so that their vectors are twice as wide."""
