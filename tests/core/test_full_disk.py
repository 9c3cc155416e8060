"""A disk that is full and a folder that may not be written to: told in a sentence, and no reason to end or to lose."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Alert, Finished, Saved, Stepped
from cvae_tui.core.runs.checkpoint import load_training
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.sessions import resume
from cvae_tui.core.trainer import Trainer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions of Unix")


@contextmanager
def no_room() -> Generator[None, None, None]:
    """Let no file grow past a few hundred bytes, as a full disk does: the system itself refuses."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_training_goes_on_without_saving_and_saves_again(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    trainer = Trainer(make_task(save_seconds=0.0, evaluate_every=0, report_every=1), run)
    events = trainer.events()
    saved = next(event for event in events if isinstance(event, Saved))
    with no_room():
        alert = next(event for event in events if isinstance(event, Alert))
        stepped = next(event for event in events if isinstance(event, Stepped) and event.step > alert.step)
        assert load_training(run, make_task()).step == saved.step
    assert (alert.kind, alert.message.count("\n")) == ("not-saved", 0)
    assert "File too large" in alert.message
    assert "make room" in alert.message
    finished = list(events)[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, stepped.step) == ("done", alert.step + 1)
    events.close()
    assert load_training(run, make_task()).step == finished.step
    steps = [event.step for event in read_history(run)[0] if isinstance(event, Stepped)]
    assert steps == sorted(set(steps))
    assert steps[-1] == finished.step


def test_without_room_a_run_does_not_begin(make_task: Any, tmp_path: Path) -> None:
    with no_room(), pytest.raises(CheckpointError, match="cannot be saved: File too large; make room"):
        next(Trainer(make_task(), tmp_path / "run").events())
    assert not (tmp_path / "run").exists()


def test_a_run_that_cannot_be_written_to_is_not_resumed_and_stays(make_task: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    trainer = Trainer(make_task(), run)
    events = trainer.events()
    next(event for event in events if isinstance(event, Stepped))
    trainer.save()
    events.close()
    trainer = resume(run)
    with no_room(), pytest.raises(CheckpointError, match="File too large"):
        next(trainer.events())
    assert load_training(run, make_task()).step == 1


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_sentence(make_task: Any, tmp_path: Path) -> None:
    parent = tmp_path / "runs"
    parent.mkdir(mode=0o500)
    with pytest.raises(CheckpointError, match=r"cannot be saved: Permission denied; make room or choose a folder"):
        next(Trainer(make_task(), parent / "run").events())
