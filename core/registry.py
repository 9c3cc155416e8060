"""Every task by name: the only place that knows them all. Torch is imported when a task is made, not before."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import Config
from .errors import CheckpointError, CvaeError, UsageError, nearest
from .runs.lock import refuse_if_trained
from .runs.metadata import RunFacts, read_facts, settings_of
from .runs.paths import named_data
from .spec import Preset
from .tasks.tense.config import TenseConfig
from .tasks.tense.presets import PRESETS as TENSE_PRESETS

if TYPE_CHECKING:
    import torch

    from .runs.checkpoint import Progress
    from .task import Task


@dataclass(frozen=True)
class Entry:
    """A task: its settings, its presets, and the module and class that do the work."""

    config: type[Config]
    presets: tuple[Preset, ...]
    module: str
    kind: str


TASKS = {"tense": Entry(TenseConfig, TENSE_PRESETS, ".tasks.tense.task", "TenseTask")}


def all_presets() -> list[Preset]:
    """Return the presets of every task."""
    return [preset for entry in TASKS.values() for preset in entry.presets]


def find_preset(name: str) -> Preset:
    """Return a preset by name.

    Raises:
        UsageError: no such preset.
    """
    presets = {preset.name: preset for preset in all_presets()}
    if name not in presets:
        raise UsageError(f"there is no preset {name[:40]!r}; {nearest(name, list(presets))}")
    return presets[name]


def create_task(task: str, config: Config, data: Path, device: "torch.device") -> "Task":
    """Make a new task, its model untrained.

    Raises:
        DataError: the data folder cannot be used.
    """
    entry = TASKS[task]
    kind: Any = getattr(import_module(entry.module, __package__), entry.kind)
    return kind.create(config, data, device)


def config_of(facts: RunFacts) -> Config:
    """Return the settings of a run.

    Raises:
        CheckpointError: the task or a setting is unknown to this version.
    """
    if facts.task not in TASKS:
        raise CheckpointError(f"{facts.path} is of the task {facts.task[:40]!r}, this version knows {', '.join(TASKS)}")
    return settings_of(facts, TASKS[facts.task].config.from_dict)


# What may change when a run goes on: how long it goes on and what it tells, not what it is.
CHANGEABLE = ("epochs", "seconds", "report_every", "evaluate_every", "save_seconds", "on_not_finite")


def resume_task(
    run: Path, device: "torch.device", data: Path | None = None, changes: Mapping[str, str] | None = None
) -> "tuple[Task, Progress]":
    """Make a task in the state in which a run was saved, on the data it was trained on.

    `changes` are settings as text, of those in CHANGEABLE; epochs and seconds are the whole run's, from its start.

    Raises:
        CheckpointError: the run is damaged, another process trains it, or its data is gone or has changed.
        UsageError: a setting that cannot change, or a value that it cannot have.
    """
    from .runs.checkpoint import load_training

    refuse_if_trained(run)
    facts = read_facts(run)
    config = config_of(facts)
    fixed = [name for name in changes or {} if name in config.names() and name not in CHANGEABLE]
    if fixed:
        raise UsageError(f"{fixed[0]} stays as it is when a run goes on, only {', '.join(CHANGEABLE)} may change")
    config = config.with_text(changes or {})
    try:
        task = create_task(facts.task, config, data or named_data(facts.data, facts.task), device)
    except CvaeError as error:
        raise CheckpointError(f"the data of {run} cannot be used: {error}; give its folder with --data") from None
    if task.facts()["fingerprint"] != facts.fingerprint:
        raise CheckpointError(
            f"{data or facts.data} has changed since {run} was trained on it; start a new run instead"
        )
    return task, load_training(run, task)
