import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from pulling import pull

from cvae_tui.core.errors import CheckpointError, TrainingError, UsageError
from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.core.registry import resume_task
from cvae_tui.core.runs.checkpoint import save_checkpoint
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.trainer import Trainer

CPU = torch.device("cpu")


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


def test_a_run_from_start_to_end(make_task: Any, tmp_path: Path) -> None:
    task = make_task()
    trainer = Trainer(task, tmp_path / "run", preset="some")
    events = list(trainer.events())
    total = 3 * task.steps_per_epoch
    assert isinstance(events[0], Started)
    assert (events[0].total_steps, events[0].budget_seconds, events[0].words_per_epoch) == (total, None, 54)
    steps = [event for event in events if isinstance(event, Stepped)]
    assert [event.step for event in steps] == list(range(1, total + 1))
    assert steps[-1].progress == 1.0
    assert steps[-1].words == 3 * sum(map(len, task._order(0)))
    assert [event.step for event in steps if event.losses is not None] == [
        step for step in range(1, total + 1) if step % 4 == 0 or step == total
    ]
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [1.0, 2.0, 3.0]
    assert isinstance(events[-2], Saved)
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].run) == ("done", str(tmp_path / "run"))
    assert events[-1].words_per_second > 0


def test_two_seeded_runs_are_equal_bit_for_bit(make_task: Any) -> None:
    first, second = Trainer(make_task()), Trainer(make_task())
    assert timeless(list(first.events())) == timeless(list(second.events()))
    assert same(first, second)


def test_another_seed_is_another_run(make_task: Any) -> None:
    first, second = Trainer(make_task()), Trainer(make_task(seed=1))
    list(first.events())
    list(second.events())
    assert not same(first, second)


@pytest.mark.parametrize(
    "settings",
    [{}, {"dropout": 0.2}, {"variant": "gru", "invented": 0.0, "dreamed": 0.0, "optimizer": "sgd"}],
)
def test_a_run_that_goes_on_equals_the_one_that_never_stopped(
    make_task: Any, tmp_path: Path, settings: dict[str, Any]
) -> None:
    undisturbed = Trainer(make_task(**settings))
    whole = list(undisturbed.events())
    run = tmp_path / "run"
    first = Trainer(make_task(**settings), run)
    # In the middle of an epoch, and in the middle of what a report averages.
    pull(first.events(), 6)
    first.save()
    task, progress = resume_task(run, CPU)
    second = Trainer(task, run, progress)
    list(second.events())
    history, torn = read_history(run)
    assert torn == 0
    assert same(undisturbed, second)
    logged = [event for event in whole if not isinstance(event, Stepped) or event.losses is not None]
    assert timeless(history) == timeless(logged)


def test_a_turned_dial_holds_from_the_told_step_and_over_a_resume(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(), run)
    events = first.events()
    pull(events, 3)
    first.turn("kl_weight", 0.25)
    pulled = pull(events, 5)
    assert pulled[0] == DialTurned(3, "kl_weight", 0.25)
    assert [event.dials["kl_weight"] for event in pulled if isinstance(event, Stepped)] == [0.25, 0.25]
    first.save()
    events.close()
    task, progress = resume_task(run, CPU)
    second = Trainer(task, run, progress)
    assert second.dials["kl_weight"] == 0.25
    events = second.events()
    pull(events, 6)
    second.turn("kl_weight", None)
    pulled = pull(events, 7)
    assert DialTurned(6, "kl_weight", None) in pulled
    assert second.dials["kl_weight"] == 1.0
    turned = [event for event in read_history(run)[0] if isinstance(event, DialTurned)]
    assert turned == [DialTurned(3, "kl_weight", 0.25), DialTurned(6, "kl_weight", None)]


@pytest.mark.parametrize(
    ("dial", "value", "said"),
    [
        ("kl_wait", 1.0, "did you mean 'kl_weight'"),
        ("kl_weight", -1.0, "at least 0"),
        ("lr", math.nan, "at least 0"),
        ("lr", math.inf, "at least 0"),
        ("teacher_forcing", 1.5, "probability"),
    ],
)
def test_a_dial_refuses_what_it_cannot_be(make_task: Any, dial: str, value: float, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Trainer(make_task()).turn(dial, value)


def test_a_pause_is_free(make_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0

    def clock() -> float:
        return now

    monkeypatch.setattr("cvae_tui.core.trainer.perf_counter", clock)
    trainer = Trainer(make_task())
    for _ in trainer.events():
        now += 1000.0
    assert trainer.progress.seconds == 0.0


def test_time_is_a_budget_like_epochs(make_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr("cvae_tui.core.trainer.perf_counter", lambda: float(next(ticks)))
    trainer = Trainer(make_task(seconds=20.0, evaluate_every=0))
    events = list(trainer.events())
    steps = [event for event in events if isinstance(event, Stepped)]
    assert isinstance(events[0], Started)
    assert (events[0].total_steps, events[0].budget_seconds) == (None, 20.0)
    assert steps[-1].progress == 1.0
    assert all(event.progress == min(1.0, event.seconds / 20.0) for event in steps)


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
    assert resume_task(run, CPU)[1].step == 2


def test_a_larger_budget_goes_on_where_a_finished_run_ended(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    list(Trainer(make_task(), run).events())
    task, progress = resume_task(run, CPU, changes={"epochs": "4"})
    trainer = Trainer(task, run, progress)
    assert trainer.progress.share == 0.75
    assert [event.step for event in trainer.events() if isinstance(event, Stepped)][-1] == 4 * task.steps_per_epoch


@pytest.fixture
def bad_step(make_task: Any) -> Any:
    """Make a task in which one step's gradient is not finite."""

    def make(at: int, **settings: Any) -> Any:
        task = make_task(report_every=1, evaluate_every=0, **settings)
        honest, parameter = task.step, next(iter(task.model.parameters()))

        def step(number: int, dials: Any) -> Any:
            hook = parameter.register_hook(lambda gradient: gradient * math.nan) if number == at else None
            result = honest(number, dials)
            if hook is not None:
                hook.remove()
            return result

        task.step = step
        return task

    return make


def test_a_gradient_that_is_not_finite_ends_the_run(bad_step: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    trainer = Trainer(bad_step(2), run)
    events = trainer.events()
    pull(events, 2)
    before = weights(trainer)
    rest = list(events)
    assert isinstance(rest[-1], Finished)
    assert (rest[-1].reason, rest[-1].step) == ("failed", 3)
    assert "near step 3 a gradient is not finite" in rest[-1].message
    assert f"the state of second 0 is kept in {run}" in rest[-1].message
    assert any(isinstance(event, Alert) and event.kind == "not-finite" for event in rest)
    assert all(torch.equal(value, before[name]) for name, value in weights(trainer).items() if name.startswith("model"))


@pytest.mark.parametrize("stopped", [False, True])
def test_no_state_is_saved_whose_losses_are_past_all_measure(make_task: Any, tmp_path: Path, stopped: bool) -> None:
    run, wrecked, broken = tmp_path / "run", 5, 7
    # A save is due at every step, and a report at the last one only.
    task = make_task(report_every=1000, evaluate_every=0, save_seconds=0.0)
    honest = task.step

    def step(number: int, dials: Any) -> Any:
        words, losses = honest(number, dials)
        ce = losses["ce"] * (1e9 if number >= wrecked else 1.0)
        return words, {**losses, "ce": ce, "skipped": torch.tensor(float(number >= broken))}

    task.step = step
    trainer = Trainer(task, run)
    events = trainer.events()
    pull(events, broken + 1)
    if stopped:
        trainer.stop()
    rest = list(events)
    assert isinstance(rest[-1], Finished)
    assert rest[-1].reason == "failed"
    facts = read_facts(run)
    assert (facts.progress["step"], facts.progress["reason"]) == (wrecked, "failed")
    assert resume_task(run, CPU)[1].step == wrecked


@pytest.mark.parametrize("reported", [False, True])
def test_a_wrecked_state_is_not_saved_by_hand_either(bad_step: Any, tmp_path: Path, reported: bool) -> None:
    run = tmp_path / "run"
    task = bad_step(2)
    if not reported:
        task.config = replace(task.config, report_every=1000)
    trainer = Trainer(task, run)
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    pull(events, 3)
    with pytest.raises(CheckpointError, match=r"a gradient is not finite .*; the state of second 0 is kept instead"):
        trainer.save()
    assert read_facts(run).progress["step"] == 2
    if reported:
        assert [event.reason for event in events if isinstance(event, Finished)] == ["failed"]


def test_a_gradient_that_is_not_finite_may_be_skipped(bad_step: Any) -> None:
    task = bad_step(2, on_not_finite="skip")
    once = task.step
    # A second one, which needs no second telling.
    task.step = lambda number, dials: bad_step(5).step(5, dials) if number == 5 else once(number, dials)
    events = list(Trainer(task).events())
    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "done"
    told = [event for event in events if isinstance(event, Alert) and event.kind == "not-finite"]
    assert [event.step for event in told] == [3]


def test_an_explosion_keeps_the_last_good_state(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    task = make_task(report_every=1)
    honest = task.step

    def step(number: int, dials: Any) -> Any:
        words, losses = honest(number, dials)
        return words, {**losses, "ce": losses["ce"] * (1e9 if number == 4 else 1.0)}

    task.step = step
    trainer = Trainer(task, run)
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    rest = list(events)
    assert isinstance(rest[-1], Finished)
    assert rest[-1].reason == "failed"
    assert "the loss exploded" in rest[-1].message
    assert resume_task(run, CPU)[1].step == 2


def test_a_collapse_is_told_once(make_task: Any) -> None:
    task = make_task(report_every=1, evaluate_every=0)
    honest = task.step

    def step(number: int, dials: Any) -> Any:
        words, losses = honest(number, dials)
        return words, {**losses, "kl": losses["kl"] * 0.0}

    task.step = step
    alerts = [event for event in Trainer(task).events() if isinstance(event, Alert)]
    assert [alert.kind for alert in alerts] == ["collapsed"]


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
    assert told == [f"cpu ran out of memory in the evaluation of step {task.steps_per_epoch}, which is left out"]
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [2.0, 3.0]
    assert read_facts(run).progress["reason"] == "done"


def test_running_out_of_memory_is_a_sentence(make_task: Any) -> None:
    task = make_task()

    def step(number: int, dials: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    task.step = step
    with pytest.raises(TrainingError, match="ran out of memory at step 0; set a smaller batch_size"):
        list(Trainer(task).events())


def test_a_save_that_fails_is_told_and_training_goes_on(
    make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(range(10_000))

    def failing(*arguments: Any) -> None:
        if next(saves) == 1:
            raise CheckpointError("the disk is full; make room")
        save_checkpoint(*arguments)

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", failing)
    trainer = Trainer(make_task(save_seconds=0.0, evaluate_every=0), tmp_path / "run")
    events = list(trainer.events())
    told = [event for event in events if isinstance(event, Alert)]
    assert [(event.step, event.kind) for event in told] == [(1, "not-saved")]
    assert told[0].message == "the disk is full; make room; training goes on without saving"
    assert events[-1].step == trainer.progress.step == 3 * trainer.task.steps_per_epoch


def test_what_an_end_could_not_save_is_said(make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(make_task(evaluate_every=0), tmp_path / "run")
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    kept = f"what was learned since second {trainer.progress.seconds:.0f} is not saved"

    def failing(*arguments: Any) -> None:
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
    trainer.turn("kl_weight", 0.25)
    trainer.stop()
    assert DialTurned(2, "kl_weight", 0.25) in list(events)
    assert read_facts(tmp_path / "run").progress["held"] == {"kl_weight": 0.25}
