"""A task of a few lines: it learns to draw small pictures, with two optimizers, no vocabulary and no z.

Nothing in core or tui knows it; it is registered by the call that the others use. CONTRIBUTING shows it as the example
of how a task is added.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss, one_hot, softplus

from cvae_tui.core.answer import (
    Figure,
    Frame,
    Heatmap,
    Image,
    Mark,
    Query,
    Report,
    Row,
    SampleRow,
    Scatter,
    Shown,
    Table,
    Text,
)
from cvae_tui.core.config import Config, setting
from cvae_tui.core.errors import DataError, UsageError
from cvae_tui.core.experiments.plan import Experiment
from cvae_tui.core.registry import register, unregister
from cvae_tui.core.runs.checkpoint import load_weights
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import data_name
from cvae_tui.core.schedules import Schedule, constant, linear
from cvae_tui.core.spec import DataSet, Dial, Lesson, Metric, Mode, Moment, PanelSpec, Preset, Sign, TaskSpec
from cvae_tui.core.task import Evaluation, Learned, OnProgress, ScoreOptions
from cvae_tui.core.verdict import Verdict

SIDE = 4
SHADES = SIDE * SIDE
# A picture within this mean error counts as drawn.
CLOSE = 0.1
PICTURES = "1001011001101001", "1111100110011111"
"""A cross and a frame."""


def write_pictures(folder: Path, pictures: Sequence[str] = PICTURES) -> Path:
    """Write a data folder: a picture a line, its pixels 0 or 1."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pictures.txt").write_text("\n".join(pictures) + "\n")
    return folder


def read_pictures(folder: Path) -> Tensor:
    """Read a data folder as (pictures, pixels)."""
    try:
        lines = (folder / "pictures.txt").read_text().split()
    except OSError:
        raise DataError(f"{folder} holds no pictures.txt; give a folder that does") from None
    return torch.tensor([[float(pixel) for pixel in line] for line in lines])


def image(pixels: Tensor) -> Image:
    """Return pixels from 0 to 1 as a grey picture."""
    return Image(SIDE, SIDE, 1, bytes(int(255 * value) for value in pixels.clamp(0, 1).tolist()))


@dataclass(frozen=True)
class ToyConfig(Config):
    """What can be set about a toy run."""

    pictures: int = setting(2, "How many pictures are learned.", low=1, high=100)
    critic_lr: float = setting(0.05, "Learning rate of the critic.", low=0)
    lr: float = setting(0.5, "Learning rate of the generator, which falls to a tenth.", low=0)


class Generator_(nn.Module):
    """One picture for each label."""

    def __init__(self, config: ToyConfig) -> None:
        super().__init__()
        self.labels = config.pictures
        self.draw = nn.Linear(config.pictures, SHADES)

    def forward(self, labels: Tensor) -> Tensor:
        """Draw (labels, pixels)."""
        return torch.sigmoid(self.draw(one_hot(labels, self.labels).float()))


class ToyModel:
    """Draws pictures; see `core.task.Model`."""

    dimensions = 0

    def __init__(self, generator: Generator_, data: Path | None) -> None:
        self.generator = generator
        self.device = next(generator.parameters()).device
        self.data = data
        self.notes: tuple[str, ...] = ()

    def answer(self, query: Query) -> Table:
        """Draw the pictures with these labels."""
        labels = (round(query.args[0]),) if query.key == "place" else query.args[0]
        if max(labels) >= self.generator.labels:
            raise UsageError(f"there is no picture {max(labels)}; give 0 to {self.generator.labels - 1}")
        return Table(("picture", "name"), tuple(self._row(label, label) for label in labels))

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Draw a picture for each row, light or dark by the mode."""
        drawn = tuple(self._row(row.seed % self.generator.labels, row.seed, mode == "dark") for row in rows)
        return Table(("picture", "name"), drawn, note=f"{len(drawn)} pictures")

    @torch.no_grad()
    def _row(self, label: int, name: int, dark: bool = False) -> Row:
        pixels = self.generator(torch.tensor([label], device=self.device))[0].cpu()
        category = "even" if label % 2 == 0 else "odd"
        return Row((image(1 - pixels if dark else pixels), Text(f"picture {label}", 0.5)), str(name), category)

    def diagnose(self) -> Report | None:
        """Return the error of each picture."""
        return self.score(None, ScoreOptions(), lambda part, done: None)

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> Scatter:
        """Return the labels along a line, in two colours."""
        labels = range(self.generator.labels)
        marks = [Mark(float(row.seed % 2), 1.0, str(row.seed), True) for row in rows]
        groups = {"parity": tuple("odd" if label % 2 else "even" for label in labels)}
        points = tuple((float(label), 0.0) for label in labels)
        return Scatter("labels", points, tuple(map(str, labels)), groups, tuple(marks), Query("place"), "a line")

    @torch.no_grad()
    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Return the mean error, beside that of a grey picture."""
        folder = data or self.data
        if folder is None:
            raise DataError("the pictures are gone; name a folder with --data")
        pictures = read_pictures(folder)
        drawn = self.generator(torch.arange(len(pictures), device=self.device)).cpu()
        on_progress("pictures", 1.0)
        errors = (drawn - pictures).abs().mean(1)
        grey = (pictures - 0.5).abs().mean()
        match = float((errors < CLOSE).float().mean())
        verdict = "drawn" if match == 1 else "blurred"
        names = tuple(str(label) for label in range(len(pictures)))
        return Report(
            figures=(
                Figure("pictures.match", "pictures drawn", match, baselines=(("grey", 0.0),)),
                Figure("pictures.error", "mean error", float(errors.mean()), baselines=(("grey", float(grey)),)),
            ),
            views=(Heatmap("error", names, ("mean",), tuple((float(error),) for error in errors)),),
            details={"pictures": {"match": match, "error": float(errors.mean()), "draws": options.draws}},
            verdict=verdict,
            tone="good" if match == 1 else "notice",
            reason=f"the mean error is {float(errors.mean()):.2f}",
        )


class ToyTask:
    """A generator that draws what a critic believes; see `core.task.Task`."""

    steps_per_epoch = 4

    def __init__(self, config: ToyConfig, data: Path, device: torch.device) -> None:
        self.spec = SPEC
        self.config = config
        self.device = device
        self.folder = data
        self.pictures = read_pictures(data)[: config.pictures].to(device)
        self.examples_per_epoch = self.steps_per_epoch * len(self.pictures)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.generator = Generator_(config).to(device)
            self.critic = nn.Linear(SHADES, 1).to(device)
        self._optimizers = {
            "generator": torch.optim.SGD(self.generator.parameters(), lr=config.lr, momentum=0.9),
            "critic": torch.optim.RMSprop(self.critic.parameters(), lr=config.critic_lr),
        }
        self._model = ToyModel(self.generator, data)

    @classmethod
    def create(cls, config: ToyConfig, data: Path, device: torch.device) -> "ToyTask":
        """Read the pictures and build both networks."""
        return cls(config, data, device)

    def modules(self) -> Mapping[str, nn.Module]:
        """Return both networks."""
        return {"generator": self.generator, "critic": self.critic}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return both optimizers, of two kinds."""
        return self._optimizers

    def metadata(self) -> Mapping[str, Any]:
        """Return the data and its fingerprint."""
        digest = sha256((self.folder / "pictures.txt").read_bytes()).hexdigest()
        return {"data": data_name(self.folder), "fingerprint": digest[:16]}

    def notes(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    def schedules(self) -> Mapping[str, Schedule]:
        """Return the two rates."""
        return {
            "lr": linear(self.config.lr, self.config.lr / 10),
            "critic_lr": constant(self.config.critic_lr),
        }

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Teach the critic, then the generator."""
        for name, optimizer in self._optimizers.items():
            optimizer.param_groups[0]["lr"] = dials["critic_lr" if name == "critic" else "lr"]
            optimizer.zero_grad()
        drawn = self.generator(torch.arange(len(self.pictures), device=self.device))
        of_critic = (softplus(-self.critic(self.pictures)) + softplus(self.critic(drawn.detach()))).mean()
        of_critic.backward()
        self._optimizers["critic"].step()
        of_generator = SHADES * mse_loss(drawn, self.pictures) + 0.01 * softplus(-self.critic(drawn)).mean()
        of_generator.backward()
        self._optimizers["generator"].step()
        return Learned(len(drawn), {"critic_loss": of_critic.detach(), "generator_loss": of_generator.detach()})

    def evaluate(self) -> Evaluation:
        """Return the share of pictures drawn, and the pictures."""
        report = self._model.score(None, ScoreOptions(), lambda part, done: None)
        samples = self._model.sample((SampleRow(0), SampleRow(1)), "light")
        return Evaluation({"match": report.details["pictures"]["match"]}, samples, report.verdict, report.reason)

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Tell when every picture is drawn."""
        return ["every picture is drawn"] if scores["match"] == 1 else []

    def model(self) -> ToyModel:
        """Return the generator as it is."""
        return self._model


def load_toy(run: Path, device: torch.device) -> ToyModel:
    """Load a run's generator."""
    metadata = read_metadata(run)
    generator = Generator_(ToyConfig.from_dict(metadata.settings))
    load_weights(run, {"generator": generator})
    data = Path(metadata.data)
    return ToyModel(generator.to(device), data if data.is_dir() else None)


def parse(text: str, shown: Shown) -> Query:
    """Return the query for labels such as `0 1`."""
    if not text.replace(" ", "").isdigit():
        raise UsageError(f"{text[:30]!r} is no picture; type numbers such as 0 1")
    return Query("draw", (tuple(map(int, text.split())),))


EXPERIMENTS = (Experiment("toy-lessons", "Two pictures", ("toy", "lesson-undraw")),)
SPEC = TaskSpec(
    experiments="toy:EXPERIMENTS",
    name="toy",
    title="Small pictures",
    unit="picture",
    config=ToyConfig,
    presets=(
        Preset("toy", "toy", ToyConfig(epochs=50, report_every=4), "Two pictures.", "the tests", "drawn"),
        Preset("toy-slow", "toy", ToyConfig(epochs=50, lr=0.01, report_every=4), "Too slow.", "the tests"),
    ),
    datasets=(DataSet("dots", "two pictures"),),
    metrics=(
        Metric("critic_loss", "critic", "crit", "nats", 1),
        Metric("generator_loss", "generator", "gen", "nats", 2),
        Metric("match", "drawn", "drawn", "share", 3, "pictures.match"),
        Metric("lr", "lr", "lr", "rate", 7),
        Metric("critic_lr", "critic lr", "crit lr", "rate", 1),
    ),
    panels=(
        PanelSpec("loss", "Losses", ("generator_loss",), ("critic_loss",), smooth=True, empty="no step yet"),
        PanelSpec("match", "Pictures", ("match",), zero=True),
        PanelSpec("schedules", "Dials", ("lr",), ("critic_lr",), empty="no step yet"),
    ),
    dials=(Dial("lr", "generator rate", "lr", 7), Dial("critic_lr", "critic rate", "crit lr", 1, 0.0, 1.0)),
    headline=("match",),
    modes=(Mode("light", "light", "as drawn"), Mode("dark", "dark", "inverted")),
    legend=(Sign("even", "●", "*", "good", "an even label"), Sign("odd", "○", "o", "info", "an odd label")),
    placeholder="labels, such as 0 1",
    hint="Type the labels of pictures.",
    examples=(("0 1", "two pictures"),),
    about=(("Losses", "of both networks"),),
    data_help="a folder with pictures.txt",
    parse=parse,
    map="labels along a line",
    create="toy:ToyTask",
    load="toy:load_toy",
    lessons=(
        Lesson(
            "draw", "Two pictures", "toy", watch="the chart Pictures", predict="both are drawn.",
            happened="Both were drawn.", why="There are only two.", tries=("type 0 1",),
            moments=(Moment("here they are drawn", "match", above=0.9),), then="undraw", offer="turn the rate down",
        ),
        Lesson(
            "undraw", "The rate turned down", "toy", watch="the chart Dials", predict="nothing changes.",
            happened="Nothing changed.", why="What is drawn stays so.", tries=(),
            moments=(Moment("here it is turned", "lr", below=0.002), Moment("never", "match", above=2.0)),
            after="draw", epochs=5, turns=(("lr", 0.001),), verdict="drawn",
        ),
    ),
    verdicts=(
        Verdict("drawn", "good", "every picture is drawn"), Verdict("blurred", "notice", "one of the pictures is not"),
    ),
)  # fmt: skip


@contextmanager
def registered() -> Generator[TaskSpec, None, None]:
    """Make the toy task known, as long as the block runs."""
    register(SPEC)
    try:
        yield SPEC
    finally:
        unregister(SPEC.name)
