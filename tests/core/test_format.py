"""A run of each format that ever was: opened, gone on with as one of today's, or refused with the reason."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy import SPEC, registered

from cvae_tui.core.answer import Query
from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Finished, Stepped
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import FORMAT, read_metadata
from cvae_tui.core.sessions import load_model, resume
from cvae_tui.core.spec import FormerNames

COMMITTED = Path(__file__).parent / "format_1"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return shutil.copytree(COMMITTED / "run", tmp_path / "run")


def test_a_run_of_format_1_opens(run: Path) -> None:
    found = read_metadata(run)
    assert (found.format, found.task, found.variant, found.data, found.progress["step"]) == (
        1, "tense", "attention", "verbs", 5,
    )  # fmt: skip
    assert (found.progress["examples"], found.progress["overrides"]) == (10, {})
    assert found.settings["latent_mlp"] == 4
    events, corrupt_lines = read_history(run)
    assert (len(events), corrupt_lines) == (5, 0)
    assert isinstance(events[-1], Finished)
    table = load_model(run, "cpu").answer(Query("convert", (("walk", 0),)))
    assert getattr(table.rows[0].cells[0], "text", None) == "walk"


@pytest.mark.parametrize("crashed", [False, True])
def test_a_run_of_format_1_goes_on_as_one_of_today(run: Path, crashed: bool) -> None:
    (run / "notes.txt").write_text("mine")
    (run / "score.json").write_text('{"gaussian": {"score": 0.98}}')
    if crashed:
        # The process was killed while the folders changed places.
        run.rename(run.with_name(".run.previous"))
        run.with_name(".run.saving").mkdir()
    # Of the noise that it scored nothing is known by today's names.
    assert read_metadata(run).score is None
    trainer = resume(run, data=COMMITTED / "verbs")
    assert trainer.progress.pending_examples == 3
    finished = list(trainer.events())[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.step) == ("done", 3 * trainer.task.steps_per_epoch)
    found = read_metadata(run)
    assert (found.format, found.progress["step"], found.settings["latent_mlp"]) == (FORMAT, finished.step, 4)
    assert {path.name for path in run.parent.iterdir() if path.name != ".run.lock"} == {"run"}
    assert {path.name for path in run.iterdir()} == {
        "config.json", "progress.json", "events.jsonl", "notes.txt",
        f"model-{finished.step:06d}.safetensors", f"training-{finished.step:06d}.safetensors",
    }  # fmt: skip
    steps = [event.step for event in read_history(run)[0] if isinstance(event, Stepped)]
    assert steps[:4] == [2, 4, 6, 8]
    load_model(run, "cpu")


def test_the_committed_run_of_todays_format_opens_and_goes_on(tmp_path: Path) -> None:
    committed = COMMITTED.with_name(f"format_{FORMAT}")
    run = shutil.copytree(committed / "run", tmp_path / "run")
    assert (read_metadata(run).format, read_metadata(run).progress["step"]) == (FORMAT, 5)
    load_model(run, "cpu")
    finished = list(resume(run, data=committed / "verbs").events())[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "done"


def test_names_of_format_1_come_out_as_todays(run: Path) -> None:
    former = FormerNames(
        {"size": "width"}, {"old": "new"}, scores=lambda settings: {"ce": f"loss of {settings['size']}"}
    )
    config = {"task": "toy", "preset": "old", "settings": {"size": 3, "lr": 0.5}}
    (run / "config.json").write_text(json.dumps({**json.loads((run / "config.json").read_text()), **config}))
    with registered():
        from cvae_tui.core.registry import register

        register(replace(SPEC, former=former))
        found = read_metadata(run)
        losses = [event.losses for event in read_history(run)[0] if isinstance(event, Stepped) and event.losses]
    assert (found.settings, found.preset) == ({"width": 3, "lr": 0.5}, "new")
    assert found.progress["pending"].keys() == losses[0].keys() - {"skipped"} == {"loss of 3", "kl", "tense_ce"}


@pytest.mark.parametrize("other", [0, FORMAT + 1, "1", None])
def test_another_format_is_refused_with_the_reason(run: Path, other: Any) -> None:
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps({**config, "format": other}))
    with pytest.raises(CheckpointError, match=rf"has format {other}, this version reads 1 and 2; train the run again"):
        read_metadata(run)
