import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from pulling import pull

from cvae_tui.core import clock
from cvae_tui.core import trainer as module
from cvae_tui.core.errors import CheckpointError, TrainingError, UsageError
from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.core.runs.checkpoint import save_checkpoint
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.sessions import resume
from cvae_tui.core.task import Learned
from cvae_tui.core.threads import Threads
from cvae_tui.core.trainer import Trainer


def weights(trainer: Trainer) -> dict[str, torch.Tensor]:
    return {
        f"{owner}.{name}": value.clone()
        for owner, module in trainer.task.modules().items()
        for name, value in module.state_dict().items()
    }


def same(first: Trainer, second: Trainer) -> bool:
    ours, theirs = weights(first), weights(second)
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def timeless(events: list[Event]) -> list[Event]:
    """Events without what a clock gave them, and without those that tell of sessions and saving."""
    kept: list[Event] = []
    for event in events:
        if isinstance(event, Stepped | Evaluated):
            kept.append(replace(event, seconds=0.0))
        elif isinstance(event, DialTurned):
            kept.append(event)
    return kept


def learning(task: Any, change: Callable[[int, Learned], Learned]) -> Any:
    """Change what the steps of a task learn."""
    honest = task.step
    task.step = lambda number, dials: change(number, honest(number, dials))
    return task


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second each time it is read."""
    ticks = itertools.count()
    monkeypatch.setattr(clock, "perf_counter", lambda: float(next(ticks)))


def test_a_run_from_start_to_end(make_task: Any, tmp_path: Path) -> None:
    trainer = Trainer(make_task(), tmp_path / "run", preset="some")
    events = list(trainer.events())
    assert isinstance(events[0], Started)
    assert (events[0].task, events[0].total_steps, events[0].budget_seconds) == ("toy", 12, None)
    assert (events[0].examples_per_epoch, events[0].steps_per_epoch) == (8, 4)
    steps = [event for event in events if isinstance(event, Stepped)]
    assert [event.step for event in steps] == list(range(1, 13))
    assert (steps[-1].fraction, steps[-1].examples) == (1.0, 24)
    assert [event.step for event in steps if event.losses is not None] == [3, 6, 9, 12]
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [1.0, 2.0, 3.0]
    assert isinstance(events[-2], Saved)
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].run) == ("done", str(tmp_path / "run"))
    assert events[-1].examples_per_second > 0


def test_losses_are_averaged_over_examples_since_the_last_report(make_task: Any) -> None:
    def change(number: int, learned: Learned) -> Learned:
        return Learned(number + 1, {"loss": torch.tensor(float(number))})

    reports = [event.losses for event in Trainer(learning(make_task(epochs=1), change)).events()
               if isinstance(event, Stepped) and event.losses]  # fmt: skip
    assert reports == [{"loss": (0 * 1 + 1 * 2 + 2 * 3) / 6}, {"loss": 3.0}]


def test_two_seeded_runs_are_equal_bit_for_bit_and_another_seed_is_another(make_task: Any) -> None:
    first, second, third = (Trainer(make_task(seed=seed)) for seed in (0, 0, 1))
    assert timeless(list(first.events())) == timeless(list(second.events()))
    assert same(first, second)
    list(third.events())
    assert not same(first, third)


def test_a_run_that_goes_on_equals_the_one_that_never_stopped(make_task: Any, tmp_path: Path) -> None:
    undisturbed = Trainer(make_task())
    whole = list(undisturbed.events())
    run = tmp_path / "run"
    first = Trainer(make_task(), run)
    # In the middle of an epoch, and in the middle of what a report averages.
    events = first.events()
    pull(events, 5)
    first.save()
    events.close()
    second = resume(run)
    list(second.events())
    history, corrupt_lines = read_history(run)
    assert corrupt_lines == 0
    assert same(undisturbed, second)
    logged = [event for event in whole if not isinstance(event, Stepped) or event.losses is not None]
    assert timeless(history) == timeless(logged)


def test_a_turned_dial_holds_from_the_next_step_and_over_a_resume(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(), run)
    events = first.events()
    pull(events, 3)
    first.turn("critic_lr", 0.25)
    pulled = pull(events, 5)
    assert pulled[0] == DialTurned(3, "critic_lr", 0.25)
    assert [event.dials["critic_lr"] for event in pulled if isinstance(event, Stepped)] == [0.25, 0.25]
    first.save()
    events.close()
    second = resume(run)
    assert second.dials["critic_lr"] == 0.25
    events = second.events()
    pull(events, 6)
    second.turn("critic_lr", None)
    assert DialTurned(6, "critic_lr", None) in pull(events, 7)
    assert second.dials["critic_lr"] == 0.05
    turned = [event for event in read_history(run)[0] if isinstance(event, DialTurned)]
    assert turned == [DialTurned(3, "critic_lr", 0.25), DialTurned(6, "critic_lr", None)]


@pytest.mark.parametrize(
    ("dial", "value", "remedy"),
    [("critic_rl", 1.0, "did you mean 'critic_lr'"), ("critic_lr", 1.5, "from 0 to 1"), ("lr", -1.0, "at least 0")],
)
def test_a_dial_refuses_what_it_cannot_be(make_task: Any, dial: str, value: float, remedy: str) -> None:
    with pytest.raises(UsageError, match=remedy):
        Trainer(make_task()).turn(dial, value)


def test_a_pause_is_free(make_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(clock, "perf_counter", lambda: now)
    trainer = Trainer(make_task())
    for _ in trainer.events():
        now += 1000.0
    assert trainer.progress.seconds == 0.0


def test_time_in_which_a_process_was_stopped_is_no_training(make_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    # The first step is slow, later ones take 0.2 s; during the fourth the process is stopped.
    slept = {0: 4.0, 3: 1000.0}

    def change(number: int, learned: Learned) -> Learned:
        nonlocal now
        now += slept.get(number, 0.2)
        return learned

    monkeypatch.setattr(clock, "perf_counter", lambda: now)
    monkeypatch.setattr(clock, "TIMES", 2.0)
    task = learning(make_task(evaluate_every=0), change)
    seconds = [event.seconds for event in Trainer(task).events() if isinstance(event, Stepped)]
    # Not more than twice the longest, which was 4 s and is slowly forgotten.
    assert seconds[:3] == pytest.approx([4.0, 4.2, 4.4])
    assert seconds[3] - seconds[2] == pytest.approx(8.0, rel=0.01)
    assert seconds[-1] - seconds[3] == pytest.approx(8 * 0.2)


def test_time_is_a_budget_like_epochs(make_task: Any, ticking: None) -> None:
    trainer = Trainer(make_task(seconds=20.0, evaluate_every=0))
    events = list(trainer.events())
    steps = [event for event in events if isinstance(event, Stepped)]
    assert isinstance(events[0], Started)
    assert (events[0].total_steps, events[0].budget_seconds) == (None, 20.0)
    assert steps[-1].fraction == 1.0
    assert steps[-2].seconds < 20.0
    assert all(event.fraction == min(1.0, event.seconds / 20.0) for event in steps)


def test_losses_of_slow_steps_are_reported_by_time(
    make_task: Any, monkeypatch: pytest.MonkeyPatch, ticking: None
) -> None:
    task = make_task(report_every=1000, evaluate_every=0)
    monkeypatch.setattr(module, "REPORT_SECONDS", 4.0)
    steps = [event for event in Trainer(task).events() if isinstance(event, Stepped)]
    # A step and what is between steps take a second each of this clock.
    assert [event.seconds for event in steps[:4]] == [2.0, 4.0, 6.0, 8.0]
    assert [event.step for event in steps if event.losses is not None] == [2, 4, 6, 8, 10, 12]


def test_a_step_reports_its_losses_when_that_is_wished(make_task: Any) -> None:
    trainer = Trainer(make_task(report_every=100, epochs=2, evaluate_every=0))
    reported: list[int] = []
    for event in trainer.events():
        if isinstance(event, Stepped) and event.losses is not None:
            reported.append(event.step)
        if isinstance(event, Stepped) and event.step in (2, 3):
            trainer.report_next()
    assert reported[:2] == [3, 4] and len(reported) == 3


def test_stopping_saves_and_says_so(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    trainer = Trainer(make_task(), run)
    events = trainer.events()
    pull(events, 2)
    trainer.stop()
    rest = list(events)
    assert [type(event) for event in rest] == [Saved, Finished]
    assert isinstance(rest[-1], Finished)
    assert (rest[-1].reason, rest[-1].step) == ("stopped", 2)
    assert json.loads((run / "progress.json").read_text())["reason"] == "stopped"
    assert resume(run).progress.step == 2


def test_a_larger_budget_goes_on_where_a_finished_run_ended(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    list(Trainer(make_task(), run).events())
    trainer = resume(run, changes={"epochs": "4"})
    assert trainer.progress.fraction == 0.75
    assert [event.step for event in trainer.events() if isinstance(event, Stepped)] == [13, 14, 15, 16]


def test_notes_on_the_data_are_told_at_a_new_start_only(make_task: Any, tmp_path: Path) -> None:
    task = make_task()
    task.notes = lambda: ["a row is left out"]
    trainer = Trainer(task, tmp_path / "run")
    assert pull(trainer.events(), 1)[1] == Alert(0, "note", "a row is left out")
    again = Trainer(task, progress=replace(trainer.progress))
    assert not [event for event in again.events() if isinstance(event, Alert) and event.kind == "note"]


def skipped(at: set[int]) -> Callable[[int, Learned], Learned]:
    return lambda number, learned: learned._replace(skipped=torch.tensor(float(number in at)))


def exploding(since: int) -> Callable[[int, Learned], Learned]:
    def change(number: int, learned: Learned) -> Learned:
        factor = 1e9 if number >= since else 1.0
        return learned._replace(losses={name: value * factor for name, value in learned.losses.items()})

    return change


def test_a_gradient_that_is_not_finite_ends_the_run(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    task = learning(make_task(report_every=1, evaluate_every=0), skipped({2}))
    *_, told, end = Trainer(task, run).events()
    assert isinstance(told, Alert) and told.kind == "not-finite"
    assert isinstance(end, Finished)
    assert (end.reason, end.step) == ("failed", 3)
    assert "near step 3 a gradient is not finite" in end.message
    assert f"the state of second 0 is kept in {run}" in end.message


def test_a_gradient_that_is_not_finite_may_be_skipped(make_task: Any) -> None:
    task = learning(make_task(report_every=1, evaluate_every=0, on_not_finite="skip"), skipped({2, 5}))
    events = list(Trainer(task).events())
    assert isinstance(events[-1], Finished) and events[-1].reason == "done"
    # The second one needs no second alert.
    told = [event for event in events if isinstance(event, Alert) and event.kind == "not-finite"]
    assert [(event.step, "lower lr" in event.message) for event in told] == [(3, True)]


@pytest.mark.parametrize("stopped", [False, True])
def test_no_state_is_saved_whose_losses_are_past_all_measure(make_task: Any, tmp_path: Path, stopped: bool) -> None:
    run, wrecked = tmp_path / "run", 5
    # A save is due at every step, and a report at the last one only.
    task = learning(make_task(report_every=1000, evaluate_every=0, save_seconds=0.0), exploding(wrecked))
    trainer = Trainer(task, run)
    events = trainer.events()
    pull(events, 8)
    if stopped:
        trainer.stop()
    *_, end = events
    assert isinstance(end, Finished)
    assert end.reason == "failed"
    assert "the loss exploded" in end.message
    progress = read_metadata(run).progress
    assert (progress["step"], progress["reason"]) == (wrecked, "failed")
    assert resume(run).progress.step == wrecked


@pytest.mark.parametrize("report_every", [1, 1000])
def test_a_wrecked_state_is_not_saved_by_hand_either(make_task: Any, tmp_path: Path, report_every: int) -> None:
    run = tmp_path / "run"
    trainer = Trainer(learning(make_task(report_every=report_every, evaluate_every=0), exploding(2)), run)
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    pull(events, 3)
    with pytest.raises(CheckpointError, match=r"the loss exploded .*; the state of second 0 is kept instead"):
        trainer.save()
    assert read_metadata(run).progress["step"] == 2


def test_what_a_task_warns_of_is_told_once(make_task: Any) -> None:
    task = make_task(report_every=1, evaluate_every=0)
    task.spec = replace(task.spec, alerts=lambda stepped: [Alert(stepped.step, "collapsed", "it draws one picture")])
    alerts = [event for event in Trainer(task).events() if isinstance(event, Alert)]
    assert alerts[0] == Alert(1, "collapsed", "it draws one picture")
    assert [alert.kind for alert in alerts].count("collapsed") == 1


def test_a_milestone_is_told_once(make_task: Any) -> None:
    task = make_task()
    task.milestones = lambda scores: ["all is drawn"]
    alerts = [event for event in Trainer(task).events() if isinstance(event, Alert)]
    assert alerts == [Alert(4, "milestone", "all is drawn")]


def test_an_evaluation_without_memory_is_left_out(make_task: Any, tmp_path: Path) -> None:
    task = make_task(evaluate_every=1)
    honest, run = task.evaluate, tmp_path / "run"
    evaluations = iter(range(10))

    def evaluate() -> Any:
        if next(evaluations) == 0:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return honest()

    task.evaluate = evaluate
    events = list(Trainer(task, run).events())
    told = [event.message for event in events if isinstance(event, Alert)]
    assert told == ["cpu ran out of memory in the evaluation of step 4, which is left out"]
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [2.0, 3.0]
    assert read_metadata(run).progress["reason"] == "done"


def test_a_run_leaves_the_threads_as_it_found_them(make_task: Any) -> None:
    used: list[int] = []
    threads = Threads((2, 1), used.append)
    events = Trainer(make_task(), threads=threads).events()
    while not isinstance(next(events), Stepped):
        pass
    assert used == [2]
    events.close()
    assert used == [2, 2]
    threads = Threads((2, 1), used.append)
    list(Trainer(make_task(), threads=threads).events())
    assert set(used) == {1, 2} and used[-1] == 2


def test_running_out_of_memory_is_a_sentence(make_task: Any) -> None:
    task = make_task()

    def step(number: int, dials: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    task.step = step
    with pytest.raises(TrainingError, match="ran out of memory at step 0; set smaller batches"):
        list(Trainer(task).events())


def test_saves_that_fail_are_told_once_and_training_goes_on(
    make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(range(10_000))

    def failing(*arguments: Any, **options: Any) -> None:
        if next(saves) in (1, 2, 3, 5):
            raise CheckpointError("the disk is full; make room")
        save_checkpoint(*arguments, **options)

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", failing)
    trainer = Trainer(make_task(save_seconds=0.0, evaluate_every=0), tmp_path / "run")
    events = list(trainer.events())
    told = [event for event in events if isinstance(event, Alert) and event.kind == "not-saved"]
    assert [event.step for event in told] == [1, 5]
    assert told[0].message == "the disk is full; make room; training goes on without saving"
    assert events[-1].step == trainer.progress.step == 12


def test_what_an_end_could_not_save_is_said(make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(make_task(evaluate_every=0), tmp_path / "run")
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    kept = f"what was learned since second {trainer.progress.seconds:.0f} is not saved"

    def failing(*arguments: Any, **options: Any) -> None:
        raise CheckpointError("the disk is full; make room")

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", failing)
    trainer.stop()
    *_, told, end = events
    assert isinstance(told, Alert)
    assert told.message == f"the disk is full; make room; {kept}"
    assert isinstance(end, Finished)
    assert (end.reason, end.message) == ("stopped", kept)


def test_a_dial_turned_just_before_the_end_is_kept(make_task: Any, tmp_path: Path) -> None:
    trainer = Trainer(make_task(), tmp_path / "run")
    events = trainer.events()
    pull(events, 2)
    trainer.turn("critic_lr", 0.25)
    trainer.stop()
    assert DialTurned(2, "critic_lr", 0.25) in list(events)
    assert read_metadata(tmp_path / "run").overrides == {"critic_lr": 0.25}
