"""Files of words, read line by line with every complaint naming the file and its lines. Knows no torch."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ...errors import DataError

LONGEST_WORD = 40
LARGEST_FILE = 10_000_000
WORD = re.compile(r"[a-z]+")
_PLAIN = re.compile(r"[a-z\s]+")
_VARIANTS = re.compile(r"[a-z]+(?:/[a-z]+)*")
# What the columns of such files are called; no verb has two forms among these.
_HEADER = frozenset(
    "present third 3rd person singular progressive past base gerund infinitive participle continuous simple preterite"
    " tense form verb lemma word from to source target sp tp pg p s".split()
)
# How many of the lines that cannot be used are named.
NAMED = 3


class Line(NamedTuple):
    """The words of a line, folded to lower case, and where it is: the file and the number of the line."""

    words: list[str]
    where: str


def read_lines(path: Path, note: Callable[[str], None], variants: bool = False) -> list[Line]:
    """Return lines of words, or of `variants` joined by '/', telling `note` what is left out; or `DataError`."""
    lines = _text(path).splitlines()
    found = [(number, words) for number, line in enumerate(lines, 1) if (words := line.lower().split())]
    if found and len(found[0][1]) > 1 and _HEADER.issuperset(found[0][1]):
        note(f"line {found[0][0]} of {path.name} is a header ({' '.join(found[0][1])}) and left out")
        del found[0]
    if any(lines[number - 1] != lines[number - 1].lower() for number, _ in found):
        note(f"{path.name} has upper-case letters; they are read as lower case")
    if not found:
        raise DataError(f"{path} is empty; it needs one verb a line: present third progressive past")
    _check(path, found, _VARIANTS if variants else WORD)
    return [Line(words, f"{path}, line {number}") for number, words in found]


def read_words(path: Path, note: Callable[[str], None]) -> list[str]:
    """Return the words of a file, however many a line, as `read_lines` does; long lists at once."""
    words = text.split() if _PLAIN.fullmatch(text := _text(path)) else []
    if words and max(map(len, words)) <= LONGEST_WORD:
        return words
    return [word for line in read_lines(path, note) for word in line.words]


def _check(path: Path, lines: Sequence[tuple[int, list[str]]], pattern: re.Pattern[str]) -> None:
    odd = {number: word for number, words in lines for word in words[::-1] if not pattern.fullmatch(word)}
    named = [f"line {number}: {word[:40]!r}" for number, word in odd.items()]
    if len(odd) == 1:
        raise DataError(f"{path}, {named[0]} is not a word of the letters a to z; correct it or leave the row out")
    if odd:
        first = ", ".join([*named[:NAMED], "..."][: len(odd)])
        raise DataError(
            f"{path} has {len(odd):,} lines with words that are not of the letters a to z ({first});"
            " correct them or leave these rows out"
        )
    for number, words in lines:
        if max(map(len, words)) <= LONGEST_WORD:
            continue
        longest = max(re.split("[ /]", " ".join(words)), key=len)
        if len(longest) > LONGEST_WORD:
            many = f"has {len(longest)} letters; at most {LONGEST_WORD} are read"
            raise DataError(f"{path}, line {number}: {longest[:20]!r}... {many}")


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise DataError(
                f"{path} cannot be read: it is no file; a data folder needs a train.txt with four words a line"
            )
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give a list of verbs")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} is missing; a data folder needs a train.txt with four words a line") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path} cannot be read: {why}; check that it is a file you may read") from None
    try:
        text = raw.decode("utf-8-sig")
        place = text.find("\0")
    except UnicodeDecodeError as error:
        text, place = "", error.start
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{path}, line 1: this is UTF-16, not UTF-8 text; save it as UTF-8")
    if place >= 0:
        number = raw[:place].count(b"\n") + 1
        raise DataError(f"{path}, line {number}: this is not UTF-8 text; save it as UTF-8")
    return text
