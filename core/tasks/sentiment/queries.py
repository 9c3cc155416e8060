"""What can be asked of a sentiment model, as it is typed: a text, or one of the samples in full. Pure."""

import re
from dataclasses import replace

from ...answer import Query, Row, Shown
from ...errors import UsageError
from .tokens import tokenise

ATTENTION, EFFECT = "attention", "effect"
EXAMPLES = (
    ("not bad at all", "any text: what it is, and what each word does"),
    ("#2", "the second of the samples, word by word"),
)
_ROW = re.compile(r"#([0-9]{1,9})")


def parse(text: str, shown: Shown) -> Query:
    """Return the query that a typed line means: judge (text, effects), or read (row of samples, mode, effects).

    Raises:
        UsageError: there is no word in it, or no such row.
    """
    if row := _ROW.fullmatch(text.strip()):
        place = int(row[1]) - 1
        if not 0 <= place < len(shown.rows):
            raise UsageError(f"there is no row {place + 1} of samples; count the rows from 1")
        return Query("read", (shown.rows[place], shown.mode, True))
    return Query("judge", (check_text(text), True))


def whole(place: int, row: Row) -> str:
    """Return the line that asks for a row of samples in full."""
    return f"#{place + 1}"


def shaded(query: Query, shade: str) -> Query:
    """Return the query without effects, which take a reading for each word, unless words are coloured by them."""
    return replace(query, args=(*query.args[:-1], shade == EFFECT))


def check_text(text: str) -> str:
    """Return a text that can be judged, without blanks around it.

    Raises:
        UsageError: there is no word in it.
    """
    if not tokenise(text):
        where = f"no word in {text.strip()[:30]!r}" if text.strip() else "no text"
        raise UsageError(f"there is {where}; write a sentence")
    return text.strip()
