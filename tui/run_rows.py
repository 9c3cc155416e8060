"""What the list of runs says of each, read without torch; a damaged run keeps its place and says why."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast

from ..core.errors import CvaeError, UsageError
from ..core.registry import find_task
from ..core.runs.history import FILE, latest
from ..core.runs.lock import lock_file, trained_by
from ..core.runs.metadata import RunMetadata, how_it_ended, read_metadata
from ..core.runs.paths import is_shipped
from ..core.runs.score import headline
from ..core.spec import TaskSpec
from .format import MISSING, number

State = Literal["shipped", "training", "done", "stopped", "failed", "broken off", "damaged"]
# Where no lock tells: a trainer writes at least at every checkpoint; silent for longer, it is no more.
FRESH = 180.0


@dataclass(frozen=True)
class RunRow:
    """One run of the list; `figures` are those of its task's headline by metric, None where they are not known.

    `ended` is done, stopped or failed, empty where it broke off or goes on; `trained_by` the process that trains it, 0
    where its number is not known, None where there is none. `changed` is in seconds since 1970, 0 where unknown.
    """

    path: Path
    name: str
    state: State
    task: str = ""
    variant: str = ""
    preset: str = ""
    step: int | None = None
    epoch: float | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    verdict: str = ""
    changed: float = 0.0
    ended: str = ""
    trained_by: int | None = None
    error: str = ""
    metadata: RunMetadata | None = field(default=None, compare=False, repr=False)

    @property
    def shipped(self) -> bool:
        """Whether it came with the package."""
        return is_shipped(self.path)

    @property
    def resumable(self) -> bool:
        """Whether it holds what going on needs and nobody is at it."""
        return self.state in ("done", "stopped", "failed", "broken off") and bool(
            self.metadata and self.metadata.progress
        )

    @property
    def spent(self) -> bool:
        """Whether it has used up its budget."""
        return self.metadata is not None and self.metadata.spent

    @property
    def spec(self) -> TaskSpec | None:
        """Its task; None where this version does not know it."""
        try:
            return find_task(self.task)
        except UsageError:
            return None

    def figure(self, key: str) -> str:
        """Return a figure of its headline as it reads, a dash where it is not known."""
        metric = self.spec.metric(key) if self.spec else None
        return number(self.figures.get(key), metric.kind) if metric else MISSING


def read_row(run: Path, now: float) -> RunRow:
    """Read a run's row; never raises for what is in its folder."""
    changed = _changed(run)
    try:
        metadata = read_metadata(run)
    except CvaeError as error:
        return RunRow(run, run.name, "damaged", changed=changed, error=str(error))
    # The files of a shipped one are as old as their copying.
    changed = 0.0 if metadata.shipped else changed
    trainer = trained_by(run)
    step = metadata.progress.get("step") if trainer is None else None
    found = latest(run, step)
    ended = how_it_ended(metadata, found.last)
    row = RunRow(
        path=run,
        name=run.name,
        state=_state(metadata, ended, now - changed) if trainer is None else "training",
        task=metadata.task,
        variant=metadata.variant,
        preset=metadata.preset,
        step=found.stepped.step if step is None and found.stepped is not None else step,
        epoch=found.epoch(step),
        verdict=found.verdict(metadata.score),
        changed=changed,
        ended=ended if trainer is None else "",
        trained_by=trainer,
        metadata=metadata,
    )
    return replace(row, figures=headline(row.spec, metadata.score, found.scores)) if row.spec else row


def _changed(run: Path) -> float:
    times: list[float] = []
    for name in (FILE, "progress.json", "config.json"):
        with suppress(OSError):
            times.append((run / name).stat().st_mtime)
    return max(times, default=0.0)


def _state(metadata: RunMetadata, ended: str, silent: float) -> State:
    if metadata.shipped:
        return "shipped"
    if ended:
        return cast("State", ended)
    return "training" if silent < FRESH and not lock_file(metadata.path).exists() else "broken off"


def matches(row: RunRow, typed: str) -> bool:
    """Tell whether every word typed is in the run's name, state, task, variant, preset or verdict."""
    text = " ".join((row.name, row.state, row.task, row.variant, row.preset, row.verdict)).lower()
    return all(word in text for word in typed.lower().split())


def when(changed: float, now: float) -> str:
    """Return how long ago something was, in a few letters."""
    ago = now - changed
    if not changed or ago < 0:
        return "now" if changed else MISSING
    for size, unit in ((365.25 * 86400.0, "y"), (86400.0, "d"), (3600.0, "h"), (60.0, "m")):
        if ago >= size:
            return f"{ago / size:.0f}{unit} ago"
    return "now"


def compare(one: RunRow, other: RunRow) -> list[tuple[str, str, str]]:
    """Return what differs between two runs' settings, then their figures: (name, of the one, of the other)."""
    rows = [
        (name, _written(left), _written(right))
        for name, left, right in _settings(one, other)
        if left != right or isinstance(left, bool) != isinstance(right, bool)
    ]
    rows.append(("step", number(one.step, "count"), number(other.step, "count")))
    labels = {key: row.spec.metric(key).label for row in (one, other) if row.spec for key in row.figures}
    rows += [(label, one.figure(key), other.figure(key)) for key, label in labels.items()]
    return [*rows, ("verdict", one.verdict or MISSING, other.verdict or MISSING)]


def _settings(one: RunRow, other: RunRow) -> Iterator[tuple[str, Any, Any]]:
    if one.metadata is None or other.metadata is None:
        return
    yield "task", one.task, other.task
    yield "preset", one.preset, other.preset
    yield "data", Path(one.metadata.data).name, Path(other.metadata.data).name
    yield "data fingerprint", one.metadata.fingerprint[:12], other.metadata.fingerprint[:12]
    left, right = one.metadata.settings, other.metadata.settings
    for name in dict.fromkeys((*left, *right)):
        yield name, left.get(name, MISSING), right.get(name, MISSING)


def _written(value: Any) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value)
