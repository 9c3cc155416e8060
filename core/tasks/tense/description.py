"""What a word was read as, in words: "past participle of write", "other spelling of traveled". Knows no torch."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from os.path import commonprefix

from .config import TENSES, Row
from .extra import OTHER, PARTICIPLE

PROGRESSIVE, THIRD, PAST = 2, 1, 3
# Two words are spellings of one another that are as alike as this, or begin alike to their last letters.
ALIKE, ROUGHLY_ALIKE, BEGINNING, ENDING = 0.9, 0.65, 3, 4


def read_as(word: str, kind: int, forms: Row) -> str:
    """Return what a word is as a form of that kind (see `config.KINDS`) of the verb with these four forms."""
    if kind < len(TENSES):
        return TENSES[kind]
    if kind == PARTICIPLE:
        return f"past participle of {forms[0]}"
    assert kind == OTHER
    tense = PROGRESSIVE if word.endswith("ing") else THIRD if word.endswith("s") else PAST
    if _is_spelling(word, forms[tense]):
        return f"other spelling of {forms[tense]}"
    return f"other form of {forms[0]}"


def grouped(readings: Sequence[tuple[str, str, Row]]) -> list[tuple[int, str]]:
    """Return the places of readings (what, how sure, forms) with other forms than those before; and what they are.

    Readings with the same four forms are one: put is the present and the past of put.
    """
    first = {forms: place for place, (_, _, forms) in reversed([*enumerate(readings)])}
    names: dict[int, list[str]] = {}
    for what, sure, forms in readings:
        names.setdefault(first[forms], []).append(f"{what} {sure}".rstrip())
    return [(place, ", ".join(named)) for place, named in sorted(names.items())]


def _is_spelling(word: str, form: str) -> bool:
    alike = SequenceMatcher(None, word, form).ratio()
    begins = len(commonprefix([word, form]))  # noqa: RUF071 - not of folders
    return alike >= ALIKE or (alike >= ROUGHLY_ALIKE and begins >= BEGINNING and len(form) - begins <= ENDING)
