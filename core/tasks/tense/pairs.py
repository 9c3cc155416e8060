"""Test pairs: two words, and the tenses that they are in where the file leaves those out. Knows no torch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...errors import DataError, UsageError
from .config import TENSES, Row, tense_number
from .lexicon import shipped_lexicon
from .lines import Line
from .regular import possible_bases, regular_forms

# The tenses of the lab's ten test pairs, which its test.txt leaves out.
LAB_ORDER = ((0, 3), (0, 2), (0, 1), (0, 1), (3, 1), (0, 2), (3, 0), (2, 0), (2, 3), (2, 1))


@dataclass(frozen=True)
class Pair:
    """A conversion to test: `word` in tense `source` to `target_word` in tense `target` (0 to 3)."""

    word: str
    source: int
    target_word: str
    target: int


def read_pairs(lines: Sequence[Line], train: Sequence[Row]) -> Iterator[Pair]:
    """Yield the pairs of a test file: of the tenses beside them, of the lab's order, or of a training row.

    The lab's order holds for ten pairs that it fits, every one of them; `DataError` where a line is no pair.
    """
    for line in lines:
        if len(line.words) not in (2, 4):
            raise DataError(
                f"{line.where}: {len(line.words)} words; a pair is two words, optionally followed by two tenses"
            )
    lab = _fits_lab(lines, train)
    for number, line in enumerate(lines):
        word, target_word, *names = line.words
        if names:
            source, target = (_tense(name, line.where) for name in names)
        else:
            source, target = LAB_ORDER[number] if lab else _looked_up(word, target_word, train, line.where)
        yield Pair(word, source, target_word, target)


def _fits_lab(lines: Sequence[Line], train: Sequence[Row]) -> bool:
    if len(lines) != len(LAB_ORDER) or any(len(line.words) != 2 for line in lines):
        return False
    lexicon = shipped_lexicon(train)
    return all(
        any(row[target] == target_word for row in lexicon.gold(word, source))
        or _is_regular_pair(word, source, target_word, target)
        for (word, target_word), (source, target) in zip((line.words for line in lines), LAB_ORDER, strict=True)
    )


def _is_regular_pair(word: str, source: int, target_word: str, target: int) -> bool:
    """Tell whether two words are such forms of some verb by the spelling rules."""
    spelled = ((frozenset({base}), *regular_forms(base)) for base in possible_bases(word))
    return any(word in forms[source] and target_word in forms[target] for forms in spelled)


def _tense(name: str, where: str) -> int:
    try:
        return tense_number(name)
    except UsageError as error:
        raise DataError(f"{where}: {error}") from None


def _looked_up(word: str, target_word: str, train: Sequence[Row], where: str) -> tuple[int, int]:
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
