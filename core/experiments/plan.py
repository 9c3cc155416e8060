"""What an experiment is made of: named sets of presets, and grids over settings, as a list of trials."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..config import Config
from ..errors import UsageError
from ..registry import find_preset

LARGEST = 1_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._+=-]+")


@dataclass(frozen=True)
class Claim:
    """What a report says its system reached; None where it does not say."""

    bleu4: float | None
    gaussian: float | None


@dataclass(frozen=True)
class Experiment:
    """Runs to set side by side. `claims` are by preset, `questions` names of `answers.QUESTIONS`."""

    name: str
    title: str
    presets: tuple[str, ...]
    claims: Mapping[str, Claim]
    questions: tuple[str, ...] = ()
    data: str = "lab"


@dataclass(frozen=True)
class Trial:
    """One run: a preset with changes, given as text, and a seed. `arm` is what trials that differ in seed share."""

    arm: str
    preset: str
    settings: tuple[tuple[str, str], ...]
    seed: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return _UNSAFE.sub("_", f"{self.arm.replace(' ', '.')}.seed{self.seed}")

    @property
    def config(self) -> Config:
        """Every setting of the run.

        Raises:
            UsageError: an unknown preset or setting, or a value out of range.
        """
        return find_preset(self.preset).config.with_text({**dict(self.settings), "seed": str(self.seed)})


def read_grid(axes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each setting and its values from `name=value,value` texts.

    Raises:
        UsageError: an axis without a name or without values, or a name that comes twice.
    """
    grid: dict[str, tuple[str, ...]] = {}
    for axis in axes:
        name, _, values = axis.partition("=")
        found = tuple(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
        if not name.strip() or not found:
            raise UsageError(f"--grid {axis[:60]!r} names no values; write it as in --grid kl_target=5,10")
        if name.strip() in grid:
            raise UsageError(f"--grid has {name.strip()!r} twice; give all its values at once")
        grid[name.strip()] = found
    return grid


def trials(
    presets: Sequence[str], grid: Mapping[str, Sequence[str]], settings: Mapping[str, str], seeds: int
) -> list[Trial]:
    """Return a trial for each preset, each point of the grid and each of the seeds 0, 1, ...; `settings` hold for all.

    Raises:
        UsageError: nothing or too much to run, a setting both fixed and varied, or a value that no run can have.
    """
    if both := sorted(set(grid) & {*settings, "seed"}):
        raise UsageError(f"{both[0]!r} cannot be both fixed and in the grid; leave one out (--seeds gives seeds)")
    points = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    if not 1 <= seeds * len(points) * len(presets) <= LARGEST:
        raise UsageError(f"that makes {seeds * len(points) * len(presets):,} runs; ask for 1 to {LARGEST:,}")
    planned = [
        Trial(
            " ".join([preset, *(f"{name}={value}" for name, value in point.items())]),
            preset,
            tuple({**settings, **point}.items()),
            seed,
        )
        for preset in presets
        for point in points
        for seed in range(seeds)
    ]
    for trial in planned:
        # A wrong value is told before the first run, not after hours.
        _ = trial.config
    return planned
