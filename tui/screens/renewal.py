"""How often what is on the screen is asked for again while a model learns."""

from collections.abc import Callable
from time import monotonic

PERIOD = 1.0
"""Seconds between two renewals."""


class Renewal:
    """Calls `renew` with a step: at once or, so soon after the last time, in a while, so that the last step is seen.

    `renew` returns whether it did anything; `later` calls something after some seconds.
    """

    def __init__(self, later: Callable[[float, Callable[[], None]], object], renew: Callable[[int], bool]) -> None:
        self._later, self._renew = later, renew
        self._at, self._waits = 0.0, False
        self._step = self._wanted = -1

    def forget(self) -> None:
        """Another model is shown from now on."""
        self._step = -1

    def see(self, step: int) -> None:
        """The model is at a step: renew what shows another."""
        if step == self._step:
            return
        self._wanted = step
        left = PERIOD - (monotonic() - self._at)
        if left <= 0:
            self.now(step)
        elif not self._waits:
            self._waits = True
            self._later(left, self._after_all)

    def now(self, step: int) -> None:
        """Renew at once."""
        self._wanted = step
        if self._renew(step):
            self._at, self._step = monotonic(), step

    def _after_all(self) -> None:
        self._waits = False
        if self._wanted != self._step:
            self.now(self._wanted)
