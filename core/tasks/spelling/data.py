"""Pairs of a misspelling and the word that was meant, held-out lists and right words. Knows no torch.

A data folder holds any of:

- `train.json`, and any other `*.json` scored beside it: the lab's `[{"input": [misspellings], "target": word}]`;
  what of the training pairs validates is called validation, so a `validation.json` keeps its ending;
- `train.txt`, or several `train_NAME.txt`: two words a line, the misspelling and what was meant;
- `unseen_NAME.txt`: a misspelling that training does not have, then the right words with `/` between them;
- `kept_NAME.txt`: right words, one a line, that must be left alone;
- `lexicon.txt`: words with their counts; without it the shipped one holds.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ...errors import DataError
from ...runs.paths import shipped_data

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
LONGEST = 30
LARGEST_FILE = 100_000_000
# One target in so many validates, and so many at the least.
VALIDATION, FEWEST = 40, 2
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
Pair = tuple[str, str]
"""A misspelling and the word that was meant."""
Judged = tuple[str, tuple[str, ...]]
"""A misspelling and every right word for it."""


def shipped_lexicon() -> Path:
    """Return the lexicon that comes with the package."""
    return shipped_data("spelling", "english") / "lexicon.txt"


@dataclass(frozen=True)
class SpellingData:
    """What a data folder holds.

    `train` and `validation` share no target. `tests` are pairs by file, `unseen` inputs with their right words by
    source, `kept` right words by kind. `targets` are all words that were meant by an input of the training file.
    """

    folder: Path
    train: tuple[Pair, ...]
    validation: tuple[Pair, ...]
    tests: Mapping[str, tuple[Pair, ...]]
    unseen: Mapping[str, tuple[Judged, ...]]
    kept: Mapping[str, tuple[str, ...]]
    fingerprint: str
    notes: tuple[str, ...] = ()
    lexicon: Path = field(default_factory=shipped_lexicon)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair of the training file."""
        return (*self.train, *self.validation)


def is_word(text: str) -> bool:
    """Tell whether a text is a word that the model reads: letters a to z, apostrophes inside, 30 at the most."""
    return len(text) <= LONGEST and _WORD.fullmatch(text) is not None


def parts_of(token: str) -> list[str] | None:
    """Return the words of a token, case folded: one, or those between its hyphens; None where it is no word."""
    parts = token.replace("’", "'").lower().split("-")
    return parts if parts and all(map(is_word, parts)) else None


def read_folder(folder: Path) -> SpellingData:
    """Read a data folder; a fixed part of the targets validates.

    Raises:
        DataError: it has no training pairs, or a file that cannot be used.
    """
    files = sorted([*folder.glob("train.json"), *folder.glob("train.txt"), *folder.glob("train_*.txt")])
    if not files:
        raise DataError(f"{folder} has no train.json and no train.txt; give a folder that has one of them")
    notes: list[str] = []
    read = [pair for path in files for pair in _pairs(path, notes)]
    pairs = tuple(dict.fromkeys(pair for pair in read if pair[0] != pair[1]))
    if not pairs:
        raise DataError(f"{files[0]} holds no pair of two different words; write a misspelling and a word a line")
    _note(notes, len(read) - len(set(read)), "pairs come more than once and are learned once")
    _note(notes, sum(a == b for a, b in set(read)), "pairs are their own target and are left out")
    _note(notes, len(several(pairs)), "inputs have more than one target; any of them is right")
    learned, validates = _split(pairs)
    digest = hashlib.sha256("\n".join(f"{a} {b}" for a, b in pairs).encode()).hexdigest()
    tests = [path for path in sorted(folder.glob("*.json")) if path.name != "train.json"]
    seen = {wrong for wrong, _ in pairs}
    return SpellingData(
        folder, learned, validates,
        {path.name if path.stem == "validation" else path.stem: tuple(_pairs(path, notes)) for path in tests},
        {_source(path): tuple(_judged(path, seen, notes)) for path in sorted(folder.glob("unseen_*.txt"))},
        {_source(path): tuple(_kept(path, notes)) for path in sorted(folder.glob("kept_*.txt"))},
        digest[:16], tuple(notes),
        lexicon_of(folder),
    )  # fmt: skip


def lexicon_of(folder: Path) -> Path:
    """Return a folder's own lexicon, or the shipped one where it has none."""
    own = folder / "lexicon.txt"
    return own if own.is_file() else shipped_lexicon()


def digest_of(path: Path) -> str:
    """Return by what a file is known again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _source(path: Path) -> str:
    return path.stem.partition("_")[2]


def several(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return the targets of every input that has more than one."""
    return {wrong: words for wrong, words in targets_of(pairs).items() if len(words) > 1}


def targets_of(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return every target of each input."""
    found: dict[str, set[str]] = defaultdict(set)
    for wrong, word in pairs:
        found[wrong].add(word)
    return dict(found)


def _split(pairs: tuple[Pair, ...]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Part the pairs by target, in a way that depends on nothing but the words."""
    order = sorted({word for _, word in pairs}, key=lambda word: hashlib.sha256(word.encode()).digest())
    if len(order) == 1:
        return pairs, pairs
    chosen = set(order[: max(min(FEWEST, len(order) // 2), len(order) // VALIDATION)])
    return tuple(p for p in pairs if p[1] not in chosen), tuple(p for p in pairs if p[1] in chosen)


def _note(notes: list[str], count: int, what: str) -> None:
    if count:
        notes.append(f"{count:,} {what}" if count > 1 else f"1 of these: {what}")


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            # A pipe would be waited for without end.
            raise DataError(f"{path} is no file; leave it out")
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give a smaller file")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}; name another folder") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}, line {line} is not UTF-8; save the file as UTF-8") from None


def _pairs(path: Path, notes: list[str]) -> Iterator[Pair]:
    """Yield the pairs of a file, case folded; those of other letters are counted and left out."""
    others = 0
    for wrong, word in _json_pairs(path) if path.suffix == ".json" else _line_pairs(path):
        wrong, word = wrong.strip().lower(), word.strip().lower()
        if is_word(wrong) and is_word(word):
            yield wrong, word
        else:
            others += 1
    _note(notes, others, f"pairs of {path.name} hold something else than words of the letters a to z and are left out")


def _json_pairs(path: Path) -> Iterator[Pair]:
    try:
        entries: Any = json.loads(_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path} is no JSON ({str(error)[:60]}); mend it or leave it out") from None
    if not isinstance(entries, list):
        raise DataError(f'{path} is no list; write [{{"input": [misspellings], "target": word}}]')
    for number, entry in enumerate(cast("list[Any]", entries), start=1):
        found: Mapping[str, Any] = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
        target, inputs = found.get("target"), found.get("input")
        inputs = [inputs] if isinstance(inputs, str) else inputs
        if not isinstance(target, str) or not target.strip():
            raise DataError(f"{path}, entry {number} has no target; give each a word")
        if not isinstance(inputs, list) or not all(isinstance(word, str) for word in cast("list[Any]", inputs)):
            raise DataError(f"{path}, entry {number} has no list of misspellings as its input")
        yield from ((word, target) for word in cast("list[str]", inputs))


def _line_pairs(path: Path) -> Iterator[Pair]:
    for number, line in _lines(path):
        cells = line.split()
        if len(cells) != 2:
            raise DataError(f"{path}, line {number} has {len(cells)} words; write a misspelling and the word meant")
        yield cells[0], cells[1]


def _judged(path: Path, seen: Set[str], notes: list[str]) -> Iterator[Judged]:
    others = known = 0
    for number, line in _lines(path):
        cells = line.lower().split()
        if len(cells) != 2:
            raise DataError(
                f"{path}, line {number} has {len(cells)} cells; write a misspelling and words with / between"
            )
        right = tuple(dict.fromkeys(filter(is_word, cells[1].split("/"))))
        if cells[0] in seen:
            known += 1
        elif is_word(cells[0]) and right:
            yield cells[0], right
        else:
            others += 1
    _note(notes, others, f"lines of {path.name} hold something else than words of the letters a to z and are left out")
    _note(notes, known, f"inputs of {path.name} stand in training and are left out")


def _kept(path: Path, notes: list[str]) -> Iterator[str]:
    others = 0
    for _, line in _lines(path):
        if parts_of(line.strip()) is None:
            others += 1
        else:
            yield line.strip()
    _note(notes, others, f"lines of {path.name} hold something else than a word of the letters a to z and are left out")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers."""
    return ((number, line) for number, line in enumerate(_text(path).splitlines(), start=1) if line.strip())


def read_lexicon(path: Path) -> dict[str, int]:
    """Return the words of a lexicon with their counts, the most frequent first.

    Raises:
        DataError: a line is no word with a count.
    """
    counts: Counter[str] = Counter()
    for number, line in _lines(path):
        word, _, count = line.strip().partition(" ")
        if not is_word(word) or not (count.isascii() and count.isdigit()):
            raise DataError(f"{path}, line {number} is no word with its count; write them with a space between")
        counts[word] = int(count)
    return dict(counts.most_common())
