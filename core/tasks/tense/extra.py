"""Other forms of verbs, that stand in no row: participles, forms of be, accepted spellings. Knows no torch."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ...errors import DataError
from .config import KINDS, Row, Variants
from .lines import read_lines

PARTICIPLE, OTHER = KINDS.index("participle"), KINDS.index("other")
# Of the forms that no row has, participles alone end so: written, gone, sung, drunk, begun.
_PARTICIPLE = re.compile(r"(?:n|ne|u[mn][gk]?)$")


class Extra(NamedTuple):
    """A form that its verb's row lacks: the word, its kind (a place in `config.KINDS`), and the verb's row."""

    word: str
    kind: int
    verb: Variants


def kind_of(word: str) -> int:
    """Return whether a form that no row has is a participle (been) or another form or spelling (are, travelled)."""
    return PARTICIPLE if _PARTICIPLE.search(word) else OTHER


def read_extra(path: Path, verb_of: Callable[[str], Variants | None], note: Callable[[str], None]) -> tuple[Extra, ...]:
    """Read a file of forms, each with the present of its verb, where there is one; those of no known verb are left out.

    `verb_of` finds the verb of a present. `DataError` where a line is not two words.
    """
    if not path.exists():
        return ()
    found: list[Extra] = []
    lines = read_lines(path, note)
    for line in lines:
        if len(line.words) != 2:
            raise DataError(f"{line.where}: {len(line.words)} words instead of two; a line is form present")
        word, present = line.words
        if (verb := verb_of(present)) is not None:
            found.append(Extra(word, kind_of(word), verb))
    if gone := len(lines) - len(found):
        note(f"{gone} of {len(lines)} forms in {path.name} belong to no verb of train.txt or unseen.txt")
    return tuple(found)


def behind_prefixes(prefixed: Iterable[Row], extra: Sequence[Extra], letters: Sequence[int]) -> list[Extra]:
    """Return the participles of made-up verbs, of `letters` prefix letters each: outwritten, where written is known."""
    participles: dict[str, list[str]] = {}
    for form in extra:
        if form.kind == PARTICIPLE:
            participles.setdefault(form.verb[0][0], []).append(form.word)
    return [
        Extra(row[0][:count] + word, PARTICIPLE, tuple((form,) for form in row))
        for row, count in zip(prefixed, letters, strict=True)
        for word in participles.get(row[0][count:], ())
    ]
