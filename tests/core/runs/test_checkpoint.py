import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.runs import checkpoint
from cvae_tui.core.runs.checkpoint import (
    Progress,
    load_training,
    load_weights,
    no_larger_than,
    save_checkpoint,
    stored_shapes,
)
from cvae_tui.core.runs.metadata import read_metadata, state_files

DIALS = {"lr": 0.5, "critic_lr": 0.05}
MODEL, TRAINING = "model-000007.safetensors", "training-000007.safetensors"
FILES = {"config.json", MODEL, TRAINING, "progress.json"}
SEVEN = Progress(7, 50, 1.5, 0.25, {"lr": 0.5}, {"critic_loss": 1.25, "generator_loss": 2.5}, 3, 1.0, "stopped")


@pytest.fixture
def task(make_task: Any) -> Any:
    """A task that took one step, so that its optimizers have a state."""
    made = make_task()
    made.step(0, DIALS)
    return made


@pytest.fixture
def run(task: Any, tmp_path: Path) -> Path:
    """The task saved at step 7."""
    folder = tmp_path / "runs" / "mine"
    save_checkpoint(folder, task, SEVEN, "some")
    return folder


def states(task: Any) -> dict[str, dict[str, Any]]:
    found = {name: optimizer.state_dict()["state"] for name, optimizer in task.optimizers().items()}
    return {f"{name} {number}": values for name, state in found.items() for number, values in state.items()}


def test_what_is_saved_comes_back(task: Any, run: Path, make_task: Any) -> None:
    assert {path.name for path in run.iterdir()} == FILES
    assert [path.name for path in run.parent.iterdir()] == ["mine"]
    other = make_task(seed=5)
    assert load_training(run, other) == SEVEN
    for name, module in task.modules().items():
        stored = other.modules()[name].state_dict()
        assert all(torch.equal(value, stored[key]) for key, value in module.state_dict().items())
    # Two optimizers of two kinds: momentum of one, a step and mean squares of the other.
    ours, theirs = states(task), states(other)
    assert set(ours["critic 0"]) == set(theirs["critic 0"]) == {"step", "square_avg"}
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key][name], theirs[key][name]) for key in ours for name in ours[key])


@pytest.mark.parametrize(
    "kind", [torch.optim.AdamW, torch.optim.Adam, torch.optim.SGD, torch.optim.Adagrad, torch.optim.NAdam]
)
def test_any_optimizers_state_comes_back(make_task: Any, tmp_path: Path, kind: Any) -> None:
    first, second = make_task(), make_task(seed=3)
    for task in (first, second):
        task.optimizers()["critic"] = kind(task.critic.parameters(), lr=0.1)
    first.step(0, DIALS)
    save_checkpoint(tmp_path / "run", first, Progress(step=1))
    load_training(tmp_path / "run", second)
    for task in (first, second):
        task.step(1, DIALS)
    assert all(torch.equal(*pair) for pair in zip(first.critic.parameters(), second.critic.parameters(), strict=True))


def test_the_metadata_is_there_without_torch(run: Path) -> None:
    found = read_metadata(run)
    assert (found.task, found.variant, found.preset, found.name, found.format) == ("toy", "", "some", "mine", 2)
    assert found.settings["lr"] == 0.5
    assert {"cvae-tui", "torch"} <= found.versions.keys()
    assert found.progress["step"] == 7


def test_a_later_state_takes_the_place_of_the_earlier(task: Any, run: Path, make_task: Any) -> None:
    (run / "events.jsonl").write_text("{}")
    (run / "score.json").write_text('{"step": 7}')
    save_checkpoint(run, task, Progress(step=7))
    assert (run / "score.json").exists()
    save_checkpoint(run, task, Progress(step=8))
    names = {path.name for path in run.iterdir()}
    assert names == {"config.json", "progress.json", "events.jsonl", "model-000008.safetensors",
                     "training-000008.safetensors"}  # fmt: skip
    assert load_training(run, make_task()).step == 8


@pytest.mark.parametrize("name", ["replace", "mkdir", "fsync", "open", "unlink"])
@pytest.mark.parametrize("survived", range(10))
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
            save_checkpoint(run, task, Progress(step=8), "other")
        except CheckpointError:
            failed = True
    # What is written last are the settings, which go with both states.
    assert load_training(run, make_task()).step == (
        8 if not failed or (run / "model-000008.safetensors").exists() else 7
    )
    assert {path.name for path in run.parent.iterdir()} == {"mine"}
    assert read_metadata(run).task == "toy"
    save_checkpoint(run, task, Progress(step=9), "other")
    assert {path.name for path in run.iterdir()} == {
        "config.json", "progress.json", "model-000009.safetensors", "training-000009.safetensors",
    }  # fmt: skip


def test_a_new_run_that_cannot_be_saved_leaves_nothing(
    task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match="cannot be saved: No space left on device; make room"):
        save_checkpoint(tmp_path / "new", task, Progress())
    assert not (tmp_path / "new").exists()


def test_weights_can_be_read_while_they_are_saved_again(
    task: Any, run: Path, make_task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, saves = checkpoint.tensor_shapes, iter([8])

    def overtaken(path: Path) -> Any:
        # Between the look at progress.json and the one at the file that it names, a later state is saved.
        if (step := next(saves, None)) is not None:
            save_checkpoint(run, task, Progress(step=step))
        return honest(path)

    monkeypatch.setattr(checkpoint, "tensor_shapes", overtaken)
    other = make_task(seed=5)
    load_weights(run, other.modules())
    assert torch.equal(other.critic.weight, task.critic.weight)


def test_what_a_kill_left_half_written_is_swept_away(task: Any, run: Path) -> None:
    for name in (
        ".model-000008.safetensors",
        "model-000008.safetensors",
        "training-000003.safetensors",
        ".config.json",
    ):
        (run / name).write_text("x")
    save_checkpoint(run, task, SEVEN)
    assert {path.name for path in run.iterdir()} == FILES


def test_what_somebody_laid_into_the_folder_stays(task: Any, run: Path) -> None:
    foreign = {"notes.txt", "model-best.safetensors", "plots"}
    (run / "notes.txt").write_text("the best so far")
    (run / "model-best.safetensors").write_text("x")
    (run / "plots").mkdir()
    for step in (8, 7):
        save_checkpoint(run, task, Progress(step=step))
    assert {path.name for path in run.iterdir()} == FILES | foreign
    assert (run / "notes.txt").read_text() == "the best so far"


def test_saving_goes_into_no_other_folder(task: Any, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.tex").write_text("years of work")
    for place in (thesis, thesis / "chapter.tex"):
        with pytest.raises(CheckpointError, match="is no run"):
            save_checkpoint(place, task, Progress())
    assert [path.name for path in thesis.iterdir()] == ["chapter.tex"]


def test_a_folder_that_cannot_be_made_is_a_sentence(task: Any, pictures: Path) -> None:
    with pytest.raises(CheckpointError, match=r"cannot be saved: .*; make room or choose a folder"):
        save_checkpoint(pictures / "pictures.txt" / "run", task, Progress())


@pytest.mark.parametrize("name", sorted(FILES))
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
        read_metadata(run)
        load_training(run, make_task())

    with pytest.raises(CheckpointError) as caught:
        opened()
    # Without what names them, the files are looked for as those of a finished model.
    known = (name, "cannot be resumed", "is no run", "model.safetensors is missing")
    assert any(words in str(caught.value) for words in known)
    assert "\n" not in str(caught.value)


def test_weights_of_another_shape_are_refused_before_they_are_read(run: Path, make_task: Any) -> None:
    with pytest.raises(CheckpointError, match=r"of shape .* its settings ask for"):
        load_weights(run, {"critic": torch.nn.Linear(3, 1)})


def test_a_missing_tensor_is_named(run: Path, make_task: Any) -> None:
    tensors = load_file(run / MODEL)
    lost = sorted(tensors)[0]
    save_file({name: value for name, value in tensors.items() if name != lost}, run / MODEL)
    with pytest.raises(CheckpointError, match=f"lacks '{lost}'"):
        load_weights(run, make_task().modules())


def test_the_shapes_that_are_stored(run: Path) -> None:
    assert stored_shapes(run) == {
        "generator.draw.weight": (16, 2), "generator.draw.bias": (16,), "critic.weight": (1, 16), "critic.bias": (1,),
    }  # fmt: skip


def test_no_more_is_built_than_belongs_to_the_file(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "ALWAYS_ALLOWED", 0)
    with no_larger_than(run):
        torch.nn.Linear(16, 10)
    with pytest.raises(CheckpointError, match="is too small for the model that its settings ask for"):  # noqa: SIM117
        with no_larger_than(run):
            torch.nn.Linear(16, 100)
    torch.nn.Linear(16, 100)


@pytest.mark.parametrize(
    "change",
    [
        {"critic.999.step": torch.zeros(())}, {"critic.0.square_avg": torch.zeros(3)},
        {"critic.x.step": torch.zeros(())},
        {"critic.0.square_avg": torch.zeros(())}, {"critic.0.other": torch.zeros(())}, {"critic.0.step": None},
        {"critic.0.step": None, "critic.1.step": None},
    ],
)  # fmt: skip
def test_a_foreign_optimizer_state_is_refused(run: Path, make_task: Any, change: dict[str, Any]) -> None:
    tensors = {**load_file(run / TRAINING), **change}
    save_file({name: value for name, value in tensors.items() if value is not None}, run / TRAINING)
    with pytest.raises(CheckpointError, match="does not fit this run's optimizer"):
        load_training(run, make_task())


def test_a_model_without_training_state_cannot_be_resumed(run: Path, make_task: Any) -> None:
    (run / TRAINING).unlink()
    with pytest.raises(CheckpointError, match="holds a finished model only"):
        load_training(run, make_task())
    (run / MODEL).rename(run / "model.safetensors")
    (run / "progress.json").unlink()
    load_weights(run, make_task().modules())
    assert not state_files(run).former


@pytest.mark.parametrize(
    "values",
    [
        {"step": -1}, {"step": "x"}, {"step": 1e300}, {"fraction": 2}, {"fraction": float("nan")}, {"examples": None},
        {"overrides": {"nosuch": 1.0}}, {"overrides": [1]}, {"pending": 3}, {"seconds": float("inf")}, {"format": 3},
        {"pending_examples": "x"}, {"skipped": None},
    ],
)  # fmt: skip
def test_a_damaged_progress_is_a_sentence(run: Path, make_task: Any, values: dict[str, Any]) -> None:
    path = run / "progress.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
    with pytest.raises(CheckpointError, match=r"progress\.json"):
        load_training(run, make_task())


def test_a_run_may_be_copied_elsewhere_and_reached_by_a_link(
    task: Any, run: Path, tmp_path: Path, make_task: Any
) -> None:
    shutil.copytree(run, tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    save_checkpoint(tmp_path / "link", task, Progress(step=9))
    assert (tmp_path / "link").is_symlink()
    assert load_training(tmp_path / "elsewhere", make_task()).step == 9
