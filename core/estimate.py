"""How long a run would take on this machine, from a few of its steps and one evaluation. Writes nothing."""

import json
import os
import sys
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from .sessions import TrainOrder, settings_for, start

# Seconds that are measured for, and steps at the most: taken from all over the run, whose steps may differ.
MEASURED, MOST = 1.0, 32


@dataclass(frozen=True)
class Estimate:
    """Training seconds of a whole run, evaluations among them, and its steps; None where its budget is time."""

    seconds: float
    steps: int | None = None


def estimate(order: TrainOrder) -> Estimate:
    """Return how long the run that is ordered takes; seconds pass where its data is large. `CvaeError` as `start`."""
    config = settings_for(order)
    if config.seconds:
        return Estimate(config.seconds)
    task = start(order).task
    steps, schedules = config.epochs * task.steps_per_epoch, task.schedules()
    taken: list[float] = []
    # The first one is slower than any other.
    for place in range(MOST + 1):
        fraction = _spread(place)
        dials = {name: schedule(fraction) for name, schedule in schedules.items()}
        began = perf_counter()
        task.step(int(fraction * steps), dials)
        taken.append(perf_counter() - began)
        if place and sum(taken) > MEASURED:
            break
    began = perf_counter()
    task.evaluate()
    evaluations = max(1, config.epochs // config.evaluate_every) if config.evaluate_every else 1
    return Estimate(steps * sum(taken[1:]) / len(taken[1:]) + evaluations * (perf_counter() - began), steps)


def _spread(place: int) -> float:
    """Return the place-th of fractions that fill 0 to 1 evenly however many are taken (van der Corput 1935)."""
    fraction, size = 0.0, 0.5
    while place:
        fraction, place, size = fraction + size * (place % 2), place // 2, size / 2
    return fraction


def main() -> None:
    """Write the seconds that the order in the first argument takes, a JSON object: for a process of its own.

    It is as polite as a process can be: whatever else computes comes first.
    """
    given: dict[str, Any] = json.loads(sys.argv[1])
    if hasattr(os, "nice"):
        os.nice(10)
    settings = tuple((str(name), str(value)) for name, value in given.pop("settings"))
    sys.stdout.write(f"{estimate(TrainOrder(settings=settings, **given)).seconds}\n")
