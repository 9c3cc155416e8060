"""Verb files: four words a row, read with every complaint naming its file and line. Knows no torch."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import DataError, UsageError
from ...runs.metadata import RunFacts
from ...runs.paths import named_data, shipped_data
from .config import SHORT, TENSES, tense_number

Row = tuple[str, str, str, str]
Variants = tuple[tuple[str, ...], ...]

# The tenses of the lab's ten test pairs, which its test.txt leaves out.
LAB_ORDER = tuple(
    tuple(SHORT.index(name) for name in pair.split(">"))
    for pair in "sp>p sp>pg sp>tp sp>tp p>tp sp>pg p>sp pg>sp pg>p pg>tp".split()
)
LONGEST_WORD = 40
# The rows at the head of a file that is ordered by frequency.
FREQUENT = 500
LARGEST_FILE = 10_000_000
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Pair:
    """A conversion to test: `word` in tense `source` to `target_word` in tense `target` (0 to 3)."""

    word: str
    source: int
    target_word: str
    target: int


@dataclass(frozen=True)
class VerbData:
    """What a data folder holds. `unseen` has the accepted variants of each form; `notes` are for the reader."""

    folder: Path
    train: tuple[Row, ...]
    test: tuple[Pair, ...]
    unseen: tuple[Variants, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()


def read_folder(folder: Path) -> VerbData:
    """Read `train.txt`, and `test.txt` and `unseen.txt` where they are.

    Raises:
        DataError: a file is missing, empty, unreadable, or has a line that cannot be used.
    """
    notes: list[str] = []
    digest = hashlib.sha256()
    train = tuple(_row(words, where) for words, where in _lines(folder / "train.txt", notes, digest))
    unseen_file, test_file = folder / "unseen.txt", folder / "test.txt"
    unseen = (
        tuple(_variants(words, where) for words, where in _lines(unseen_file, notes)) if unseen_file.exists() else ()
    )
    test = tuple(_pairs(list(_lines(test_file, notes)), train)) if test_file.exists() else ()
    return VerbData(folder, train, test, unseen, digest.hexdigest()[:16], tuple(dict.fromkeys(notes)))


def data_of(facts: RunFacts) -> VerbData | None:
    """Return the data that a run was trained on: its folder's or, where that is gone, shipped data that is the same."""
    for folder in (named_data(facts.data), shipped_data("tense", "full"), shipped_data("tense", "lab")):
        with suppress(DataError):
            data = read_folder(folder)
            if data.fingerprint == facts.fingerprint:
                return data
    return None


def check_word(word: str) -> str:
    """Return a typed word folded to lower case.

    Raises:
        UsageError: it is empty, too long, or has anything but the letters a to z.
    """
    folded = word.strip().lower()
    shown = repr(word[:30] + "..." if len(word) > 30 else word)
    if not folded:
        raise UsageError("there is no word; type one form of an English verb, such as 'splitting'")
    if len(folded) > LONGEST_WORD:
        raise UsageError(f"{shown} has {len(folded)} letters; a word may have {LONGEST_WORD} at the most")
    if not _WORD.fullmatch(folded):
        raise UsageError(
            f"{shown} is not a word of the letters a to z; type one verb without spaces, digits or hyphens"
        )
    return folded


def _lines(path: Path, notes: list[str], digest: Any = None) -> Iterator[tuple[list[str], str]]:
    text = _text(path)
    if text != text.lower():
        notes.append(f"{path.name} has upper-case letters; they are read as lower case")
    found = False
    for number, line in enumerate(text.lower().splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        found = True
        if digest is not None:
            digest.update((" ".join(words) + "\n").encode())
        yield words, f"{path}, line {number}"
    if not found:
        raise DataError(f"{path} is empty; it needs one verb a line: present third progressive past")


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise DataError(
                f"{path} cannot be read: it is no file; a data folder needs a train.txt with four words a line"
            )
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give a list of verbs")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path} is missing; a data folder needs a train.txt with four words a line") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}); save it as plain text") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path} cannot be read: {why}; check that it is a file you may read") from None


def _row(words: list[str], where: str) -> Row:
    if len(words) != 4:
        raise DataError(f"{where}: {len(words)} words instead of four; a row is present third progressive past")
    first, second, third, fourth = (_checked(word, where) for word in words)
    return first, second, third, fourth


def _variants(words: list[str], where: str) -> Variants:
    if len(words) != 4:
        raise DataError(f"{where}: {len(words)} forms instead of four; variants of one form are joined by '/'")
    return tuple(tuple(_checked(word, where) for word in form.split("/")) for form in words)


def _checked(word: str, where: str) -> str:
    if not _WORD.fullmatch(word):
        raise DataError(f"{where}: {word[:40]!r} is not a word of the letters a to z; correct it or leave the row out")
    if len(word) > LONGEST_WORD:
        raise DataError(f"{where}: {word[:20]!r}... has {len(word)} letters; at most {LONGEST_WORD} are read")
    return word


def _pairs(lines: list[tuple[list[str], str]], train: tuple[Row, ...]) -> Iterator[Pair]:
    labs = len(lines) == len(LAB_ORDER) and all(len(words) == 2 for words, _ in lines)
    for number, (words, where) in enumerate(lines):
        if len(words) not in (2, 4):
            raise DataError(f"{where}: {len(words)} words; a pair is two words, optionally followed by two tenses")
        word, target_word = (_checked(item, where) for item in words[:2])
        if len(words) == 4:
            source, target = (_tense(item, where) for item in words[2:])
        elif labs:
            source, target = LAB_ORDER[number]
        else:
            source, target = _looked_up(word, target_word, train, where)
        yield Pair(word, source, target_word, target)


def _tense(name: str, where: str) -> int:
    try:
        return tense_number(name)
    except UsageError as error:
        raise DataError(f"{where}: {error}") from None


def _looked_up(word: str, target_word: str, train: tuple[Row, ...], where: str) -> tuple[int, int]:
    found = {
        (source, target)
        for row in train
        if word in row and target_word in row
        for source in range(4)
        for target in range(4)
        if row[source] == word and row[target] == target_word and source != target
    }
    if len(found) == 1:
        return found.pop()
    reason = "could be several tenses" if found else "is in no row of train.txt"
    raise DataError(f"{where}: '{word} {target_word}' {reason}; write the two tenses after it ({', '.join(TENSES)})")
