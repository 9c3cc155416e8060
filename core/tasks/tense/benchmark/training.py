"""Training: seed 001's system beside the seeds' own way and beside the machine's arithmetic, and the default preset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import torch

from ....registry import find_preset
from ..config import TenseConfig
from ..data import VerbData, read_folder
from ..recurrent import LstmBothCvae
from ..task import TenseTask
from .products import flops_per_word, multiplier, step_products
from .report import Figure
from .seeds_way import SeedsWay, Step, layer_step, lstm_step
from .sizes import Sizes
from .timing import Race, Work, race

WRITTEN_OUT, BY_LAYER = "the seeds' own way", "the same with nn.LSTM called for each character"
SEED_PRESET = "seed-001-tf8-2"
TIMES_SEEDS = {"float32": 40.0, "bfloat16": 80.0}
SHARE_OF_LIMIT = 60.0
FREE_RUNNING = 0.5


@dataclass
class Epochs:
    """Trains a task by whole epochs, so that every round has the same words; each call returns how many."""

    task: TenseTask
    teacher_forcing: float = 1.0

    def __post_init__(self) -> None:
        self._step = 0
        self._dials = {name: schedule(0.5) for name, schedule in self.task.schedules().items()}
        self._dials["teacher_forcing"] = self.teacher_forcing

    def __call__(self) -> float:
        """Learn one epoch, and wait for the device to be done."""
        words, skipped = 0, torch.zeros((), device=self.task.device)
        for _ in range(self.task.steps_per_epoch):
            learned, losses = self.task.step(self._step, self._dials)
            self._step += 1
            words += learned
            skipped = losses["skipped"]
        skipped.item()
        return float(words)


def seed_config(sizes: Sizes, precision: str) -> TenseConfig:
    """Return seed 001's settings, many words a step."""
    return replace(
        cast(TenseConfig, find_preset(SEED_PRESET).config),
        hidden=sizes.hidden,
        embedding=sizes.embedding,
        latent=sizes.latent,
        condition=sizes.condition,
        batch_size=sizes.batch,
        precision=precision,
    )


def some_of(folder: Path, rows: int | None) -> VerbData:
    """Return the verbs of a folder, or its first rows alone."""
    data = read_folder(folder)
    return data if rows is None else replace(data, train=data.train[:rows])


def measure_training(data: VerbData, sizes: Sizes, device: torch.device, told: Callable[[str], None]) -> list[Figure]:
    """Race the seeds' own way, this engine in both precisions, bare matrix products, and the default preset."""
    words = [word for row in data.train for word in row]
    config = seed_config(sizes, "float32")
    contenders: dict[str, Work] = {
        WRITTEN_OUT: _seeds_way(data, config, sizes, device, lstm_step),
        BY_LAYER: _seeds_way(data, config, sizes, device, layer_step),
    }
    typical = step_products(config, sizes.batch, round(sum(map(len, words)) / len(words)))
    for precision in TIMES_SEEDS:
        task = TenseTask(replace(config, precision=precision), data, device)
        contenders |= {
            f"{precision}, fed the truth": Epochs(task),
            f"{precision}, free-running": Epochs(task, teacher_forcing=0.0),
            f"{precision}, products": multiplier(typical, getattr(torch, precision), device),
        }
    default = cast(TenseConfig, find_preset("default").config)
    contenders["default preset"] = Epochs(TenseTask(default, data, device))
    return training_figures(race(contenders, sizes.rounds, told), flops_per_word(config, words))


def _seeds_way(data: VerbData, config: TenseConfig, sizes: Sizes, device: torch.device, step: Step) -> SeedsWay:
    forms = [(word, tense) for row in data.train for tense, word in enumerate(row)]
    model = TenseTask(config, data, device).model
    # Spread over the file, so that these words are as long as all are.
    return SeedsWay(cast(LstmBothCvae, model), forms[:: max(1, len(forms) // sizes.alone)][: sizes.alone], step)


def training_figures(run: Race, flops: float) -> list[Figure]:
    """Return the figures of a race; `flops` is what learning a word costs."""
    figures: list[Figure] = []
    for precision, aim in TIMES_SEEDS.items():
        name, products = f"{precision}, fed the truth", f"{precision}, products"
        figures += [
            Figure(f"{precision}.times_seeds", f"training, {precision}: times the seeds' own way",
                   run.ratio(name, WRITTEN_OUT), "times", aim),
            Figure(f"{precision}.times_layer", f"training, {precision}: times nn.LSTM called for each character",
                   run.ratio(name, BY_LAYER), "times"),
            Figure(f"{precision}.of_limit", f"training, {precision}: share of the arithmetic limit",
                   run.ratio(name, products).times(100 * flops), "%", SHARE_OF_LIMIT),
            Figure(f"{precision}.free_running", f"training, {precision}: free-running beside fed the truth",
                   run.ratio(f"{precision}, free-running", name), "times", FREE_RUNNING),
        ]  # fmt: skip
    return figures + _rates(run)


def _rates(run: Race) -> list[Figure]:
    """Return what the ratios were made of."""
    names: Sequence[tuple[str, str]] = [
        ("seeds", WRITTEN_OUT),
        ("layer", BY_LAYER),
        *((precision, f"{precision}, fed the truth") for precision in TIMES_SEEDS),
        ("default", "default preset"),
    ]
    rates = [Figure(f"{key}.rate", f"training rate: {name}", run.rate(name), "words/s") for key, name in names]
    products = [
        Figure(f"{precision}.products", f"matrix products at these sizes, {precision}",
               run.rate(f"{precision}, products").times(1e-9), "GFLOP/s")
        for precision in TIMES_SEEDS
    ]  # fmt: skip
    gain = run.ratio("bfloat16, fed the truth", "float32, fed the truth")
    return [*rates, *products, Figure("bfloat16.gain", "bfloat16 beside float32", gain, "times")]
