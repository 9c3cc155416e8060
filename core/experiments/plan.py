"""What an experiment is made of: presets with claims and questions, and grids over settings, as a list of trials."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import UsageError
from ..spec import Preset
from .outcome import Arms, Trial

LARGEST = 1_000
# What a report says its system reached, by metric.
Claim = Mapping[str, float]


@dataclass(frozen=True)
class Question:
    """A question, and how the outcomes answer it."""

    asks: str
    answer: Callable[[Arms], str]


@dataclass(frozen=True)
class Experiment:
    """Runs to set side by side. `claims` are by preset; `data` names a data set of the task, its default if empty."""

    name: str
    title: str
    presets: tuple[str, ...]
    claims: Mapping[str, Claim] = field(default_factory=dict[str, Claim])
    questions: tuple[Question, ...] = ()
    data: str = ""


def read_grid(axes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each setting and its values from `name=value,value` texts; `UsageError` where they are none."""
    grid: dict[str, tuple[str, ...]] = {}
    for axis in axes:
        name, _, values = axis.partition("=")
        found = tuple(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
        if not name.strip() or not found:
            raise UsageError(f"--grid {axis[:60]!r} names no values; write it as in --grid lr=0.1,0.01")
        if name.strip() in grid:
            raise UsageError(f"--grid has {name.strip()!r} twice; give all its values at once")
        grid[name.strip()] = found
    return grid


def trials(
    presets: Sequence[Preset], grid: Mapping[str, Sequence[str]], settings: Mapping[str, str], seeds: int
) -> list[Trial]:
    """Return a trial for each preset, point of the grid and seed 0, 1, ...; `UsageError` for what cannot be run."""
    if both := sorted(set(grid) & {*settings, "seed"}):
        raise UsageError(f"{both[0]!r} cannot be both fixed and in the grid; leave one out (--seeds gives seeds)")
    points = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    if not 1 <= seeds * len(points) * len(presets) <= LARGEST:
        raise UsageError(f"that makes {seeds * len(points) * len(presets):,} runs; ask for 1 to {LARGEST:,}")
    planned: list[Trial] = []
    for preset, point, seed in itertools.product(presets, points, range(seeds)):
        arm = " ".join([preset.name, *(f"{name}={value}" for name, value in point.items())])
        planned.append(Trial(arm, preset, tuple({**settings, **point}.items()), seed))
    for trial in planned:
        # A wrong value is refused before the first run, not after hours.
        _ = trial.config
    return planned
