"""Ending well when told to from outside: the machine shuts down (SIGTERM) or the terminal is gone (SIGHUP).

The handlers run whatever the event loop does: with its terminal gone it may wait for a write for ever.
"""

import os
import signal
from collections.abc import Callable
from time import monotonic
from types import FrameType

LOOK = 0.05
PATIENCE = 1.0
"""Seconds after the run is saved in which the screen may close by itself."""


class EndBySignal:
    """Has a run saved, then ends the process: at once without a terminal, else when the screen had time to close."""

    def __init__(self, close: Callable[[], None], saved: Callable[[], bool], leave: Callable[[], None]) -> None:
        """Take what begins to save, what tells whether that is done, and what closes the screen."""
        self._close, self._saved, self._leave = close, saved, leave
        self._number = 0
        self._saved_at = 0.0

    def listen(self) -> None:
        """Install the handlers, where the system knows these signals."""
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and hasattr(signal, "setitimer"):
                signal.signal(getattr(signal, name), self._caught)

    def disarm(self) -> None:
        """Let the process end by itself: the screen is closed."""
        if self._number:
            signal.setitimer(signal.ITIMER_REAL, 0)

    @staticmethod
    def expect_impatience(now: bool) -> None:
        """End the process at once, or let ctrl-C do so: the screen is closed, and the engine's thread still saves."""
        if now:
            os._exit(128 + signal.SIGINT)
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(128 + number))

    def _caught(self, number: int, frame: FrameType | None) -> None:
        if self._number:
            return
        self._number = number
        self._close()
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
        if number == signal.SIGTERM:
            self._leave()

    def _look(self, number: int, frame: FrameType | None) -> None:
        if not self._saved():
            return
        self._saved_at = self._saved_at or monotonic()
        gone = self._number != signal.SIGTERM
        if gone or monotonic() - self._saved_at > PATIENCE:
            os._exit(128 + self._number)
