"""What a run of any task is ended or warned for, judged by the losses it reports; its `spec.alerts` has more."""

import math
from collections.abc import Mapping
from typing import Literal

# Losses past this many nats an example are no loss of anything.
EXPLODED = 1e5

Failure = tuple[Literal["not-finite", "exploded"], str]


def failure(
    step: int, losses: Mapping[str, float], skipped: float, on_not_finite: str, remedy: str
) -> Failure | None:  # fmt: skip
    """Return why a run must end and the sentence that says so, when the losses near a step show it.

    `skipped` is the fraction of examples whose update was left out for a gradient that is not finite.
    """
    shown = ", ".join(f"{name} {value:.3g}" for name, value in losses.items())
    if skipped and on_not_finite == "stop":
        return "not-finite", f"near step {step} a gradient is not finite ({shown}); {remedy}"
    if not skipped and any(not math.isfinite(value) or abs(value) > EXPLODED for value in losses.values()):
        return "exploded", f"near step {step} the loss exploded ({shown}); {remedy}"
    return None


def skipping(remedy: str) -> str:
    """Return the sentence that says that updates are left out."""
    return f"updates are skipped, their gradients are not finite; {remedy}"
