"""Answers of any model: to a typed line, and samples in one of its task's modes."""

import gc
import shlex
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from ...core.answer import SampleRow, Shown, Table
from ...core.errors import UsageError, nearest
from ...core.registry import find_task
from ...core.runs.metadata import RunMetadata, read_metadata
from ...core.runs.paths import find_run
from ...core.sessions import load_model, spec_of
from ...core.spec import TaskSpec
from ..commands import COMMANDS
from .output import json_array, row_json, say, show_table, typed_name

if TYPE_CHECKING:
    from ...core.task import Model

MOST_DRAWS, AT_ONCE = 100_000, 500


def ask(words: Sequence[str], run: str | None, as_json: bool) -> None:
    """Answer a line, as it could be typed in the app."""
    path, _, spec = opened(run)
    line = " ".join(words).strip()
    if line[:1] in (":", "/") and line[1:].split()[:1] and line[1:].split()[0].lower() in COMMANDS:
        example = f"cvae-tui ask {shlex.quote(spec.examples[0][0])}"
        raise UsageError(f"{line[:40]!r} is a command of the app; ask something such as: {example}")
    query = spec.parse(line, Shown())
    model = loaded(path)
    write_answer(model.answer(query), spec, as_json)


def sample(count: int, mode: str | None, seed: int, run: str | None, as_json: bool) -> None:
    """Write samples, each with its sign; how many there are of each sign goes to stderr."""
    within("-n", count, 1, MOST_DRAWS)
    within("--seed", seed, 0, 2**63 - 1)
    path, _, spec = opened(run)
    modes = [known.key for known in spec.modes]
    chosen = mode or modes[0]
    if chosen not in modes:
        raise UsageError(f"there is no mode {chosen[:40]!r} of the task {spec.name!r}; {nearest(chosen, modes)}")
    draw = Random(seed)
    rows = [SampleRow(draw.randrange(2**32)) for _ in range(count)]
    model = loaded(path)
    parts = (model.sample(rows[at : at + AT_ONCE], chosen) for at in range(0, count, AT_ONCE))
    if as_json:
        with json_array() as add:
            for part in parts:
                for row in part.rows:
                    add({**({"label": row.label} if row.label else {}), **row_json(part.heads, row)})
        return
    tables = list(parts)
    note = tables[0].note if len(tables) == 1 else ""
    table = Table(tables[0].heads, tuple(row for part in tables for row in part.rows), note)
    show_table(table, spec.legend)
    found = Counter(row.category for row in table.rows)
    if counts := ", ".join(f"{found[sign.key]} {sign.key}" for sign in spec.legend if found[sign.key]):
        say(counts)


def write_answer(table: Table, spec: TaskSpec, as_json: bool) -> None:
    """Write an answer's table; as JSON, an array of its rows."""
    if not as_json:
        show_table(table, spec.legend)
        return
    with json_array() as add:
        for row in table.rows:
            scores = [getattr(cell, "score", None) for cell in row.cells]
            add({"label": row.label, **row_json(table.heads, row), "scores": scores, "note": row.note})


def opened(run: str | None, task: str | None = None) -> tuple[Path, RunMetadata, TaskSpec]:
    """Find a run to be asked, by default the shipped one of `task`; `UsageError` where it is of another one."""
    path = find_run(run, None if task is None else find_task(task))
    metadata = read_metadata(path)
    if task is not None and metadata.task != task:
        raise UsageError(
            f"{metadata.name} is of the task {metadata.task!r}, not {task!r};"
            f" ask it: cvae-tui ask TEXT --run {typed_name(path)}"
        )
    return path, metadata, spec_of(metadata)


def loaded(path: Path) -> "Model":
    """Load a run's model, and say what whoever asks should know."""
    # Torch's objects outlive the command. Left to the collector, they cost more than to read the data: it looks at all
    # of them again and again meanwhile.
    import_module("torch")
    if not gc.get_freeze_count():
        gc.freeze()
    # An answer is not worth waking an accelerator for.
    model = load_model(path, "cpu")
    for note in model.notes:
        say(note)
    return model


def within(name: str, value: int, low: int, high: int) -> None:
    """Raise `UsageError` for a number out of its range."""
    if not low <= value <= high:
        raise UsageError(f"{name} is {value:,}; it must be from {low:,} to {high:,}")
