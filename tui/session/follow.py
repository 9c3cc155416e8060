"""A run that another process trains: its new events, and whether it has saved other weights since the last look."""

from pathlib import Path

from ...core.events import Event
from .tail import HistoryTail, News

WEIGHTS = "model.safetensors"


class Followed:
    """Looks at a run's folder from time to time, and only reads."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self._tail = HistoryTail(run)
        self._weights = self._stamp()

    def read_all(self) -> list[Event]:
        """Return every event there is by now."""
        events: list[Event] = []
        while news := self._tail.read().events:
            events += news
        return events

    def look(self) -> tuple[News, bool]:
        """Return what is new, and whether the weights are others than at the look before."""
        before, self._weights = self._weights, self._stamp()
        return self._tail.read(), self._weights not in (before, (0, 0))

    def close(self) -> None:
        """Let go of the history's file."""
        self._tail.close()

    def _stamp(self) -> tuple[int, int]:
        try:
            about = (self.run / WEIGHTS).stat()
        except OSError:
            return 0, 0
        return about.st_size, about.st_mtime_ns
