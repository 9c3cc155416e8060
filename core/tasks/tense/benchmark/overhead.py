"""What a run of the default preset does beside learning: loading, events, evaluations, checkpoints."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from ....benchmark.race import Race, Work, race
from ....benchmark.report import Figure
from ....events import Event, Stepped
from ....task import Learned
from ....trainer import Trainer
from ..config import TenseConfig
from ..task import TenseTask
from .sizes import Sizes
from .training import CONFIGS, epochs, lab_rows

MOST = 5.0
PARTS = ("loading", "events", "evaluations", "checkpoints")
LEARNING = "learning"


class IdleTask(TenseTask):
    """The task with steps that learn nothing and cost nothing: what a step then takes is the trainer's own."""

    @cached_property
    def _learned(self) -> Learned:
        zero = torch.zeros((), device=self.device)
        return Learned(self.config.batch_size, dict.fromkeys(("ce", "kl", "prior_ce"), zero), zero)

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Return a batch of losses that were there already."""
        return self._learned


def measure_overhead(sizes: Sizes, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race a step of learning with everything that a run does beside it, written to a folder of its own."""
    config, data = CONFIGS["default"], lab_rows(sizes)
    task = TenseTask(config, data, device)
    steps = task.steps_per_epoch
    # No evaluation and no checkpoint comes between these steps: they are measured apart.
    idle = IdleTask(replace(config, evaluate_every=0, save_seconds=1e9, seconds=1e9), data, device)
    with TemporaryDirectory(prefix="cvae-tui-bench-") as place:
        trainer = Trainer(idle, Path(place, "events"))
        saver = Trainer(task, Path(place, "checkpoints"))
        with closing(trainer.events()) as events:
            contenders: dict[str, Work] = {
                LEARNING: _counted(epochs(task), steps),
                "loading": _counted(lambda: TenseTask(config, lab_rows(sizes), device)),
                "events": lambda: pull(events, steps),
                "evaluations": _counted(task.evaluate),
                "checkpoints": _counted(saver.save),
            }
            return overhead_figures(race(contenders, sizes.rounds, device, on_progress), config, steps)


def _counted(work: Callable[[], object], times: int = 1) -> Work:
    """Return work that counts as so many times."""

    def do() -> float:
        work()
        return float(times)

    return do


def pull(events: Iterator[Event], steps: int) -> float:
    """Pull events until that many steps are reported, and return their number."""
    for _ in range(steps):
        while not isinstance(next(events), Stepped):
            pass
    return float(steps)


def overhead_figures(run: Race, config: TenseConfig, steps: int) -> list[Figure]:
    """Return the share that each part adds to learning, in a run of `config` with `steps` steps an epoch."""
    every = zip(*(run.rates[name] for name in (LEARNING, *PARTS)), strict=True)
    shares = [_shares(rates, config, steps) for rates in every]
    parts = [
        Figure(f"overhead.{part}", f"beside learning: {part}", found, "%")
        for part, *found in zip(PARTS, *shares, strict=True)
    ]
    return [Figure("overhead.all", "beside learning, all together", list(map(sum, shares)), "%", MOST, True), *parts]


def _shares(rates: tuple[float, ...], config: TenseConfig, steps: int) -> list[float]:
    """Return, for one round, the per cent of learning time that loading, events, evaluations and checkpoints take."""
    learning, loading, events, evaluations, checkpoints = (1.0 / rate for rate in rates)
    return [
        100 * loading / (config.epochs * steps * learning),
        100 * events / learning,
        100 * evaluations / (config.evaluate_every * steps * learning) if config.evaluate_every else 0.0,
        100 * checkpoints / config.save_seconds if config.save_seconds else 0.0,
    ]
