"""The digits task: two discriminators and two generators learn in every step; see `core.task.Task`."""

import copy
from collections.abc import Generator as Yields
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...answer import SampleRow
from ...device import use_bfloat16
from ...nn.randomness import mixed_seed
from ...runs.paths import data_name
from ...schedules import Schedule
from ...spec import TaskSpec
from ...task import Evaluation, Learned
from .config import DigitsConfig
from .data import CHANNELS, DigitsData, read_folder
from .loss import fake_loss, generator_loss, real_loss
from .networks import DIGITS, Discriminator, build_generators, placed, update_average
from .score import quick_scores, quick_verdict
from .spec import SPEC
from .tensors import Deck
from .translator import Translator

# Steps after which the average of a generator's weights has left its start behind.
WARM = 10
MOMENTS = (0.5, 0.999)


class DigitsTask:
    """A CycleGAN whose discriminators tell digits: MNIST's to street digits (G) and back (F)."""

    def __init__(self, config: DigitsConfig, data: DigitsData, device: torch.device) -> None:
        self.config = config
        self.data = data
        self.device = device
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            generators = build_generators(config)
            classes = DIGITS + 1 if config.classes == "eleven" else 2
            critics = nn.ModuleDict(
                {
                    kind: Discriminator(channels, config.width, classes, config.spectral_norm)
                    for kind, channels in CHANNELS.items()
                }
            )
        self.generators = placed(generators, device, config.channels_last)
        self.critics = placed(critics, device, config.channels_last)
        self.averages = copy.deepcopy(self.generators) if config.ema else None
        self.decks = {kind: Deck(pictures, device, config.channels_last) for kind, pictures in data.train.items()}
        self._optimizers = {
            "generators": torch.optim.Adam(self.generators.parameters(), lr=config.lr, betas=MOMENTS, fused=True),
            "critics": torch.optim.Adam(self.critics.parameters(), lr=config.critic_lr, betas=MOMENTS, fused=True),
        }
        self._bfloat16 = use_bfloat16(config.precision, device)
        self._translator = Translator(self.averages or self.generators, data, device)

    @property
    def spec(self) -> TaskSpec:
        """What the task declares."""
        return SPEC

    @classmethod
    def create(cls, config: DigitsConfig, data: Path, device: torch.device) -> "DigitsTask":
        """Read the pictures and build the networks."""
        return cls(config, read_folder(data), device)

    def modules(self) -> Mapping[str, nn.Module]:
        """Return generators, discriminators and, where it is kept, the generators' average."""
        found: dict[str, nn.Module] = {"generators": self.generators, "critics": self.critics}
        return found if self.averages is None else {**found, "averages": self.averages}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return one for both generators and one for both discriminators."""
        return self._optimizers

    def metadata(self) -> Mapping[str, Any]:
        """Return the data's folder and fingerprint."""
        return {"data": data_name(self.data.folder), "fingerprint": self.data.fingerprint}

    def notes(self) -> Sequence[str]:
        """Return what was noted of the data."""
        return self.data.notes

    def schedules(self) -> Mapping[str, Schedule]:
        """Return both rates and the weights of a generator's losses."""
        return self.config.schedules()

    @property
    def steps_per_epoch(self) -> int:
        """As many as are counted as an epoch."""
        return self.config.steps_per_epoch

    @property
    def examples_per_epoch(self) -> int:
        """Pictures of each kind in an epoch."""
        return self.config.steps_per_epoch * self.config.batch_size

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Teach the discriminators and then, past their pretraining, the generators.

        The losses are the report's: `d_ms` of MNIST's real and made street pictures, `d_sm` the other way, `g_msm` and
        `g_sms` of the generators, their cycles in them.
        """
        draw = torch.Generator().manual_seed(mixed_seed(self.config.seed, step))
        size, shift = self.config.batch_size, self.config.shift
        mnist, mnist_labels = self.decks["mnist"].batch(size, draw, shift)
        street, street_labels = self.decks["street"].batch(size, draw, shift)
        style = torch.randn(size, self.config.style, generator=draw).to(self.device, non_blocking=True)
        for module in (self.generators, self.critics):
            module.train()
        self._set_rates(dials)
        with self._autocast():
            if step < self.config.pretraining:
                losses = self._pretrain(mnist, mnist_labels, street, street_labels)
            else:
                losses = self._play(mnist, mnist_labels, street, street_labels, style, dials)
                if self.averages is not None:
                    played = step - self.config.pretraining
                    update_average(self.averages, self.generators, min(self.config.ema, (1 + played) / (WARM + played)))
        return Learned(self.config.batch_size, {name: loss.detach() for name, loss in losses.items()})

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16)

    def _set_rates(self, dials: Mapping[str, float]) -> None:
        for name, rate in (("generators", dials["lr"]), ("critics", dials["critic_lr"])):
            for group in self._optimizers[name].param_groups:
                group["lr"] = rate

    def _pretrain(
        self, mnist: Tensor, mnist_labels: Tensor, street: Tensor, street_labels: Tensor
    ) -> dict[str, Tensor]:
        losses = {
            "d_ms": real_loss(self.critics["mnist"](mnist), mnist_labels),
            "d_sm": real_loss(self.critics["street"](street), street_labels),
        }
        self._update("critics", losses["d_ms"] + losses["d_sm"])
        nothing = torch.zeros_like(losses["d_ms"].detach())
        return {**losses, "g_msm": nothing, "g_sms": nothing, "cycle": nothing}

    def _play(
        self, mnist: Tensor, mnist_labels: Tensor, street: Tensor, street_labels: Tensor, style: Tensor,
        dials: Mapping[str, float],
    ) -> dict[str, Tensor]:  # fmt: skip
        to_street, to_mnist = self.generators["to_street"], self.generators["to_mnist"]
        of_mnist, of_street = self.critics["mnist"], self.critics["street"]
        made_street, made_mnist = to_street(mnist, style), to_mnist(street)
        d_ms = real_loss(of_mnist(mnist), mnist_labels) + fake_loss(of_street(made_street.detach()))
        d_sm = real_loss(of_street(street), street_labels) + fake_loss(of_mnist(made_mnist.detach()))
        self._update("critics", d_ms + d_sm)
        weights = dials["adversarial_weight"], dials["label_weight"]
        wanted = mnist_labels if self.config.report_error else street_labels
        with _frozen(self.critics):
            cycle_mnist = functional.mse_loss(to_mnist(made_street).float(), mnist)
            own = self.generators["style"](street) if self.config.style else None
            cycle_street = functional.mse_loss(to_street(made_mnist, own).float(), street)
            g_msm = generator_loss(of_street(made_street), mnist_labels, *weights) + dials["cycle_weight"] * cycle_mnist
            g_sms = generator_loss(of_mnist(made_mnist), wanted, *weights) + dials["cycle_weight"] * cycle_street
            loss = g_msm + g_sms
            if self.config.style:
                read = self.generators["style"](made_street).float()
                loss = loss + self.config.style_weight * functional.mse_loss(read, style)
            self._update("generators", loss)
        cycle = (cycle_mnist + cycle_street) / 2
        return {"d_ms": d_ms, "d_sm": d_sm, "g_msm": g_msm, "g_sms": g_sms, "cycle": cycle}

    def _update(self, name: str, loss: Tensor) -> None:
        optimizer = self._optimizers[name]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def evaluate(self) -> Evaluation:
        """Return labels kept, variety and cycle error both ways, on validation pictures, and some of these."""
        rows = tuple(SampleRow(seed) for seed in range(4))
        scores, samples = quick_scores(self._translator), self._translator.sample(rows, "to_street")
        return Evaluation(scores, samples, *quick_verdict(scores))

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Tell when both ways keep nine labels in ten."""
        kept = min(scores.get("to_street", 0.0), scores.get("to_mnist", 0.0))
        return ["nine of ten pictures keep their label, both ways"] if kept >= 0.9 else []

    def model(self) -> Translator:
        """Return what answers: the average of the generators where it is kept, else the generators."""
        return self._translator


@contextmanager
def _frozen(module: nn.Module) -> Yields[None]:
    """Let no gradient reach these parameters: a generator's loss teaches the generators alone."""
    parameters = list(module.parameters())
    for parameter in parameters:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in parameters:
            parameter.requires_grad_(True)
