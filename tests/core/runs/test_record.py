import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pulling import pull

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Stepped
from cvae_tui.core.runs import record
from cvae_tui.core.runs.checkpoint import Progress
from cvae_tui.core.runs.history import EventLog, read_history
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.sessions import resume
from cvae_tui.core.trainer import Trainer


def test_what_came_after_the_checkpoint_is_cut_from_the_history(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(report_every=1), run)
    events = first.events()
    pull(events, 3)
    first.save()
    first.turn("critic_lr", 0.5)
    pull(events, 5)
    events.close()
    second = resume(run)
    assert second.progress.step == 3
    next(second.events())
    history = read_history(run)[0]
    assert [event.step for event in history if isinstance(event, Stepped)] == [1, 2, 3]
    assert not [event for event in history if isinstance(event, DialTurned)]


def test_a_run_broken_off_before_its_end_was_saved_is_evaluated_once(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(save_seconds=0.0, evaluate_every=0), run)
    events = first.events()
    for event in events:
        if isinstance(event, Evaluated):
            break
    events.close()
    second = resume(run)
    assert (second.progress.fraction, read_metadata(run).progress["reason"]) == (1.0, "")
    list(second.events())
    history = read_history(run)[0]
    assert len([event for event in history if isinstance(event, Evaluated)]) == 1
    assert read_metadata(run).progress["reason"] == "done"


def test_a_young_run_is_saved_more_often(make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr("cvae_tui.core.clock.perf_counter", lambda: float(next(ticks)))
    trainer = Trainer(make_task(seconds=200.0, evaluate_every=0, save_seconds=40.0), tmp_path / "run")
    saved = [trainer.progress.seconds for event in trainer.events() if isinstance(event, Saved)][:-1]
    assert 5 <= saved[0] < 10
    # Twice as old each time, then at every 40 seconds; a step takes some ticks of this clock.
    gaps = [(min(40.0, before), after - before) for before, after in pairwise(saved)]
    assert all(abs(gap - due) < 5 for due, gap in gaps)
    assert [due for due, _ in gaps].count(40.0) >= 2


def test_a_history_that_cannot_be_written_is_told_and_taken_up_again(
    make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    trainer = Trainer(make_task(evaluate_every=0, report_every=1), run)
    events = trainer.events()
    pull(events, 2)

    def full(log: EventLog, event: Event) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(EventLog, "append", full)
        told = next(events)
    assert isinstance(told, Alert)
    assert "No space left" in told.message
    pull(events, 4)
    trainer.save()
    pull(events, 5)
    trainer.save()
    assert [event.step for event in read_history(run)[0] if isinstance(event, Stepped)] == [1, 2, 5]


def test_what_could_not_be_read_of_the_history_is_said(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(report_every=1, evaluate_every=0), run)
    events = first.events()
    pull(events, 2)
    first.save()
    events.close()
    with (run / "events.jsonl").open("a") as file:
        file.write('{"event":"stepped","st')
    told = [event for event in resume(run).events() if isinstance(event, Alert)]
    assert [event.message for event in told] == ["1 line of the run's history could not be read; the rest is kept"]
    history, corrupt_lines = read_history(run)
    assert ([event.step for event in history if isinstance(event, Stepped)][:3], corrupt_lines) == ([1, 2, 3], 0)


def test_saving_after_the_end_works(make_task: Any, tmp_path: Path) -> None:
    trainer = Trainer(make_task(epochs=1), tmp_path / "run")
    told = list(trainer.events())
    assert isinstance(told[-1], Finished)
    assert trainer.save() == Saved(told[-1].step)
    kept, corrupt_lines = read_history(tmp_path / "run")
    assert (kept[-1], corrupt_lines) == (told[-1], 0)


def test_a_save_by_hand_is_in_the_history(make_task: Any, tmp_path: Path) -> None:
    trainer = Trainer(make_task(save_seconds=1e9), tmp_path / "run")
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    events.close()
    assert read_history(tmp_path / "run")[0][-1] == Saved(2)


def test_a_history_that_cannot_be_opened_again_ends_nothing(
    make_task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(log: EventLog, event: Event) -> None:
        raise OSError(28, "No space left on device")

    def too_many_files(run: Path) -> EventLog:
        raise OSError(24, "too many open files")

    run = tmp_path / "run"
    trainer = Trainer(make_task(epochs=1, report_every=1), run)
    events = trainer.events()
    pull(events, 2)
    with monkeypatch.context() as patch:
        patch.setattr(EventLog, "append", full)
        patch.setattr(record, "EventLog", too_many_files)
        next(events)
        with pytest.raises(CheckpointError, match="too many open files"):
            trainer.save()
    *_, end = events
    assert isinstance(end, Finished) and end.reason == "done"
    # The save at the end opens it again.
    assert read_history(run)[0][-1] == end


def test_a_folder_removed_while_it_trains_is_made_anew_and_that_is_said_once(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    trainer = Trainer(make_task(save_seconds=0.0, evaluate_every=0), run)
    events = trainer.events()
    pull(events, 3)
    shutil.rmtree(run)
    told = [event for event in events if isinstance(event, Alert)]
    assert [event.message for event in told] == [
        f"{run} was removed while it trained; it is saved anew, the history so far is lost"
    ]
    assert read_metadata(run).progress["step"] == 12
    assert isinstance(read_history(run)[0][-1], Finished)


def test_without_a_folder_nothing_can_be_saved(make_task: Any) -> None:
    with pytest.raises(CheckpointError, match="has no folder"):
        Trainer(make_task()).save()


def test_a_folder_is_kept_for_one_training_at_a_time(make_task: Any, tmp_path: Path) -> None:
    first, second = (record.Record(tmp_path / "run", make_task(), Progress(), "") for _ in range(2))
    with first.open(), pytest.raises(CheckpointError, match="is being trained"), second.open():
        pass
    with second.open():
        assert second.append(Saved(0)) is None
    assert read_history(tmp_path / "run") == ([Saved(0)], 0)
    # Closed, it keeps nothing more.
    assert second.append(Saved(1)) is None
    assert read_history(tmp_path / "run") == ([Saved(0)], 0)


def test_a_failed_training_is_said_beside_the_state_saved_last(make_task: Any, tmp_path: Path) -> None:
    progress = Progress()
    kept = record.Record(tmp_path / "run", make_task(), progress, "")
    with kept.open():
        progress.step, progress.seconds = 3, 7.0
        kept.save()
        progress.step = 5
        kept.fail()
    said = read_metadata(tmp_path / "run").progress
    assert (said["step"], said["reason"], kept.saved_at) == (3, "failed", 7.0)


def test_an_evaluation_that_was_due_when_a_run_was_killed_is_made_up_for(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = Trainer(make_task(), run)
    events = first.events()
    pull(events, first.task.steps_per_epoch)
    first.save()
    events.close()
    for step in (1, 2):
        # The second time it has been evaluated.
        second = resume(run)
        events = second.events()
        pull(events, second.task.steps_per_epoch + step)
        second.save()
        events.close()
    list(resume(run).events())
    assert [event.epoch for event in read_history(run)[0] if isinstance(event, Evaluated)] == [1.0, 2.0, 3.0]


@pytest.fixture
def turned(make_task: Any, tmp_path: Path) -> tuple[Trainer, Any, Path]:
    """A paused run at step 2, its KL weight turned since and saved: the trainer, its events, its folder."""
    trainer = Trainer(make_task(), tmp_path / "run")
    events = trainer.events()
    pull(events, 2)
    trainer.turn("critic_lr", 0.25)
    trainer.save()
    return trainer, events, tmp_path / "run"


def test_a_dial_that_was_saved_and_not_told_is_told_when_the_run_goes_on(turned: tuple[Trainer, Any, Path]) -> None:
    _, events, run = turned
    events.close()
    for _ in range(2):
        second = resume(run)
        events = second.events()
        pull(events, second.progress.step + 1)
        events.close()
    told = [event for event in read_history(run)[0] if isinstance(event, DialTurned)]
    assert told == [DialTurned(2, "critic_lr", 0.25)]


def test_a_dial_turned_while_paused_is_saved_with_the_state(turned: tuple[Trainer, Any, Path]) -> None:
    trainer, events, run = turned
    assert read_metadata(run).progress["overrides"] == {"critic_lr": 0.25}
    # It is told with the next step all the same, once.
    told = pull(events, 4)
    assert [event for event in told if isinstance(event, DialTurned)] == [DialTurned(2, "critic_lr", 0.25)]
    trainer.turn("critic_lr", None)
    trainer.save()
    assert read_metadata(run).progress["overrides"] == {}
