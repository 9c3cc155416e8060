"""Where words go: data to stdout, talk to stderr; one format for numbers, tables and answers of every task."""

import json
import os
import shlex
import sys
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.answer import Cell, Kind, Row, Table, Text
from ...core.events import finite
from ...core.runs.paths import is_shipped, runs_folder
from ...core.spec import Sign
from ..format import ascii_text
from ..format import number as number_text
from ..sanitize import ascii_only, clean

if TYPE_CHECKING:
    from rich.console import Console

# What a shell says of a program that SIGPIPE ended.
BROKEN_PIPE = 141
# Columns that a table's cell takes beside its words.
EDGES = 3
TONES = {"good": "green", "info": "cyan", "notice": "yellow", "bad": "red", "muted": "dim"}


def on_terminal() -> bool:
    """Tell whether stdout is read by a person."""
    return sys.stdout is not None and sys.stdout.isatty()


def talk_on_terminal() -> bool:
    """Tell whether stderr is read by a person."""
    return sys.stderr is not None and sys.stderr.isatty()


def has_screen() -> bool:
    """Tell whether there are keys to read and a screen to draw on, which Textual takes from stdin and stderr."""
    return talk_on_terminal() and sys.stdin is not None and sys.stdin.isatty()


def typed_name(run: Path | None) -> str:
    """Return a run as one types it: its name or, where it lies elsewhere, its path."""
    if run is None:
        return ""
    return shlex.quote(run.name if run.parent == runs_folder() or is_shipped(run) else str(run))


def number(value: Any, kind: Kind = "share") -> str:
    """Return a figure for a table; a missing or NaN one is a dash."""
    return number_text(value if isinstance(value, int | float) else None, kind, "-")


# --- lines ---


def say(sentence: str) -> None:
    """Tell the reader something, on stderr; a reader who is gone is no reason to fail."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(letters(sentence, sys.stderr), file=sys.stderr, flush=True)


def write(line: str = "", end: str = "\n") -> None:
    """Write data to stdout, or end quietly when its reader is gone; what is from outside is cleaned before."""
    with _reader():
        write_or_fail(line, end)


def write_text(text: str) -> None:
    """Write a text to stdout byte for byte, as UTF-8; to a terminal cleaned line by line."""
    if on_terminal():
        write("\n".join(clean(line.removesuffix("\r").expandtabs()) for line in text.split("\n")), end="")
    elif sys.stdout is not None:
        with _reader():
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
            sys.stdout.buffer.flush()


@contextmanager
def _reader() -> Generator[None]:
    """End quietly when the reader of stdout is gone, and name it where it takes no more."""
    try:
        yield
    except BrokenPipeError:
        silence()
        raise SystemExit(BROKEN_PIPE) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, "stdout") from None


def write_or_fail(line: str, end: str = "\n") -> None:
    """Write data to stdout, or raise `OSError`: nobody reads it any more, or there is no room."""
    if sys.stdout is not None:
        print(line, end=end, flush=True)


def write_row(cells: Iterable[object]) -> None:
    """Write cells with a tab between them."""
    write("\t".join(clean(cell) for cell in cells))


def silence() -> None:
    """Let what is still written go nowhere: the reader of stdout is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def letters(text: object, stream: Any) -> str:
    """Return text as a stream can have it: nothing that would steer a terminal, and ASCII where it is to be."""
    return ascii_text(clean(text)) if ascii_only(stream) else clean(text)


# --- JSON ---


def _json(value: Any) -> str:
    return json.dumps(finite(value), indent=2 if on_terminal() else None, allow_nan=False)


def write_json(value: Any) -> None:
    """Write one JSON document, over several lines for a reader and on one for a program; NaN becomes null."""
    write(_json(value))


@contextmanager
def json_array() -> Generator[Callable[[Any], None], None, None]:
    """Write an array element by element, by calls of what this gives; it is whole at the end, whatever ends it."""
    begun = False

    def add(element: Any) -> None:
        nonlocal begun
        write((",\n" if begun else "[") + _json(element), end="")
        begun = True

    try:
        yield add
    finally:
        write("]" if begun else "[]")


# --- tables ---


def talk_console() -> "Console":
    """Return a console for bars on stderr, which keeps to ASCII where nothing else is wished or can be shown."""
    from rich.console import Console

    class Talk(Console):
        """Rich draws its bars in ASCII where the encoding has nothing else."""

        @property
        def encoding(self) -> str:
            return "ascii" if ascii_only(self.file) else super().encoding

    return Talk(file=sys.stderr, highlight=False)


def write_table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], styles: Mapping[str, str] | None = None
) -> None:
    """Draw a table for a reader, tabs between the cells for a program; a cell that is a key of `styles` takes it."""
    if not on_terminal():
        for row in rows:
            write_row(row)
        return
    from rich.box import SIMPLE_HEAD, Box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text as Styled

    console = Console(highlight=False)
    lines = [[letters(cell, sys.stdout) for cell in row] for row in (heads, *rows)]
    words = [" ".join(column).split() for column in zip(*lines, strict=True)]
    longest = [max(map(cell_len, column), default=0) for column in words]
    # A narrow terminal breaks no word where that can be helped.
    whole = sum(longest) + EDGES * len(heads) + 1 <= console.width
    drawn = Drawn(
        title=Styled(letters(title, sys.stdout)) if title else None, title_justify="left", header_style="bold",
        box=Box("    \n    \n -- \n" + 5 * "    \n", ascii=True) if ascii_only(sys.stdout) else SIMPLE_HEAD,
    )  # fmt: skip
    for head, width in zip(lines[0], longest, strict=True):
        drawn.add_column(Styled(head), overflow="fold", min_width=width if whole else None)
    for cells in lines[1:]:
        drawn.add_row(*(Styled(cell, style=(styles or {}).get(cell, "")) for cell in cells))
    console.print(drawn)


def show_table(table: Table, legend: Sequence[Sign]) -> None:
    """Write an answer: its rows with what they are called, noted and marked, and what sums them up on stderr."""
    width = max((len(row.cells) for row in table.rows), default=len(table.heads))
    heads = ["", *(*table.heads, *[""] * width)[:width], "note", "mark"]
    rows = [
        [row.label, *map(cell_text, row.cells), *[""] * (width - len(row.cells)), row.note, row.category]
        for row in table.rows
    ]
    # Of what stands beside the cells, only what this task's rows have.
    shown = [at for at in range(width + 3) if 0 < at <= width or any(row[at] for row in rows)]
    styles = {sign.key: TONES.get(sign.tone, "") for sign in legend}
    write_table("", [heads[at] for at in shown], [[row[at] for at in shown] for row in rows], styles)
    if table.note:
        say(table.note)


def cell_text(cell: Cell) -> str:
    """Return a cell as a line has it; of a picture its size."""
    return cell.text if isinstance(cell, Text) else f"{cell.width} x {cell.height} picture"


def row_json(heads: Sequence[str], row: Row) -> dict[str, Any]:
    """Return a row for JSON: `forms` by head where every cell is a text under a head, else `cells`; and its `mark`."""
    if len(set(heads)) == len(heads) == len(row.cells) and all(isinstance(cell, Text) for cell in row.cells):
        return {"forms": dict(zip(heads, map(cell_text, row.cells), strict=True)), "mark": row.category}
    cells = [
        cell.text if isinstance(cell, Text) else {**vars(cell), "pixels": b64encode(cell.pixels).decode()}
        for cell in row.cells
    ]
    return {"cells": cells, "mark": row.category}
