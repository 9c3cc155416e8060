"""What a run of the default preset does beside learning: loading, events, evaluations, checkpoints."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import torch
from torch import Tensor

from ....events import Event, Stepped
from ....registry import find_preset
from ....trainer import Trainer
from ..config import TenseConfig
from ..data import VerbData
from ..task import TenseTask
from .report import Figure
from .sizes import Sizes
from .timing import Race, Spread, race
from .training import Epochs, some_of

MOST = 5.0
PARTS = ("loading", "events", "evaluations", "checkpoints")
LEARNING = "learning"


class IdleTask(TenseTask):
    """The task with steps that learn nothing and cost nothing: what a step then takes is the trainer's own."""

    def __init__(self, config: TenseConfig, data: VerbData, device: torch.device) -> None:
        super().__init__(config, data, device)
        self._nothing = {name: torch.zeros((), device=device) for name in ("ce", "kl", "dream_ce", "skipped")}

    def step(self, step: int, dials: Mapping[str, float]) -> tuple[int, Mapping[str, Tensor]]:
        """Return a batch of losses that were there already."""
        return self.config.batch_size, self._nothing


def measure_overhead(folder: Path, sizes: Sizes, device: torch.device, told: Callable[[str], None]) -> list[Figure]:
    """Race a step of learning with everything that a run does beside it, written to a folder of its own."""
    config = cast(TenseConfig, find_preset("default").config)
    data = some_of(folder, sizes.rows)
    task = TenseTask(config, data, device)
    # No evaluation and no checkpoint comes between these steps: they are measured apart.
    quiet = replace(config, evaluate_every=0, save_seconds=1e9, seconds=1e9)
    idle = IdleTask(quiet, data, device)
    epoch = Epochs(task)

    def learn() -> float:
        epoch()
        return float(task.steps_per_epoch)

    def load() -> float:
        TenseTask(config, some_of(folder, sizes.rows), device)
        return 1.0

    def evaluate() -> float:
        task.evaluate()
        return 1.0

    with TemporaryDirectory(prefix="cvae-tui-bench-") as place:
        trainer = Trainer(idle, Path(place, "events"))
        saver = Trainer(task, Path(place, "checkpoints"))
        with closing(trainer.events()) as events:

            def save() -> float:
                saver.save()
                return 1.0

            contenders = {
                LEARNING: learn,
                "loading": load,
                "events": lambda: pull(events, task.steps_per_epoch),
                "evaluations": evaluate,
                "checkpoints": save,
            }
            return overhead_figures(race(contenders, sizes.rounds, told), config, task.steps_per_epoch)


def pull(events: Iterator[Event], steps: int) -> float:
    """Pull events until that many steps are told, and return their number."""
    told = 0
    while told < steps:
        told += isinstance(next(events), Stepped)
    return float(steps)


def overhead_figures(run: Race, config: TenseConfig, steps: int) -> list[Figure]:
    """Return the share that each part adds to learning, in a run of `config` with `steps` steps an epoch.

    The race gives learning and events in steps a second, the others in times a second.
    """
    every = zip(*(run.rates[name] for name in (LEARNING, *PARTS)), strict=True)
    shares = [_shares(rates, config, steps) for rates in every]
    total = Figure(
        "overhead.all", "beside learning, all together", Spread.of([sum(row) for row in shares]), "%", MOST, True
    )
    parts = [
        Figure(f"overhead.{part}", f"beside learning: {part}", Spread.of([row[number] for row in shares]), "%")
        for number, part in enumerate(PARTS)
    ]
    return [total, *parts]


def _shares(rates: tuple[float, ...], config: TenseConfig, steps: int) -> list[float]:
    """Return, for one round, the per cent of learning time that loading, events, evaluations and checkpoints take."""
    learning, loading, events, evaluations, checkpoints = (1.0 / rate for rate in rates)
    whole = config.epochs * steps * learning
    return [
        100 * loading / whole,
        100 * events / learning,
        100 * evaluations / (config.evaluate_every * steps * learning) if config.evaluate_every else 0.0,
        100 * checkpoints / config.save_seconds if config.save_seconds else 0.0,
    ]
