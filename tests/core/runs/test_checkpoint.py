import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from cvae_tui.core.runs import checkpoint
from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.runs.checkpoint import MODEL, TRAINING, Progress, load_training, load_weights, save_checkpoint
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.runs.paths import previous

FILES = {"config.json", MODEL, TRAINING, "progress.json", "events.jsonl"}


@pytest.fixture
def task(make_task: Any) -> Any:
    """A task that took one step, so that its optimizer has a state."""
    made = make_task()
    made.step(0, {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.01})
    return made


@pytest.fixture
def run(task: Any, tmp_path: Path) -> Path:
    """The task saved at step 7."""
    folder = tmp_path / "runs" / "mine"
    save_checkpoint(folder, task, Progress(step=7, words=50, seconds=1.5, share=0.25, held={"lr": 0.5}), "some")
    return folder


def test_what_is_saved_comes_back(task: Any, run: Path, make_task: Any) -> None:
    assert {path.name for path in run.iterdir()} == FILES
    assert [path.name for path in run.parent.iterdir()] == ["mine"]
    other = make_task(seed=5)
    progress = load_training(run, other)
    assert progress == Progress(step=7, words=50, seconds=1.5, share=0.25, held={"lr": 0.5})
    assert all(torch.equal(value, other.model.state_dict()[name]) for name, value in task.model.state_dict().items())
    ours, theirs = task.optimizers()["all"].state_dict()["state"], other.optimizers()["all"].state_dict()["state"]
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key][name], theirs[key][name]) for key in ours for name in ours[key])


def test_the_facts_are_there_without_torch(run: Path) -> None:
    facts = read_facts(run)
    assert (facts.task, facts.variant, facts.preset, facts.name) == ("tense", "attention", "some", "mine")
    assert facts.settings["hidden"] == 16
    assert facts.vocabulary == "abcdefghijklmnopqrstuvwxyz"
    assert {"cvae-tui", "torch"} <= facts.versions.keys()
    assert facts.progress["step"] == 7


@pytest.mark.parametrize("name", ["rename", "mkdir", "fsync", "open"])
@pytest.mark.parametrize("survived", range(8))
def test_a_save_that_fails_anywhere_leaves_the_earlier_state(
    task: Any, run: Path, make_task: Any, monkeypatch: pytest.MonkeyPatch, name: str, survived: int
) -> None:
    """The call `name` fails after `survived` times that it worked, as on a full disk."""
    owner: Any = os if name == "fsync" else Path
    honest, calls = getattr(owner, name), iter(range(100))

    def failing(*arguments: Any, **options: Any) -> Any:
        if next(calls) == survived:
            raise OSError(28, "No space left on device")
        return honest(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing)
        failed = False
        try:
            save_checkpoint(run, task, Progress(step=8), "some")
        except CheckpointError:
            failed = True
    assert load_training(run, make_task()).step == (7 if failed else 8)
    assert {path.name for path in run.parent.iterdir()} == {"mine"}


def test_a_crash_between_two_renames_leaves_the_earlier_state(task: Any, run: Path, make_task: Any) -> None:
    (run / "events.jsonl").write_text('{"event":"saved","step":7}\n')
    run.rename(previous(run))
    assert load_training(run, make_task()).step == 7
    save_checkpoint(run, task, Progress(step=8))
    assert load_training(run, make_task()).step == 8
    assert (run / "events.jsonl").read_text() == '{"event":"saved","step":7}\n'
    assert not previous(run).exists()


def test_what_a_crash_left_half_written_is_swept_away(task: Any, run: Path) -> None:
    half = run.with_name(".mine.saving")
    half.mkdir()
    (half / "rubbish").write_text("x")
    save_checkpoint(run, task, Progress(step=8))
    assert {path.name for path in run.iterdir()} == FILES


def test_the_history_is_carried_over_where_links_are_impossible(
    task: Any, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run / "events.jsonl").write_text('{"event":"saved","step":7}\n')

    def impossible(*arguments: Any) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(checkpoint.os, "link", impossible)
    save_checkpoint(run, task, Progress(step=8))
    assert (run / "events.jsonl").read_text() == '{"event":"saved","step":7}\n'


def test_what_somebody_laid_beside_a_state_stays(task: Any, run: Path) -> None:
    (run / "notes.txt").write_text("the best so far")
    (run / "plots").mkdir()
    (run / "score.json").write_text("{}")
    for step in (8, 9):
        save_checkpoint(run, task, Progress(step=step))
    assert {path.name for path in run.iterdir()} == FILES | {"notes.txt", "plots"}
    assert (run / "notes.txt").read_text() == "the best so far"
    assert not previous(run).exists()


def test_saving_pushes_nothing_aside_but_a_run(task: Any, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.tex").write_text("years of work")
    with pytest.raises(CheckpointError, match="is no run"):
        save_checkpoint(thesis, task, Progress())
    with pytest.raises(CheckpointError, match="is no run"):
        save_checkpoint(thesis / "chapter.tex", task, Progress())
    assert (thesis / "chapter.tex").read_text() == "years of work"


def test_a_folder_that_cannot_be_made_is_a_sentence(task: Any, verbs: Path) -> None:
    with pytest.raises(CheckpointError, match=r"cannot be saved: .*; make room or choose a folder"):
        save_checkpoint(verbs / "train.txt" / "run", task, Progress())


@pytest.mark.parametrize("name", sorted(FILES - {"events.jsonl"}))
@pytest.mark.parametrize("cut", [None, 0, 10, -1])
def test_a_missing_or_cut_file_is_named(run: Path, make_task: Any, name: str, cut: int | None) -> None:
    path = run / name
    content = path.read_bytes()
    if cut is None:
        path.unlink()
    else:
        # JSON ends with a line end, which nobody misses.
        path.write_bytes(content[: cut - 1 if cut < 0 else cut])

    def opened() -> None:
        read_facts(run)
        load_training(run, make_task())

    with pytest.raises(CheckpointError) as caught:
        opened()
    assert name in str(caught.value) or "cannot be resumed" in str(caught.value) or "is no run" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weights_of_another_shape_are_refused_before_they_are_read(run: Path, make_task: Any) -> None:
    with pytest.raises(CheckpointError, match=r"of shape .* its settings ask for"):
        load_weights(run, make_task(hidden=20).modules())


def test_a_missing_tensor_is_named(run: Path, make_task: Any) -> None:
    tensors = load_file(run / MODEL)
    lost = sorted(tensors)[0]
    save_file({name: value for name, value in tensors.items() if name != lost}, run / MODEL)
    with pytest.raises(CheckpointError, match=f"lacks '{lost}'"):
        load_weights(run, make_task().modules())


def test_a_foreign_optimizer_state_is_refused(run: Path, make_task: Any) -> None:
    save_file({"all.999.exp_avg": torch.zeros(3)}, run / TRAINING)
    with pytest.raises(CheckpointError, match="does not fit"):
        load_training(run, make_task())
    save_file({"all.0.exp_avg": torch.zeros(3)}, run / TRAINING)
    with pytest.raises(CheckpointError, match="does not fit"):
        load_training(run, make_task())


def test_a_shipped_model_without_training_state_cannot_be_resumed(run: Path, make_task: Any) -> None:
    (run / TRAINING).unlink()
    with pytest.raises(CheckpointError, match="holds a finished model only"):
        load_training(run, make_task())


@pytest.mark.parametrize(
    "values",
    [
        {"step": -1}, {"step": "x"}, {"step": 1e300}, {"share": 2}, {"share": float("nan")}, {"words": None},
        {"held": {"nosuch": 1.0}}, {"held": [1]}, {"pending": 3}, {"seconds": float("inf")},
    ],
)  # fmt: skip
def test_a_damaged_progress_is_a_sentence(run: Path, make_task: Any, values: dict[str, Any]) -> None:
    path = run / "progress.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
    with pytest.raises(CheckpointError, match=r"progress\.json"):
        load_training(run, make_task())


def test_a_run_may_be_copied_elsewhere(run: Path, tmp_path: Path, make_task: Any) -> None:
    shutil.copytree(run, tmp_path / "elsewhere")
    assert load_training(tmp_path / "elsewhere", make_task()).step == 7
