"""The one way to a trainer and to a model, for app, command line and experiments. Torch comes in when called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config
from .errors import CheckpointError, DataError, UsageError
from .registry import all_tasks, find_preset, find_task, load_named
from .runs.lock import refuse_if_trained
from .runs.metadata import RunMetadata, budget_of, read_metadata, settings_of
from .runs.paths import data_folder, find_run, named_data, runs_folder, unused_names, unused_run
from .spec import TaskSpec

if TYPE_CHECKING:
    import torch

    from .task import Model, Task
    from .trainer import Trainer

# What may change when a run goes on: how long it goes on and what it tells, not what it is.
CHANGEABLE = ("epochs", "seconds", "report_every", "evaluate_every", "save_seconds", "on_not_finite")


@dataclass(frozen=True)
class TrainOrder:
    """A training run to start.

    `preset` by name, None for the default of `task` (None: the first task). `data` is a folder by path or name, None
    for the default; `run` a name or path, None for one made of the preset's; `settings` are given as text. `origin` is
    a run whose weights, settings and data the new one begins with. `threads` is how many the processor computes on,
    None for as many as are found to be quickest.
    """

    preset: str | None = None
    task: str | None = None
    data: str | None = None
    run: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    device: str = "auto"
    origin: str | None = None
    threads: int | None = None


def config_of(run: RunMetadata) -> Config:
    """Return the settings of a run; `CheckpointError` where this version does not know one of them, or the task."""
    return settings_of(run, spec_of(run).config.from_dict)


def spec_of(run: RunMetadata) -> TaskSpec:
    """Return the task of a run; `CheckpointError` where this version does not know it."""
    if run.task not in all_tasks():
        raise CheckpointError(
            f"{run.path} is of the task {run.task[:40]!r}, this version knows {', '.join(all_tasks())}"
        )
    return find_task(run.task)


def settings_for(order: TrainOrder) -> Config:
    """Return the settings of the run that is ordered, or raise `CvaeError`; reads no data."""
    origin = None if order.origin is None else read_metadata(find_run(order.origin))
    return _beginning(order, origin)[2].with_text(dict(order.settings))


def start(order: TrainOrder) -> "Trainer":
    """Make the trainer of a new run, or raise `CvaeError`; nothing is learned before its events are pulled.

    A run that was given no name has the next free one when its first event is pulled, whoever else begins one then.
    Weights of an origin on other data are those of its module "model" alone, where it has one: what is beside it
    belongs to the data that it was learned on.
    """
    origin = None if order.origin is None else read_metadata(find_run(order.origin))
    spec, preset, base = _beginning(order, origin)
    config = base.with_text(dict(order.settings))
    if origin is not None and order.data is None:
        folder = named_data(origin.data, spec.name)
    else:
        folder = data_folder(order.data, spec)
    path = unused_run(order.run, preset)
    others = None if order.run is not None else (runs_folder() / name for name in unused_names(preset))
    from .device import choose_device
    from .threads import threads_for_steps
    from .trainer import Trainer

    device = choose_device(order.device)
    threads = threads_for_steps(order.threads, device)
    task = load_named(spec.create).create(config, folder, device)
    if origin is not None:
        _begin_with(task, origin)
    return Trainer(task, path, preset=preset, others=others, threads=threads)


def _beginning(order: TrainOrder, origin: RunMetadata | None) -> tuple[TaskSpec, str, Config]:
    """Return the task, the preset's name and the settings that an order begins with."""
    if order.preset is not None:
        preset = find_preset(order.preset)
        for task in (order.task, None if origin is None else origin.task):
            if task is not None and task != preset.task:
                raise UsageError(f"the preset {preset.name!r} is of the task {preset.task!r}, not {task[:40]!r}")
        return find_task(preset.task), preset.name, preset.config
    if origin is not None:
        if order.task not in (None, origin.task):
            raise UsageError(
                f"{origin.name!r} is of the task {origin.task!r}, not {order.task!r}; leave out one of them"
            )
        spec = spec_of(origin)
        return spec, origin.preset or spec.presets[0].name, config_of(origin)
    spec = find_task(order.task)
    return spec, spec.presets[0].name, spec.presets[0].config


def _begin_with(task: "Task", origin: RunMetadata) -> None:
    from .runs.checkpoint import load_weights, stored_shapes

    modules = dict(task.modules())
    if "model" in modules and task.metadata()["fingerprint"] != origin.fingerprint:
        modules = {"model": modules["model"]}
    stored = {name.partition(".")[0] for name in stored_shapes(origin.path)} | {"model"}
    load_weights(origin.path, {name: module for name, module in modules.items() if name in stored})


def resume(
    run: Path, device: str = "auto", data: Path | None = None, changes: Mapping[str, str] | None = None,
    threads: int | None = None,
) -> "Trainer":  # fmt: skip
    """Make the trainer of a run in the state in which it was saved, on the data it was trained on.

    `changes` are settings as text, of those in CHANGEABLE; epochs and seconds are the whole run's, from its start.
    `threads` as in `TrainOrder`.
    `CheckpointError` where the run is damaged, shipped or trained, or its data has changed; `UsageError` where a
    setting cannot change so, or the budget is used up.
    """
    metadata = read_metadata(run)
    if metadata.shipped:
        raise CheckpointError(f"{run.name!r} came with the package and stays as it is; start a run of your own")
    refuse_if_trained(run)
    spec, config = spec_of(metadata), config_of(metadata)
    fixed = [name for name in changes or {} if name in config.names() and name not in CHANGEABLE]
    if fixed:
        raise UsageError(f"{fixed[0]} stays as it is when a run goes on, only {', '.join(CHANGEABLE)} may change")
    config = config.with_text(changes or {})
    from .device import choose_device
    from .runs.checkpoint import load_training, no_larger_than
    from .threads import threads_for_steps
    from .trainer import Trainer

    place = choose_device(device)
    measured = threads_for_steps(threads, place)
    with no_larger_than(run):
        try:
            task: Task = load_named(spec.create).create(config, data or named_data(metadata.data, spec.name), place)
        except DataError as error:
            raise CheckpointError(f"the data of {run} cannot be used: {error}; give its folder with --data") from None
    if task.metadata()["fingerprint"] != metadata.fingerprint:
        raise CheckpointError(
            f"{data or metadata.data} has changed since {run} was trained on it; start a new run instead"
        )
    trainer = Trainer(task, run, load_training(run, task), metadata.preset, threads=measured)
    if trainer.spent:
        raise UsageError(f"{run.name!r} has used up its budget of {budget_of(config.to_dict())}; give it a larger one")
    return trainer


def load_model(run: Path, device: "torch.device | str" = "auto") -> "Model":
    """Load the model of a run to be asked, its data need not be there; `CheckpointError` where the run is damaged."""
    metadata = read_metadata(run)
    config_of(metadata)
    from .device import choose_device
    from .runs.checkpoint import no_larger_than

    with no_larger_than(run):
        return load_named(spec_of(metadata).load)(run, choose_device(device) if isinstance(device, str) else device)
