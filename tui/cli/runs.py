"""What there is: the runs, one run's metadata, and the presets. Knows no torch."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

from ...core.errors import CheckpointError, UsageError
from ...core.events import Started
from ...core.registry import all_presets, find_preset, find_task
from ...core.runs.history import read_history
from ...core.runs.listing import list_runs, saved_at
from ...core.runs.metadata import RunMetadata, read_metadata
from ...core.runs.paths import find_run, runs_folder
from ...core.runs.score import figures_of
from ...core.sessions import config_of, spec_of
from ...core.spec import Metric
from ..format import duration, epochs, short
from ..run_rows import RunRow, read_row
from .output import number, on_terminal, say, typed_name, write_json, write_table
from .score import show_report

BEFORE, AFTER = ("name", "task", "variant", "preset", "step", "epoch"), ("when", "shipped", "training")


def where_it_lies(run: Path) -> tuple[str, ...]:
    """Return where a run that was trained lies, and the command that goes on with it or, at its end, opens it."""
    try:
        spent = read_metadata(run).spent
    except CheckpointError as error:
        return (str(error),)
    name = typed_name(run)
    command = f"cvae-tui --run {name} opens it" if spent else f"cvae-tui train --resume --run {name} goes on with it"
    return f"{run.name} lies in {run}", command


def runs(as_json: bool) -> None:
    """Write the runs, a damaged one with its error."""
    rows = [read_row(path, time()) for path in list_runs()]
    if as_json:
        write_json([summary(row) for row in rows])
        return
    if not rows:
        say(f"there are no runs yet; make one with `cvae-tui train` (it will lie in {runs_folder()})")
        return
    groups: dict[str, list[RunRow]] = {}
    for row in rows:
        # A reader has a table a task, so that it is no wider than it must be.
        groups.setdefault(row.task if on_terminal() else "", []).append(row)
    for task, group in groups.items():
        _table(task, group)
    for row in rows:
        if row.error:
            say(row.error)


def _table(task: str, rows: Sequence[RunRow]) -> None:
    metrics = {key: row.spec.metric(key) for row in rows if row.spec for key in row.figures}
    heads = (*BEFORE, *(metric.label for metric in metrics.values()), *AFTER)
    lines = [_cells(row, metrics) for row in rows]
    if on_terminal():
        # The task is the title, one column says when or who, and what no run has needs none.
        lines = [[*line[:-3], line[-1] or line[-2] or line[-3]] for line in lines]
        shown = [
            at for at, cells in enumerate(zip(*lines, strict=True)) if {*cells} - {"", "-"} and (at != 1 or not task)
        ]
        heads, *lines = [[line[at] for at in shown] for line in (heads[:-2], *lines)]
    write_table(task, heads, lines, {"damaged": "red"})


def show(run: str, as_json: bool) -> None:
    """Write what is known of a run."""
    path = find_run(run)
    metadata, row = read_metadata(path), read_row(path, time())
    changed = changed_settings(metadata)
    if as_json:
        write_json(
            {
                **metadata.extra, **summary(row), "settings": metadata.settings, "changed": changed,
                "data": metadata.data, "fingerprint": metadata.fingerprint, "versions": metadata.versions,
                "progress": metadata.progress, "score": metadata.score,
            }
        )  # fmt: skip
        return
    rows = list(_rows(metadata, row))
    rows += [(name, f"{value} (default {default})") for name, (value, default) in changed.items()]
    write_table(metadata.name, ("", ""), rows)
    report = None if metadata.score is None else figures_of(metadata.score)
    if report is not None:
        show_report(report, "score")
    else:
        say(f"not scored yet; cvae-tui score --run {typed_name(path)}")


def presets(task: str | None, as_json: bool) -> None:
    """Write the presets, of one task or of all, with what they show and where their values come from."""
    found = all_presets() if task is None else find_task(task).presets
    if as_json:
        write_json([{**vars(preset), "config": preset.config.to_dict()} for preset in found])
        return
    rows = [(preset.name, preset.task, preset.shows, preset.source) for preset in found]
    write_table("", ("preset", "task", "shows", "source"), rows)


def summary(row: RunRow) -> dict[str, Any]:
    """Return a run in short: the figures it is known by, of its score, else the latest; `error` where it is damaged.

    `trained_by` is the process that trains it, None where there is none.
    """
    known = {
        "name": row.name, "path": str(row.path), "when": _when(row), "shipped": row.shipped,
        "trained_by": row.trained_by,
    }  # fmt: skip
    if row.metadata is None:
        return known | {"error": row.error}
    return known | {
        "task": row.task, "variant": row.variant, "preset": row.preset, "scored": row.metadata.score is not None,
        "step": row.step, "epoch": row.epoch, "ended": row.ended or None, **row.figures,
    }  # fmt: skip


def changed_settings(metadata: RunMetadata) -> dict[str, tuple[Any, Any]]:
    """Return the settings that differ from those of the run's preset, or of the task: name, (value, default)."""
    config = config_of(metadata)
    default = type(config)()
    with suppress(UsageError):
        preset = find_preset(metadata.preset)
        default = preset.config if preset.task == metadata.task else default
    before = default.to_dict()
    return {name: (value, before[name]) for name, value in config.to_dict().items() if value != before[name]}


def _when(row: RunRow) -> str | None:
    # The files of a shipped one are as old as their copying.
    return (
        None if row.shipped else datetime.fromtimestamp(saved_at(row.path)).astimezone().isoformat(timespec="seconds")
    )


def _cells(row: RunRow, metrics: Mapping[str, Metric]) -> list[str]:
    return [
        row.name, row.task if row.metadata else "damaged", row.variant, row.preset, number(row.step, "count"),
        epochs(row.epoch), *(number(row.figures.get(key), metric.kind) for key, metric in metrics.items()),
        (_when(row) or "")[:16].replace("T", " "), "shipped" if row.shipped else "",
        "" if row.trained_by is None else f"by process {row.trained_by}",
    ]  # fmt: skip


def _rows(metadata: RunMetadata, row: RunRow) -> Iterator[tuple[str, str]]:
    spec = spec_of(metadata)
    yield "folder", str(metadata.path)
    yield "model", f"{metadata.task}, {metadata.variant or '-'}, preset {metadata.preset or '-'}"
    yield "data", f"{metadata.data} ({metadata.fingerprint})"
    yield "versions", ", ".join(f"{name} {text}" for name, text in metadata.versions.items())
    if when := _when(row):
        yield "saved", when
    if metadata.progress:
        took = duration(round(metadata.progress.get("seconds", 0)))
        step, epoch = number(row.step, "count"), epochs(row.epoch)
        yield "progress", f"step {step}, epoch {epoch}, {took}, {row.ended or 'not finished'}"
    if metadata.overrides:
        yield (
            "held by hand",
            ", ".join(f"{spec.dial(dial).label} {short(at)}" for dial, at in metadata.overrides.items()),
        )
    started = next((event for event in read_history(metadata.path)[0] if isinstance(event, Started)), None)
    if started is not None:
        yield "trained on", f"{started.device}, {started.examples_per_epoch:,} {spec.unit}s an epoch"
