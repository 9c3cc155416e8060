"""The two protocols of a task: a `Task` learns, a `Model` answers. The rest of core knows tasks by these alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from .answer import Frame, Query, Report, SampleRow, Scatter, Table
from .config import Config
from .schedules import Schedule
from .spec import TaskSpec

OnProgress = Callable[[str, float], None]
"""Told which part is under way and the fraction of it that is done."""


class Learned(NamedTuple):
    """What a step learned, losses still on the device; `skipped` is 1 where its gradient was not finite, if known."""

    examples: int
    losses: Mapping[str, Tensor]
    skipped: Tensor | None = None


class Evaluation(NamedTuple):
    """Scores of a state by metric, a few samples to look at, and the task's verdict with its reason, if it has one."""

    scores: Mapping[str, float]
    samples: Table
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ScoreOptions:
    """How much is scored: draws of samples, and the seed that they are drawn from."""

    draws: int = 1000
    seed: int = 0


@runtime_checkable
class Model(Protocol):
    """A trained model's answers. The same object stays in use while the model learns; it keeps nothing of them."""

    @property
    def dimensions(self) -> int:
        """Dimensions of z, which the edits of a sample move; 0 where there is no z."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Sentences that whoever asks should know, such as that the data is gone."""
        ...

    def answer(self, query: Query) -> Table:
        """Answer a query that the task's `parse` or `between` made; `UsageError` where that cannot be done."""
        ...

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Return a row of the table for each row of samples, drawn in one of the task's modes."""
        ...

    def diagnose(self) -> Report | None:
        """Measure the model itself, None where there is nothing to; `UsageError` where its data is gone."""
        ...

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> Scatter | None:
        """Return a map of what the model makes of its data, None where it has none; `UsageError` as `diagnose`.

        Marked on it are rows of samples, drawn in a mode, and what was asked. It shows two dimensions, `axes`, else
        the principal plane, turned to look most like a map that was drawn before, given its frame.
        """
        ...

    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Score the model on a data folder, by default the one it was trained on; `DataError` where it cannot."""
        ...


@runtime_checkable
class Task(Protocol):
    """One kind of model on one kind of data. A task owns data, modules, losses and optimizers; a trainer owns time.

    Randomness is a function of (seed, step) alone: `step(n, ...)` draws the same whatever came before, so a
    checkpoint holds weights, optimizers and a step, and a resumed run equals the one that never stopped.
    """

    @property
    def spec(self) -> TaskSpec:
        """What the task declares of itself."""
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

    def metadata(self) -> Mapping[str, Any]:
        """Return what `config.json` says of the data: `data` and `fingerprint`, and what else the task wants there."""
        ...

    def notes(self) -> Sequence[str]:
        """Return sentences on the data that whoever trains should read once."""
        ...

    def schedules(self) -> Mapping[str, Schedule]:
        """Return the schedule that each dial follows."""
        ...

    @property
    def steps_per_epoch(self) -> int:
        """The number of batches in an epoch, the same for every epoch."""
        ...

    @property
    def examples_per_epoch(self) -> int:
        """The number of examples learned in an epoch."""
        ...

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Learn batch number `step` (from 0), with the value of each dial."""
        ...

    def evaluate(self) -> Evaluation:
        """Score the present state quickly."""
        ...

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Return sentences worth telling once, the first time that scores deserve them."""
        ...

    def model(self) -> Model:
        """Return the model in its present state, to be asked while it learns."""
        ...
