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
    """Hold `start` for the share `hold` of the run, then go in a straight line to `end`.

    With start 1 and hold 0.2 this is report 001's teacher forcing as its text describes it.
    """

    def value(fraction: float) -> float:
        if fraction < hold:
            return start
        return start + (end - start) * (fraction - hold) / (1.0 - hold)

    return value


def cyclical(top: float, cycles: int = 1, wait: float = 0.2, rise: float | None = None) -> Schedule:
    """Repeat `cycles` times: 0 for the share `wait` of a cycle, then a straight rise to `top`, then `top`.

    `rise` is the share of a cycle that the ascent takes; None takes all that is left after `wait`
    (report 001's annealing). One cycle is the monotonic schedule. Source: Fu et al. 2019, "Cyclical
    Annealing Schedule".
    """
    ascent = 1.0 - wait if rise is None else rise

    def value(fraction: float) -> float:
        # The end of the last cycle is its top, not the start of one more.
        within = 1.0 if fraction >= 1.0 else (fraction * cycles) % 1.0
        if within < wait:
            return 0.0
        return top * min(1.0, (within - wait) / ascent) if ascent > 0 else top

    return value


def one_cycle(peak: float, warmup: float = 0.1, final: float = 0.0) -> Schedule:
    """Rise in a straight line to `peak` over the share `warmup`, then fall along a half cosine to `final`.

    Source: Smith and Topin 2018, "Super-Convergence".
    """

    def value(fraction: float) -> float:
        if fraction < warmup:
            return peak * (fraction / warmup)
        along = min(1.0, (fraction - warmup) / (1.0 - warmup))
        return final + (peak - final) * 0.5 * (1.0 + math.cos(math.pi * along))

    return value


def step_decay(start: float, factor: float, drops: int) -> Schedule:
    """Multiply `start` by `factor` at each of `drops` evenly spaced moments of the run (report 002's encoder rate)."""
    return lambda fraction: start * factor ** min(drops, math.floor(fraction * (drops + 1)))


def per_epoch(schedule: Schedule, epochs: int) -> Schedule:
    """Evaluate `schedule` at the start of each of `epochs` epochs only, as the reports' loops do."""
    return lambda fraction: schedule(min(epochs - 1, math.floor(fraction * epochs + 1e-9)) / epochs)


def check_dial(dial: Dial, value: float) -> None:
    """See that a dial can be turned to a value.

    Raises:
        UsageError: it is not finite, or out of the dial's bounds.
    """
    # Written so that NaN fails too.
    if math.isfinite(value) and dial.low <= value <= dial.high:
        return
    bounds = f"of at least {dial.low:g}" if dial.high == math.inf else f"from {dial.low:g} to {dial.high:g}"
    raise UsageError(f"{dial.key} cannot be {value:g}; give a number {bounds}")
