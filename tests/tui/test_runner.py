"""The engine's thread: what it posts, that nothing is lost, and that it saves and ends whatever happens."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from made_runs import make_run
from small import SMALL
from textual.message import Message

from cvae_tui.core.answer import Query
from cvae_tui.core.events import Event, Finished, Stepped
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.messages import Answered, Changed, Complaint, Opened, Overlaid, Told
from cvae_tui.tui.runner import Runner

WALK = Query("convert", (("walk", None),))
PATIENCE = 120.0
Kind = TypeVar("Kind", bound=Message)


class Box:
    """Collects what a runner posts; `wait` sleeps until a message makes something hold."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.threads: set[int] = set()
        self.gone = False
        self._news = threading.Condition()
        self.runner = Runner(self.post, "cpu")

    def post(self, message: Message) -> None:
        if self.gone:
            raise RuntimeError("Event loop is closed")
        with self._news:
            self.messages.append(message)
            self.threads.add(threading.get_ident())
            self._news.notify_all()

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.messages if isinstance(message, kind)]

    def wait(self, holds: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(holds, PATIENCE), [repr(message) for message in self.messages[-5:]]

    @property
    def shown(self) -> Changed:
        return self.of(Changed)[-1]

    @property
    def events(self) -> list[Event]:
        """Every event handed on since a run was opened last."""
        last = max((at for at, message in enumerate(self.messages) if isinstance(message, Opened)), default=0)
        return [
            event
            for message in self.messages[last:]
            if isinstance(message, Opened | Told)
            for event in message.events
        ]  # fmt: skip

    def in_state(self, state: str, step: int = 0) -> Callable[[], bool]:
        return lambda: (
            bool(self.of(Changed)) and self.shown.snapshot.state == state and self.shown.snapshot.step >= step
        )


@pytest.fixture
def box() -> Iterator[Box]:
    box = Box()
    yield box
    box.runner.close()
    assert box.runner.join(PATIENCE)


def order(data: Path, run: str = "mine", **settings: str) -> TrainOrder:
    endless = {"epochs": "100000", "evaluate_every": "0", **settings}
    return TrainOrder("default", data=str(data), run=run, settings=(*SMALL, *endless.items()), device="cpu")


def test_every_event_is_handed_on_in_few_messages(box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Time stands still: what is told is told for being news, not for being due.
    monkeypatch.setattr("cvae_tui.tui.runner.monotonic", lambda: 0.0)
    box.runner.start(None, order(tiny, epochs="6", report_every="1"))
    box.wait(lambda: any(isinstance(event, Finished) for event in box.events))
    assert box.events == read_history(runs_folder() / "mine")[0]
    assert len([event for event in box.events if isinstance(event, Stepped)]) == box.runner.snapshot.step > 20
    assert len(box.of(Changed)) + len(box.of(Told)) < 15
    assert len(box.threads) == 1
    assert threading.get_ident() not in box.threads


def test_while_it_loads_it_says_what_is_waited_for(box: Box, tiny_run: Path) -> None:
    box.runner.start("tiny")
    box.wait(box.in_state("ready"))
    states = [(message.snapshot.state, message.snapshot.waiting) for message in box.of(Changed)]
    assert states[0] == ("loading", "")
    assert ("loading", "loading the model") in [(state, waiting.rpartition(", ")[2]) for state, waiting in states]
    assert states[-1] == ("ready", "")
    assert box.runner.snapshot is box.shown.snapshot


def test_a_question_that_waits_is_not_asked_twice(box: Box, tiny_run: Path) -> None:
    for _ in range(3):
        box.runner.ask(WALK)
    box.runner.start("tiny")
    box.wait(lambda: box.of(Answered))
    box.runner.ask(WALK)
    box.wait(lambda: len(box.of(Answered)) == 2)
    assert [bool(answered.table) for answered in box.of(Answered)] == [False, True]


def test_what_is_asked_ahead_waits_for_nothing_but_a_free_engine(box: Box, tiny: Path, tiny_run: Path) -> None:
    first, second, third = (Query("convert", ((word, None),)) for word in ("wal", "walk", "walke"))
    box.runner.ask_ahead(first)
    box.runner.ask_ahead(second)
    box.runner.start("tiny")
    box.wait(lambda: box.of(Answered))
    box.runner.ask_ahead(third)
    box.runner.ask_ahead(None)
    box.runner.order(lambda session: session.train(order(tiny)))
    box.wait(box.in_state("running", 1))
    # Whatever is asked ahead while it learns is dropped, and does not come back when it is free.
    box.runner.ask_ahead(third)
    box.runner.order(lambda session: session.pause(True))
    box.wait(box.in_state("paused"))
    box.runner.ask_ahead(first)
    box.wait(lambda: len(box.of(Answered)) == 2)
    assert [answered.question for answered in box.of(Answered)] == [second, first]


def test_orders_between_two_batches(box: Box, tiny: Path) -> None:
    box.runner.start(None, order(tiny))
    box.wait(box.in_state("running", 3))
    box.runner.order(lambda session: session.pause(True))
    box.wait(box.in_state("paused"))
    step = box.runner.snapshot.step
    box.runner.order(lambda session: session.turn("kl_weight", 0.25))
    box.runner.order(lambda session: session.step())
    box.wait(box.in_state("paused", step + 1))
    assert box.runner.snapshot.dials["kl_weight"] == 0.25
    box.runner.order(lambda session: session.save())
    box.runner.order(lambda session: session.stop())
    box.wait(box.in_state("ready"))
    box.runner.order(lambda session: session.resume(runs_folder() / "mine"))
    box.wait(box.in_state("running", step + 2))
    assert box.runner.live


def test_another_run_is_read_beside_the_training(
    box: Box, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.runner.start(None, order(tiny))
    box.wait(box.in_state("running"))
    box.runner.overlay(make_run("other"))
    box.wait(lambda: box.of(Overlaid))
    assert box.of(Overlaid)[0].name == "other"
    (tmp_path / "no-run" / "events.jsonl").mkdir(parents=True)
    box.runner.overlay(tmp_path / "no-run")
    box.wait(lambda: box.of(Complaint))

    def fail(*_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("cvae_tui.tui.charts.curves.Curves.__init__", fail)
    box.runner.overlay(runs_folder() / "other")
    box.wait(lambda: len(box.of(Complaint)) == 2)
    assert "RuntimeError: no such thing" in box.of(Complaint)[-1].sentence
    assert box.runner.snapshot.state == "running"


@pytest.mark.parametrize("ending", ["closed", "closed while paused", "the screen is gone"])
def test_whatever_ends_the_app_a_live_run_is_saved(tiny: Path, ending: str) -> None:
    box = Box()
    box.runner.start(None, order(tiny))
    box.wait(box.in_state("running", 3))
    if ending == "closed while paused":
        box.runner.order(lambda session: session.pause(True))
        box.wait(box.in_state("paused"))
    if ending == "the screen is gone":
        box.gone = True
    else:
        box.runner.close()
    assert box.runner.join(PATIENCE)
    progress = read_metadata(runs_folder() / "mine").progress
    assert (progress["step"], progress["reason"]) == (box.runner.snapshot.step, "stopped")


def test_what_goes_wrong_is_told_and_the_thread_goes_on(box: Box, tiny_run: Path) -> None:
    box.runner.start("nowhere")
    box.wait(lambda: box.of(Complaint))
    assert "there is no run 'nowhere'" in box.of(Complaint)[0].sentence
    box.wait(box.in_state("ready"))
    box.runner.order(lambda session: session.turn("lr", 0.1))
    box.wait(lambda: len(box.of(Complaint)) == 2)
    box.runner.order(lambda session: session.open(tiny_run))
    box.runner.ask(WALK)
    box.wait(lambda: box.of(Answered))
    assert box.of(Answered)[0].table is not None


def test_an_error_that_nobody_foresaw_ends_the_run_not_the_thread(
    box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.runner.start(None, order(tiny))
    box.wait(box.in_state("running", 1))

    def fail(*_: object) -> None:
        raise RuntimeError("out of memory\nand a long tail")

    monkeypatch.setattr("cvae_tui.core.tasks.tense.task.TenseTask.step", fail)
    box.wait(box.in_state("failed"))
    assert "RuntimeError: out of memory)" in box.of(Complaint)[-1].sentence
    monkeypatch.setattr("cvae_tui.core.tasks.tense.predictor.Predictor.answer", fail)
    box.runner.ask(WALK)
    box.wait(lambda: box.of(Answered))
    assert "RuntimeError: out of memory)" in box.of(Answered)[0].error


def test_a_run_that_another_trains_is_followed_to_its_end(
    box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.runner.LOOK_AGAIN", 0.01)
    other = Box()
    other.runner.start(None, order(tiny))
    other.wait(other.in_state("running", 3))
    other.runner.order(lambda session: session.pause(True))
    other.wait(other.in_state("paused"))
    box.runner.start("mine")
    box.wait(box.in_state("ready"))
    assert box.runner.snapshot.followed
    box.runner.order(lambda session: session.resume(runs_folder() / "mine"))
    box.wait(lambda: box.of(Complaint))
    assert "is being trained by process" in box.of(Complaint)[0].sentence
    other.runner.order(lambda session: session.stop())
    other.wait(other.in_state("ready"))
    box.wait(lambda: isinstance(box.events[-1], Finished))
    assert box.events == other.events
    other.runner.close()
    assert other.runner.join(PATIENCE)
