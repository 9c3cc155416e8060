"""A run's folder as anyone may read it, without torch: what it is, how far it came, how well it did."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from ..errors import CheckpointError, UsageError
from ..events import Event, Finished
from .durable import as_json, write_anew
from .paths import is_shipped, standing

C = TypeVar("C")
FORMAT = 1
REMEDY = "take the run from a copy or train again"
# What JSON makes of a byte can take thirty.
LARGEST_JSON = 5_000_000


@dataclass(frozen=True)
class RunFacts:
    """What `config.json`, `progress.json` and `score.json` say.

    `settings` are the task's, by name. `progress` has step, words, seconds, share (of the budget), reason and the
    dials held by hand; it is empty where a checkpoint cannot be resumed. `score` is None until the run is scored, and
    where what was kept of it is damaged.
    """

    path: Path
    task: str
    variant: str
    preset: str
    settings: dict[str, Any]
    vocabulary: str
    data: str
    fingerprint: str
    versions: dict[str, str]
    progress: dict[str, Any] = field(default_factory=dict[str, Any])
    score: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def shipped(self) -> bool:
        """Whether it came with the package."""
        return is_shipped(self.path)

    @property
    def held(self) -> dict[str, float]:
        """The dials held by hand in the state saved last, as far as they are numbers."""
        held = self.progress.get("held")
        found = cast("dict[str, Any]", held) if isinstance(held, dict) else {}
        return {dial: value for dial in found if (value := figure_in(found, dial)) is not None}

    @property
    def spent(self) -> bool:
        """Whether it came to an end by itself and its budget leaves nothing to learn."""
        return self.progress.get("share", 0.0) >= 1.0 and bool(self.progress.get("reason"))


def read_facts(run: Path) -> RunFacts:
    """Read a run's facts.

    Raises:
        CheckpointError: a file is missing, damaged, or of a format this version does not know.
    """
    folder = whole(run)
    config = _object(folder / "config.json")
    if config.get("format") != FORMAT:
        raise CheckpointError(
            f"{folder / 'config.json'} has format {str(config.get('format'))[:20]}, this version reads {FORMAT};"
            " train the run again or use the version that made it"
        )
    kinds = {"task": str, "variant": str, "preset": str, "settings": dict, "vocabulary": str, "data": str}
    for name, kind in {**kinds, "fingerprint": str, "versions": dict}.items():
        if not isinstance(config.get(name), kind):
            raise CheckpointError(f"{folder / 'config.json'} has no usable {name!r}; {REMEDY}")
    facts = {name: config[name] for name in [*kinds, "fingerprint"]}
    facts["versions"] = {name: str(text) for name, text in config["versions"].items()}
    return RunFacts(
        path=run, progress=read_progress(folder / "progress.json"), score=_score(folder / "score.json"), **facts
    )


def figure_in(score: Mapping[str, Any] | None, *path: str) -> float | None:
    """Return a figure of a score, such as `figure_in(score, "gaussian", "score")`; None where there is none."""
    value: Any = score
    for name in path:
        value = cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else None
    # No integer beyond every float either.
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    return float(cast("float", value)) if fits else None


def bleu4_and_gaussian(
    score: Mapping[str, Any] | None, evaluation: Mapping[str, Any]
) -> tuple[float | None, float | None]:
    """Return the two figures a run is known by: each of its score or, where that lacks it, of an evaluation."""
    scored = figure_in(score, "conversion", "bleu4"), figure_in(score, "gaussian", "score")
    told = figure_in(evaluation, "bleu4"), figure_in(evaluation, "gaussian")
    bleu4, gaussian = (later if first is None else first for first, later in zip(scored, told, strict=True))
    return bleu4, gaussian


def how_it_ended(facts: RunFacts, last: Event | None) -> str:
    """Return done, stopped or failed, by the state saved last and the last event; empty where a run broke off.

    An end whose state could not be saved is none: the run goes on from the state before.
    """
    said = last.reason if isinstance(last, Finished) else ""
    if said == "failed" or not facts.progress:
        return said
    reason = str(facts.progress.get("reason", ""))
    return reason if reason in ("", "done", "failed") else "stopped"


def save_score(run: Path, score: Mapping[str, Any]) -> None:
    """Write a run's `score.json`, whole or not at all.

    Raises:
        CheckpointError: the folder cannot be written.
    """
    try:
        write_anew(whole(run) / "score.json", as_json(score))
    except OSError as error:
        raise CheckpointError(
            f"the score cannot be kept in {run}: {error.strerror}; it is shown all the same"
        ) from None


def save_reason(run: Path, reason: str) -> None:
    """Write why a run ended beside its last checkpoint, which stays what it is.

    Raises:
        CheckpointError: the folder cannot be read or written.
    """
    path = whole(run) / "progress.json"
    try:
        write_anew(path, as_json({**read_progress(path), "reason": reason}))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be written: {error.strerror}; make room") from None


def whole(run: Path) -> Path:
    """Return the folder to read: the run's own or, where a crash left only that, the state before.

    Raises:
        CheckpointError: neither is there.
    """
    folder = standing(run)
    if (folder / "config.json").is_file():
        return folder
    raise CheckpointError(f"{run} is no run: it has no config.json; see `cvae-tui runs`")


def read_progress(path: Path) -> dict[str, Any]:
    """Read what `progress.json` says, nothing where it is not there; what is said has its type and lies in its bounds.

    Raises:
        CheckpointError: it is damaged.
    """
    progress = _optional(path) or {}
    bounds = {"step": 2**53, "words": 2**53, "seconds": 1e12, "share": 1}
    right = {
        name: type(progress[name]) in (int, float) and 0 <= progress[name] <= most
        for name, most in bounds.items()
        if name in progress
    }
    right |= {"step": right.get("step", True) and type(progress.get("step", 0)) is int}
    right |= {"reason": type(progress.get("reason", "")) is str}
    if wrong := [name for name, fits in right.items() if not fits]:
        raise CheckpointError(f"{path} is damaged ({wrong[0]!r}); {REMEDY}")
    return progress


def settings_of(facts: RunFacts, read: Callable[[Mapping[str, Any]], C]) -> C:
    """Return a run's settings as `read` makes them of what its file says.

    Raises:
        CheckpointError: a setting is unknown to this version, or too large for the weights that are there.
    """
    try:
        config = read(facts.settings)
    except (UsageError, TypeError) as error:
        raise CheckpointError(f"{facts.path / 'config.json'}: {error}") from None
    _refuse_a_model_beyond_its_file(facts, getattr(config, "hidden", 0))
    return config


def _refuse_a_model_beyond_its_file(facts: RunFacts, hidden: int) -> None:
    """See that nothing of gigabytes is built for a file of kilobytes: there are more weights than `hidden` squared.

    Raises:
        CheckpointError: the settings ask for more than the file can hold.
    """
    path = standing(facts.path) / "model.safetensors"
    with suppress(OSError):
        if 4 * hidden**2 > path.stat().st_size:
            raise CheckpointError(f"{path} is too small for the hidden={hidden} of its settings; {REMEDY}")


def _score(path: Path) -> dict[str, Any] | None:
    # What it says can be measured again, and the run is whole without it.
    with suppress(CheckpointError):
        return _optional(path)
    return None


def _optional(path: Path) -> dict[str, Any] | None:
    return _object(path) if path.is_file() else None


def _object(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_JSON:
            raise CheckpointError(f"{path} is larger than {LARGEST_JSON // 1_000_000} MB; it is no file of a run")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}; {REMEDY}") from None
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged ({str(error)[:80]}); {REMEDY}") from None
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} is damaged (it holds no JSON object); {REMEDY}")
    return cast("dict[str, Any]", value)
