"""How fast a run goes and how long it still takes, over its last seconds of training. Pure."""

from collections import deque

from ..core.events import Stepped

# Seconds of training that are averaged over, and those below which they say nothing of the time left.
WINDOW, LEAST = 5.0, 1.0


class Pace:
    """Speed and time left, from one step after the other; `seconds_left` is None where it would mean nothing."""

    def __init__(self) -> None:
        self.examples_per_second: float = 0.0
        self.seconds_left: float | None = None
        self._steps: deque[tuple[float, int, float]] = deque()

    def see(self, stepped: Stepped) -> None:
        """Take in a step."""
        self._steps.append((stepped.seconds, stepped.examples, stepped.fraction))
        while len(self._steps) > 2 and stepped.seconds - self._steps[1][0] > WINDOW:
            self._steps.popleft()
        seconds, examples, fraction = self._steps[0]
        passed, gained = stepped.seconds - seconds, stepped.fraction - fraction
        if passed > 0:
            self.examples_per_second = (stepped.examples - examples) / passed
        meant = passed >= LEAST and gained > 0
        self.seconds_left = (1.0 - stepped.fraction) * passed / gained if meant else None
