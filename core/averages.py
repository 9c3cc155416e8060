"""Losses averaged over the examples between two reports, on the device so that nobody waits; what ends a run."""

import math
from collections.abc import Mapping
from typing import Literal, cast

import torch
from torch import Tensor

from .runs.checkpoint import Progress
from .task import Learned

# Losses past this many nats an example are no loss of anything.
EXPLODED = 1e5

Failure = tuple[Literal["not-finite", "exploded"], str]


class Averages:
    """Adds up what steps learned. Sums not yet reported begin with those of a run's progress, and are kept there."""

    def __init__(self, progress: Progress, device: torch.device) -> None:
        self.skipped = 0.0
        self._progress = progress
        self._device = device
        self._names: tuple[str, ...] = ()
        self._sums: Tensor | None = None
        self._reported: Mapping[str, float] = {}

    def add(self, learned: Learned) -> None:
        """Add a step's losses, the last of the sums being the examples whose update was skipped."""
        skipped = torch.zeros((), device=self._device) if learned.skipped is None else learned.skipped
        values = torch.stack([*(value.float() for value in learned.losses.values()), skipped.float()])
        sums = self._sums
        if sums is None and self._progress.pending:
            before = [self._progress.pending.get(name, 0.0) for name in learned.losses]
            sums = torch.tensor([*before, self._progress.skipped], device=values.device)
        self._names = tuple(learned.losses)
        self._sums = values * learned.examples if sums is None else sums + values * learned.examples
        self._progress.pending_examples += learned.examples

    def latest(self) -> tuple[Mapping[str, float], float]:
        """Return the mean losses since the last report, else those of it, and the fraction of skipped examples."""
        self.keep()
        examples = self._progress.pending_examples
        if not examples:
            return self._reported, self.skipped
        means = {name: value / examples for name, value in self._progress.pending.items()}
        return means, self._progress.skipped / examples

    def report(self) -> Mapping[str, float]:
        """Return the mean losses, and begin anew."""
        self._reported, self.skipped = self.latest()
        self._sums = None
        self._progress.pending, self._progress.skipped, self._progress.pending_examples = {}, 0.0, 0
        return self._reported

    def keep(self) -> None:
        """Write the sums into the progress, so that they are saved with it."""
        if self._sums is not None:
            *losses, self._progress.skipped = cast("list[float]", self._sums.tolist())
            self._progress.pending = dict(zip(self._names, losses, strict=True))


def failure(
    step: int, losses: Mapping[str, float], skipped: float, on_not_finite: str, remedy: str
) -> Failure | None:  # fmt: skip
    """Return why a run must end by its losses near a step, and the sentence; `skipped` is a fraction of examples."""
    shown = ", ".join(f"{name} {value:.3g}" for name, value in losses.items())
    if skipped and on_not_finite == "stop":
        return "not-finite", f"near step {step} a gradient is not finite ({shown}); {remedy}"
    if not skipped and any(not math.isfinite(value) or abs(value) > EXPLODED for value in losses.values()):
        return "exploded", f"near step {step} the loss exploded ({shown}); {remedy}"
    return None
