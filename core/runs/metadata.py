"""A run's folder as anyone may read it, without torch: what it is, how far it came, how well it did.

`progress.json` names, by its step, the files that hold the state; it is replaced when they are on the disk. A model
that is not trained on, such as a shipped one, has none, and its weights lie in `model.safetensors`.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from ..errors import CheckpointError, UsageError
from ..events import Event, Finished
from . import format_1
from .durable import REMEDY, as_json, read_object, write_anew
from .paths import is_shipped, standing

C = TypeVar("C")
FORMAT = 2
_KINDS = {
    "task": str, "variant": str, "preset": str, "settings": dict, "data": str, "fingerprint": str, "versions": dict,
}  # fmt: skip
_BOUNDS = {"step": 2**53, "examples": 2**53, "seconds": 1e12, "fraction": 1, "pending_examples": 2**53, "skipped": 1e12}


@dataclass(frozen=True)
class RunMetadata:
    """What `config.json`, `progress.json` and `score.json` say, by today's names whatever the format.

    `settings` are the task's, by name, `extra` what else it wrote into `config.json`. `progress` has step, examples,
    seconds, fraction (of the budget), overrides (dials held by hand) and reason; it is empty where a checkpoint cannot
    be resumed. `score` is None until the run's present state is scored, and where what was kept of it is damaged.
    """

    path: Path
    task: str
    variant: str
    preset: str
    settings: dict[str, Any]
    data: str
    fingerprint: str
    versions: dict[str, str]
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])
    progress: dict[str, Any] = field(default_factory=dict[str, Any])
    score: dict[str, Any] | None = None
    format: int = FORMAT

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def shipped(self) -> bool:
        """Whether it came with the package."""
        return is_shipped(self.path)

    @property
    def overrides(self) -> dict[str, float]:
        """The dials held by hand in the state saved last, as far as they are numbers."""
        given = self.progress.get("overrides")
        found = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        return {dial: number for dial, value in found.items() if (number := _number(value)) is not None}

    @property
    def spent(self) -> bool:
        """Whether it came to an end by itself and its budget leaves nothing to learn."""
        return self.progress.get("fraction", 0.0) >= 1.0 and bool(self.progress.get("reason"))


def read_metadata(run: Path) -> RunMetadata:
    """Read a run's metadata; `CheckpointError` where a file is missing, damaged, or of an unknown format."""
    folder = whole(run)
    config, number = read_config(folder)
    for name, kind in _KINDS.items():
        if not isinstance(config.get(name), kind):
            raise CheckpointError(f"{folder / 'config.json'} has no usable {name!r}; {REMEDY}")
    known = {name: config[name] for name in _KINDS}
    known["versions"] = {name: str(text) for name, text in config["versions"].items()}
    extra = {name: value for name, value in config.items() if name not in {*_KINDS, "format"}}
    progress = read_progress(folder)
    score = _score(folder / "score.json", progress.get("step"), number)
    return RunMetadata(path=run, extra=extra, progress=progress, score=score, format=number, **known)


def read_config(folder: Path) -> tuple[dict[str, Any], int]:
    """Return what a folder's `config.json` says, by today's names, and its format; `CheckpointError` where damaged."""
    config = read_object(folder / "config.json")
    number = _format_of(folder / "config.json", config.get("format"))
    return (format_1.renamed_config(config) if number == format_1.FORMAT else config), number


def read_progress(folder: Path) -> dict[str, Any]:
    """Read a folder's `progress.json` by today's names, {} where it has none; `CheckpointError` where damaged."""
    path = folder / "progress.json"
    if not path.is_file():
        return {}
    progress = read_object(path)
    if _format_of(path, progress.get("format", FORMAT)) == format_1.FORMAT:
        progress = format_1.renamed_progress(progress, read_config(folder)[0])
    found = {name: progress[name] for name in _BOUNDS if name in progress}
    wrong = [name for name, n in found.items() if type(n) not in (int, float) or not 0 <= n <= _BOUNDS[name]]
    wrong += [name for name, kind in (("step", int), ("reason", str)) if type(progress.get(name, kind())) is not kind]
    if wrong:
        raise CheckpointError(f"{path} is damaged ({wrong[0]!r}); {REMEDY}")
    return progress


class StateFiles(NamedTuple):
    """The files that hold a run's present state; `former` where their tensors have names of format 1."""

    model: Path
    training: Path
    former: bool


def state_files(run: Path) -> StateFiles:
    """Return the files that hold a run's present state; `CheckpointError` where there is none."""
    folder = whole(run)
    progress = read_progress(folder)
    number = progress.get("format", FORMAT) if progress else read_config(folder)[1]
    if not progress or number == format_1.FORMAT:
        return StateFiles(folder / "model.safetensors", folder / "training.safetensors", number == format_1.FORMAT)
    return StateFiles(*(folder / name for name in state_names(progress.get("step", 0))), former=False)


def state_names(step: int) -> tuple[str, str]:
    """Return the names of the files that hold the state at a step: of the weights, and of the optimizers."""
    return f"model-{step:06d}.safetensors", f"training-{step:06d}.safetensors"


def value_at(mapping: Mapping[str, Any] | None, path: str) -> float | None:
    """Return the number at a dotted path, such as `value_at(score, "latent.kl")`; None where there is none."""
    value: Any = mapping
    for name in path.split("."):
        value = cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else None
    return _number(value)


def budget_of(settings: Mapping[str, Any]) -> str:
    """Return the budget that settings give as text, such as 30 s or 10 epochs; "" where it cannot be told."""
    seconds, epochs = value_at(settings, "seconds"), value_at(settings, "epochs")
    return f"{seconds:g} s" if seconds else f"{epochs:,.0f} epochs" if epochs else ""


def how_it_ended(metadata: RunMetadata, last: Event | None) -> str:
    """Return done, stopped, failed or, where a run broke off, ""; an end whose state could not be saved is none."""
    told = last.reason if isinstance(last, Finished) else ""
    if told == "failed" or not metadata.progress:
        return told
    reason = str(metadata.progress.get("reason", ""))
    return reason if reason in ("", "done", "failed") else "stopped"


def save_reason(run: Path, reason: str) -> None:
    """Write why a run ended beside its last checkpoint; `CheckpointError` where that cannot be written."""
    path = whole(run) / "progress.json"
    try:
        write_anew(path, as_json({**read_object(path), "reason": reason}))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be written: {error.strerror}; make room") from None


def whole(run: Path) -> Path:
    """Return the folder to read, see `paths.standing`; `CheckpointError` where there is no run."""
    folder = standing(run)
    if (folder / "config.json").is_file():
        return folder
    raise CheckpointError(f"{run} is no run: it has no config.json; see `cvae-tui runs`")


def settings_of(metadata: RunMetadata, read: Callable[[Mapping[str, Any]], C]) -> C:
    """Return a run's settings as `read` makes them of what its file says; `CheckpointError` where it cannot."""
    try:
        return read(metadata.settings)
    except (UsageError, TypeError) as error:
        raise CheckpointError(f"{metadata.path / 'config.json'}: {error}") from None


def _format_of(path: Path, number: Any) -> int:
    if type(number) is int and number in (format_1.FORMAT, FORMAT):
        return number
    raise CheckpointError(
        f"{path} has format {str(number)[:20]}, this version reads {format_1.FORMAT} and {FORMAT};"
        " train the run again or use the version that made it"
    )


def _score(path: Path, step: Any, number: int) -> dict[str, Any] | None:
    # What it says can be measured again, and the run is whole without it.
    with suppress(CheckpointError):
        score = read_object(path) if path.is_file() else None
        if score is None or score.get("step", step) != step:
            return None
        # In format 1 figures of other protocols have the names that today's have.
        return score if number == FORMAT or "figures" in score else None
    return None


def _number(value: Any) -> float | None:
    # No integer beyond every float either.
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    return float(cast("float", value)) if fits else None
