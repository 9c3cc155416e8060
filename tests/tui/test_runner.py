import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

import pytest
from made_runs import make_run
from textual.message import Message

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import DialTurned, Evaluated, Finished, Saved, Started, Stepped
from cvae_tui.core.runs.history import read_history, write_history
from cvae_tui.core.runs.lock import held
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.messages import (
    Answered,
    Changed,
    Complaint,
    Convert,
    Decode,
    Interpolate,
    Latent,
    Opened,
    Overlaid,
    Question,
    Told,
    TrainOrder,
    Walk,
)
from cvae_tui.tui.runner import Runner

SMALL = (
    ("hidden", "16"), ("embedding", "8"), ("latent", "4"), ("condition", "2"), ("code", "8"), ("report_every", "2"),
    ("batch_size", "16"),
)  # fmt: skip
Kind = TypeVar("Kind", bound=Message)


class Box:
    """Collects what a runner posts; `wait` waits until something holds."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.threads: set[int] = set()
        self.runner = Runner(self.post, "cpu")

    def post(self, message: Message) -> None:
        self.messages.append(message)
        self.threads.add(threading.get_ident())

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.messages if isinstance(message, kind)]

    def wait(self, holds: Callable[[], object], seconds: float = 60.0) -> None:
        end = monotonic() + seconds
        while not holds():
            assert monotonic() < end, [repr(message) for message in self.messages[-5:]]
            sleep(0.005)

    def ask(self, question: Question) -> Answered:
        before = len(self.of(Answered))
        self.runner.ask(question)
        self.wait(lambda: len(self.of(Answered)) > before)
        return self.of(Answered)[-1]

    @property
    def state(self) -> str:
        return self.runner.snapshot.state


@pytest.fixture
def box() -> Iterator[Box]:
    box = Box()
    yield box
    box.runner.close()
    assert box.runner.join(30)


def order(data: Path, run: str = "mine", **settings: str) -> TrainOrder:
    return TrainOrder("default", str(data), run, (*SMALL, *settings.items()), "cpu")


def train_to_the_end(box: Box, data: Path, run: str = "mine") -> None:
    box.runner.start(None, order(data, run, epochs="3", evaluate_every="2"))
    box.wait(lambda: any(isinstance(event, Finished) for event in box.runner.history) and not box.runner.live)


def test_without_any_model_it_is_ready_and_says_what_to_do(
    box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("cvae_tui.core.runs.paths.shipped_runs_folder", lambda: tmp_path / "none")
    box.runner.start(None)
    box.wait(lambda: box.state == "ready")
    assert box.of(Complaint) == []
    assert "press t to train" in box.ask(Convert(("walk",))).error


def test_a_run_trains_is_evaluated_saved_and_answers_afterwards(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    history = box.runner.history
    assert isinstance(history[0], Started)
    assert any(isinstance(event, Evaluated) for event in history)
    assert all(event.losses is not None for event in history if isinstance(event, Stepped))
    assert read_history(runs_folder() / "mine")[0] == history
    answer = box.ask(Convert(("walked",)))
    assert answer.error == ""
    assert answer.lines[0].word == "walked"
    assert len(answer.lines[0].cells) == 4
    assert answer.lines[0].known
    assert [event for told in box.of(Told) for event in told.news][-1] == history[-1]


def test_the_screen_hears_only_of_news_between_its_turns(box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Time stands still: what is told is told for being news, not for being due.
    monkeypatch.setattr("cvae_tui.tui.runner.monotonic", lambda: 0.0)
    box.runner.start(None, order(tiny, epochs="30", evaluate_every="0", report_every="1"))
    box.wait(lambda: any(isinstance(event, Finished) for event in box.runner.history) and not box.runner.live)
    assert box.runner.snapshot.step > 50
    assert len(box.of(Changed)) < 20
    assert len(box.threads) == 1
    assert threading.get_ident() not in box.threads


def test_another_run_is_read_beside_the_training(box: Box, tiny: Path, tmp_path: Path) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.state == "running")
    box.runner.overlay(make_run("other"))
    box.wait(lambda: box.of(Overlaid))
    (found,) = box.of(Overlaid)
    assert (found.name, found.curves.last("kl")) == ("other", 1.0)
    (tmp_path / "no-run" / "events.jsonl").mkdir(parents=True)
    box.runner.overlay(tmp_path / "no-run")
    box.wait(lambda: box.of(Complaint))
    assert box.state == "running"


def test_pause_single_step_dial_and_go_on(box: Box, tiny: Path) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 3)
    box.runner.pause(True)
    box.wait(lambda: box.state == "paused")
    step = box.runner.snapshot.step
    box.runner.turn("kl_weight", 0.25)
    box.wait(lambda: box.runner.snapshot.sent == {"kl_weight": 0.25})
    assert box.runner.snapshot.step == step
    box.runner.step()
    box.wait(lambda: box.runner.snapshot.step == step + 1 and box.state == "paused")
    assert DialTurned(step, "kl_weight", 0.25) in box.runner.history
    assert box.runner.snapshot.held == {"kl_weight"}
    assert box.runner.snapshot.sent == {}
    assert box.runner.snapshot.dials["kl_weight"] == 0.25
    box.runner.turn("kl_weight", None)
    box.runner.pause(False)
    box.wait(lambda: box.runner.snapshot.step > step + 5 and not box.runner.snapshot.held)


def test_questions_are_answered_while_a_run_is_live(box: Box, tiny: Path) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 1)
    assert len(box.ask(Convert(("walk", "singing"))).lines) == 2
    rows = box.ask(Decode(((1, ()), (2, ((3, 1.5),)), (1, ())))).lines
    assert rows[0] == rows[2]
    box.runner.pause(True)
    assert len(box.ask(Decode(((1, ()),), way="round trip")).lines) == 1
    assert len(box.ask(Interpolate("walk", (5, ()), 4)).lines) == 4
    assert len(box.ask(Walk((3, ()), 1)).lines) == 7
    report = box.ask(Latent()).report
    assert report is not None
    assert report["dimensions"] == 4


def test_what_cannot_be_answered_comes_back_as_a_sentence(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    assert "letters a to z" in box.ask(Convert(("héé",))).error
    assert "no dimension 9" in box.ask(Walk((3, ()), 9)).error
    assert "no dimension" in box.ask(Decode(((1, ((77, 1.0),)),))).error
    assert box.state == "ready"


def test_stop_saves_and_the_run_is_resumed_where_it_was(box: Box, tiny: Path) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 4)
    box.runner.save()
    box.wait(lambda: any(isinstance(event, Saved) for event in box.runner.history))
    box.runner.stop()
    box.wait(lambda: not box.runner.live)
    step = read_facts(runs_folder() / "mine").progress["step"]
    assert step == box.runner.snapshot.step
    box.runner.resume(runs_folder() / "mine")
    box.wait(lambda: box.runner.live and box.runner.snapshot.step > step)
    assert [event.step for event in box.runner.history if isinstance(event, Started)] == [0, step]


def test_a_finished_run_goes_on_when_its_budget_is_larger(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    run = runs_folder() / "mine"
    step = read_facts(run).progress["step"]
    for settings in ((), (("epochs", "2"), ("seconds", "0"))):
        box.messages.clear()
        box.runner.resume(run, settings)
        box.wait(lambda: box.of(Complaint))
        told = box.of(Complaint)[-1].sentence
        assert told == "mine has used up its budget; r in the list of runs gives it a larger one"
    box.runner.resume(run, (("epochs", "6"), ("seconds", "0")))
    box.wait(lambda: box.runner.live)
    box.wait(lambda: not box.runner.live)
    assert read_facts(run).progress["step"] == 2 * step
    assert [event.step for event in box.runner.history if isinstance(event, Started)] == [0, step]


def test_closing_saves_a_live_run(tiny: Path) -> None:
    box = Box()
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 4)
    box.runner.close()
    assert box.runner.join(30)
    facts = read_facts(runs_folder() / "mine")
    assert facts.progress["step"] == box.runner.snapshot.step
    assert facts.progress["reason"] == "stopped"


def test_closing_saves_a_paused_run_too(tiny: Path) -> None:
    box = Box()
    box.runner.start(None, order(tiny, epochs="100000"))
    box.wait(lambda: box.runner.snapshot.step > 1)
    box.runner.pause(True)
    box.wait(lambda: box.state == "paused")
    box.runner.close()
    assert box.runner.join(30)
    assert read_facts(runs_folder() / "mine").progress["step"] == box.runner.snapshot.step


def test_a_screen_that_is_gone_does_not_keep_a_run_from_being_saved(tiny: Path) -> None:
    box = Box()
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 4)

    def gone(message: Message) -> None:
        raise RuntimeError("Event loop is closed")

    box.runner._post_message = gone  # pyright: ignore[reportPrivateUsage]
    assert box.runner.join(30)
    assert read_facts(runs_folder() / "mine").progress["reason"] == "stopped"


def test_a_finished_run_is_opened_history_first(tiny: Path) -> None:
    first = Box()
    train_to_the_end(first, tiny)
    first.runner.close()
    assert first.runner.join(30)
    second = Box()
    second.runner.start("mine")
    second.wait(lambda: second.state == "ready")
    assert second.runner.history == first.runner.history
    assert [opened.model.name for opened in second.of(Opened)] == ["mine"]
    assert second.runner.snapshot.model.latent == 4
    assert second.runner.snapshot.epochs == 3
    assert second.ask(Convert(("walk",))).lines
    second.runner.close()
    assert second.runner.join(30)


def test_a_run_that_is_not_there_is_told(box: Box) -> None:
    box.runner.start("nowhere")
    box.wait(lambda: box.of(Complaint))
    assert "there is no run 'nowhere'" in box.of(Complaint)[0].sentence
    box.wait(lambda: box.state == "ready")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (TrainOrder("nonsense"), "there is no preset"),
        (TrainOrder(data="/nowhere"), "no data folder"),
        (TrainOrder(settings=(("hiden", "3"),)), "did you mean 'hidden'"),
        (TrainOrder(run="a b"), "cannot be a run's name"),
        (TrainOrder(run="default"), "is the name of a shipped run"),
    ],
)
def test_a_wrong_order_is_told_and_nothing_starts(box: Box, wrong: TrainOrder, said: str) -> None:
    box.runner.start(None, wrong)
    box.wait(lambda: box.of(Complaint))
    assert said in box.of(Complaint)[0].sentence
    box.wait(lambda: box.state == "ready")
    assert not box.runner.live


def test_a_refused_order_leaves_what_was_open(box: Box, tiny: Path, tmp_path: Path) -> None:
    train_to_the_end(box, tiny)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "train.txt").write_text("walk walks walking\n")
    box.runner.train(order(bad, "other"))
    box.wait(lambda: box.of(Complaint))
    assert "three words" in box.of(Complaint)[-1].sentence or "3 words" in box.of(Complaint)[-1].sentence
    box.wait(lambda: box.state == "ready")
    assert box.runner.snapshot.model.name == "mine"
    assert box.ask(Convert(("walk",))).lines


def test_a_run_that_cannot_be_written_leaves_what_was_open(
    box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_to_the_end(box, tiny)

    def fail(*_: object) -> None:
        raise CheckpointError("the disk is full; make room")

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", fail)
    box.runner.train(order(tiny, "other"))
    box.wait(lambda: box.of(Complaint))
    assert box.of(Complaint)[-1].sentence == "the disk is full; make room"
    box.wait(lambda: box.state == "ready")
    assert box.runner.snapshot.model.name == "mine"
    assert box.ask(Convert(("walk",))).lines


def test_an_open_run_that_can_no_more_be_read_is_not_said_to_be_there(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    (runs_folder() / "mine" / "model.safetensors").write_bytes(b"no tensors")
    box.runner.open(runs_folder() / "mine")
    box.wait(lambda: box.of(Complaint))
    box.wait(lambda: box.state == "failed")
    assert "model.safetensors is too small" in box.ask(Convert(("walk",))).error


@pytest.mark.parametrize("stopped_first", [False, True])
def test_a_single_step_asked_of_a_run_that_ends_does_not_pause_the_next(
    box: Box, tiny: Path, stopped_first: bool
) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 2)

    def both() -> None:
        # In one turn of the thread, so that no batch comes between.
        for asked in (box.runner._engine.stop, box.runner._one_step)[:: 1 if stopped_first else -1]:
            asked()

    box.runner._orders.put(both)
    box.wait(lambda: not box.runner.live)
    box.runner.train(order(tiny, "other", epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.model.name == "other" and box.runner.snapshot.step > 5)
    assert box.state == "running"


def test_what_a_killed_run_had_not_saved_is_told_and_not_shown(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    run = runs_folder() / "mine"
    progress = json.loads((run / "progress.json").read_text())
    saved, end = progress["step"], box.runner.history[-1]
    (run / "progress.json").write_text(json.dumps({**progress, "reason": "", "share": 0.5}))
    steps = [event for event in box.runner.history if isinstance(event, Stepped)]
    write_history(run, [*steps, replace(steps[-1], step=saved + 70)])
    box.runner.open(run)
    box.wait(lambda: box.state == "ready" and box.runner.history[-1] is not end)
    assert [complaint.sentence for complaint in box.of(Complaint)] == [
        "it broke off 70 steps after its last checkpoint: go on from there in the runs (o)"
    ]
    assert (box.runner.history, box.runner.snapshot.step) == (steps, saved)


def test_a_followed_run_whose_process_is_gone_is_told_to_have_broken_off(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    run = runs_folder() / "mine"
    progress = json.loads((run / "progress.json").read_text())
    (run / "progress.json").write_text(json.dumps({**progress, "reason": "", "share": 0.5}))
    write_history(run, [event for event in box.runner.history if isinstance(event, Stepped)])
    with held(run):
        box.runner.open(run)
        box.wait(lambda: box.state == "ready" and box.runner.snapshot.followed)
    # It was let go of, and its history tells of no end.
    box.wait(lambda: not box.runner.snapshot.followed)
    box.wait(lambda: box.of(Complaint))
    assert box.of(Complaint)[-1].sentence == (
        "mine broke off: the process that trained it is gone; o, then r goes on with it"
    )
    box.wait(lambda: box.state == "ready")
    assert len(box.ask(Convert(("walk",))).lines) == 1


def test_a_followed_run_that_is_gone_altogether_is_told_once(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    run = runs_folder() / "mine"
    progress = json.loads((run / "progress.json").read_text())
    (run / "progress.json").write_text(json.dumps({**progress, "reason": "", "share": 0.5}))
    with held(run):
        box.runner.open(run)
        box.wait(lambda: box.state == "ready" and box.runner.snapshot.followed)
        shutil.rmtree(run)
    box.wait(lambda: not box.runner.snapshot.followed)
    box.wait(lambda: len(box.of(Complaint)) >= 2)
    # Whatever is asked next, the thread is not looking any more.
    box.ask(Convert(("walk",)))
    assert [complaint.sentence.partition(":")[0] for complaint in box.of(Complaint)] == [
        "mine broke off", f"{run} is no run",
    ]  # fmt: skip


def test_dials_held_by_hand_are_told_of_a_run_that_is_only_open(box: Box, tiny: Path) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 2)
    box.runner.turn("lr", 0.125)
    box.runner.stop()
    box.wait(lambda: not box.runner.live)
    box.runner.open(runs_folder() / "mine")
    box.wait(lambda: box.state == "ready")
    assert (box.runner.snapshot.dials["lr"], box.runner.snapshot.held) == (0.125, {"lr"})


def test_an_overlay_that_fails_unforeseen_is_a_sentence(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("cvae_tui.tui.charts.curves.Curves.__init__", fail)
    box.runner.overlay(make_run("other"))
    box.wait(lambda: box.of(Complaint))
    assert "RuntimeError: no such thing" in box.of(Complaint)[-1].sentence


def test_orders_that_need_a_live_run_are_told(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    for act in (box.runner.stop, box.runner.save, box.runner.step):
        box.messages.clear()
        act()
        box.wait(lambda: box.of(Complaint))
        assert "press t to start one" in box.of(Complaint)[-1].sentence


def test_an_error_that_nobody_foresaw_ends_the_run_not_the_thread(
    box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    box.wait(lambda: box.runner.snapshot.step > 1)

    def fail(*_: object) -> None:
        raise RuntimeError("out of memory\nand a long tail")

    monkeypatch.setattr("cvae_tui.core.tasks.tense.task.TenseTask.step", fail)
    box.wait(lambda: box.state == "failed")
    assert "RuntimeError: out of memory)" in box.of(Complaint)[-1].sentence
    assert box.ask(Convert(("walk",))).lines


@pytest.mark.parametrize("resumed", [False, True])
def test_a_run_that_another_process_trains_is_followed(
    box: Box, tiny: Path, monkeypatch: pytest.MonkeyPatch, resumed: bool
) -> None:
    monkeypatch.setattr("cvae_tui.tui.runner.LOOK_AGAIN", 0.05)
    other = Box()
    other.runner.start(None, order(tiny, epochs="100000", evaluate_every="0", save_seconds="0.2"))
    other.wait(lambda: other.runner.snapshot.step > 10)
    if resumed:
        # Its history still ends as it ended before.
        other.runner.stop()
        other.wait(lambda: not other.runner.live)
        other.runner.resume(runs_folder() / "mine")
        other.wait(lambda: other.runner.live)
    other.runner.pause(True)
    other.wait(lambda: other.state == "paused")
    box.runner.start("mine")
    box.wait(lambda: box.state == "ready")
    seen = len(box.runner.history)
    other.runner.pause(False)
    # The history grows a moment before the snapshot says so.
    box.wait(lambda: len(box.runner.history) > seen + 3 and box.runner.snapshot.followed)
    other.runner.close()
    assert other.runner.join(30)
    box.wait(lambda: isinstance(box.runner.history[-1], Finished))
    assert box.runner.history == other.runner.history


def test_a_run_that_is_trained_elsewhere_is_not_resumed(box: Box, tiny: Path) -> None:
    other = Box()
    other.runner.start(None, order(tiny, epochs="100000", evaluate_every="0"))
    other.wait(lambda: other.runner.snapshot.step > 2)
    box.runner.start("mine")
    box.wait(lambda: box.state == "ready")
    box.runner.resume(runs_folder() / "mine")
    box.wait(lambda: box.of(Complaint))
    assert f"is being trained by process {os.getpid()}; stop that one first" in box.of(Complaint)[-1].sentence
    assert other.runner.live
    other.runner.close()
    assert other.runner.join(30)
    box.runner.resume(runs_folder() / "mine")
    box.wait(lambda: box.state == "running")


def test_a_torn_line_is_left_out_and_said(box: Box, tiny: Path) -> None:
    train_to_the_end(box, tiny)
    whole = list(box.runner.history)
    with (runs_folder() / "mine" / "events.jsonl").open("a") as file:
        file.write('{"event":"stepped","step":9')
    box.runner.open(runs_folder() / "mine")
    box.wait(lambda: box.of(Complaint))
    assert "1 line of" in box.of(Complaint)[-1].sentence
    assert box.runner.history == whole
