"""What the engine's thread tells the screen, and what the screen may ask of it. Knows no torch and no task."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from ..core.answer import Frame, Query, Report, SampleRow, Scatter, Table
from ..core.events import Event

if TYPE_CHECKING:
    from .charts.curves import Curves

EngineState = Literal["loading", "ready", "running", "paused", "stopping", "failed"]
LIVE: tuple[EngineState, ...] = ("running", "paused", "stopping")
"""The states in which a run is being trained."""


# --- questions: plain values put to the runner; each is answered by one message that carries it back ---


@dataclass(frozen=True)
class Samples:
    """Draw rows of samples in one of the task's modes."""

    rows: tuple[SampleRow, ...]
    mode: str


@dataclass(frozen=True)
class Diagnosis:
    """Measure the model itself."""


@dataclass(frozen=True)
class LatentMap:
    """Draw the map of what the model makes of its data, with rows of samples and questions marked on it.

    `before` is the frame of the map that is shown; the new one is turned alike. `axes` are two dimensions to see, none
    for the principal plane.
    """

    rows: tuple[SampleRow, ...] = ()
    mode: str = ""
    asked: tuple[Query, ...] = ()
    before: Frame = ()
    axes: tuple[int, ...] = ()


Question = Query | Samples | Diagnosis | LatentMap


@dataclass
class Ask(Message):
    """A widget has a question; it bubbles up to the dashboard, which hands it to the runner."""

    question: Question


@dataclass
class AskAhead(Message):
    """What is being typed may be asked once the engine has nothing else to do; None takes back what still waits."""

    question: Query | None


@dataclass
class Answered(Message):
    """A question is answered, by the model as it is at `step`: a table, report, map, or why there is none."""

    question: Question
    table: Table | None = None
    report: Report | None = None
    scatter: Scatter | None = None
    error: str = ""
    step: int = 0


@dataclass(frozen=True)
class RunChoice:
    """What the reader chose in the list of runs.

    A run resumed may be given `settings`, such as a larger budget, and `data`, the folder where its data is now. Beside
    a run to overlay, `more` are laid under too; with `pin` it stays there whatever run is opened.
    """

    action: Literal["open", "resume", "overlay"]
    run: Path
    settings: tuple[tuple[str, str], ...] = ()
    data: str = ""
    more: tuple[Path, ...] = ()
    pin: bool = False


# --- the engine as the screen shows it ---


@dataclass(frozen=True)
class OpenedModel:
    """What is loaded or trained: its task, its name and folder ("" if none), and its dimensions of z."""

    task: str = ""
    name: str = ""
    folder: str = ""
    dimensions: int = 0


@dataclass(frozen=True)
class Snapshot:
    """The engine as the screen shows it: one frozen value, one reactive.

    `overrides` are the dials held by hand, `pending` those turned since the last step, which the next one will follow.
    `followed`: another process trains this run, and what it writes is read again and again. `waiting` is what takes
    its time while the state is "loading".
    """

    state: EngineState = "loading"
    model: OpenedModel = OpenedModel()
    device: str = ""
    step: int = 0
    epoch: float = 0.0
    epochs: int | None = None
    fraction: float = 0.0
    examples_per_second: float = 0.0
    seconds_left: float | None = None
    dials: Mapping[str, float] = field(default_factory=dict)
    overrides: frozenset[str] = frozenset()
    pending: Mapping[str, float | None] = field(default_factory=dict)
    followed: bool = False
    waiting: str = ""
    error: str = ""


@dataclass
class Changed(Message):
    """The engine's snapshot changed; only the latest matters."""

    snapshot: Snapshot

    def can_replace(self, message: Message) -> bool:
        """A newer snapshot takes the place of one not yet seen."""
        return isinstance(message, Changed)


@dataclass
class Told(Message):
    """Events of the open run, in order: each is handed on once, steps only where they report losses."""

    events: tuple[Event, ...]


@dataclass
class Opened(Message):
    """Another run is in the engine: `events` are all that it has told so far."""

    model: OpenedModel
    events: tuple[Event, ...]


@dataclass
class Overlaid(Message):
    """Another run's curves are read, to be laid under those that are shown."""

    name: str
    curves: "Curves"
    pin: bool = False


@dataclass
class Complaint(Message):
    """Something asked of the engine could not be done: one sentence."""

    sentence: str
