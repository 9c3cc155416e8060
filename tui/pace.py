"""How fast a run goes and how long it still takes, over its last seconds of training. Pure."""

from collections import deque
from typing import NamedTuple

from ..core.events import Stepped

# Seconds of training that are averaged over, and those below which they say nothing of the time left.
WINDOW, LEAST = 5.0, 1.0
# Steps that say something, and by how much the halves of their time may differ: kernels are still being prepared, or
# another program has begun.
FEW, STEADY = 4, 2.0


class Seen(NamedTuple):
    """How far a run was after a step."""

    seconds: float
    examples: int
    fraction: float


class Pace:
    """Speed and time left, from one step after the other; `seconds_left` is None where it would mean nothing."""

    def __init__(self) -> None:
        self.examples_per_second: float = 0.0
        self.seconds_left: float | None = None
        self._steps: deque[Seen] = deque()

    def see(self, stepped: Stepped) -> None:
        """Take in a step."""
        self._steps.append(last := Seen(stepped.seconds, stepped.examples, stepped.fraction))
        while len(self._steps) > 2 and stepped.seconds - self._steps[1].seconds > WINDOW:
            self._steps.popleft()
        first = self._steps[0]
        passed = last.seconds - first.seconds
        if passed > 0:
            self.examples_per_second = (last.examples - first.examples) / passed
        gain = _gain(first, last)
        self.seconds_left = (1.0 - last.fraction) / gain if gain and passed >= LEAST and self._is_steady() else None

    def _is_steady(self) -> bool:
        """Tell whether both halves of the time show about the same speed; steps longer than all of it always do."""
        first, last = self._steps[0], self._steps[-1]
        longer = last.seconds - first.seconds > WINDOW
        if longer or len(self._steps) < FEW:
            return longer
        half = (first.seconds + last.seconds) / 2
        middle = min(self._steps, key=lambda seen: abs(seen.seconds - half))
        slow, fast = sorted((_gain(first, middle), _gain(middle, last)))
        return fast <= STEADY * slow


def _gain(one: Seen, other: Seen) -> float:
    """Return the fraction of the run that a second brought."""
    seconds = other.seconds - one.seconds
    return (other.fraction - one.fraction) / seconds if seconds > 0 else 0.0
