"""One session, call by call and without a thread: what is open, what is trained, what is answered."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small import EPOCHS, SMALL
from textual.message import Message

from cvae_tui.core.answer import Query, SampleRow
from cvae_tui.core.errors import CheckpointError, CvaeError, UsageError
from cvae_tui.core.events import DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.core.runs.history import read_history, write_history
from cvae_tui.core.runs.lock import hold
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.messages import Changed, Complaint, Diagnosis, Opened, Samples
from cvae_tui.tui.session.session import Session

WALK = Query("convert", (("walk", None),))


class Told:
    """What a session posted."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @property
    def complaints(self) -> list[str]:
        return [message.sentence for message in self.messages if isinstance(message, Complaint)]

    @property
    def opened(self) -> list[Opened]:
        return [message for message in self.messages if isinstance(message, Opened)]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def session(told: Told) -> Iterator[Session]:
    made = Session("cpu", told.messages.append)
    yield made
    if made.live:
        made.stop()
        to_the_end(made)
    made.unfollow()


def order(data: Path, run: str = "mine", **settings: str) -> TrainOrder:
    endless = {"epochs": "100000", "evaluate_every": "0", **settings}
    return TrainOrder("default", data=str(data), run=run, settings=(*SMALL, *endless.items()), device="cpu")


def advance(session: Session, until: Callable[[], object]) -> list[Event]:
    """Pull until something holds or the run ends; return what happened."""
    events: list[Event] = []
    while session.live and not until():
        event = session.advance()
        events += [] if event is None else [event]
    return events


def to_the_end(session: Session) -> list[Event]:
    return advance(session, lambda: False)


def steps(session: Session, number: int) -> list[Event]:
    """Pull so many steps."""
    target = session.snapshot.step + number
    return advance(session, lambda: session.snapshot.step >= target)


def rewrite(run: Path, **progress: Any) -> None:
    path = run / "progress.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **progress}))


@pytest.fixture
def broken_off(tiny_run: Path) -> Path:
    """The tiny run as a crash would have left it right after a save."""
    events = read_history(tiny_run)[0]
    write_history(tiny_run, [event for event in events if not isinstance(event, Saved | Finished)])
    rewrite(tiny_run, reason="", fraction=0.5)
    with hold(tiny_run):
        pass
    return tiny_run


# --- open and ask ---


def test_without_any_model_it_is_ready_and_says_what_to_do(
    session: Session, told: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("cvae_tui.core.runs.paths.shipped_runs_folder", lambda: tmp_path / "none")
    session.open(None)
    assert (session.snapshot.state, told.complaints) == ("ready", [])
    assert (told.opened[0].model.task, told.opened[0].model.name) == ("tense", "")
    with pytest.raises(UsageError, match="press t to train"):
        session.answer(WALK)


def test_a_run_is_opened_history_first(session: Session, told: Told, tiny_run: Path) -> None:
    session.open("tiny")
    opened, waiting = told.messages
    assert isinstance(opened, Opened)
    assert list(opened.events) == read_history(tiny_run)[0]
    assert (opened.model.name, opened.model.task, opened.model.dimensions) == ("tiny", "tense", 0)
    assert isinstance(waiting, Changed)
    assert waiting.snapshot.waiting.endswith("loading the model")
    now = session.snapshot
    assert (now.state, now.waiting, now.model.dimensions, now.epochs, now.device) == ("ready", "", 4, EPOCHS, "cpu")


def test_questions_and_what_cannot_be_answered(session: Session, tiny_run: Path) -> None:
    session.open(tiny_run)
    answered = session.answer(WALK)
    assert answered.table is not None
    assert (answered.table.rows[0].label, len(answered.table.rows[0].cells)) == ("walk", 4)
    assert (answered.question, answered.step, answered.error) == (WALK, session.snapshot.step, "")
    rows = (SampleRow(1), SampleRow(2, ((3, 1.5),)), SampleRow(1))
    samples = session.answer(Samples(rows, "prior")).table
    assert samples is not None
    assert samples.rows[0] == samples.rows[2]
    diagnosis = session.answer(Diagnosis())
    assert diagnosis.report is not None
    assert diagnosis.report.verdict
    with pytest.raises(UsageError, match="dimension"):
        session.answer(Samples((SampleRow(1, ((77, 1.0),)),), "prior"))
    assert session.snapshot.state == "ready"


def test_a_model_that_measures_nothing_says_so(
    session: Session, tiny_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open(tiny_run)
    monkeypatch.setattr(type(session._model), "diagnose", lambda self: None)
    with pytest.raises(UsageError, match="nothing to measure"):
        session.answer(Diagnosis())


def test_notes_of_a_model_are_told_once(session: Session, told: Told, tiny_run: Path) -> None:
    config = tiny_run / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "data": "/nowhere"}))
    session.open(tiny_run)
    assert len(told.complaints) == 1
    assert "/nowhere" in told.complaints[0]
    session._load(tiny_run)
    assert len(told.complaints) == 1


def test_an_open_run_that_can_no_more_be_read_is_not_said_to_be_there(session: Session, tiny_run: Path) -> None:
    session.open(tiny_run)
    for weights in tiny_run.glob("model*.safetensors"):
        weights.write_bytes(b"no tensors")
    before = session.snapshot
    with pytest.raises(CheckpointError) as caught:
        session.open(tiny_run)
    session.fail(str(caught.value), before)
    assert session.snapshot.state == "failed"
    with pytest.raises(UsageError, match="safetensors"):
        session.answer(WALK)


# --- train ---


def test_a_run_trains_is_evaluated_saved_and_answers_afterwards(session: Session, told: Told, tiny: Path) -> None:
    begun = session.train(order(tiny, epochs="2", evaluate_every="1"))
    assert [type(message) for message in told.messages] == [Changed, Opened]
    events = [begun, *to_the_end(session)]
    events = [event for event in events if not isinstance(event, Stepped) or event.losses is not None]
    assert isinstance(begun, Started)
    assert any(isinstance(event, Evaluated) for event in events)
    assert read_history(runs_folder() / "mine")[0] == events
    assert session.snapshot.state == "ready"
    answered = session.answer(WALK)
    assert answered.table is not None
    assert answered.step == session.snapshot.step > 0


def test_pause_single_step_dial_and_go_on(session: Session, tiny: Path) -> None:
    session.train(order(tiny))
    steps(session, 3)
    session.pause(True)
    assert (session.snapshot.state, session.rolling) == ("paused", False)
    session.turn("kl_weight", 0.25)
    assert (session.snapshot.pending, session.snapshot.step) == ({"kl_weight": 0.25}, 3)
    session.step()
    events = advance(session, lambda: not session.rolling)
    assert events[0] == DialTurned(3, "kl_weight", 0.25)
    shown = session.snapshot
    assert (shown.step, shown.state, shown.pending, shown.overrides) == (4, "paused", {}, {"kl_weight"})
    assert shown.dials["kl_weight"] == 0.25
    session.turn("kl_weight", None)
    session.pause(False)
    steps(session, 1)
    assert session.snapshot.overrides == frozenset()


def test_a_model_is_asked_while_it_learns(session: Session, tiny_run: Path) -> None:
    session.resume(tiny_run, {"epochs": "1000"})
    first = session.answer(WALK)
    steps(session, 2)
    second = session.answer(WALK)
    assert second.step == first.step + 2
    assert first.table != second.table


@pytest.mark.parametrize("stopped_first", [False, True])
def test_a_single_step_asked_of_a_run_that_ends_does_not_pause_the_next(
    session: Session, tiny: Path, stopped_first: bool
) -> None:
    session.train(order(tiny))
    steps(session, 1)
    for act in (session.stop, session.step)[:: 1 if stopped_first else -1]:
        act()
    to_the_end(session)
    session.train(order(tiny, "other"))
    steps(session, 3)
    assert session.snapshot.state == "running"


def test_stop_saves_and_the_run_is_resumed_where_it_was(session: Session, told: Told, tiny: Path) -> None:
    session.train(order(tiny))
    steps(session, 4)
    assert session.save() == Saved(4)
    session.turn("lr", 0.125)
    session.stop()
    to_the_end(session)
    run = runs_folder() / "mine"
    assert read_metadata(run).progress["step"] == 4
    session.open(run)
    assert (session.snapshot.dials["lr"], session.snapshot.overrides) == (0.125, {"lr"})
    begun = session.resume(run, {})
    assert [event.step for event in told.opened[-1].events if isinstance(event, Started)] == [0]
    assert isinstance(begun, Started)
    assert begun.step == 4
    steps(session, 1)
    assert session.snapshot.step == 5


def test_a_finished_run_goes_on_when_its_budget_is_larger(session: Session, tiny_run: Path) -> None:
    step = read_metadata(tiny_run).progress["step"]
    for changes in ({}, {"epochs": "2", "seconds": "0"}):
        with pytest.raises(CvaeError, match="budget"):
            session.resume(tiny_run, changes)
    session.resume(tiny_run, {"epochs": str(EPOCHS + 1), "seconds": "0"})
    to_the_end(session)
    assert read_metadata(tiny_run).progress["step"] == step * (EPOCHS + 1) // EPOCHS


def test_a_run_whose_data_has_moved_goes_on_where_it_is_now(session: Session, tiny_run: Path, tiny: Path) -> None:
    config = tiny_run / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "data": "/nowhere"}))
    with pytest.raises(CvaeError, match="/nowhere"):
        session.resume(tiny_run, {"epochs": "1000"})
    session.resume(tiny_run, {"epochs": "1000"}, str(tiny))
    session.stop()
    to_the_end(session)
    assert read_metadata(tiny_run).data == str(tiny)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (TrainOrder("nonsense"), "there is no preset"),
        (TrainOrder(data="/nowhere"), "no data folder"),
        (TrainOrder(settings=(("hiden", "3"),)), "did you mean 'hidden'"),
        (TrainOrder(run="a b"), "cannot be a run's name"),
        (TrainOrder(run="default"), "is the name of a shipped run"),
    ],
)
def test_a_wrong_order_leaves_what_was_open(
    session: Session, told: Told, tiny_run: Path, wrong: TrainOrder, sentence: str
) -> None:
    session.open(tiny_run)
    before = session.snapshot
    with pytest.raises(CvaeError, match=sentence) as caught:
        session.train(wrong)
    session.fail(str(caught.value), before)
    assert (session.snapshot, session.live) == (before, False)
    assert told.complaints == [str(caught.value)]
    assert session.answer(WALK).table is not None


def test_a_run_that_cannot_be_written_leaves_what_was_open(
    session: Session, tiny_run: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CheckpointError("the disk is full; make room")

    session.open(tiny_run)
    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", full)
    with pytest.raises(CheckpointError, match="the disk is full"):
        session.train(order(tiny))
    assert not session.live
    assert session.answer(WALK).table is not None


def test_orders_that_need_a_live_run_or_none_say_so(session: Session, tiny: Path, tiny_run: Path) -> None:
    for act in (session.stop, session.save, session.step):
        with pytest.raises(CvaeError, match="press t to start one"):
            act()
    session.train(order(tiny))
    for act in (lambda: session.open(tiny_run), lambda: session.train(order(tiny, "b"))):
        with pytest.raises(CvaeError, match="stop it"):
            act()
    assert session.live


# --- what other processes do ---


def test_a_run_that_another_process_trains_is_followed(session: Session, told: Told, broken_off: Path) -> None:
    with hold(broken_off):
        session.open(broken_off)
        assert (session.snapshot.followed, session.following) == (True, True)
        assert session.follow() == ()
        step = session.snapshot.step
        more = [replace(event, step=step + 1) for event in read_history(broken_off)[0] if isinstance(event, Stepped)]
        finished = Finished(step + 1, "done", 2.0, 20.0)
        write_history(broken_off, [*read_history(broken_off)[0], more[0]])
        assert session.follow() == ()
        assert told.opened[-1].events[-1] == more[0]
        with (broken_off / "events.jsonl").open("a") as file:
            from cvae_tui.core.events import to_json

            file.write(to_json(DialTurned(step + 1, "lr", 0.5)) + "\n")
        assert session.follow() == [DialTurned(step + 1, "lr", 0.5)]
        assert (session.snapshot.step, session.snapshot.overrides) == (step + 1, {"lr"})
        rewrite(broken_off, seconds=3.0)
        session.follow()
        with (broken_off / "events.jsonl").open("a") as file:
            file.write(to_json(finished) + "\n")
        assert session.follow() == [finished]
    assert (session.following, session.snapshot.followed, told.complaints) == (False, False, [])


def test_a_followed_run_whose_process_is_gone_broke_off(session: Session, told: Told, broken_off: Path) -> None:
    with hold(broken_off):
        session.open(broken_off)
    session.follow()
    assert told.complaints == ["tiny broke off: the process that trained it is gone; o, then t goes on with it"]
    assert (session.snapshot.followed, session.snapshot.state) == (False, "ready")
    assert session.answer(WALK).table is not None


def test_a_followed_run_that_is_gone_altogether_is_told_once(session: Session, told: Told, broken_off: Path) -> None:
    with hold(broken_off):
        session.open(broken_off)
        shutil.rmtree(broken_off)
    with pytest.raises(CheckpointError, match="is no run"):
        session.follow()
    assert session.follow() == ()
    assert len(told.complaints) == 1


def test_a_run_that_is_trained_elsewhere_is_not_resumed(session: Session, broken_off: Path) -> None:
    with hold(broken_off), pytest.raises(CvaeError, match=f"is being trained by process {os.getpid()}"):
        session.resume(broken_off, {})
    assert not session.live
