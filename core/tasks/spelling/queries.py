"""What can be asked of a spelling model, as it is typed: a word, a line of words, or one word beside another. Pure."""

import re

from ...answer import Query, Row, Shown, Text
from ...errors import UsageError
from .data import LONGEST, parts_of

MOST_WORDS = 30
EXAMPLES = (
    ("recieve", "a word: what may be meant, and how probable it is"),
    ("I recieve definately", "a line of words, each corrected"),
    ("align recieve receive", "which letter stands for which, and why"),
)
# Marks that change the letter before them: e and an acute are no e.
MARKS = "\u0300-\u036f"
_EDGES = re.compile(rf"^[^\w'{MARKS}]+|[^\w'{MARKS}]+$")


def parse(text: str, shown: Shown) -> Query:
    """Return the query that a typed line means: correct (words) or align (misspelling, word).

    Raises:
        UsageError: it holds no word.
    """
    tokens = [word for token in text.split() if (word := bare(token))]
    if len(tokens) == 3 and tokens[0].lower() == "align":
        if apart := next((token for token in map(check_word, tokens[1:]) if "-" in token), ""):
            raise UsageError(f"{apart!r} is several words; align one misspelling with one word")
        return Query("align", tuple(map(check_word, tokens[1:])))
    if not tokens:
        raise UsageError("there is no word; type one, such as recieve, or a line of them")
    if len(tokens) > MOST_WORDS:
        raise UsageError(f"{len(tokens)} words are too many at once; type {MOST_WORDS} at the most")
    for token in tokens:
        if len(tokens) == 1:
            check_word(token)
    return Query("correct", tuple(tokens))


def whole(place: int, row: Row) -> str:
    """Return the line that asks which letter of a sample stands for which of the right word."""
    misspelling, right = ((cell.gold or cell.text) if isinstance(cell, Text) else "" for cell in row.cells)
    return f"align {misspelling} {right}"


def bare(token: str) -> str:
    """Return a token without the punctuation around it, typographic apostrophes made plain."""
    return _EDGES.sub("", token.replace("’", "'")).strip("'_")


def check_word(token: str) -> str:
    """Return a token that can be corrected.

    Raises:
        UsageError: it is none: empty, too long, or of other letters than a to z.
    """
    word = bare(token)
    if not word:
        raise UsageError("there is no word; type one, such as recieve")
    if parts_of(word) is None:
        if len(word) > LONGEST:
            raise UsageError(f"{word[:20]!r}... has {len(word):,} letters; a word has {LONGEST} at the most")
        raise UsageError(f"{word!r} is no word of the letters a to z; type one, such as recieve")
    return word
