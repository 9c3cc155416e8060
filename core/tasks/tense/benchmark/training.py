"""Training: report 001's system beside its own way and beside the machine's arithmetic, and the default preset."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import cast

import torch

from ....benchmark.race import Race, Work, race
from ....benchmark.report import Figure
from ....device import can_bfloat16
from ....runs.paths import shipped_data
from ..config import TenseConfig
from ..data import VerbData, read_folder
from ..presets import PRESETS
from ..recurrent import LstmBothCvae
from ..task import TenseTask
from .products import flops_per_word, multiplier, step_products
from .reference import Step, layer_step, lstm_step, one_by_one
from .sizes import Sizes

CONFIGS = {preset.name: cast(TenseConfig, preset.config) for preset in PRESETS}
OWN_WAY, BY_LAYER = "report 001's own way", "the same with nn.LSTM called for each character"
DEFAULT = "default preset"
PRESET = "report-001-tf8-2"
AIMS = {"float32": 40.0, "bfloat16": 80.0}
SHARE_OF_LIMIT = 60.0
FREE_RUNNING = 0.5


def epochs(task: TenseTask, teacher_forcing: float = 1.0) -> Work:
    """Return work that trains a task by whole epochs, so that every round has the same words."""
    dials = {name: schedule(0.5) for name, schedule in task.schedules().items()}
    dials["teacher_forcing"] = teacher_forcing
    steps = count()

    def work() -> float:
        learned = [task.step(next(steps), dials) for _ in range(task.steps_per_epoch)]
        # Reading a loss waits for the device to be done.
        learned[-1].losses["ce"].item()
        return float(sum(step.examples for step in learned))

    return work


def lab_rows(sizes: Sizes) -> VerbData:
    """Return the lab's verbs, or as many rows as are asked for."""
    data = read_folder(shipped_data("tense", "lab"))
    return data if sizes.rows is None else replace(data, train=data.train[: sizes.rows])


def measure_training(sizes: Sizes, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race report 001's own way, this engine in each precision, bare matrix products, and the default preset."""
    data = lab_rows(sizes)
    words = [word for row in data.train for word in row]
    config = replace(
        CONFIGS[PRESET], hidden=sizes.hidden, embedding=sizes.embedding, latent=sizes.latent,
        condition=sizes.condition, batch_size=sizes.batch, precision="float32",
    )  # fmt: skip
    contenders: dict[str, Work] = {
        OWN_WAY: _own_way(data, config, sizes.alone, device, lstm_step),
        BY_LAYER: _own_way(data, config, sizes.alone, device, layer_step),
    }
    typical = step_products(config, sizes.batch, round(sum(map(len, words)) / len(words)))
    for precision in AIMS:
        if precision == "bfloat16" and not can_bfloat16(device):
            on_progress("bfloat16 is left out: the processor does not multiply in it")
            continue
        task = TenseTask(replace(config, precision=precision), data, device)
        contenders |= {
            f"{precision}, fed the truth": epochs(task),
            f"{precision}, free-running": epochs(task, teacher_forcing=0.0),
            f"{precision}, products": multiplier(typical, getattr(torch, precision), device),
        }
    contenders[DEFAULT] = epochs(TenseTask(CONFIGS["default"], data, device))
    return training_figures(race(contenders, sizes.rounds, device, on_progress), flops_per_word(config, words))


def _own_way(data: VerbData, config: TenseConfig, alone: int, device: torch.device, step: Step) -> Work:
    forms = [(word, tense) for row in data.train for tense, word in enumerate(row)]
    model = cast(LstmBothCvae, TenseTask(config, data, device).modules()["model"])
    # Spread over the file, so that these words are as long as all are.
    return one_by_one(model, forms[:: max(1, len(forms) // alone)][:alone], step)


def training_figures(run: Race, flops: float) -> list[Figure]:
    """Return the figures of a race; `flops` is what learning a word costs."""
    ratios: list[Figure] = []
    rates = [("report_001", OWN_WAY), ("layer", BY_LAYER)]
    products: list[Figure] = []
    measured = [precision for precision in AIMS if f"{precision}, fed the truth" in run.rates]
    for precision in measured:
        fed, multiplied, what = f"{precision}, fed the truth", f"{precision}, products", f"training, {precision}:"
        free, of_limit = f"{precision}, free-running", run.ratio(fed, multiplied, 100 * flops)
        rates.append((precision, fed))
        ratios += [
            Figure(f"{precision}.times_report_001", f"{what} times {OWN_WAY}", run.ratio(fed, OWN_WAY), "times",
                   AIMS[precision]),
            Figure(f"{precision}.times_layer", f"{what} times nn.LSTM called for each character",
                   run.ratio(fed, BY_LAYER), "times"),
            Figure(f"{precision}.of_limit", f"{what} share of the arithmetic limit", of_limit, "%", SHARE_OF_LIMIT),
            Figure(f"{precision}.free_running", f"{what} free-running beside fed the truth", run.ratio(free, fed),
                   "times", FREE_RUNNING),
        ]  # fmt: skip
        per_second = [1e-9 * rate for rate in run.rates[multiplied]]
        sizes = f"matrix products at these sizes, {precision}"
        products.append(Figure(f"{precision}.products", sizes, per_second, "GFLOP/s"))
    if len(measured) == len(AIMS):
        gain = run.ratio("bfloat16, fed the truth", "float32, fed the truth")
        products.append(Figure("bfloat16.gain", "bfloat16 beside float32", gain, "times"))
    rates.append(("default", DEFAULT))
    return [
        *ratios,
        *(Figure(f"{key}.rate", f"training rate: {name}", run.rates[name], "words/s") for key, name in rates),
        *products,
    ]
