"""A run's folder as anyone may read it, without torch: what it is, how far it came, how well it did."""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, cast

from .durable import as_json, write_anew
from .errors import CheckpointError
from .events import Event, Finished
from .lock import held, lock_file
from .paths import is_run, previous, runs_folder, saving, shipped_runs_folder, standing

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
        return self.path.parent == shipped_runs_folder()

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
    fits = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
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


def delete_run(run: Path) -> None:
    """Delete a run's folder and what saving and training left beside it.

    Raises:
        CheckpointError: a process trains it, or it cannot be deleted.
    """
    # Looked up first: a link that is gone leads nowhere.
    lock = lock_file(run)
    with held(run):
        try:
            for folder in (run, previous(run), saving(run)):
                if folder.is_symlink():
                    folder.unlink()
                elif folder.exists():
                    shutil.rmtree(folder)
            lock.unlink(missing_ok=True)
        except OSError as error:
            raise CheckpointError(
                f"{run} cannot be deleted: {error.strerror}; check that you may write there"
            ) from None


def whole(run: Path) -> Path:
    """Return the folder to read: the run's own or, where a crash left only that, the state before.

    Raises:
        CheckpointError: neither is there.
    """
    folder = standing(run)
    if (folder / "config.json").is_file():
        return folder
    raise CheckpointError(f"{run} is no run: it has no config.json; see `cvae-tui runs`")


def list_runs() -> list[Path]:
    """Return the shipped runs and then the personal ones, the latest first."""
    shipped = sorted(path for path in _folders(shipped_runs_folder()) if is_run(path))
    personal = [path for path in _folders(runs_folder()) if is_run(path)]
    return shipped + sorted(personal, key=saved_at, reverse=True)


def saved_at(run: Path) -> float:
    """Return when a run was saved, in seconds since 1970; 0 where that cannot be told."""
    try:
        return (whole(run) / "config.json").stat().st_mtime
    except (OSError, CheckpointError):
        return 0.0


def _folders(parent: Path) -> list[Path]:
    """Return the folders in `parent`, and those of which a crash left the earlier state only."""
    try:
        found = {path for path in parent.iterdir() if path.is_dir()}
    except OSError:
        return []
    lost = {path.with_name(path.name[1:].removesuffix(".previous")) for path in found if path.match(".*.previous")}
    return sorted(path for path in found | lost if not path.name.startswith((".", "_")))


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


def refuse_a_model_beyond_its_file(facts: RunFacts, hidden: int) -> None:
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
