"""The one way to a trainer and to a model, for the app, the command line and experiments. Torch comes in when called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config
from .errors import CheckpointError, CvaeError, UsageError
from .registry import find_preset, find_task, load_named
from .runs.lock import refuse_if_trained
from .runs.metadata import RunMetadata, read_metadata
from .runs.paths import data_folder, find_run, named_data, unused_run

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
    a run whose weights, settings and data the new one begins with.
    """

    preset: str | None = None
    task: str | None = None
    data: str | None = None
    run: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    device: str = "auto"
    origin: str | None = None


def config_of(run: RunMetadata) -> Config:
    """Return the settings of a run.

    Raises:
        CheckpointError: the task or a setting is unknown to this version.
    """
    raise NotImplementedError


def start(order: TrainOrder) -> "Trainer":
    """Make the trainer of a new run; nothing is learned before its events are pulled.

    Raises:
        CvaeError: a preset, a setting, the data, the name or the device cannot be used.
    """
    raise NotImplementedError


def resume(
    run: Path, device: str = "auto", data: Path | None = None, changes: Mapping[str, str] | None = None
) -> "Trainer":
    """Make the trainer of a run in the state in which it was saved, on the data it was trained on.

    `changes` are settings as text, of those in CHANGEABLE; epochs and seconds are the whole run's, from its start.

    Raises:
        CheckpointError: the run is damaged or shipped, another process trains it, or its data is gone or has changed.
        UsageError: a setting that cannot change, a value that it cannot have, or a budget that is used up.
    """
    raise NotImplementedError


def load_model(run: Path, device: "torch.device | str" = "auto") -> "Model":
    """Load the model of a run to be asked; its data need not be there.

    Raises:
        CheckpointError: the run is damaged or of a task that this version does not know.
    """
    raise NotImplementedError
