"""One trainer for a run: a lock that lies beside its folder, so that it holds before the folder is there, and after.

The system itself holds it (flock) and lets go when the process ends, however it ends. So nothing that a dead process
left has to be judged, and a process that happens to have its number is not taken for it. Readers need no lock.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import CheckpointError

# Somebody who only asks whether the lock is held has it for a moment.
PATIENCE = 0.3


def lock_file(run: Path) -> Path:
    """Return the file that stands for a run's training; it stays when the training ends."""
    real = run.resolve()
    return real.with_name(f".{real.name}.lock")


class Held(CheckpointError):
    """Another process holds the run."""


@contextmanager
def hold(run: Path) -> Generator[None, None, None]:
    """Hold a run, so that nobody else trains or deletes it; `Held` where one does, else `CheckpointError`."""
    place = lock_file(run)
    lock = FileLock(place, timeout=PATIENCE, poll_interval=PATIENCE / 10)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        place.write_text(f"{os.getpid()}\n", encoding="ascii")
    except Timeout:
        raise _taken(run) from None
    except OSError as error:
        lock.release()
        raise CheckpointError(
            f"{run} cannot be saved: {error.strerror}; make room or choose a folder you may write to"
        ) from None
    try:
        yield
    finally:
        lock.release()


def trained_by(run: Path) -> int | None:
    """Return the process that trains a run, 0 where its number is not known; None where nobody can be seen to."""
    place = lock_file(run)
    if not place.is_file():
        return None
    try:
        with FileLock(place, blocking=False):
            return None
    except Timeout:
        return _number(place)
    except OSError:
        return None


def left_alone(run: Path) -> bool:
    """Tell whether a run was trained on this machine and nobody is at it: what it has not saved is lost."""
    return lock_file(run).is_file() and trained_by(run) is None


def refuse_if_trained(run: Path) -> None:
    """Raise `Held`, which names the process, where one trains a run."""
    if trained_by(run) is not None:
        raise _taken(run)


def _taken(run: Path) -> Held:
    number = _number(lock_file(run))
    by = f"process {number}" if number else "another process"
    return Held(f"{run} is being trained by {by}; stop that one first, or open the run to follow it")


def _number(place: Path) -> int:
    try:
        with place.open("rb") as file:
            return int(file.read(20))
    except (OSError, ValueError):
        return 0
