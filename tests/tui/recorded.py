"""A runner without torch and without a thread: it replays a fixed run and answers from a list of verbs.

Screens can be tested and pictured with it: the same orders, the same messages, and every time the same values.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.message import Message

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.core.tasks.tense.config import Mark
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.messages import (
    Answered,
    Cell,
    Changed,
    Complaint,
    Convert,
    Decode,
    Interpolate,
    Latent,
    Line,
    Model,
    Opened,
    Overlaid,
    Question,
    Snapshot,
    Told,
    TrainOrder,
    Walk,
)
from cvae_tui.tui.runner import Runner
from cvae_tui.tui.session.probe import NO_MODEL

VERBS = (
    "walk walks walking walked", "split splits splitting split", "glance glances glancing glanced",
    "sing sings singing sang", "carry carries carrying carried", "stop stops stopping stopped",
    "abet abets abetting abetted", "make makes making made", "try tries trying tried", "lie lies lying lay",
)  # fmt: skip
ROWS = tuple((a, b, c, d) for a, b, c, d in (verb.split() for verb in VERBS))
MARKS: tuple[Mark, ...] = ("train", "train", "real", "train", "new", "broken")
STEPS_PER_EPOCH, EPOCHS, REPORT = 40, 60, 10
TOTAL = STEPS_PER_EPOCH * EPOCHS


def run_events(steps: int = TOTAL, finished: bool = True) -> list[Event]:
    """The first so many steps of a run that learns, with an evaluation every five epochs and a dial turned by hand."""
    events: list[Event] = [Started(0, "tense", "attention", "cpu", 4908, STEPS_PER_EPOCH, TOTAL, None, "/runs/study")]
    for step in range(REPORT, steps + 1, REPORT):
        share = step / TOTAL
        wave = math.sin(step / 37) * 0.6 * (1 - share)
        dials = {
            "kl_weight": 1.0 if step < 1200 else 0.5,
            "teacher_forcing": 1.0,
            "lr": 0.0001 + 0.003 * math.sin(math.pi * share),
        }
        losses = {"ce": 22 * math.exp(-4 * share) + 0.8 + wave, "kl": 7.5 * (1 - math.exp(-9 * share)) + wave / 2}
        events.append(Stepped(step, step / STEPS_PER_EPOCH, share, step * 122, step * 0.05, dials, losses))
        if step == 1200:
            events.append(DialTurned(step, "kl_weight", 0.5))
        if step % (5 * STEPS_PER_EPOCH) == 0:
            events.append(_evaluated(step, share))
    if steps >= TOTAL:
        events.append(Alert(TOTAL, "milestone", "both scores have passed the published best"))
    if finished:
        events += [Saved(steps), Finished(steps, "done", steps * 0.05, 2440.0, "", "/runs/study")]
    return events


def _evaluated(step: int, share: float) -> Evaluated:
    gaussian = 0.72 / (1 + math.exp(-12 * (share - 0.5)))
    scores = {
        "bleu4": 1 - math.exp(-5 * share), "exact": 1 - math.exp(-4 * share), "test_exact": 1 - math.exp(-4 * share),
        "gaussian": gaussian, "gaussian_low": max(0.0, gaussian - 0.06), "gaussian_high": min(1.0, gaussian + 0.06),
        "distinct": 70 * gaussian, "round_trip": min(1.0, 1.4 * gaussian),
    }  # fmt: skip
    return Evaluated(step, step / STEPS_PER_EPOCH, step * 0.05, scores, ROWS[:2])


def snapshot_of(events: Sequence[Event], state: Any = "ready", name: str = "study") -> Snapshot:
    """The engine's state at the end of some events."""
    last = next((event for event in reversed(events) if isinstance(event, Stepped)), None)
    model = Model(
        name, f"/runs/{name}" if name else "", "attention" if name else "", 16 if name else 0, last.step if last else 0
    )
    if last is None:
        return Snapshot(state, model, "cpu")
    live = state in ("running", "paused", "stopping")
    return Snapshot(
        state, model, "cpu", last.step, last.epoch, EPOCHS, last.progress, 2440.0 if live else 0.0, last.seconds,
        (TOTAL - last.step) * 0.05 if live else None, last.dials, frozenset({"kl_weight"} if last.step >= 1200 else ()),
    )  # fmt: skip


class Recorded(Runner):
    """Keeps every order in `orders`, and does at once what the engine would have done in its thread."""

    def __init__(
        self, post: Callable[[Message], object], device: str = "auto", events: Sequence[Event] = (),
        state: Any = "ready", name: str = "study", answers: bool = True,
    ) -> None:  # fmt: skip
        self.stays = False
        self._send = post
        self._events: list[Event] = list(events)
        self._snapshot = snapshot_of(events, state, name)
        self._answers = answers
        self.orders: list[tuple[Any, ...]] = []
        self.questions: list[Question] = []

    @property
    def history(self) -> list[Event]:
        return self._events

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def live(self) -> bool:
        return self._snapshot.state in ("running", "paused", "stopping")

    @property
    def working(self) -> bool:
        return self.stays

    def start(self, run: str | None = None, order: TrainOrder | None = None) -> None:
        self.orders.append(("start", run, order))
        if self._snapshot.model.name:
            self._send(Opened(self._snapshot.model))
        self._send(Changed(self._snapshot))
        self._send(Told())

    def open(self, run: str | Path | None) -> None:
        self.orders.append(("open", run))

    def train(self, order: TrainOrder) -> None:
        self.orders.append(("train", order))
        self._events.clear()
        self._snapshot = replace(snapshot_of((), "running", order.run or "default"), epochs=EPOCHS)
        self._send(Opened(self._snapshot.model))
        self.become()

    def resume(self, run: Path, settings: tuple[tuple[str, str], ...] = ()) -> None:
        self.orders.append(("resume", run, settings))

    def pause(self, paused: bool) -> None:
        self.orders.append(("pause", paused))
        self.become(state="paused" if paused else "running")

    def step(self) -> None:
        self.orders.append(("step",))
        self.become(state="paused", step=self._snapshot.step + 1)

    def stop(self) -> None:
        self.orders.append(("stop",))
        self.become(state="ready", seconds_left=None)
        self.tell(Finished(self._snapshot.step, "stopped", 60.0, 2440.0, "", "/runs/study"))

    def save(self) -> None:
        self.orders.append(("save",))
        self.tell(Saved(self._snapshot.step))

    def turn(self, dial: str, value: float | None) -> None:
        self.orders.append(("turn", dial, value))
        self.become(sent={dial: value})

    def ask(self, question: Question) -> None:
        self.questions.append(question)
        if self._answers and not self._snapshot.model.name:
            self._send(Answered(question, error=NO_MODEL))
        elif self._answers:
            self._send(answer(question, self._snapshot.step))

    def overlay(self, run: Path) -> None:
        self.orders.append(("overlay", run))
        self._send(Overlaid(run.name, Curves(run_events())))

    def close(self) -> None:
        self.orders.append(("close",))

    def join(self, seconds: float) -> bool:
        return True

    def become(self, **changes: Any) -> None:
        """Be in another state, and say so."""
        self._snapshot = replace(self._snapshot, **changes)
        self._send(Changed(self._snapshot))

    def tell(self, *events: Event) -> None:
        """Let events happen."""
        self._events += events
        self._send(Told(tuple(event for event in events if not isinstance(event, Stepped))))

    def complain(self, sentence: str) -> None:
        """Say that something could not be done."""
        self._send(Complaint(sentence))


def answer(question: Question, step: int = 0) -> Answered:
    """Answer as a fixed model would."""
    match question:
        case Convert(words):
            return Answered(question, tuple(_converted(word) for word in words), step=step)
        case Decode(rows):
            return Answered(question, tuple(_line(seed + 7 * len(moved)) for seed, moved in rows), step=step)
        case Interpolate(steps=steps):
            return Answered(question, tuple(_line(number) for number in range(steps)), step=step)
        case Walk((seed, _), _, values):
            return Answered(question, tuple(_line(seed + number // 2) for number in range(len(values))), step=step)
        case Latent():
            return Answered(question, report=REPORT_OF_LATENT, step=step)


def _converted(word: str) -> Line:
    for row in ROWS:
        if word in row:
            tense = row.index(word)
            return Line(_cells(row, 0.97), "train", word, tense, 0.98, True)
    row = (word, f"{word}s", f"{word}ing", f"{word}ed")
    return Line(_cells(row, 0.62), "new", word, 0, 0.71, False)


def _line(number: int) -> Line:
    row, mark = ROWS[number % len(ROWS)], MARKS[number % len(MARKS)]
    return Line(
        _cells(row if mark != "broken" else (row[0], row[0] + "es", row[2], row[0]), 0.4 + number % 6 / 10), mark
    )


def _cells(row: Sequence[str], certainty: float) -> tuple[Cell, Cell, Cell, Cell]:
    first, second, third, fourth = (Cell(form, max(0.05, certainty - 0.04 * at)) for at, form in enumerate(row))
    return first, second, third, fourth


REPORT_OF_LATENT: dict[str, Any] = {
    "kl": 7.4, "mutual_information": 6.9, "aggregate_kl": 0.5, "tense_probe": 0.27, "tense_chance": 0.25, "exact": 0.93,
    "shuffled_exact": 0.02, "shuffled_same": 0.03, "consistent": 0.88,
    "kl_per_dimension": [0.9, 0.82, 0.77, 0.7, 0.66, 0.6, 0.52, 0.5, 0.44, 0.4, 0.33, 0.3, 0.21, 0.15, 0.08, 0.02],
    "active_units": 15, "dimensions": 16, "mutual_information_n": 2000, "verdict": "used",
    "reason": "z tells the words apart: with another word's z they change.",
}  # fmt: skip
