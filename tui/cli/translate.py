"""The verb of the digits task: digits or a picture in, pictures of the other kind out, and what they are read as."""

from collections.abc import Sequence
from pathlib import Path

from ...core.answer import Query, Row, Table, Text
from ...core.errors import UsageError
from ...core.runs.durable import write_anew
from ...core.runs.paths import expanded, is_there
from ...core.tasks.digits.config import DOMAINS
from ...core.tasks.digits.queries import parse_source
from ..format import percent
from ..tables.png import ACROSS, png
from .ask import loaded, opened
from .output import json_array, say, write_table

TASK = "digits"
HEADS = ("digit", "to", "read as", "sure", "mark")
STYLES = {"kept": "green", "flipped": "red"}


def translate(words: Sequence[str], to: str, png: str | None, run: str | None, as_json: bool) -> None:
    """Write what each translated picture is read as and, where a name is given, the pictures."""
    if to not in DOMAINS:
        raise UsageError(f"--to {to[:20]!r} is no kind of digits; give {' or '.join(DOMAINS)}")
    source = next(kind for kind in DOMAINS if kind != to)
    query = Query(*parse_source(" ".join(words), source))
    place = None if png is None else _place(png)
    path, _, _ = opened(run, TASK)
    table = loaded(path).answer(query)
    written = None if place is None else _write(table, place)
    if not as_json:
        write_table(
            "", HEADS, [(row.label or query.args[1], to, *_read(row), row.category) for row in table.rows], STYLES
        )
    else:
        with json_array() as add:
            for number, row in enumerate(table.rows):
                text = _text(row)
                add(
                    {
                        "input": row.label or str(query.args[1]), "label": int(row.label) if row.label else None,
                        "to": to, "read_as": int(text.text), "probability": text.score,
                        "png": None if written is None else {"file": str(written), "column": number % ACROSS,
                                                             "row": 3 * (number // ACROSS)},
                    }
                )  # fmt: skip
    if table.note:
        say(table.note)
    if written is not None:
        say(f"source, translated and back again, one below the other, are in {written}")


def _text(row: Row) -> Text:
    (text,) = (cell for cell in row.cells if isinstance(cell, Text))
    return text


def _read(row: Row) -> tuple[str, str]:
    return _text(row).text, percent(_text(row).score or 0.0)


def _place(given: str) -> Path:
    """Return where the pictures go; `UsageError`, before anything slow begins, where that can be no file."""
    path = expanded(given)
    # A device or a pipe would be replaced by a file.
    if not path.name or (is_there(path) and not path.is_file()):
        raise UsageError(f"--png {given[:60]!r} is no place for a file; give a name such as out.png")
    if not is_there(path.parent):
        raise UsageError(f"--png {given[:60]!r} is in a folder that is not there; make it, or give another place")
    return path


def _write(table: Table, path: Path) -> Path:
    """Write the pictures as one PNG, see `png`: sources, translations, and back again."""
    try:
        write_anew(path, [png(table.rows)])
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; give another place") from None
    return path.resolve()
