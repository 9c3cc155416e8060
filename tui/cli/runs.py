"""What there is: the runs, one run's facts, and the presets. Knows no torch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

from ...core.errors import UsageError
from ...core.events import Started
from ...core.registry import all_presets, config_of, find_preset
from ...core.runs.history import read_history
from ...core.runs.listing import list_runs, saved_at
from ...core.runs.metadata import RunFacts, read_facts
from ...core.runs.paths import find_run, runs_folder
from ..format import dial_name
from ..run_rows import read_row
from .output import number, on_terminal, say, typed_name, write_json, write_row, write_table
from .score import show_score

COLUMNS = ("name", "task", "variant", "preset", "step", "epoch", "bleu4", "gaussian", "when", "shipped", "training")


def runs(as_json: bool) -> None:
    """Write the runs, a damaged one with its error."""
    rows = [summary(path) for path in list_runs()]
    if as_json:
        write_json(rows)
        return
    if not rows:
        say(f"there are no runs yet; make one with `cvae-tui train` (it will lie in {runs_folder()})")
        return
    shown = [[_cell(row, column) for column in COLUMNS] for row in rows]
    if on_terminal():
        write_table("", COLUMNS, shown, {"damaged": "red"})
    else:
        for cells in shown:
            write_row(cells)
    for row in rows:
        if "error" in row:
            say(row["error"])


def show(run: str, as_json: bool) -> None:
    """Write what is known of a run."""
    path = find_run(run)
    facts = read_facts(path)
    changed = changed_settings(facts)
    if as_json:
        write_json(
            {
                **summary(path), "settings": facts.settings, "changed": changed, "data": facts.data,
                "fingerprint": facts.fingerprint, "vocabulary": facts.vocabulary, "versions": facts.versions,
                "progress": facts.progress, "score": facts.score,
            }
        )  # fmt: skip
        return
    rows = list(_facts(facts, summary(path)))
    rows += [(name, f"{value} (default {default})") for name, (value, default) in changed.items()]
    if on_terminal():
        write_table(facts.name, ("", ""), rows)
    else:
        for row in rows:
            write_row(row)
    if facts.score is not None:
        show_score(facts.score, "score")
    else:
        say(f"not scored yet; cvae-tui score --run {typed_name(path)}")


def presets(as_json: bool) -> None:
    """Write the presets with what they show and where their values come from."""
    found = all_presets()
    if as_json:
        write_json([{**vars(preset), "config": preset.config.to_dict()} for preset in found])
    elif on_terminal():
        rows = [(preset.name, preset.task, preset.shows, preset.source) for preset in found]
        write_table("", ("preset", "task", "shows", "source"), rows)
    else:
        for preset in found:
            write_row((preset.name, preset.task, preset.shows, preset.source))


def summary(path: Path) -> dict[str, Any]:
    """Return a run in short: `bleu4` and `gaussian` are of its score, else the latest; `error` where it is damaged.

    `trained_by` is the process that trains it, None where there is none.
    """
    row = read_row(path, time())
    # The files of a shipped one are as old as their copying.
    when = None if row.shipped else datetime.fromtimestamp(saved_at(path)).astimezone().isoformat(timespec="seconds")
    told = {"name": row.name, "path": str(path), "when": when, "shipped": row.shipped, "trained_by": row.trained_by}
    if row.facts is None:
        return told | {"error": row.error}
    return told | {
        "task": row.facts.task, "variant": row.variant, "preset": row.preset, "scored": row.facts.score is not None,
        "step": row.step, "epoch": row.epoch, "ended": row.ended or None, "bleu4": row.bleu4, "gaussian": row.gaussian,
    }  # fmt: skip


def changed_settings(facts: RunFacts) -> dict[str, tuple[Any, Any]]:
    """Return the settings that differ from those of the run's preset, or of the task: name, (value, default)."""
    config = config_of(facts)
    try:
        default = find_preset(facts.preset).config
    except UsageError:
        default = type(config)()
    default = replace(default) if type(default) is type(config) else type(config)()
    before = default.to_dict()
    return {name: (value, before[name]) for name, value in config.to_dict().items() if value != before[name]}


def _cell(row: dict[str, Any], column: str) -> str:
    value = row.get(column)
    if "error" in row and column == "task":
        return "damaged"
    if column == "when":
        return "" if value is None else str(value)[:16].replace("T", " ")
    if column == "shipped":
        return "shipped" if value else ""
    if column == "training":
        return "" if row["trained_by"] is None else f"by process {row['trained_by']}"
    if column == "epoch":
        return number(value, 1)
    return value if isinstance(value, str) else number(value)


def _facts(facts: RunFacts, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "folder", str(facts.path)
    yield "model", f"{facts.task}, {facts.variant}, preset {facts.preset or '-'}"
    yield "data", f"{facts.data} ({facts.fingerprint})"
    yield "versions", ", ".join(f"{name} {text}" for name, text in facts.versions.items())
    if not row["shipped"]:
        yield "saved", row["when"]
    if facts.progress:
        ended = row["ended"] or "not finished"
        seconds = facts.progress.get("seconds")
        yield (
            "progress",
            f"step {number(row['step'])}, epoch {number(row['epoch'], 1)}, {number(seconds, 0)} s, {ended}",
        )
    if facts.held:
        yield "held by hand", ", ".join(f"{dial_name(dial)} {value:g}" for dial, value in facts.held.items())
    started = next((event for event in read_history(facts.path)[0] if isinstance(event, Started)), None)
    if started is not None:
        yield "trained on", f"{started.device}, {started.words_per_epoch:,} words an epoch"
