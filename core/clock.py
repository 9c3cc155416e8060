"""What counts as training time: no pause, no sleep, no time in which the process was stopped."""

from time import perf_counter
from typing import Literal

# Seconds that the first step may take, any later one, and what is done between steps. What takes longer than ten times
# the longest so far was no training: the process was stopped, or the machine slept.
FIRST_STEP, LATER_STEP, BETWEEN, TIMES = 5.0, 1.0, 30.0, 10.0
# How slowly the longest step is forgotten, per step.
FORGET = 0.999


class Clock:
    """Tells how long something took, as far as that can have been training."""

    def __init__(self) -> None:
        self._since = 0.0
        self._longest = {"step": 0.0, "between": 0.0}

    def start(self) -> None:
        """Count from now on: what lies before was a pause."""
        self._since = perf_counter()

    def count(self, kind: Literal["step", "between"]) -> float:
        """Return the seconds since it was asked or started last, but no more than this kind can have lasted."""
        now = perf_counter()
        longest = self._longest[kind]
        least = BETWEEN if kind == "between" else LATER_STEP if longest else FIRST_STEP
        counted = min(now - self._since, max(least, TIMES * longest))
        self._longest[kind] = max(counted, FORGET * longest)
        self._since = now
        return counted
