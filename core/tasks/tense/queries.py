"""What can be asked of a tense model, as it is typed: words to convert, a path between two, a walk along z. Pure."""

import re
from difflib import SequenceMatcher

from ...answer import Query, Row, SampleRow, Shown, Text
from ...errors import UsageError
from .config import kind_number, tense_number
from .data import check_word

MOST_WORDS, MOST_STEPS = 20, 50
STEPS = 7
WALK = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)

EXAMPLES = (
    ("splitting", "a verb, any form: four tenses"),
    ("split go ran", "several verbs at once"),
    ("split from past", "read as past; or split:past"),
    ("interpolate A B [STEPS]", "between two words or rows"),
    ("walk DIM [ROW]", "a dimension from -3 to 3"),
)

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_ROW = re.compile(r"z#([0-9a-f]{4})", re.IGNORECASE)


def parse(text: str, shown: Shown) -> Query:
    """Return the query that a typed line means (`Predictor.answer` has all three), or raise `UsageError`."""
    tokens = [token for token in re.split(r"[\s,;]+", text.strip()) if token]
    match [token.lower() for token in tokens]:
        case ["interpolate", _, _]:
            return _interpolation(tokens[1:])
        case ["interpolate", _, _, steps] if not steps.isalpha():
            return _interpolation(tokens[1:])
        case ["walk", number, *_] if re.match(r"[-+]?[0-9]|z", number) and not number.isalpha():
            return _walk(tokens[1:], shown)
        case _:
            return _conversion(tokens)


def between(first: SampleRow, second: SampleRow, steps: int) -> Query:
    """Return the query for the path between two samples."""
    return Query("interpolate", (first, second, steps))


def whole(place: int, row: Row) -> str:
    """Return the line that asks what a sample's present is read as: its present, or `?` where it has none."""
    present = row.cells[0]
    return present.text if isinstance(present, Text) and present.text else "?"


def _conversion(tokens: list[str]) -> Query:
    tokens = [part for token in tokens for part in (token.split("=", 1) if token.startswith("--") else [token])]
    tense: int | None = None
    while len(tokens) >= 3 and tokens[-2].lower().removeprefix("--") in ("from", "to"):
        # All four tenses are shown whatever the target, so `to past` needs no more than to be understood.
        source = tokens[-2].lower().endswith("from")
        number = kind_number(tokens[-1]) if source else tense_number(tokens[-1])
        tense = number if source else tense
        tokens = tokens[:-2]
    if len(tokens) > MOST_WORDS:
        raise UsageError(f"{len(tokens)} words are too many at once; type {MOST_WORDS} at the most")
    if len(tokens) == 3 and SequenceMatcher(None, tokens[0].lower(), "interpolate").ratio() > 0.8:
        raise UsageError("for the path between two words type interpolate A B [STEPS]")
    asked: list[tuple[str, int | None]] = []
    for token in tokens or [""]:
        word, colon, name = token.partition(":")
        asked.append((check_word(word), kind_number(name) if colon else tense))
    return Query("convert", tuple(dict.fromkeys(asked)))


def _interpolation(arguments: list[str]) -> Query:
    first, second = (_end(argument) for argument in arguments[:2])
    if isinstance(first, str) != isinstance(second, str):
        raise UsageError("a word and a sample have no path between them; give two words, or two rows such as z#3fa2")
    steps = _number(arguments[2], "steps", 2, MOST_STEPS) if len(arguments) > 2 else STEPS
    return Query("interpolate", (first, second, steps))


def _end(text: str) -> str | SampleRow:
    row = _ROW.fullmatch(text)
    return SampleRow(int(row[1], 16)) if row else check_word(text)


def _walk(arguments: list[str], shown: Shown) -> Query:
    if len(arguments) > 2:
        raise UsageError("walk is typed as walk DIM [ROW]: a dimension from -3 to 3")
    dimension = _number(re.sub(r"^z\[?([0-9]+)\]?$", r"\1", arguments[0]), "the dimension", 0, 9999)
    if len(arguments) == 2 and (named := _ROW.fullmatch(arguments[1])):
        return Query("walk", (SampleRow(int(named[1], 16)), dimension))
    place = _number(arguments[1], "the row", 1, 999) - 1 if len(arguments) == 2 else shown.cursor
    if not 0 <= place < len(shown.rows):
        raise UsageError(f"there is no row {place + 1} of samples; count the rows from 1")
    return Query("walk", (shown.rows[place], dimension))


def _number(text: str, what: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
        shown = repr(text[:30] + "..." if len(text) > 30 else text)
        raise UsageError(f"{what} cannot be {shown}; type a whole number from {low} to {high}")
    return int(text)
