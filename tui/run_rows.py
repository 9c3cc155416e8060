"""What the list of runs tells of each, read without torch; a damaged run keeps its place and says why."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from ..core.errors import CvaeError
from ..core.runs.history import FILE, latest
from ..core.runs.lock import lock_file, trained_by
from ..core.runs.metadata import RunFacts, bleu4_and_gaussian, how_it_ended, read_facts
from ..core.runs.paths import is_shipped
from .charts.ticks import short

State = Literal["shipped", "training", "done", "stopped", "failed", "broken off", "damaged"]
# Where no lock tells: a trainer writes at least at every checkpoint; silent for longer, it is no more.
FRESH = 180.0


@dataclass(frozen=True)
class RunRow:
    """One run of the list; figures are None where they are not known.

    `ended` is done, stopped or failed, empty where it broke off or goes on; `trained_by` the process that trains it, 0
    where its number is not known, None where there is none. `changed` is in seconds since 1970, 0 where unknown.
    """

    path: Path
    name: str
    state: State
    variant: str = ""
    preset: str = ""
    step: int | None = None
    epoch: float | None = None
    ce: float | None = None
    bleu4: float | None = None
    gaussian: float | None = None
    verdict: str = ""
    changed: float = 0.0
    ended: str = ""
    trained_by: int | None = None
    error: str = ""
    facts: RunFacts | None = field(default=None, compare=False, repr=False)

    @property
    def shipped(self) -> bool:
        """Whether it came with the package."""
        return is_shipped(self.path)

    @property
    def resumable(self) -> bool:
        """Whether it holds what going on needs and nobody is at it."""
        return self.state in ("done", "stopped", "failed", "broken off") and bool(self.facts and self.facts.progress)

    @property
    def spent(self) -> bool:
        """Whether it has used up its budget."""
        return self.facts is not None and self.facts.spent


def read_row(run: Path, now: float) -> RunRow:
    """Read a run's row; never raises for what is in its folder."""
    changed = _changed(run)
    try:
        facts = read_facts(run)
        # The files of a shipped one are as old as their copying.
        changed = 0.0 if facts.shipped else changed
    except CvaeError as error:
        return RunRow(run, run.name, "damaged", changed=changed, error=str(error))
    trainer = trained_by(run)
    step = facts.progress.get("step") if trainer is None else None
    found = latest(run, step)
    stepped, ended = found.stepped, how_it_ended(facts, found.last)
    bleu4, gaussian = bleu4_and_gaussian(facts.score, found.scores)
    return RunRow(
        path=run,
        name=run.name,
        state=_state(facts, ended, now - changed) if trainer is None else "training",
        variant=facts.variant,
        preset=facts.preset,
        step=stepped.step if step is None and stepped is not None else step,
        epoch=_float(found.epoch(step)),
        ce=_float((stepped.losses or {}).get("ce")) if stepped is not None else None,
        bleu4=bleu4,
        gaussian=gaussian,
        verdict=_verdict(facts.score),
        changed=changed,
        ended=ended if trainer is None else "",
        trained_by=trainer,
        facts=facts,
    )


def _changed(run: Path) -> float:
    times: list[float] = []
    for name in (FILE, "progress.json", "config.json"):
        try:
            times.append((run / name).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)


def _state(facts: RunFacts, ended: str, silent: float) -> State:
    if facts.shipped:
        return "shipped"
    if ended:
        return cast("State", ended)
    return "training" if silent < FRESH and not lock_file(facts.path).exists() else "broken off"


def _float(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _verdict(score: Mapping[str, Any] | None) -> str:
    latent = (score or {}).get("latent")
    return str(latent.get("verdict") or "") if isinstance(latent, dict) else ""


def matches(row: RunRow, typed: str) -> bool:
    """Tell whether every word typed is in the run's name, state, variant, preset or verdict."""
    text = " ".join((row.name, row.state, row.variant, row.preset, row.verdict)).lower()
    return all(word in text for word in typed.lower().split())


def when(changed: float, now: float) -> str:
    """Return how long ago something was, in a few letters."""
    ago = now - changed
    if not changed or ago < 0:
        return "–" if not changed else "now"
    for size, unit in ((365.25 * 86400.0, "y"), (86400.0, "d"), (3600.0, "h"), (60.0, "m")):
        if ago >= size:
            return f"{ago / size:.0f}{unit} ago"
    return "now"


def figure(value: float | None, digits: int = 3) -> str:
    """Return a figure of the list, or a dash."""
    return "–" if value is None else short(value, digits)


def compare(one: RunRow, other: RunRow) -> list[tuple[str, str, str]]:
    """Return what differs between two runs' settings, then their figures: (name, of the one, of the other)."""
    rows = [
        (name, _told(left), _told(right))
        for name, left, right in _settings(one, other)
        if left != right or isinstance(left, bool) != isinstance(right, bool)
    ]
    figures = (
        ("step", one.step, other.step),
        ("CE", one.ce, other.ce),
        ("BLEU-4", one.bleu4, other.bleu4),
        ("Gaussian", one.gaussian, other.gaussian),
    )
    rows += [(name, figure(left, 4), figure(right, 4)) for name, left, right in figures]
    return [*rows, ("verdict", one.verdict or "–", other.verdict or "–")]


def _settings(one: RunRow, other: RunRow) -> Iterator[tuple[str, Any, Any]]:
    if one.facts is None or other.facts is None:
        return
    yield "preset", one.preset, other.preset
    yield "data", Path(one.facts.data).name, Path(other.facts.data).name
    yield "data fingerprint", one.facts.fingerprint[:12], other.facts.fingerprint[:12]
    names = [*one.facts.settings, *(name for name in other.facts.settings if name not in one.facts.settings)]
    for name in names:
        yield name, one.facts.settings.get(name, "–"), other.facts.settings.get(name, "–")


def _told(value: Any) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value)
