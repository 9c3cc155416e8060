"""A data folder of verbs: `train.txt`, and `test.txt` and `unseen.txt` where they are. Knows no torch."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ...errors import DataError, UsageError
from ...runs.paths import named_data, shipped_data
from .config import Row, Variants
from .extra import Extra, read_extra
from .lines import LONGEST_WORD, WORD, Line, read_lines, read_words
from .pairs import Pair, read_pairs

# The rows at the head of a file that is ordered by frequency.
FREQUENT = 500


@dataclass(frozen=True)
class VerbData:
    """What a data folder holds. `unseen` has the accepted variants of each form; `notes` are for the reader.

    `extra` are other forms of the verbs in `train`, `extra_unseen` those that are for scoring alone; `others`
    are words that are no form of a verb, `word_list` English words of any kind, by which presents are known.
    """

    folder: Path
    train: tuple[Row, ...]
    test: tuple[Pair, ...]
    unseen: tuple[Variants, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()
    extra: tuple[Extra, ...] = ()
    extra_unseen: tuple[Extra, ...] = ()
    others: tuple[str, ...] = ()
    word_list: frozenset[str] = frozenset()


def read_folder(folder: Path) -> VerbData:
    """Read a data folder; `DataError` where a file is missing, empty, unreadable, or has a line that cannot be used."""
    notes: list[str] = []
    lines = read_lines(folder / "train.txt", notes.append)
    digest = hashlib.sha256("".join(" ".join(line.words) + "\n" for line in lines).encode())
    train = tuple(cast(Row, tuple(_four(line))) for line in lines)
    unseen_file, test_file = folder / "unseen.txt", folder / "test.txt"
    unseen = tuple(map(_variants, read_lines(unseen_file, notes.append, variants=True))) if unseen_file.exists() else ()
    test = tuple(read_pairs(read_lines(test_file, notes.append), train)) if test_file.exists() else ()
    unseen = _apart(unseen, train, notes)
    others = _words(folder / "other_words.txt", notes)
    word_list = frozenset(_words(folder / "words.txt", notes))
    extra, extra_unseen = _extra(folder, train, unseen, notes)
    return VerbData(
        folder, train, test, unseen, digest.hexdigest()[:16], tuple(notes), extra, extra_unseen, others, word_list
    )


def data_of(name: str, fingerprint: str) -> VerbData | None:
    """Return the data of that fingerprint: the named folder's or, where that is gone, shipped data that is the same."""
    for folder in (
        named_data(name, "tense"),
        *(shipped_data("tense", shipped) for shipped in ("large", "full", "lab")),
    ):
        with suppress(DataError):
            data = read_folder(folder)
            if data.fingerprint == fingerprint:
                return data
    return None


def check_word(word: str) -> str:
    """Return a typed word in lower case; `UsageError` where it is empty, too long, or not of the letters a to z."""
    folded = word.strip().lower()
    shown = repr(word[:30] + "..." if len(word) > 30 else word)
    if not folded:
        raise UsageError("there is no word; type one form of an English verb, such as 'splitting'")
    if len(folded) > LONGEST_WORD:
        raise UsageError(f"{shown} has {len(folded)} letters; a word may have {LONGEST_WORD} at the most")
    if not WORD.fullmatch(folded):
        raise UsageError(
            f"{shown} is not a word of the letters a to z; type one verb without spaces, digits or hyphens"
        )
    return folded


def _extra(
    folder: Path, train: tuple[Row, ...], unseen: tuple[Variants, ...], notes: list[str]
) -> tuple[tuple[Extra, ...], tuple[Extra, ...]]:
    """Return the other forms that may be learned, and those that may not: of unseen verbs, or of their own file."""
    rows, presents = {row[0]: row for row in train}, {verb[0][0]: verb for verb in unseen}

    def verb_of(present: str) -> Variants | None:
        return tuple((form,) for form in rows[present]) if present in rows else presents.get(present)

    learned = read_extra(folder / "extra.txt", verb_of, notes.append)
    scored = read_extra(folder / "extra_unseen.txt", verb_of, notes.append)
    kept = {form.word for form in scored}
    of_unseen = [form for form in learned if form.verb[0][0] in presents]
    learned = tuple(form for form in learned if form.word not in kept and form.verb[0][0] not in presents)
    return learned, (*scored, *(form for form in of_unseen if form.word not in kept))


def _words(path: Path, notes: list[str]) -> tuple[str, ...]:
    return tuple(read_words(path, notes.append)) if path.exists() else ()


def _variants(line: Line) -> Variants:
    return tuple(tuple(form.split("/")) for form in _four(line))


def _four(line: Line) -> list[str]:
    if len(line.words) != 4:
        raise DataError(
            f"{line.where}: {len(line.words)} words instead of four; a row is present third progressive past"
        )
    return line.words


def _apart(unseen: tuple[Variants, ...], train: tuple[Row, ...], notes: list[str]) -> tuple[Variants, ...]:
    """Return the unseen verbs that share no word with the training rows."""
    known = {word for row in train for word in row}
    apart = tuple(verb for verb in unseen if not any(known.intersection(forms) for forms in verb))
    if shared := len(unseen) - len(apart):
        notes.append(f"{shared} of {len(unseen)} unseen verbs share a word with the training rows and are left out")
    return apart
