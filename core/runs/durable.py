"""Files that are whole whenever the machine dies: synced before anything relies on them, replaced in one move."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..events import finite


def as_json(value: Mapping[str, Any]) -> list[bytes]:
    """Return a JSON object as the content of a file; a number that is not finite, which JSON cannot say, is null."""
    return [(json.dumps(finite(value), indent=1, allow_nan=False) + "\n").encode()]


def write(path: Path, content: Iterable[bytes]) -> None:
    """Write a file down to the disk.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())


def write_anew(path: Path, content: Iterable[bytes]) -> None:
    """Write a file anew; what it held before stays until the new content is on the disk.

    Raises:
        OSError: it cannot be written; what it held before is untouched.
    """
    fresh = path.with_name(f".{path.name}")
    write(fresh, content)
    fresh.replace(path)


def sync_folder(folder: Path) -> None:
    """Bring names made, moved and removed in a folder to the disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
