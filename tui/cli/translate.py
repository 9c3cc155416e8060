"""The verb of the digits task: digits or a picture in, pictures of the other kind out, and what they are read as."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.answer import Query, Row, Table, Text
from ...core.errors import DataError, UsageError
from ...core.runs.durable import write_anew
from ...core.runs.paths import expanded, is_there
from ...core.tasks.digits.config import DOMAINS
from ...core.tasks.digits.queries import parse_source
from ..format import percent
from ..tables.png import ACROSS, png
from .ask import loaded, opened
from .asked import Asked, decoded, pieces
from .output import json_array, say, write_table

if TYPE_CHECKING:
    from ...core.task import Model

TASK = "digits"
HEADS = ("digit", "to", "read as", "sure", "mark")
STYLES = {"kept": "green", "flipped": "red"}


Answer = tuple[Query, Table]


def translate(words: Sequence[str], to: str, png: str | None, run: str | None, as_json: bool) -> int:
    """Write what each translated picture is read as and, where a name is given, all pictures in one.

    Returns the exit code, 0 where every source could be translated.
    """
    if to not in DOMAINS:
        raise UsageError(f"--to {to[:20]!r} is no kind of digits; give {' or '.join(DOMAINS)}")
    place = None if png is None else _place(png)
    asked = Sources(words, next(kind for kind in DOMAINS if kind != to))
    batches = asked.begun(
        "there is no digit; write some behind translate, a picture's file, or - to read lines of stdin", as_json
    )
    path, _, _ = opened(run, TASK)
    if batches is None:
        return asked.code
    answers = asked.answers(loaded(path), batches)
    written = None
    if place is not None:
        answers = list(answers)
        rows = [row for _, table in answers for row in table.rows]
        written = _write(rows, place) if rows else None
    with json_array() if as_json else nullcontext() as add:
        number = 0
        for query, table in answers:
            if add is None:
                shown = [(row.label or query.args[1], to, *_read(row), row.category) for row in table.rows]
                write_table("", HEADS, shown, STYLES)
            else:
                for at, row in enumerate(table.rows, number):
                    add(_json(query, row, to, written, at))
            number += len(table.rows)
            if table.note and "-" not in words:
                say(table.note)
    if written is not None:
        say(f"source, translated and back again, one below the other, are in {written}")
    return asked.code


class Sources(Asked[tuple[str, Query]]):
    """What is to be translated, each behind the words that say where it stood ("" for the arguments, which are one);
    `-` stands for those on stdin, digits or a picture's file a line.
    """

    def __init__(self, arguments: Sequence[str], kind: str) -> None:
        super().__init__(arguments)
        self.kind = kind

    def _at_hand(self) -> Iterator[list[tuple[str, Query]]]:
        for from_stdin, words in groupby(self.arguments, lambda word: word == "-"):
            if not from_stdin:
                yield [("", Query(*parse_source(" ".join(words), self.kind)))]
                continue
            for found in pieces("type digits or a picture's file, one a line; ctrl-D ends"):
                lines = [(f"line {at} on stdin: ", decoded(piece)) for at, piece in found]
                yield [each for place, line in lines if line.strip() for each in self._parsed(place, line)]

    def _parsed(self, place: str, line: str) -> Iterator[tuple[str, Query]]:
        try:
            yield place, Query(*parse_source(line, self.kind))
        except UsageError as error:
            self._tell(place, error, 1)

    def answers(self, model: "Model", batches: Iterator[list[tuple[str, Query]]]) -> Iterable[Answer]:
        """Yield each query with its answer; of a line that has none it is told why."""
        for place, query in chain.from_iterable(batches):
            try:
                yield query, model.answer(query)
            except (DataError, UsageError) as error:
                if not place:
                    raise
                self._tell(place, error, 1)


def _json(query: Query, row: Row, to: str, written: Path | None, number: int) -> dict[str, Any]:
    """Return a picture's reading, and where in the file its column begins."""
    text = _text(row)
    where = {"file": str(written), "column": number % ACROSS, "row": 3 * (number // ACROSS)}
    return {
        "input": row.label or str(query.args[1]), "label": int(row.label) if row.label else None, "to": to,
        "read_as": int(text.text), "probability": text.score, "png": None if written is None else where,
    }  # fmt: skip


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


def _write(rows: Sequence[Row], path: Path) -> Path:
    """Write the pictures as one PNG, see `png`: sources, translations, and back again."""
    try:
        write_anew(path, [png(rows)])
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; give another place") from None
    return path.resolve()
