"""A run that another process trains, followed by reading what its `events.jsonl` gained since the last look."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...core.events import Event, from_json
from ...core.runs.history import FILE, LONGEST_LINE, open_history, thinned

# So much at a look, that a long history does not hold up the screen.
_PIECE = 4_000_000
_KNOWN = 256


@dataclass(frozen=True)
class News:
    """What a look found: new events, and whether they replace all that came before (the file was begun anew)."""

    events: list[Event]
    anew: bool = False


class HistoryTail:
    """Reads a run's history piece by piece.

    A checkpoint renames the run's folder but keeps the file, so the open descriptor goes on; where the path names
    another file or a shorter one, it is read from its beginning. A line without its end is left for the next look.
    Of a long history that is there already, only every n-th report is taken; of what comes later, all.
    """

    def __init__(self, run: Path) -> None:
        self.run = run
        self._file: IO[bytes] | None = None
        self._identity = (0, 0)
        self._found = 0
        self._rest = b""
        self._seen = b""
        self._fresh = False

    def read(self) -> News:
        """Return what is new. A file that is missing or cannot be read has nothing new; it may come back."""
        try:
            self._reopen_if_another()
            if self._file is None:
                return News([])
            piece = self._file.read(_PIECE)
        except OSError:
            return News([])
        self._seen = (self._seen + piece)[-_KNOWN:]
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST_LINE:
            # No event is as long; what is left of it will be none either.
            self._rest = b""
        known = self._found if self._file.tell() <= self._found else 0
        anew, self._fresh = self._fresh, False
        return News([event for line in thinned(lines, known) if (event := _event(line)) is not None], anew)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _reopen_if_another(self) -> None:
        try:
            found = (self.run / FILE).stat()
        except FileNotFoundError:
            # For a moment, while a checkpoint takes the folder's place.
            return
        same = self._file is not None and (found.st_dev, found.st_ino) == self._identity
        if same and self._file is not None and self._goes_on(self._file, found.st_size):
            return
        again = self._file is not None
        self.close()
        self._file = open_history(self.run)
        self._identity, self._found = (found.st_dev, found.st_ino), found.st_size
        self._rest, self._seen, self._fresh = b"", b"", again

    def _goes_on(self, file: IO[bytes], size: int) -> bool:
        """Tell whether what was read is still there: a run that is resumed cuts its history back and writes on."""
        place = file.tell()
        if size < place:
            return False
        file.seek(place - len(self._seen))
        return file.read(len(self._seen)) == self._seen


def _event(line: bytes) -> Event | None:
    try:
        return from_json(line)
    except ValueError:
        return None
