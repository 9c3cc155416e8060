"""Checkpoints: folders written whole beside the old one, synced and renamed; safetensors, never a pickle."""

import math
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor, nn

from ..errors import CheckpointError
from ..task import Task
from .durable import as_json, sync_folder, write
from .history import FILE as HISTORY
from .metadata import FORMAT, REMEDY, read_progress, whole
from .paths import is_run, previous, saving, standing

MODEL, TRAINING = "model.safetensors", "training.safetensors"
OWN = {"config.json", "progress.json", "score.json", MODEL, TRAINING, HISTORY}
Reason = Literal["", "done", "stopped", "failed"]
# What an optimizer keeps of a parameter it has moved.
_KEPT: dict[type[torch.optim.Optimizer], set[str]] = {
    torch.optim.AdamW: {"step", "exp_avg", "exp_avg_sq"},
    torch.optim.SGD: set(),
}


@dataclass
class Progress:
    """How far a run came: steps, words, training seconds, share of its budget, and the dials held by hand.

    `reason` says how it ended last; it is empty while it is trained, and after a crash.
    `pending` are the losses added up since the last report, by name, over `pending_words` words.
    """

    step: int = 0
    words: int = 0
    seconds: float = 0.0
    share: float = 0.0
    held: dict[str, float] = field(default_factory=dict[str, float])
    pending: dict[str, float] = field(default_factory=dict[str, float])
    pending_words: int = 0
    reason: Reason = ""


def save_checkpoint(run: Path, task: Task, progress: Progress, preset: str = "") -> None:
    """Write a run's state so that either the new one or the one before is whole at every moment.

    Raises:
        CheckpointError: the folder cannot be written; what was there before is untouched.
    """
    run = run.resolve() if run.is_symlink() else run
    fresh = saving(run)
    try:
        _refuse_other_folders(run)
        run.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        write(fresh / "config.json", as_json(describe(task, preset)))
        write(fresh / MODEL, [save(_weights(task))])
        write(fresh / TRAINING, [save(_optimizer_state(task))])
        write(fresh / "progress.json", as_json({"format": FORMAT, **asdict(progress)}))
        _keep_history(run, fresh)
        sync_folder(fresh)
        _swap(fresh, run)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise CheckpointError(
            f"{run} cannot be saved: {error.strerror}; make room or choose a folder you may write to"
        ) from None


def _refuse_other_folders(run: Path) -> None:
    """See that saving pushes nothing aside but a run."""
    if run.is_file() or (run.is_dir() and not is_run(run) and any(run.iterdir())):
        raise CheckpointError(f"{run} is there already and is no run; choose a new name or an empty folder")


def describe(task: Task, preset: str) -> dict[str, Any]:
    """Return what `config.json` says of a run."""
    settings = task.config.to_dict()
    return {
        "format": FORMAT,
        "task": task.name,
        "variant": str(settings.get("variant", "")),
        "preset": preset,
        "settings": settings,
        **task.facts(),
        "versions": {name: _version(name) for name in ("cvae-tui", "torch", "safetensors")},
    }


def load_weights(run: Path, modules: Mapping[str, nn.Module]) -> None:
    """Fill modules with a run's weights; modules on the meta device get them on the CPU.

    Names and shapes are compared before anything is read.

    Raises:
        CheckpointError: the file is missing, damaged, or of a model with other settings.
    """
    path = whole(run) / MODEL
    expected = {
        f"{owner}.{name}": value for owner, module in modules.items() for name, value in module.state_dict().items()
    }
    _compare(path, {name: tuple(value.shape) for name, value in expected.items()})
    tensors = _read(path, expected)
    for owner, module in modules.items():
        own = {name.removeprefix(f"{owner}."): value for name, value in tensors.items() if name.startswith(f"{owner}.")}
        meta = any(value.is_meta for value in module.state_dict().values())
        module.load_state_dict(own, assign=meta)


def modules_stored(run: Path) -> set[str]:
    """Return the names of the modules that a run's weights belong to.

    Raises:
        CheckpointError: the file is missing or damaged.
    """
    return {name.partition(".")[0] for name in _shapes(whole(run) / MODEL)}


def rows_stored(run: Path, name: str) -> int:
    """Return the length of a tensor's first dimension in a run's weights.

    Raises:
        CheckpointError: the file is missing, damaged or without that tensor.
    """
    path = whole(run) / MODEL
    shape = _shapes(path).get(name)
    if not shape:
        raise CheckpointError(f"{path} lacks {name!r}; {REMEDY}")
    return shape[0]


def load_training(run: Path, task: Task) -> Progress:
    """Fill a task with the state that a run goes on from, and return how far it came.

    Raises:
        CheckpointError: a file is missing, damaged, or of a run with other settings.
    """
    load_weights(run, task.modules())
    folder = whole(run)
    if not (folder / "progress.json").is_file() or not (folder / TRAINING).is_file():
        raise CheckpointError(f"{run} cannot be resumed, it holds a finished model only; start a new run instead")
    _restore_optimizers(task, folder / TRAINING)
    return _progress(folder / "progress.json", task)


def _progress(path: Path, task: Task) -> Progress:
    values = read_progress(path)
    try:
        step, words, seconds, share = (values[name] for name in ("step", "words", "seconds", "share"))
        held = {str(name): float(value) for name, value in values["held"].items()}
        sums = values["pending"].items()
        pending = {str(name): math.nan if value is None else float(value) for name, value in sums}
        pending_words = int(values["pending_words"])
        reason = cast("Reason", values.get("reason", ""))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise CheckpointError(f"{path} is damaged; {REMEDY}") from None
    if unknown := sorted(set(held) - set(task.schedules())):
        raise CheckpointError(f"{path} holds a dial {unknown[0][:40]!r} that this run lacks; train again")
    return Progress(step, int(words), float(seconds), float(share), held, pending, pending_words, reason)


def _weights(task: Task) -> dict[str, Tensor]:
    return {
        f"{owner}.{name}": value.detach().cpu().contiguous()
        for owner, module in task.modules().items()
        for name, value in module.state_dict().items()
    }


def _optimizer_state(task: Task) -> dict[str, Tensor]:
    state: dict[str, Tensor] = {}
    for owner, optimizer in task.optimizers().items():
        for number, values in optimizer.state_dict()["state"].items():
            for name, value in values.items():
                if isinstance(value, Tensor):
                    state[f"{owner}.{number}.{name}"] = value.detach().cpu().contiguous()
    return state


def _restore_optimizers(task: Task, path: Path) -> None:
    shapes = _shapes(path)
    for owner, optimizer in task.optimizers().items():
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        names: dict[int, dict[str, str]] = {}
        for name in shapes:
            if name.startswith(f"{owner}."):
                _, number, kind = (*name.split(".", 2), "")[:3]
                index = int(number) if number.isdecimal() and len(number) < 10 else len(parameters)
                own = tuple(parameters[index].shape) if index < len(parameters) else None
                if shapes[name] != (() if kind == "step" else own):
                    raise _unfit(path, name)
                names.setdefault(index, {})[kind] = name
        kept = _KEPT.get(type(optimizer))
        if odd := [min(kinds.values()) for kinds in names.values() if kept is not None and kinds.keys() != kept]:
            raise _unfit(path, odd[0])
        tensors = _read(path, [name for kinds in names.values() for name in kinds.values()])
        state = {index: {kind: tensors[name] for kind, name in kinds.items()} for index, kinds in names.items()}
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _unfit(path: Path, name: str) -> CheckpointError:
    return CheckpointError(f"{path} does not fit this run's optimizer ({name[:60]!r}); train again")


def _compare(path: Path, expected: Mapping[str, tuple[int, ...]]) -> None:
    shapes = _shapes(path)
    for name, shape in expected.items():
        if name not in shapes:
            raise CheckpointError(f"{path} lacks {name!r}; {REMEDY}")
        if shapes[name] != shape:
            raise CheckpointError(
                f"{path} has {name!r} of shape {shapes[name]}, its settings ask for {shape}; {REMEDY}"
            )


def _shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Return what a file says that it holds, before any of it is read."""
    try:
        if not path.is_file():
            raise FileNotFoundError("no such file")
        opened: Any = safe_open(path, framework="pt")
        with opened as file:
            names = cast("list[str]", list(file.keys()))
            return {name: cast("tuple[int, ...]", tuple(file.get_slice(name).get_shape())) for name in names}
    except (OSError, SafetensorError) as error:
        raise _damaged(path, error) from None


def _read(path: Path, names: Iterable[str]) -> dict[str, Tensor]:
    """Read these tensors alone, whatever else the file holds."""
    try:
        opened: Any = safe_open(path, framework="pt")
        with opened as file:
            return {name: file.get_tensor(name) for name in names}
    except (OSError, SafetensorError, ValueError) as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(f"{path} is missing or damaged ({str(error)[:80]}); {REMEDY}")


def _keep_history(run: Path, fresh: Path) -> None:
    """Carry the history over, as the same file where the system can."""
    history = standing(run) / HISTORY
    if history.exists():
        try:
            os.link(history, fresh / HISTORY)
        except OSError:
            shutil.copyfile(history, fresh / HISTORY)
    else:
        write(fresh / HISTORY, [])


def _swap(fresh: Path, run: Path) -> None:
    old = previous(run)
    if run.exists():
        _clear(old, run)
        run.rename(old)
    try:
        fresh.rename(run)
    except OSError:
        if old.exists():
            old.rename(run)
        raise
    _clear(old, run)
    sync_folder(run.parent)


def _clear(old: Path, run: Path) -> None:
    """Remove the state before; what somebody else laid beside it goes to the run's folder."""
    if old.is_dir():
        for path in old.iterdir():
            if path.name.removeprefix(".") not in OWN and not (run / path.name).exists():
                path.rename(run / path.name)
    shutil.rmtree(old, ignore_errors=True)


def _version(package: str) -> str:
    try:
        return torch.__version__ if package == "torch" else version(package)
    except PackageNotFoundError:
        return "unknown"
