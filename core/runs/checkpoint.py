"""Checkpoints: files that carry their step, synced before the one that names them is replaced; never a pickle."""

import inspect
import math
import re
import shutil
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor, nn
from torch.nn.modules.module import register_module_parameter_registration_hook

from ..errors import CheckpointError
from ..task import Task
from . import format_1
from .durable import REMEDY, as_json, sync_folder, write_anew
from .metadata import FORMAT, read_config, read_progress, state_files, state_names, whole
from .paths import is_free, is_run

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
    write_anew(run / training, [save(_optimizer_state(task))])
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
        shapes = _shapes(path)
        for name, value in expected.items():
            if name not in names:
                raise CheckpointError(f"{path} lacks {name!r}; {REMEDY}")
            found, wanted = shapes[names[name]], tuple(value.shape)
            if found != wanted:
                raise CheckpointError(f"{path} has {name!r} of shape {found}, its settings ask for {wanted}; {REMEDY}")
        stored = _read(path, [names[name] for name in expected])
        return {name: stored[names[name]] for name in expected}

    tensors = _while_saved(run, read)
    for owner, module in modules.items():
        own = {name.removeprefix(f"{owner}."): value for name, value in tensors.items() if name.startswith(f"{owner}.")}
        meta = any(value.is_meta for value in module.state_dict().values())
        module.load_state_dict(own, assign=meta)


def stored_shapes(run: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor among a run's weights, by "module.name"; else `CheckpointError`."""

    def read(path: Path, names: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
        shapes = _shapes(path)
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
        _restore_optimizer(training, owner, optimizer)
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


def _optimizer_state(task: Task) -> dict[str, Tensor]:
    return {
        f"{owner}.{number}.{name}": value.detach().cpu().contiguous()
        for owner, optimizer in task.optimizers().items()
        for number, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
        if isinstance(value, Tensor)
    }


def _restore_optimizer(path: Path, owner: str, optimizer: torch.optim.Optimizer) -> None:
    """Give an optimizer the state that a file holds, if it fits the parameters and is what such an optimizer keeps."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    shapes, names = _shapes(path), dict[int, dict[str, str]]()
    scalars = _state_kept(optimizer)
    for name, shape in shapes.items():
        if name.startswith(f"{owner}."):
            number, _, kind = name.removeprefix(f"{owner}.").partition(".")
            index = int(number) if number.isdecimal() and len(number) < 10 else len(parameters)
            if index >= len(parameters) or shape not in ((), tuple(parameters[index].shape)):
                raise _unfit(path, name)
            if scalars is not None and scalars.get(kind) != (shape == ()) and parameters[index].shape != ():
                raise _unfit(path, name)
            names.setdefault(index, {})[kind] = name
    kept = None if scalars is None else scalars.keys()
    for kinds in names.values():
        kept = kinds.keys() if kept is None else kept
        if kinds.keys() != kept:
            raise _unfit(path, min(kinds.values()))
    tensors = _read(path, [name for kinds in names.values() for name in kinds.values()])
    state = {
        index: {kind: _laid_out(tensors[name], parameters[index]) for kind, name in kinds.items()}
        for index, kinds in names.items()
    }
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    """Return a value in the memory layout of its parameter: fused optimizers walk through both side by side."""
    return torch.empty_like(parameter).copy_(value) if value.shape == parameter.shape else value


def _state_kept(optimizer: torch.optim.Optimizer) -> dict[str, bool] | None:
    """Return what such an optimizer keeps of a parameter, and whether it is a scalar; None where that is not known."""
    kind: Any = type(optimizer)
    known = inspect.signature(kind).parameters
    parameter = nn.Parameter(torch.zeros(2, 2))
    parameter.grad = torch.ones(2, 2)
    try:
        tried = kind([parameter], **{name: value for name, value in optimizer.defaults.items() if name in known})
        tried.step()
    except (TypeError, ValueError, RuntimeError):
        return None
    return {name: value.shape == () for name, value in tried.state[parameter].items() if isinstance(value, Tensor)}


def _unfit(path: Path, name: str) -> CheckpointError:
    return CheckpointError(f"{path} does not fit this run's optimizer ({name[:60]!r}); train again")


def _while_saved(run: Path, read: Callable[[Path, Mapping[str, str]], T]) -> T:
    """Read the present weights, by the names that they have in their file; once more where a save has replaced them."""
    for _ in range(20):
        files = state_files(run)
        try:
            config = read_config(whole(run))[0] if files.former else {}
            stored = list(_shapes(files.model))
            return read(
                files.model, {format_1.tensor_name(name, config) if files.former else name: name for name in stored}
            )
        except CheckpointError:
            if state_files(run).model == files.model:
                raise
    raise CheckpointError(f"{run} is saved again and again while it is read; try once more")


def _shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Return what a file says that it holds, before any of it is read."""
    with _opened(path) as file:
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 (it is no dict)


def _read(path: Path, names: Iterable[str]) -> dict[str, Tensor]:
    """Read these tensors alone, whatever else the file holds."""
    with _opened(path) as file:
        return {name: file.get_tensor(name) for name in names}


@contextmanager
def _opened(path: Path) -> Generator[Any]:
    try:
        if not path.is_file():
            raise FileNotFoundError("no such file")
        with cast("Any", safe_open)(path, framework="pt") as file:
            yield file
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(f"{path} is missing or damaged ({str(error)[:80]}); {REMEDY}") from None


def _version(package: str) -> str:
    try:
        return torch.__version__ if package == "torch" else version(package)
    except PackageNotFoundError:
        return "unknown"
