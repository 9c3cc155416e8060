"""A run's `events.jsonl`: appended while it trains, read without torch, cut back when a run resumes."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from ..errors import CheckpointError
from ..events import Evaluated, Event, Finished, Started, Stepped, from_json, to_json
from ..verdict import EXPLODED
from .durable import write_anew
from .format_1 import updater
from .metadata import read_config
from .paths import standing

FILE = "events.jsonl"
# Bytes of a history up to which every report is read: about 40,000, many more than a screen has columns.
WHOLE = 10_000_000
LONGEST_LINE = 1_000_000
_BLOCK = 65_536
_REPORT = b'{"event":"stepped"'


@dataclass(frozen=True)
class Latest:
    """The last event of all, the last step with losses and the last evaluation."""

    last: Event | None = None
    stepped: Stepped | None = None
    evaluated: Evaluated | None = None

    @property
    def scores(self) -> Mapping[str, float]:
        """The scores of the last evaluation; empty where there was none."""
        return {} if self.evaluated is None else self.evaluated.scores

    def verdict(self, score: Mapping[str, Any] | None) -> str:
        """Return what the run was found to be: exploded where it broke off, else by its score or last evaluation."""
        if isinstance(self.last, Finished) and self.last.reason == "failed":
            return EXPLODED.key
        scored = (score or {}).get("verdict")
        return scored if isinstance(scored, str) and scored else self.evaluated.verdict if self.evaluated else ""

    def epoch(self, step: int | None) -> float | None:
        """Return the epoch of a step, by what the last report said of its own; None where there was none."""
        if self.stepped is None or not self.stepped.step:
            return None
        return self.stepped.epoch if step is None else self.stepped.epoch * step / self.stepped.step


class EventLog:
    """Appends events to a run's history."""

    def __init__(self, run: Path) -> None:
        path = run / FILE
        cut_off = _is_cut_off(path)
        self._file = path.open("a", encoding="utf-8")
        if cut_off:
            self._file.write("\n")

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


def reader(run: Path) -> Callable[[bytes], Event]:
    """Return what reads a line of a run's history, of format 1 too; it raises `ValueError` where that is no event."""
    config: Mapping[str, Any] = {}
    with suppress(CheckpointError):
        config = read_config(standing(run))[0]
    update = updater(config)
    return lambda line: from_json(line, update)


def read_history(run: Path) -> tuple[list[Event], int]:
    """Return a run's events and the number of lines that could not be read (the last may be cut off).

    Of one larger than WHOLE bytes only every n-th report is read; `CheckpointError` where it cannot be opened.
    """
    try:
        with open_history(standing(run)) as file:
            lines = thinned(_lines(file), os.fstat(file.fileno()).st_size)
            found = [event for _, event in _parsed(lines, reader(run))]
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise CheckpointError(f"{run / FILE} cannot be read: {error.strerror}; check that you may read it") from None
    events = [event for event in found if event is not None]
    return events, len(found) - len(events)


def open_history(folder: Path) -> IO[bytes]:
    """Open a run's history; `OSError` if it may not be read or is no file (a pipe would be waited for)."""
    path = folder / FILE
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file")
    return path.open("rb")


def thinned(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield what is worth reading of the lines of a history of `size` bytes: of a long one every n-th report."""
    every = 1 + size // WHOLE
    if every == 1:
        yield from lines
        return
    passed, last = 0, b""
    for line in lines:
        if line.startswith(_REPORT):
            passed += 1
            if passed % every:
                last = line
                continue
        last = b""
        yield line
    if last:
        yield last


def latest(run: Path, until: int | None = None) -> Latest:
    """Return the latest events of a run's history, looked for from its end; nothing where it cannot be read.

    Of steps and evaluations, those up to the step `until`: a killed run has told of steps that its checkpoint lacks.
    A batch of one writes a megabyte of losses between two evaluations; they are passed over unread.
    """
    found, read = Latest(), reader(run)
    with suppress(OSError), open_history(standing(run)) as file:
        unread = (line for line in _backwards(file) if found.stepped is None or not line.startswith(_REPORT))
        for _, event in _parsed(unread, read):
            if event is None:
                continue
            found = replace(found, last=found.last or event)
            stands = until is None or event.step <= until
            if isinstance(event, Stepped) and event.losses is not None and found.stepped is None and stands:
                found = replace(found, stepped=event)
            if isinstance(event, Evaluated) and found.evaluated is None and stands:
                found = replace(found, evaluated=event)
            begun = isinstance(event, Started) and event.step == 0
            if begun or (found.stepped is not None and found.evaluated is not None):
                break
    return found


def write_history(folder: Path, events: Iterable[Event]) -> None:
    """Write events as a new history, synced; the one before stays until it is whole, or after an `OSError`."""
    write_anew(folder / FILE, ((to_json(event) + "\n").encode() for event in events))


def cut_history(folder: Path, keep: Callable[[Event], bool]) -> int:
    """Leave in a history only the events to keep; return how many lines could not be read and are left out, too."""
    corrupt_lines = 0

    def kept(file: IO[bytes]) -> Iterator[bytes]:
        nonlocal corrupt_lines
        for line, event in _parsed(_lines(file), reader(folder)):
            if event is None:
                corrupt_lines += 1
            elif keep(event):
                yield line.rstrip() + b"\n"

    with open_history(folder) as file:
        write_anew(folder / FILE, kept(file))
    return corrupt_lines


def _parsed(lines: Iterable[bytes], read: Callable[[bytes], Event]) -> Iterator[tuple[bytes, Event | None]]:
    """Yield lines with their events, None where a line is no event; those that hold nothing are passed over."""
    for line in lines:
        try:
            yield line, read(line)
        except ValueError:
            if line.strip():
                yield line, None


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; one that is longer than any event comes in pieces."""
    return iter(lambda: file.readline(LONGEST_LINE), b"")


def _backwards(file: IO[bytes]) -> Iterator[bytes]:
    """Yield lines, the last one first; of one that is longer than any event only the beginning."""
    place, rest = file.seek(0, os.SEEK_END), b""
    while place:
        size = min(_BLOCK, place)
        place -= size
        file.seek(place)
        rest, *lines = (file.read(size) + rest[:LONGEST_LINE]).split(b"\n")
        yield from reversed(lines)
    yield rest


def _is_cut_off(path: Path) -> bool:
    """Tell whether the last line lacks its end, as after a crash or on a full disk."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            return file.read(1) not in (b"", b"\n")
    except FileNotFoundError:
        return False
