"""A run's `events.jsonl`: appended while it trains, read without torch, cut back when a run resumes."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .errors import CheckpointError
from .events import Event, Stepped, from_json, to_json
from .paths import standing

FILE = "events.jsonl"


class EventLog:
    """Appends events to a run's history; open it again when a checkpoint has taken the folder's place."""

    def __init__(self, run: Path) -> None:
        self._file = (run / FILE).open("a", encoding="utf-8")

    def append(self, event: Event) -> None:
        """Write an event, unless it is a step without losses."""
        if not isinstance(event, Stepped) or event.losses is not None:
            self._file.write(to_json(event) + "\n")

    def flush(self) -> None:
        """Hand what was written to the system and the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close, with what could not be written lost."""
        with suppress(OSError):
            self._file.close()


def read_history(run: Path) -> tuple[list[Event], int]:
    """Return a run's events and the number of lines that could not be read (a last line may be torn).

    Raises:
        CheckpointError: the file is there but cannot be opened.
    """
    events: list[Event] = []
    torn = 0
    try:
        with (standing(run) / FILE).open("r", encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    events.append(from_json(line))
                except ValueError:
                    torn += bool(line.strip())
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise CheckpointError(f"{run / FILE} cannot be read: {error.strerror}; check that you may read it") from None
    return events, torn


def last_events(run: Path, size: int = 65_536) -> list[Event]:
    """Return the events in the last `size` bytes of a run's history, enough for its latest scores."""
    try:
        with (standing(run) / FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - size))
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    events: list[Event] = []
    for line in lines:
        with suppress(ValueError):
            events.append(from_json(line))
    return events


def write_history(folder: Path, events: Iterable[Event]) -> None:
    """Write events as a new history, synced; the one before stays until it is whole."""
    fresh = folder / f".{FILE}"
    with fresh.open("w", encoding="utf-8") as file:
        file.writelines(to_json(event) + "\n" for event in events)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / FILE)
