"""Schedules: plain functions from the fraction of a run that is done, 0 to 1, to a dial's value.

It is the fraction of the run's budget that is used up, in steps or in seconds, so every schedule ends where it should
whatever the budget is.
"""

import math
from collections.abc import Callable

from .errors import UsageError
from .spec import Dial

Schedule = Callable[[float], float]


def constant(value: float) -> Schedule:
    """Return a schedule that always gives `value`."""
    return lambda fraction: value


def linear(start: float, end: float, hold: float = 0.0) -> Schedule:
    """Hold `start` for the share `hold` of the run, then go straight to `end` (report 001's teacher forcing)."""

    def value(fraction: float) -> float:
        if fraction < hold:
            return start
        return start + (end - start) * (fraction - hold) / (1.0 - hold)

    return value


def cyclical(top: float, cycles: int = 1, wait: float = 0.2, rise: float | None = None) -> Schedule:
    """Repeat `cycles` times: 0 for the share `wait`, a straight rise over `rise`, then `top` (Fu et al. 2019).

    With `rise` None it takes all that is left (report 001's annealing). One cycle is the monotonic schedule.
    """
    ascent = 1.0 - wait if rise is None else rise

    def value(fraction: float) -> float:
        # The end of the last cycle is its top, not the start of one more.
        within = 1.0 if fraction >= 1.0 else (fraction * cycles) % 1.0
        if within < wait:
            return 0.0
        return top * min(1.0, (within - wait) / ascent) if ascent > 0 else top

    return value


def one_cycle(peak: float, warmup: float = 0.1) -> Schedule:
    """Rise in a line to `peak` over the share `warmup`, then along a half cosine to 0 (Smith and Topin 2018)."""

    def value(fraction: float) -> float:
        if fraction < warmup:
            return peak * (fraction / warmup)
        along = min(1.0, (fraction - warmup) / (1.0 - warmup))
        return peak * 0.5 * (1.0 + math.cos(math.pi * along))

    return value


def step_decay(start: float, factor: float, drops: int) -> Schedule:
    """Multiply `start` by `factor` at each of `drops` evenly spaced moments of the run (report 002's encoder rate)."""
    return lambda fraction: start * factor ** min(drops, math.floor(fraction * (drops + 1)))


def per_epoch(schedule: Schedule, epochs: int) -> Schedule:
    """Evaluate `schedule` at the start of each of `epochs` epochs only, as the reports' loops do."""
    return lambda fraction: schedule(min(epochs - 1, math.floor(fraction * epochs + 1e-9)) / epochs)


def check_dial(dial: Dial, value: float) -> None:
    """See that a dial can be turned to a value; `UsageError` where it is not finite or out of bounds."""
    # Written so that NaN fails too.
    if math.isfinite(value) and dial.low <= value <= dial.high:
        return
    bounds = f"of at least {dial.low:g}" if dial.high == math.inf else f"from {dial.low:g} to {dial.high:g}"
    raise UsageError(f"{dial.key} cannot be {value:g}; give a number {bounds}")
