"""Checkpoints: files that carry their step, synced before the one that names them is replaced; never a pickle."""

import math
import re
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import torch
from safetensors.torch import save  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor, nn
from torch.nn.modules.module import register_module_parameter_registration_hook

from ..errors import CheckpointError
from ..task import Task
from . import format_1
from .durable import REMEDY, as_json, sync_folder, write_anew
from .metadata import FORMAT, read_config, read_progress, state_files, state_names, whole
from .optimizer_state import optimizer_state, restore_optimizer
from .paths import is_free, is_run
from .tensor_file import read_tensors, tensor_shapes

Reason = Literal["", "done", "stopped", "failed"]
T = TypeVar("T")
# A model may have modules that are not kept, but none of gigabytes beside a file of kilobytes.
TIMES_KEPT, ALWAYS_ALLOWED = 4, 10_000_000
_STATE = re.compile(r"\.?(?:model|training)(?:-[0-9]+)?\.safetensors|\.(?:config|progress|score)\.json")


@dataclass
class Progress:
    """How far a run came: steps, examples, training seconds, fraction of its budget, and the dials held by hand.

    `pending` are the losses added up since the last report, by name, over `pending_examples` examples; `skipped` of
    those were left out for a gradient that is not finite. `reason` says how the run ended last; it is empty while it is
    trained, and after a crash.
    """

    step: int = 0
    examples: int = 0
    seconds: float = 0.0
    fraction: float = 0.0
    overrides: dict[str, float] = field(default_factory=dict[str, float])
    pending: dict[str, float] = field(default_factory=dict[str, float])
    pending_examples: int = 0
    skipped: float = 0.0
    reason: Reason = ""


def save_checkpoint(run: Path, task: Task, progress: Progress, preset: str = "", begins: bool = True) -> None:
    """Write a run's state so that either the new one or the one before is whole, after a `CheckpointError` too.

    `begins`: the settings are written too, as when a run begins or goes on.
    """
    run = run.resolve() if run.is_symlink() else run
    made = not run.exists()
    try:
        if run.is_file() or not (made or is_run(run) or is_free(run)):
            raise CheckpointError(f"{run} is there already and is no run; choose a new name or an empty folder")
        run.mkdir(parents=True, exist_ok=True)
        _write_state(run, task, progress, describe(task, preset) if begins else None)
    except OSError as error:
        _sweep(run)
        if made:
            shutil.rmtree(run, ignore_errors=True)
        raise CheckpointError(
            f"{run} cannot be saved: {error.strerror}; make room or choose a folder you may write to"
        ) from None
    _sweep(run)


def _write_state(run: Path, task: Task, progress: Progress, config: Mapping[str, Any] | None) -> None:
    before: object = None
    with suppress(CheckpointError):
        before = read_progress(run).get("step") if is_run(run) and read_config(run)[1] == FORMAT else None
    model, training = state_names(progress.step)
    write_anew(run / model, [save(_weights(task))])
    write_anew(run / training, [save(optimizer_state(task.optimizers()))])
    sync_folder(run)
    write_anew(run / "progress.json", as_json({"format": FORMAT, **asdict(progress)}))
    if config is not None:
        # Last, because without it the folder is no run yet.
        write_anew(run / "config.json", as_json(config))
    if before != progress.step:
        # It says which state was scored; readers hold it against the step as well.
        (run / "score.json").unlink(missing_ok=True)
    sync_folder(run)
    sync_folder(run.parent)


def _sweep(run: Path) -> None:
    """Remove the files of other states than the present one, and what was half written."""
    with suppress(CheckpointError, OSError):
        named = state_files(run)
        for path in run.iterdir():
            if _STATE.fullmatch(path.name) and path not in named[:2]:
                path.unlink()


def describe(task: Task, preset: str) -> dict[str, Any]:
    """Return what `config.json` says of a run."""
    settings = task.config.to_dict()
    return {
        **task.metadata(),
        "format": FORMAT,
        "task": task.spec.name,
        "variant": str(settings.get("variant", "")),
        "preset": preset,
        "settings": settings,
        "versions": {name: _version(name) for name in ("cvae-tui", "torch", "safetensors")},
    }


def load_weights(run: Path, modules: Mapping[str, nn.Module]) -> None:
    """Fill modules with a run's weights; modules on the meta device get them on the CPU.

    `CheckpointError` where names or shapes, compared first, are those of other settings, or the file is damaged.
    """
    expected = {
        f"{owner}.{name}": value for owner, module in modules.items() for name, value in module.state_dict().items()
    }

    def read(path: Path, names: Mapping[str, str]) -> dict[str, Tensor]:
        shapes = tensor_shapes(path)
        for name, value in expected.items():
            if name not in names:
                raise CheckpointError(f"{path} lacks {name!r}; {REMEDY}")
            found, wanted = shapes[names[name]], tuple(value.shape)
            if found != wanted:
                raise CheckpointError(f"{path} has {name!r} of shape {found}, its settings ask for {wanted}; {REMEDY}")
        stored = read_tensors(path, [names[name] for name in expected])
        return {name: stored[names[name]] for name in expected}

    tensors = _while_saved(run, read)
    for owner, module in modules.items():
        own = {name.removeprefix(f"{owner}."): value for name, value in tensors.items() if name.startswith(f"{owner}.")}
        meta = any(value.is_meta for value in module.state_dict().values())
        module.load_state_dict(own, assign=meta)


def stored_shapes(run: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor among a run's weights, by "module.name"; else `CheckpointError`."""

    def read(path: Path, names: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
        shapes = tensor_shapes(path)
        return {name: shapes[stored] for name, stored in names.items()}

    return _while_saved(run, read)


@contextmanager
def no_larger_than(run: Path) -> Generator[None]:
    """Let no modules be built that have many times a run's weights: its settings may ask for gigabytes."""
    left = TIMES_KEPT * sum(math.prod(shape) for shape in stored_shapes(run).values()) + ALWAYS_ALLOWED

    def count(module: nn.Module, name: str, parameter: Any) -> None:
        nonlocal left
        left -= 0 if parameter is None else parameter.numel()
        if left < 0:
            raise CheckpointError(
                f"{state_files(run).model} is too small for the model that its settings ask for; {REMEDY}"
            )

    handle = register_module_parameter_registration_hook(count)
    try:
        yield
    finally:
        handle.remove()


def load_training(run: Path, task: Task) -> Progress:
    """Fill a task with the state that a run goes on from, return how far it came; else `CheckpointError`."""
    load_weights(run, task.modules())
    training, progress = state_files(run).training, whole(run) / "progress.json"
    if not progress.is_file() or not training.is_file():
        raise CheckpointError(f"{run} cannot be resumed, it holds a finished model only; start a new run instead")
    for owner, optimizer in task.optimizers().items():
        restore_optimizer(training, owner, optimizer)
    return _progress(progress, task)


def _progress(path: Path, task: Task) -> Progress:
    values = read_progress(path.parent)
    try:
        step, examples, seconds, fraction = (values[name] for name in ("step", "examples", "seconds", "fraction"))
        overrides = {str(name): float(value) for name, value in values["overrides"].items()}
        sums = values["pending"].items()
        pending = {str(name): math.nan if value is None else float(value) for name, value in sums}
        pending_examples, skipped = int(values["pending_examples"]), float(values["skipped"])
        reason = cast("Reason", values.get("reason", ""))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise CheckpointError(f"{path} is damaged; {REMEDY}") from None
    if unknown := sorted(set(overrides) - set(task.schedules())):
        raise CheckpointError(f"{path} holds a dial {unknown[0][:40]!r} that this run lacks; train again")
    return Progress(
        step, int(examples), float(seconds), float(fraction), overrides, pending, pending_examples, skipped, reason
    )


def _weights(task: Task) -> dict[str, Tensor]:
    return {
        f"{owner}.{name}": value.detach().cpu().contiguous()
        for owner, module in task.modules().items()
        for name, value in module.state_dict().items()
    }


def _while_saved(run: Path, read: Callable[[Path, Mapping[str, str]], T]) -> T:
    """Read the present weights, by the names that they have in their file; once more where a save has replaced them."""
    for _ in range(20):
        files = state_files(run)
        try:
            config = read_config(whole(run))[0] if files.former else {}
            stored = list(tensor_shapes(files.model))
            return read(
                files.model, {format_1.tensor_name(name, config) if files.former else name: name for name in stored}
            )
        except CheckpointError:
            if state_files(run).model == files.model:
                raise
    raise CheckpointError(f"{run} is saved again and again while it is read; try once more")


def _version(package: str) -> str:
    try:
        return torch.__version__ if package == "torch" else version(package)
    except PackageNotFoundError:
        return "unknown"
