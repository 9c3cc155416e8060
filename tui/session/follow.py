"""A run that another process trains, followed by reading its files again and again."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ...core.events import Event
from ...core.runs.history import FILE, LONGEST_LINE, open_history, reader, thinned

STATE = "progress.json"
"""Of a checkpoint's files the one that is put in its place last."""


@dataclass(frozen=True)
class News:
    """What a look found: new events, whether they replace all before them, and whether another state was saved."""

    events: list[Event] = field(default_factory=list[Event])
    anew: bool = False
    saved: bool = False


class Followed:
    """Looks at a run's folder from time to time, and only reads.

    `events` are all by now. A line without its end is left for the next look. Where the history was cut back or another
    one took its place, it is read from its beginning. Of a long one that is there already, only every n-th report of
    losses is taken; of what comes later, all.
    """

    def __init__(self, run: Path) -> None:
        self.run = run
        self.events: list[Event] = []
        self.corrupt_lines = 0
        self._file: IO[bytes] | None = None
        self._event_of: Callable[[bytes], Event] = reader(run)
        self._state = self._stamp()

    def look(self) -> News:
        """Return what is new; a history that is missing or cannot be read has nothing new and may come back."""
        before, self._state = self._state, self._stamp()
        saved = self._state not in (before, None)
        try:
            return self._read(saved)
        except OSError:
            return News(saved=saved)

    def close(self) -> None:
        """Let go of the history."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self, saved: bool) -> News:
        found, known, anew = (self.run / FILE).stat(), 0, False
        file = self._file
        if file is None or not os.path.samestat(found, os.fstat(file.fileno())) or found.st_size < file.tell():
            anew, known = file is not None, found.st_size
            self.close()
            self.events, self.corrupt_lines = [], 0
            file = self._file = open_history(self.run)
        events: list[Event] = []
        for line in thinned(_whole_lines(file), known):
            try:
                events.append(self._event_of(line))
            except ValueError:
                self.corrupt_lines += bool(line.strip())
        self.events += events
        return News(events, anew, saved)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            about = (self.run / STATE).stat()
        except OSError:
            return None
        return about.st_ino, about.st_size, about.st_mtime_ns


def _whole_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield lines up to one that is still being written; one that is longer than any event comes in pieces."""
    while line := file.readline(LONGEST_LINE):
        if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield line
