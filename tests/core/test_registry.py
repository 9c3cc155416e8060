import json
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.errors import CheckpointError, UsageError
from cvae_tui.core.registry import TASKS, all_presets, config_of, find_preset, resume_task
from cvae_tui.core.runs.checkpoint import Progress, save_checkpoint
from cvae_tui.core.runs.metadata import read_facts

CPU = torch.device("cpu")


@pytest.fixture
def run(make_task: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    save_checkpoint(folder, make_task(), Progress(step=2, words=9))
    return folder


def rewrite(run: Path, **values: Any) -> None:
    path = run / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_presets_have_names_tasks_and_sources() -> None:
    presets = all_presets()
    assert len({preset.name for preset in presets}) == len(presets)
    for preset in presets:
        assert isinstance(preset.config, TASKS[preset.task].config)
        assert preset.shows.endswith(".")
        assert preset.source
    assert find_preset("default").task == "tense"


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'default'"):
        find_preset("defalt")


def test_a_run_goes_on_with_its_own_settings(run: Path) -> None:
    task, progress = resume_task(run, CPU)
    assert (progress.step, progress.words) == (2, 9)
    assert task.config.to_dict()["hidden"] == 16


def test_its_budget_may_change_and_its_nature_not(run: Path) -> None:
    task, _ = resume_task(run, CPU, changes={"epochs": "9", "save_seconds": "5"})
    assert (task.config.epochs, task.config.save_seconds) == (9, 5.0)
    with pytest.raises(UsageError, match="hidden stays as it is"):
        resume_task(run, CPU, changes={"hidden": "32"})
    with pytest.raises(UsageError, match="there is no setting 'nosuch'"):
        resume_task(run, CPU, changes={"nosuch": "32"})
    with pytest.raises(UsageError, match="epochs is 0"):
        resume_task(run, CPU, changes={"epochs": "0"})


def test_data_that_changed_or_went_is_refused(run: Path, verbs: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    verbs.rename(moved)
    with pytest.raises(CheckpointError, match="give its folder with --data"):
        resume_task(run, CPU)
    assert resume_task(run, CPU, moved)[1].step == 2
    with (moved / "train.txt").open("a") as file:
        file.write("wait waits waiting waited\n")
    with pytest.raises(CheckpointError, match="has changed since"):
        resume_task(run, CPU, moved)


def test_a_run_of_an_unknown_task_or_setting_is_refused(run: Path) -> None:
    rewrite(run, settings={**read_facts(run).settings, "nosuch": 1})
    with pytest.raises(CheckpointError, match="there is no setting 'nosuch'"):
        config_of(read_facts(run))
    rewrite(run, task="digits")
    with pytest.raises(CheckpointError, match="of the task 'digits'"):
        config_of(read_facts(run))
