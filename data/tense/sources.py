"""Read the three word lists and the overrides that the verb files are made of.

The lists come with the packages lemminflect, pyinflect and symspellpy, which are read as files and never imported.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from ..installed import installed_file

VERSIONS = {"lemminflect": "0.2.3", "pyinflect": "0.5.1", "symspellpy": "6.10.1"}
OVERRIDES = Path(__file__).parent / "overrides.txt"

Forms = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Accepted third, progressive and past forms of a verb, the preferred one first."""
Verbs = dict[str, Forms]


@dataclass
class Overrides:
    """What `overrides.txt` says: rows to use, verbs to leave out, verbs and forms only for some of the files."""

    use: Verbs = field(default_factory=dict[str, Forms])
    leave: set[str] = field(default_factory=set[str])
    full_only: set[str] = field(default_factory=set[str])
    train: set[str] = field(default_factory=set[str])
    unseen: set[str] = field(default_factory=set[str])
    large_only: set[str] = field(default_factory=set[str])
    extra: dict[str, str] = field(default_factory=dict[str, str])
    hold: set[str] = field(default_factory=set[str])
    other: set[str] = field(default_factory=set[str])


def resource(package: str, *parts: str) -> Path:
    """Find a file of an installed package without importing it.

    Raises:
        LookupError: the package is not there, or another version is.
    """
    return installed_file(package, VERSIONS[package], package, *parts)


def words(cell: str) -> tuple[str, ...]:
    """The plain a-z words of a cell whose variants are separated by `/`, each once."""
    return tuple(dict.fromkeys(word for word in cell.split("/") if re.fullmatch("[a-z]{2,}", word)))


def parse_verbs(lines: Iterable[str], mark: str) -> Verbs:
    """Verbs from lines `lemma,mark,past,participle,progressive,third`."""
    return {row[0]: (words(row[5]), words(row[4]), words(row[2])) for row in _rows(lines, mark)}


def parse_participles(lines: Iterable[str], mark: str) -> dict[str, set[str]]:
    """The participles of the verbs of such lines, where they are not the pasts."""
    return {row[0]: set(words(row[3])) for row in _rows(lines, mark)}


def read_frequency() -> dict[str, int]:
    """How often each word occurs."""
    path = resource("symspellpy", "frequency_dictionary_en_82_765.txt")
    pairs = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in pairs}


def read_overrides(path: Path = OVERRIDES) -> Overrides:
    """The instructions of `overrides.txt`; raises ValueError for a line that is none."""
    overrides = Overrides()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        instruction, _, reason = line.partition("|")
        match instruction.split():
            case ["use", base, third, progressive, past] if reason.strip():
                overrides.use[base] = (words(third), words(progressive), words(past))
            case ["leave", *bases] if reason.strip():
                overrides.leave.update(bases)
            case ["full", *bases] if reason.strip():
                overrides.full_only.update(bases)
            case ["train", *bases] if reason.strip():
                overrides.train.update(bases)
            case ["unseen", *bases] if reason.strip():
                overrides.unseen.update(bases)
            case ["large", *bases] if reason.strip():
                overrides.large_only.update(bases)
            case ["extra", base, *forms] if reason.strip():
                overrides.extra.update(dict.fromkeys(forms, base))
            case ["hold", *forms] if reason.strip():
                overrides.hold.update(forms)
            case ["other", *forms] if reason.strip():
                overrides.other.update(forms)
            case _:
                raise ValueError(f"{path.name}, line {number}: not an instruction with a reason")
    return overrides


def read_confirmable() -> tuple[Verbs, Verbs]:
    """The verbs of lemminflect and of pyinflect: two lists that were made apart."""
    first, second = _lists()
    return parse_verbs(first, "verb"), parse_verbs(second, "V")


def read_participles() -> dict[str, set[str]]:
    """The participles that both lists have, where they are not the pasts."""
    first, second = _lists()
    found, confirmed = parse_participles(first, "verb"), parse_participles(second, "V")
    return {base: common for base, forms in found.items() if (common := forms & confirmed.get(base, set()))}


def read_all_forms() -> set[str]:
    """Every word that either list has as a form of a verb, however rare."""
    first, second = _lists()
    rows = chain(_rows(first, "verb", 0), _rows(second, "V", 0))
    return set(chain.from_iterable(words(cell) for row in rows for cell in (row[0], *row[2:])))


def _lists() -> tuple[list[str], list[str]]:
    with gzip.open(resource("lemminflect", "resources", "infl_lu.csv.gz"), "rt", encoding="utf-8") as lines:
        first = lines.readlines()
    return first, resource("pyinflect", "infl.csv").read_text(encoding="utf-8").splitlines()


def _rows(lines: Iterable[str], mark: str, width: int = 6) -> Iterator[list[str]]:
    cells = (line.rstrip("\n").split(",") for line in lines)
    return (row for row in cells if len(row) == (width or len(row)) and row[1] == mark and words(row[0]))
