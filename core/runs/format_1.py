"""Runs of format 1: former names of settings, tensors, events and progress, and the folder that a crash left aside.

Format 1 put another folder in the run's place at every save; for a moment the state before was `.NAME.previous`.
"""

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from ..spec import FormerNames

FORMAT = 1
# The former names of each task, by its name; `registry.register` tells them.
FORMER: dict[str, FormerNames] = {}
_PROGRESS = {"words": "examples", "share": "fraction", "held": "overrides", "pending_words": "pending_examples"}
_FIELDS = {
    "words": "examples",
    "progress": "fraction",
    "words_per_epoch": "examples_per_epoch",
    "words_per_second": "examples_per_second",
}
_OWN = {
    "config.json", "progress.json", "score.json", "events.jsonl", "model.safetensors", "training.safetensors",
}  # fmt: skip


def previous(run: Path) -> Path:
    """Return where a run's earlier state stood while the new one took its place; a link is followed first."""
    real = run
    with suppress(OSError):
        real = run.resolve() if run.is_symlink() else run
    return real.with_name(f".{real.name}.previous")


def leftovers(run: Path) -> tuple[Path, Path]:
    """Return the folders that a crash may have left beside a run: its earlier state, and one half written."""
    return previous(run), previous(run).with_suffix(".saving")


def take_in(run: Path) -> None:
    """Put what a crash left beside a run in its place, or away; what somebody else laid into it goes to the run."""
    old, half = leftovers(run)
    if old.is_dir():
        if not (run / "config.json").is_file():
            old.rename(run)
        else:
            for path in old.iterdir():
                if path.name.removeprefix(".") not in _OWN and not (run / path.name).exists():
                    path.rename(run / path.name)
            shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(half, ignore_errors=True)


def renamed_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `config.json` says, by today's names of settings and presets."""
    former, settings, preset = _former(config), config.get("settings"), config.get("preset")
    renamed = dict(config)
    if isinstance(settings, dict):
        renamed["settings"] = _by_today(cast("dict[str, Any]", settings), former.settings)
    if isinstance(preset, str):
        renamed["preset"] = former.presets.get(preset, preset)
    return renamed


def renamed_progress(progress: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `progress.json` says, by today's names."""
    renamed = _by_today(progress, _PROGRESS)
    if isinstance(pending := renamed.get("pending"), dict):
        sums = _by_today(cast("dict[str, Any]", pending), reported_names(config))
        renamed |= {"skipped": sums.pop("skipped", 0.0), "pending": sums}
    return renamed


def reported_names(config: Mapping[str, Any]) -> Mapping[str, str]:
    """Return today's names of losses and scores of format 1; a run that went on has today's settings already."""
    former, settings = _former(config), config.get("settings")
    if isinstance(settings, dict):
        known = cast("dict[str, Any]", settings)
        before = {old: known[new] for old, new in former.settings.items() if new in known}
        # Settings that somebody bent are refused elsewhere.
        with suppress(TypeError, ValueError, KeyError, AttributeError):
            return former.scores({**known, **before})
    return {}


def updater(config: Mapping[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Return what gives a line of a run's history, where it is of format 1, its present form."""
    names = reported_names(config)

    def update(line: dict[str, Any]) -> None:
        samples = line.get("samples")
        if isinstance(samples, list):
            line["samples"] = {"rows": [[str(word) for word in row] for row in cast("list[Any]", samples)]}
        elif not any(name in line for name in _FIELDS):
            return
        for name in set(line).intersection(_FIELDS):
            line[_FIELDS[name]] = line.pop(name)
        for part in ("losses", "scores"):
            if isinstance(line.get(part), dict):
                line[part] = _by_today(line[part], names)

    return update


def tensor_name(name: str, config: Mapping[str, Any]) -> str:
    """Return today's name of a tensor that a file of format 1 has under `name`."""
    for old, new in _former(config).tensors.items():
        if name.startswith(old):
            return new + name.removeprefix(old)
    return name


def _former(config: Mapping[str, Any]) -> FormerNames:
    return FORMER.get(str(config.get("task")), FormerNames())


def _by_today(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}
