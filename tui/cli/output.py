"""Where words go: data to stdout, talk to stderr, and nothing from outside may steer the terminal."""

import json
import math
import os
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...core.events import finite
from ...core.runs.paths import runs_folder

# What a shell says of a program that SIGPIPE ended.
BROKEN_PIPE = 141
# Columns that a table's cell takes beside its words.
EDGES = 3


def clean(text: object) -> str:
    """Return text with everything unprintable (escape sequences, line ends, direction marks) made visible as '?'."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))


def typed_name(run: Path | None) -> str:
    """Return a run as one types it: its name or, where it lies elsewhere, its path."""
    if run is None:
        return ""
    return shlex.quote(run.name if run.parent == runs_folder() else str(run))


def say(sentence: str) -> None:
    """Tell the reader something, on stderr; a reader who is gone is no reason to fail."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(clean(sentence), file=sys.stderr, flush=True)


def write(line: str = "") -> None:
    """Write a line of data to stdout, or end quietly when its reader is gone; words from outside are cleaned before."""
    try:
        write_or_fail(line)
    except BrokenPipeError:
        silence()
        raise SystemExit(BROKEN_PIPE) from None


def write_or_fail(line: str) -> None:
    """Write a line of data to stdout.

    Raises:
        OSError: nobody reads it any more, or there is no room.
    """
    if sys.stdout is not None:
        print(line, flush=True)


def write_json(value: Any) -> None:
    """Write one JSON document, over several lines for a reader and on one for a program; NaN becomes null."""
    write(json.dumps(finite(value), indent=2 if on_terminal() else None, allow_nan=False))


def write_row(cells: Iterable[object]) -> None:
    """Write cells with a tab between them."""
    write("\t".join(clean(cell) for cell in cells))


def write_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], styles: Mapping[str, str] | None = None
) -> None:
    """Draw a table on the terminal; a cell whose text is a key of `styles` takes that style."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(clean(title)) if title else None, box=SIMPLE_HEAD, title_justify="left", header_style="bold"
    )
    shown = [[clean(cell) for cell in row] for row in rows]
    console = Console(highlight=False)
    words = [" ".join([column, *(cells[at] for cells in shown)]).split() for at, column in enumerate(columns)]
    longest = [max(map(cell_len, column), default=0) for column in words]
    # A narrow terminal breaks no word where that can be helped.
    whole = sum(longest) + EDGES * len(columns) + 1 <= console.width
    for column, width in zip(columns, longest, strict=True):
        table.add_column(Text(column), overflow="fold", min_width=width if whole else None)
    for cells in shown:
        table.add_row(*(Text(cell, style=(styles or {}).get(cell, "")) for cell in cells))
    console.print(table)


def on_terminal() -> bool:
    """Tell whether stdout is read by a person."""
    return sys.stdout is not None and sys.stdout.isatty()


def talk_on_terminal() -> bool:
    """Tell whether stderr is read by a person."""
    return sys.stderr is not None and sys.stderr.isatty()


def has_screen() -> bool:
    """Tell whether there are keys to read and a screen to draw on, which Textual takes from stdin and stderr."""
    return talk_on_terminal() and sys.stdin is not None and sys.stdin.isatty()


def silence() -> None:
    """Let what is still written go nowhere: the reader of stdout is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def number(value: object, digits: int = 3) -> str:
    """Return a figure for a table; a missing or NaN one is a dash."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.{digits}f}"
