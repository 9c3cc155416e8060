"""The moments of a run that the reports speak of: a weight that falls back, a truth that is taken away, a peak."""

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, nan

from ..events import Evaluated, Stepped
from .outcome import Outcome

# The share of the weight's top from which a fall to less than a tenth of it counts as a release.
HIGH, LOW = 0.5, 0.1
# Evaluations after a release that are looked at.
AFTER = 3


@dataclass(frozen=True)
class Release:
    """The KL weight fell at `epoch`; scores at the last evaluation before, and the best `epochs` later."""

    epoch: float
    epochs: float
    bleu4_before: float
    bleu4_after: float
    gaussian_before: float
    gaussian_after: float


@dataclass(frozen=True)
class Fed:
    """CE and BLEU-4 while the decoder was fed the truth, CE at its worst when it no longer was, and both at the end."""

    ce_fed: float
    bleu4_fed: float
    ce_self: float
    ce_end: float
    bleu4_end: float


def releases(outcome: Outcome) -> list[Release]:
    """Return every fall of the KL weight that has evaluations on both sides."""
    weights = [(event.epoch, event.dials.get("kl_weight", 0.0)) for event in outcome.reports]
    top = max((weight for _, weight in weights), default=0.0)
    falls = [
        after[0] for before, after in pairwise(weights)
        if before[1] >= HIGH * top > 0 and after[1] < LOW * top
    ]  # fmt: skip
    return [found for epoch in falls if (found := _around(outcome.evaluations, epoch)) is not None]


def _around(evaluations: list[Evaluated], epoch: float) -> Release | None:
    before = [event for event in evaluations if event.epoch < epoch]
    after = [event for event in evaluations if event.epoch >= epoch][:AFTER]
    if not before or not after:
        return None
    best = max(after, key=lambda event: event.scores.get("bleu4", nan))
    old, new = before[-1].scores, best.scores
    return Release(
        epoch, best.epoch - epoch, old.get("bleu4", nan), new.get("bleu4", nan),
        old.get("gaussian", nan), new.get("gaussian", nan),
    )  # fmt: skip


def fed_losses(outcome: Outcome) -> Fed | None:
    """Return how a run fared before and after teacher forcing left 1; None where it has not left it."""
    fed = [event for event in outcome.reports if event.dials.get("teacher_forcing", 1.0) >= 1.0]
    own = [event for event in outcome.reports if event.dials.get("teacher_forcing", 1.0) < 1.0]
    if not fed or not own:
        return None
    before = [event for event in outcome.evaluations if event.epoch < own[0].epoch]
    return Fed(
        _mean_ce(fed[-3:]), before[-1].scores.get("bleu4", nan) if before else nan,
        max(_mean_ce(own[i : i + 3]) for i in range(max(1, len(own) - 2))), _mean_ce(own[-3:]),
        outcome.evaluations[-1].scores.get("bleu4", nan) if outcome.evaluations else nan,
    )  # fmt: skip


def peak(outcome: Outcome, loss: str) -> float | None:
    """Return the highest value of a loss that was reported; None where there is none."""
    values = [(event.losses or {}).get(loss, nan) for event in outcome.reports]
    return max((value for value in values if isfinite(value)), default=None)


def _mean_ce(events: list[Stepped]) -> float:
    values = [(event.losses or {}).get("ce", nan) for event in events]
    return sum(values) / len(values)
