"""Every task by name: the only place that knows them all. Torch is imported when a task is made, not before."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from .errors import UsageError, nearest
from .runs.format_1 import FORMER
from .spec import Preset, TaskSpec
from .tasks.digits.spec import SPEC as DIGITS
from .tasks.sentiment.spec import SPEC as SENTIMENT
from .tasks.spelling.spec import SPEC as SPELLING
from .tasks.tense.spec import SPEC as TENSE

_TASKS: dict[str, TaskSpec] = {}


def register(spec: TaskSpec) -> None:
    """Make a task known under its name; `ValueError` where one of its presets has the name of another task's."""
    taken = {preset.name for other in _TASKS.values() if other.name != spec.name for preset in other.presets}
    if clash := taken & {preset.name for preset in spec.presets}:
        raise ValueError(f"the preset {min(clash)!r} of {spec.name!r} is another task's; give it another name")
    _TASKS[spec.name] = spec
    FORMER[spec.name] = spec.former


def unregister(name: str) -> None:
    """Forget a task, such as one that a test made known."""
    del _TASKS[name], FORMER[name]


def all_tasks() -> Mapping[str, TaskSpec]:
    """Return every task by name, the one that the app opens with first."""
    return dict(_TASKS)


def find_task(name: str | None) -> TaskSpec:
    """Return a task by name, None being the one that the app opens with; `UsageError` where there is none."""
    if name is None:
        return next(iter(_TASKS.values()))
    if name not in _TASKS:
        raise UsageError(f"there is no task {name[:40]!r}; {nearest(name, list(_TASKS))}")
    return _TASKS[name]


def all_presets() -> list[Preset]:
    """Return the presets of every task."""
    return [preset for spec in _TASKS.values() for preset in spec.presets]


def find_preset(name: str) -> Preset:
    """Return a preset by name, or by its name in runs of format 1; `UsageError` where there is none."""
    presets = {preset.name: preset for preset in all_presets()}
    former = {old: new for spec in _TASKS.values() for old, new in spec.former.presets.items()}
    found = presets.get(former.get(name, name))
    if found is None:
        raise UsageError(f"there is no preset {name[:40]!r}; {nearest(name, list(presets))}")
    return found


def load_named(path: str) -> Any:
    """Return what a spec names as "module:name"."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


for _spec in (TENSE, SPELLING, SENTIMENT, DIGITS):
    register(_spec)
