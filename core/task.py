"""What a trainer asks of a task. A task owns its data, modules, losses and optimizers; a trainer owns time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from .config import Config
from .schedules import Schedule


@runtime_checkable
class Task(Protocol):
    """One kind of model on one kind of data.

    Randomness is a function of (seed, step) alone: `step(n, ...)` draws the same whatever came before, so a
    checkpoint holds weights, optimizers and a step, and a resumed run equals the one that never stopped.
    """

    @property
    def name(self) -> str:
        """The task's name."""
        ...

    @property
    def config(self) -> Config:
        """Every setting."""
        ...

    @property
    def device(self) -> torch.device:
        """Where the modules and the data are."""
        ...

    @classmethod
    def create(cls, config: Any, data: Path, device: torch.device) -> "Task":
        """Read the data and build the modules, their weights drawn from the configured seed."""
        ...

    def modules(self) -> Mapping[str, nn.Module]:
        """Return every module whose weights a checkpoint keeps."""
        ...

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return every optimizer whose state a checkpoint keeps."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """Return what `config.json` says of the data and the alphabet: data, fingerprint, vocabulary."""
        ...

    def schedules(self) -> Mapping[str, Schedule]:
        """Return the dials a reader may turn and the schedules they follow."""
        ...

    @property
    def steps_per_epoch(self) -> int:
        """Return the number of batches in an epoch, the same for every epoch."""
        ...

    @property
    def words_per_epoch(self) -> int:
        """Return the number of words learned in an epoch."""
        ...

    def step(self, step: int, dials: Mapping[str, float]) -> tuple[int, Mapping[str, Tensor]]:
        """Learn batch number `step` (from 0). Returns its words and its losses, still on the device.

        `skipped` among the losses is 1 where a gradient was not finite and the update was left out.
        """
        ...

    def evaluate(self) -> tuple[Mapping[str, float], tuple[tuple[str, ...], ...]]:
        """Return the scores of the present state by name, and a few samples to look at."""
        ...

    def remarks(self, scores: Mapping[str, float]) -> list[str]:
        """Return sentences worth telling once, the first time that scores deserve them."""
        ...
