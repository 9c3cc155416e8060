"""Files that are whole whenever the machine dies: synced before anything relies on them, replaced in one move."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from ..errors import CheckpointError
from ..events import finite

REMEDY = "take the run from a copy or train again"
# What JSON makes of a byte can take thirty.
LARGEST_JSON = 5_000_000


def as_json(value: Mapping[str, Any]) -> list[bytes]:
    """Return a JSON object as the content of a file; a number that is not finite, which JSON cannot say, is null."""
    return [(json.dumps(finite(value), indent=1, allow_nan=False) + "\n").encode()]


def read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object; `CheckpointError` where the file is missing, damaged, too large, or none."""
    try:
        if not path.is_file():
            # A pipe would be waited for without end.
            raise CheckpointError(f"{path} is missing or no file; {REMEDY}")
        if path.stat().st_size > LARGEST_JSON:
            raise CheckpointError(f"{path} is larger than {LARGEST_JSON // 1_000_000} MB; it is no file of a run")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}; {REMEDY}") from None
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged ({str(error)[:80]}); {REMEDY}") from None
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} is damaged (it holds no JSON object); {REMEDY}")
    return cast("dict[str, Any]", value)


def write_anew(path: Path, content: Iterable[bytes]) -> None:
    """Write a file anew; until that is on the disk, or after an `OSError`, the one before stays. Follows no link."""
    fresh = path.with_name(f".{path.name}")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def sync_folder(folder: Path) -> None:
    """Bring names made, moved and removed in a folder to the disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
