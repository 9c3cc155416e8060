"""What a run is ended or warned for, judged by the losses it reports."""

import math
from collections.abc import Mapping
from typing import Literal

from .events import Alert, Stepped

# Losses past this many nats a word are no loss of anything; a uniform guess over 29 symbols costs 3.4 a letter.
EXPLODED = 1e5
# Nats of KL below which z tells nothing, and the share of a run that it is given to rise above them.
NOTHING, PATIENCE = 0.01, 0.05

Failure = tuple[Literal["not-finite", "exploded"], str]


def failure(step: int, losses: Mapping[str, float] | None, on_not_finite: str) -> Failure | None:
    """Return why a run must end and the sentence that says so, when the losses near a step show it."""
    if losses is None:
        return None
    skipped = losses.get("skipped", 0.0)
    real = {name: value for name, value in losses.items() if name != "skipped"}
    shown = ", ".join(f"{name} {value:.3g}" for name, value in real.items())
    remedy = "lower lr or the KL weight, or clip"
    if skipped and on_not_finite == "stop":
        return "not-finite", f"near step {step} a gradient is not finite ({shown}); {remedy}"
    if not skipped and any(not math.isfinite(value) or abs(value) > EXPLODED for value in real.values()):
        return "exploded", f"near step {step} the loss exploded ({shown}); {remedy}"
    return None


def warnings(stepped: Stepped) -> list[Alert]:
    """Return what the losses of a step give reason to tell."""
    losses, found = stepped.losses or {}, list[Alert]()
    if losses.get("skipped"):
        sentence = "updates are skipped, their gradients are not finite; lower lr or the KL weight, or clip"
        found.append(Alert(stepped.step, "not-finite", sentence))
    weighed = stepped.dials.get("kl_weight", 0.0) > 0 and stepped.progress > PATIENCE
    if weighed and losses.get("kl", math.inf) < NOTHING:
        sentence = "the KL fell to zero: z tells nothing, the posterior collapsed; lower the KL weight"
        found.append(Alert(stepped.step, "collapsed", sentence))
    return found
