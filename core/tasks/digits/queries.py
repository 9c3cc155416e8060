"""What can be asked of a digits model, as it is typed: digits, digits of one kind, or a picture's file. Pure."""

from ...answer import Image, Query, Row, Shown
from ...errors import UsageError
from ...runs.paths import expanded, is_there
from .config import DOMAINS

MOST = 40
SHEET = "sheet"
EXAMPLES = (
    ("2026", "MNIST's digits, translated and back again"),
    ("street 7", "street digits; mnist 7 likewise"),
    ("sheet street", "ten street digits of each, translated; z gives them the whole screen"),
    ("picture.png", "a picture of a digit; street picture.png for one in colour"),
)


def parse(text: str, shown: Shown) -> Query:
    """Return the query that a typed line means: digits (kind, labels), sheet (kind, None), or file (kind, path).

    Raises:
        UsageError: it is none.
    """
    kind, _, rest = text.strip().partition(" ")
    if kind.lower() == SHEET and rest.strip().lower() in ("", *DOMAINS):
        return Query(SHEET, (rest.strip().lower() or DOMAINS[0], None))
    if kind.lower() not in DOMAINS:
        kind, rest = DOMAINS[0], text
    return Query(*parse_source(rest, kind.lower()))


def whole(place: int, row: Row) -> str:
    """Return the line that asks for ten pictures of every digit, of the kind that a sample is of."""
    grey = any(isinstance(cell, Image) and cell.channels == 1 for cell in row.cells[:1])
    return f"{SHEET} {DOMAINS[0] if grey else DOMAINS[1]}"


def parse_source(text: str, kind: str) -> tuple[str, tuple[str, object]]:
    """Return the key and the arguments of the query for digits, or for the picture in a file, of one kind.

    Raises:
        UsageError: it is neither.
    """
    labels, path = "".join(text.split()), expanded(text.strip())
    if labels.isascii() and labels.isdigit():
        if len(labels) > MOST:
            raise UsageError(f"{len(labels)} digits are too many at once; type {MOST} at the most")
        return "digits", (kind, tuple(int(label) for label in labels))
    if labels and is_there(path) and path.is_file():
        return "file", (kind, str(path))
    what = repr(text.strip()[:30]) if labels else "nothing"
    raise UsageError(f"{what} is no digit and no file; type digits such as 2026, or street 7, or a picture's file")
