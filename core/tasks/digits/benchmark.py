"""How fast the digits task learns, beside the same networks and losses written plainly, and answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import torch
from torch.nn.functional import mse_loss

from ...benchmark.race import Work, measured, race
from ...benchmark.report import Figure, Report
from ...runs.paths import find_run, shipped_data
from .config import DOMAINS, DigitsConfig
from .data import DigitsData, read_folder
from .loss import fake_loss, generator_loss, real_loss
from .presets import DEFAULT
from .spec import SPEC
from .task import DigitsTask
from .tensors import to_tensor
from .translator import load_translator

# Steps of a round, digits translated one by one and at once, and how much faster a step should be.
STEPS, ONE, MANY, TIMES = 10, 10, 200, 1.4
OURS, PLAIN = "the default", "written plainly"


def benchmark(
    sections: Sequence[str], rounds: int, device: torch.device, on_progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Measure the sections named, all where none is, on shipped pictures and the shipped model; or `UsageError`."""
    return measured(sections, {"training": training, "inference": inference}, rounds, device, on_progress)


def training(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race steps of the default with those of the same networks, written plainly: contiguous, in float32."""
    data = read_folder(shipped_data("digits", "street"))
    run = race(
        {OURS: steps(DEFAULT, data, device), PLAIN: plain_steps(DEFAULT, data, device)}, rounds, device, on_progress
    )
    return [
        Figure(
            "training.beside_plain", "a step beside the same written plainly", run.ratio(OURS, PLAIN), "times", TIMES
        ),
        Figure("training.rate", "training rate: default preset", run.rates[OURS], "pictures/s"),
    ]


def steps(config: DigitsConfig, data: DigitsData, device: torch.device, each: int = STEPS) -> Work:
    """Return the work of some steps of both networks' kinds; it returns how many pictures were learned."""
    task = DigitsTask(config, data, device)
    dials = {name: schedule(0.0) for name, schedule in task.schedules().items()}
    # Behind the steps in which discriminators learn alone.
    number = count(config.pretraining)
    return lambda: float(sum(task.step(next(number), dials).examples for _ in range(each)))


def plain_steps(config: DigitsConfig, data: DigitsData, device: torch.device, each: int = STEPS) -> Work:
    """Return the same work as report 004's four training functions do it, in float32 with the channels first.

    Each makes its pictures anew, has its own backward pass, and lets the gradients reach both networks.
    """
    task = DigitsTask(replace(config, channels_last=False), data, device)
    made, of = task.generators, task.critics
    critics, generators = (torch.optim.Adam(module.parameters(), lr=config.lr) for module in (of, made))
    draw = torch.Generator().manual_seed(config.seed)

    def learn(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def step() -> int:
        (mnist, m), (street, s) = (task.decks[kind].batch(config.batch_size, draw, config.shift) for kind in DOMAINS)
        style = torch.randn(config.batch_size, config.style, generator=draw).to(device)
        weights = config.adversarial_weight, config.label_weight
        fake = made["to_street"](mnist, style).detach()
        learn(critics, real_loss(of["mnist"](mnist), m) + fake_loss(of["street"](fake)))
        fake = made["to_mnist"](street).detach()
        learn(critics, real_loss(of["street"](street), s) + fake_loss(of["mnist"](fake)))
        there = made["to_street"](mnist, style)
        cycle = mse_loss(made["to_mnist"](there), mnist)
        read = mse_loss(made["style"](there), style)
        passed = generator_loss(of["street"](there), m, *weights)
        learn(generators, passed + config.cycle_weight * cycle + config.style_weight * read)
        there = made["to_mnist"](street)
        cycle = mse_loss(made["to_street"](there, made["style"](street)), street)
        learn(generators, generator_loss(of["mnist"](there), s, *weights) + config.cycle_weight * cycle)
        return config.batch_size

    return lambda: float(sum(step() for _ in range(each)))


def inference(rounds: int, device: torch.device, on_progress: Callable[[str], None]) -> list[Figure]:
    """Race digits translated one at a time with many at once, there, back and read."""
    model = load_translator(find_run(None, SPEC), device)
    shown = to_tensor(model.data.test["mnist"], device)[:MANY]

    def translated(pictures: int, at_once: int) -> float:
        for start in range(0, pictures, at_once):
            model.read(model.translate(shown[start : start + at_once], "to_street"), "street")
        return float(pictures)

    run = race({"one": lambda: translated(ONE, 1), "many": lambda: translated(MANY, MANY)}, rounds, device, on_progress)
    one = run.milliseconds("one")
    return [
        Figure("inference.one", "a digit translated and read, once loaded", one, "ms"),
        Figure("inference.rate", f"{MANY} digits translated and read at once", run.rates["many"], "pictures/s"),
    ]
