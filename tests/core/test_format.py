"""A run of each format that ever was: opened, gone on with, or refused with the reason."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Finished
from cvae_tui.core.registry import resume_task
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import FORMAT, read_facts
from cvae_tui.core.tasks.tense.inference import load_conjugator
from cvae_tui.core.trainer import Trainer

CPU = torch.device("cpu")
COMMITTED = Path(__file__).parent / "format_1"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return shutil.copytree(COMMITTED / "run", tmp_path / "run")


def test_a_run_of_format_1_opens(run: Path) -> None:
    facts = read_facts(run)
    assert (facts.task, facts.variant, facts.data, facts.progress["step"]) == ("tense", "attention", "verbs", 5)
    events, torn = read_history(run)
    assert (len(events), torn) == (5, 0)
    assert isinstance(events[-1], Finished)
    (answer,) = load_conjugator(run, CPU).convert(["walk"], [0])
    assert answer.forms[0] == "walk"


def test_a_run_of_format_1_goes_on_to_its_end(run: Path) -> None:
    task, progress = resume_task(run, CPU, COMMITTED / "verbs")
    finished = list(Trainer(task, run, progress).events())[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.step) == ("done", 3 * task.steps_per_epoch)


@pytest.mark.parametrize("other", [0, FORMAT + 1, "1", None])
def test_another_format_is_refused_with_the_reason(run: Path, other: Any) -> None:
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps({**config, "format": other}))
    with pytest.raises(CheckpointError, match=rf"has format {other}, this version reads {FORMAT}; train the run again"):
        read_facts(run)


def test_the_format_of_today_is_among_the_committed() -> None:
    assert COMMITTED.with_name(f"format_{FORMAT}").is_dir()
