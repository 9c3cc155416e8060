import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.runs.checkpoint import Progress, save_checkpoint
from cvae_tui.core.runs.listing import delete_run
from cvae_tui.core.runs.lock import hold, lock_file, refuse_if_trained, trained_by
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.sessions import resume
from cvae_tui.core.trainer import Trainer

HOLD = """
import sys, time
from pathlib import Path
from cvae_tui.core.runs.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def run(tmp_path: Path, make_task: Any) -> Path:
    """A run of one step."""
    folder = tmp_path / "runs" / "mine"
    save_checkpoint(folder, make_task(), Progress(step=1, examples=2, fraction=0.1))
    return folder


@pytest.fixture
def other(run: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the run."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(run)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_with_the_number_of_the_first(
    run: Path, other: subprocess.Popen[str], make_task: Any
) -> None:
    before = (run / "progress.json").read_bytes()
    assert trained_by(run) == other.pid
    said = f"is being trained by process {other.pid}; stop that one first"
    with pytest.raises(CheckpointError, match=said):
        resume(run)
    with pytest.raises(CheckpointError, match=said):
        next(Trainer(make_task(), run, Progress(step=1)).events())
    with pytest.raises(CheckpointError, match=said):
        delete_run(run)
    assert (run / "progress.json").read_bytes() == before


def test_readers_are_welcome(run: Path, other: subprocess.Popen[str]) -> None:
    assert read_metadata(run).progress["step"] == 1
    assert other.poll() is None


def test_what_a_killed_process_held_is_free_at_once(run: Path, other: subprocess.Popen[str], make_task: Any) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert lock_file(run).read_text() == f"{other.pid}\n"
    assert trained_by(run) is None
    events = Trainer(make_task(), run, Progress(step=1)).events()
    next(events)
    assert trained_by(run) == os.getpid()
    events.close()
    assert trained_by(run) is None


def test_the_number_of_a_process_that_lives_but_trains_nothing_means_nothing(run: Path) -> None:
    lock_file(run).write_text("1\n")
    assert trained_by(run) is None
    with hold(run):
        assert trained_by(run) == os.getpid()


@pytest.mark.parametrize("content", ["", "x", "9" * 100, "\x00"])
def test_a_number_that_cannot_be_read_is_another_process(run: Path, content: str) -> None:
    with hold(run):
        lock_file(run).write_text(content)
        with pytest.raises(CheckpointError, match=r"by (another process|process 9{20});"):
            refuse_if_trained(run)


def test_the_lock_stands_while_states_are_saved(run: Path, make_task: Any) -> None:
    trainer = Trainer(make_task(), run, Progress(step=1))
    events = trainer.events()
    next(events)
    for _ in range(3):
        trainer.save()
        assert trained_by(run) == os.getpid()
    events.close()


def test_a_state_that_was_overtaken_is_not_written(run: Path, make_task: Any) -> None:
    trainer = resume(run)
    save_checkpoint(run, make_task(), Progress(step=5))
    with pytest.raises(CheckpointError, match="trained further by another process"):
        next(trainer.events())
    assert read_metadata(run).progress["step"] == 5


def test_a_run_reached_by_a_link_is_the_same_run(run: Path, tmp_path: Path, make_task: Any) -> None:
    link = tmp_path / "link"
    link.symlink_to(run)
    with hold(run), pytest.raises(CheckpointError, match="is being trained"):
        refuse_if_trained(link)
    for step in (2, 3):
        save_checkpoint(link, make_task(), Progress(step=step))
    assert link.is_symlink()
    assert read_metadata(run).progress["step"] == 3
    assert {path.name for path in run.parent.iterdir()} == {"mine", lock_file(run).name}


def test_a_run_is_deleted_with_all_that_lies_beside_it(run: Path) -> None:
    run.with_name(".mine.previous").mkdir()
    run.with_name(".mine.saving").mkdir()
    delete_run(run)
    assert list(run.parent.iterdir()) == []


def test_of_a_run_reached_by_a_link_the_link_is_deleted(run: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(run)
    delete_run(link)
    assert not link.is_symlink()
    assert read_metadata(run).name == "mine"
    assert [path.name for path in run.parent.iterdir()] == ["mine"]


def test_a_planted_link_is_no_lock(run: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("dear")
    lock_file(run).symlink_to(victim)
    with pytest.raises(CheckpointError, match="cannot be saved"), hold(run):
        pass
    assert victim.read_text() == "dear"
