"""Candidates weighed against each other: a log-linear model of what the networks and the lexicon say.

Its weights are fitted by maximum likelihood on validation pairs, so that what it gives are probabilities: how much the
channel, the direct network and the frequency count, and how likely a word is right as it stands. What is left over
to 1 is that none of the candidates is right.

Shapes: B inputs, K candidates, F features; K1 = K + 1.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn.functional import logsigmoid, pad

FEATURES = ("channel", "direct", "frequency", "known", "same and known", "same and unknown")
# The features of the input itself among its candidates.
SAME = slice(4, 6)
# What else has a weight: that none is right, the same by the best of the channel, and the logit of the share of pairs
# that nothing explains, and that by the channel. Without it a few odd pairs would make every probability too cautious.
START = (1.0, 0.3, 0.5, 3.0, 6.0, -2.0, -4.0, 0.0, -3.0, 0.0)
# How little the weights are drawn to where they start.
RIDGE = 3e-5
STEPS = 200


class Scored(NamedTuple):
    """The features (B, K, F) of candidates, and which places hold one."""

    features: Float[Tensor, "B K F"]
    there: Bool[Tensor, "B K"]

    def padded(self, width: int) -> "Scored":
        """Return the same with room for `width` candidates."""
        more = width - self.there.shape[1]
        return Scored(pad(self.features, (0, 0, 0, more)), pad(self.there, (0, more)))


class Ranker(nn.Module):
    """p(candidate is right | input), and p(none is)."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weights", torch.tensor(START))
        self.weights: Tensor

    def forward(
        self, scored: Scored, weights: Tensor | None = None, bonus: Float[Tensor, "B K"] | None = None
    ) -> Float[Tensor, "B K1"]:
        """Return the log probability of each candidate and, last, of none; `bonus` is added to what they score."""
        weights = (self.weights if weights is None else weights).to(scored.features.device)
        there = scored.there[..., None]
        # Log probabilities of a long word are lower than those of a short one: only what lies between them counts.
        logs = scored.features[..., :2]
        best = logs.masked_fill(~there, -1e4).amax(1, keepdim=True)
        features = torch.cat([logs - best, scored.features[..., 2:]], -1)
        score = features @ weights[: len(FEATURES)] + (0.0 if bonus is None else bonus)
        score = score.masked_fill(~scored.there, -1e4)
        none = weights[len(FEATURES)] + weights[len(FEATURES) + 1] * best[:, :, 0]
        explained = torch.cat([score, none], 1).log_softmax(1)
        # What nothing explains may be any candidate, or none.
        count = scored.there.sum(1, keepdim=True) + 1
        odd = weights[-2] + weights[-1] * best[:, :, 0]
        any_of_them = logsigmoid(odd) - count.log().expand_as(explained)
        any_of_them = any_of_them.masked_fill(~pad(scored.there, (0, 1), value=True), -1e4)
        return torch.logaddexp(explained + logsigmoid(-odd), any_of_them)

    def fit(self, scored: Scored, right: Bool[Tensor, "B K"]) -> None:
        """Fit the weights to candidates of which some are right, or none."""
        start = torch.tensor(START)
        weights = nn.Parameter(start.clone())
        optimizer = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")
        wanted = torch.cat([right, ~right.any(1, keepdim=True)], 1)

        def loss() -> Tensor:
            optimizer.zero_grad()
            log_probs = self(scored, weights).masked_fill(~wanted, -1e4)
            value = -log_probs.logsumexp(1).mean() + RIDGE * ((weights - start) ** 2).sum()
            value.backward()
            return value

        with torch.enable_grad():
            optimizer.step(loss)
        if bool(torch.isfinite(weights).all()):
            self.weights.copy_(weights.detach())
