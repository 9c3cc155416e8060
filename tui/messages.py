"""What the engine's thread tells the screen, and what the screen may ask of it. Knows no torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textual.message import Message

from ..core.events import Event
from ..core.tasks.tense.config import Mark

if TYPE_CHECKING:
    from .charts.curves import Curves

Way = Literal["plain", "round trip", "raw"]
"""How noise is decoded: carried to the verb it belongs to where the model learned that, then read once more or not;
raw is z as it was drawn."""
WAYS: tuple[Way, ...] = ("plain", "round trip", "raw")
Noise = tuple[int, tuple[tuple[int, float], ...]]
"""The z of a seed, and the dimensions of it moved by hand: (dimension, by how much)."""
EngineState = Literal["loading", "ready", "running", "paused", "stopping", "failed"]


# --- questions: plain values put to the runner; each is answered by one message that carries it back ---


@dataclass(frozen=True)
class Convert:
    """Convert words to the four tenses; `source` 0 to 3, or None to infer it."""

    words: tuple[str, ...]
    source: int | None = None


@dataclass(frozen=True)
class Decode:
    """Decode noise rows."""

    rows: tuple[Noise, ...]
    way: Way = "plain"


@dataclass(frozen=True)
class Interpolate:
    """Decode `steps` points between two words, or between two noise rows."""

    first: str | Noise
    second: str | Noise
    steps: int = 7


@dataclass(frozen=True)
class Walk:
    """Decode the z of a noise row with one dimension set to each of `values`."""

    noise: Noise
    dimension: int
    values: tuple[float, ...] = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class Latent:
    """Measure the latent space: KL per dimension, active units, mutual information, verdict."""


Question = Convert | Decode | Interpolate | Walk | Latent


class Ask(Message):
    """A widget has a question; it bubbles up to the dashboard, which hands it to the runner."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


@dataclass(frozen=True)
class TrainOrder:
    """A training run to start.

    A preset; a data folder by path or name, None for the default; a run's name, "" for the preset's; settings as text
    (`(("kl_weight", "0.1"), ...)`); the device.
    """

    preset: str = "default"
    data: str | None = None
    run: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    device: str = "auto"


@dataclass(frozen=True)
class RunChoice:
    """What the reader chose in the list of runs; a run resumed may be given `settings`, such as a larger budget."""

    action: Literal["open", "resume", "overlay"]
    run: Path
    settings: tuple[tuple[str, str], ...] = ()


# --- answers ---


@dataclass(frozen=True)
class Cell:
    """One form: the model's word, the probability of its letters, and the right form where the data knows another."""

    word: str
    certainty: float
    gold: str | None = None


@dataclass(frozen=True)
class Line:
    """Four forms; `mark` says if they are a training row, real, new or broken, `known` if the input is a data word.

    For a conversion `word` is the input, `source` the tense it was read in, `inferred` the tense's probability when
    the model chose it. For noise `word` is empty.
    """

    cells: tuple[Cell, Cell, Cell, Cell]
    mark: Mark
    word: str = ""
    source: int | None = None
    inferred: float | None = None
    known: bool = False


class Answered(Message):
    """A question is answered by the model as it is at `step`: with lines or, for Latent, score.json's `latent` part."""

    def __init__(
        self, question: Question, lines: tuple[Line, ...] = (), report: Mapping[str, Any] | None = None,
        error: str = "", step: int = 0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.question, self.lines, self.report, self.error, self.step = question, lines, report, error, step


@dataclass(frozen=True)
class Model:
    """What is loaded or trained: name, folder ("" if none), variant, latent dimensions, step, and whether shipped."""

    name: str = ""
    folder: str = ""
    variant: str = ""
    latent: int = 0
    step: int = 0
    shipped: bool = False


@dataclass(frozen=True)
class Snapshot:
    """The engine as the screen shows it: one frozen value, one reactive.

    `held` are the dials turned by hand, `sent` those turned since the last step, which the next step will follow.
    `followed`: another process trains this run, and what it writes is read again and again.
    """

    state: EngineState = "loading"
    model: Model = Model()
    device: str = ""
    step: int = 0
    epoch: float = 0.0
    epochs: int | None = None
    progress: float = 0.0
    words_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float | None = None
    dials: Mapping[str, float] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    sent: Mapping[str, float | None] = field(default_factory=dict)
    followed: bool = False
    error: str = ""


class Changed(Message):
    """The engine's snapshot changed; only the latest matters."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        """A newer snapshot takes the place of one not yet seen."""
        return isinstance(message, Changed)


class Told(Message):
    """Events were added to the runner's history, which holds them all; `news` are those that are no plain step."""

    def __init__(self, news: tuple[Event, ...] = ()) -> None:
        super().__init__()
        self.news = news


class Opened(Message):
    """Another run is in the engine: its history replaces the one before."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model


class Overlaid(Message):
    """Another run's curves are read, to be laid under those that are shown."""

    def __init__(self, name: str, curves: "Curves") -> None:
        super().__init__()
        self.name, self.curves = name, curves


class Complaint(Message):
    """Something asked of the engine could not be done: one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence
