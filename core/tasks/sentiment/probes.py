"""Sentences written by hand to see whether a model understands negation, by family. Knows no torch."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...errors import DataError
from ...runs.paths import shipped_data

SIGNS = {"+": 1, "-": 0}


@dataclass(frozen=True)
class Probe:
    """A sentence, what it is (0 negative, 1 positive), and the family that it belongs to."""

    text: str
    label: int
    family: str


@cache
def probes() -> tuple[Probe, ...]:
    """Return the probes that come with the package.

    Raises:
        DataError: the file is missing or damaged.
    """
    return read_probes(shipped_data("sentiment", "probes.txt"))


def read_probes(path: Path) -> tuple[Probe, ...]:
    """Read probes: a family's name in brackets, then a sentence a line behind `+` or `-`; `#` begins a remark.

    Raises:
        DataError: the file cannot be read, or a line is none of these.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise DataError(f"{path} cannot be read; install cvae-tui again") from None
    found: list[Probe] = []
    family = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            family = line[1:-1]
        elif family and line[0] in SIGNS and line[1:].strip():
            found.append(Probe(line[1:].strip(), SIGNS[line[0]], family))
        else:
            raise DataError(f"{path}:{number} is no probe; begin it with + or -, below the name of a family")
    return tuple(found)
