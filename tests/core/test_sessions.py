import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from pulling import pull
from toy import SPEC, SampleRow, registered, write_pictures

from cvae_tui.core.errors import CheckpointError, CvaeError, UsageError
from cvae_tui.core.events import Started
from cvae_tui.core.runs.lock import hold
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import runs_folder, unused_run
from cvae_tui.core.sessions import TrainOrder, config_of, load_model, resume, start

TINY = (("epochs", "3"), ("evaluate_every", "0"))


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    """The toy task, known."""
    with registered():
        yield


def order(pictures: Path, **values: Any) -> TrainOrder:
    usual: dict[str, Any] = {"preset": "toy", "data": str(pictures), "settings": TINY}
    return TrainOrder(**{**usual, **values})


@pytest.fixture
def run(pictures: Path) -> Path:
    """A run of two steps."""
    trainer = start(order(pictures, run="mine"))
    events = trainer.events()
    pull(events, 2)
    trainer.save()
    events.close()
    assert trainer.run is not None
    return trainer.run


def rewrite(run: Path, **values: Any) -> None:
    path = run / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_nothing_is_written_before_the_first_event(pictures: Path) -> None:
    trainer = start(order(pictures))
    assert trainer.run == runs_folder() / "toy"
    assert not runs_folder().exists()
    started = next(trainer.events())
    assert isinstance(started, Started)
    assert started.run == str(runs_folder() / "toy")


def test_a_new_run_has_its_presets_settings_and_those_given(pictures: Path) -> None:
    config = start(order(pictures, settings=(("lr", "0.25"),))).task.config.to_dict()
    assert (config["lr"], config["epochs"]) == (0.25, 50)
    task = start(TrainOrder(task="toy", data=str(pictures))).task
    assert task.config == SPEC.presets[0].config


def test_without_a_name_the_next_free_one_is_taken_when_it_begins(pictures: Path) -> None:
    first, second, third = (start(order(pictures)) for _ in range(3))
    pulled = [trainer.events() for trainer in (first, second)]
    assert [next(events).step for events in pulled] == [0, 0]
    with hold(runs_folder() / "toy-3"):
        events = third.events()
        next(events)
        assert [trainer.run.name for trainer in (first, second, third) if trainer.run] == ["toy", "toy-2", "toy-4"]
    for each in (*pulled, events):
        each.close()


def test_a_name_that_is_given_is_taken_as_it_is(pictures: Path, run: Path) -> None:
    with pytest.raises(UsageError, match="holds a run already"):
        start(order(pictures, run="mine"))
    first, second = (start(order(pictures, run="other")) for _ in range(2))
    events = first.events()
    next(events)
    with pytest.raises(CheckpointError, match="is being trained by process"):
        next(second.events())
    events.close()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"preset": "toi"}, "there is no preset 'toi'"),
        ({"task": "tense"}, "the preset 'toy' is of the task 'toy', not 'tense'"),
        ({"settings": (("lr", "x"),)}, "lr is 'x'"),
        ({"data": "nosuch"}, "there is no data folder 'nosuch'; give a folder with pictures.txt, or one of dots"),
        ({"device": "gpu"}, "there is no device 'gpu'"),
        ({"origin": "nosuch"}, "there is no run 'nosuch'"),
    ],
)
def test_an_order_that_cannot_be_is_a_sentence(pictures: Path, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CvaeError, match=sentence):
        start(order(pictures, **values))


def generator(task: Any) -> torch.Tensor:
    return task.generator.draw.weight


def critic(task: Any) -> torch.Tensor:
    return task.critic.weight


def test_a_run_begins_with_the_weights_settings_and_data_of_another(run: Path) -> None:
    origin = resume(run)
    trainer = start(TrainOrder(origin="mine", settings=(("lr", "0.125"),)))
    assert torch.equal(generator(trainer.task), generator(origin.task))
    assert trainer.progress.step == 0
    assert trainer.task.config == origin.task.config.with_text({"lr": "0.125"})
    assert trainer.task.metadata() == origin.task.metadata()
    assert trainer.run == runs_folder() / "toy"


def test_of_another_data_only_the_model_is_taken(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toy import ToyTask

    honest = ToyTask.modules
    monkeypatch.setattr(ToyTask, "modules", lambda task: {"model": task.generator, "beside": honest(task)["critic"]})
    first = start(TrainOrder(preset="toy", run="named", data=str(read_metadata(run).data)))
    events = first.events()
    pull(events, 2)
    first.save()
    events.close()
    other = write_pictures(tmp_path / "other", ("0" * 16, "1" * 16))
    fresh = critic(start(TrainOrder(preset="toy", data=str(other))).task)
    for data, same in ((None, True), (str(other), False)):
        task = start(TrainOrder(origin="named", data=data)).task
        assert torch.equal(generator(task), generator(first.task))
        assert torch.equal(critic(task), fresh) is not same


def test_a_run_goes_on_with_its_own_settings(run: Path) -> None:
    trainer = resume(run)
    assert (trainer.progress.step, trainer.progress.examples, trainer.run) == (2, 4, run)
    assert trainer.task.config == config_of(read_metadata(run))


def test_its_budget_may_change_and_its_nature_not(run: Path) -> None:
    config = resume(run, changes={"epochs": "9", "save_seconds": "5"}).task.config
    assert (config.epochs, config.save_seconds) == (9, 5.0)
    for changes, sentence in (
        ({"lr": "1"}, "lr stays as it is"),
        ({"nosuch": "32"}, "there is no setting 'nosuch'"),
        ({"epochs": "0"}, "epochs is 0"),
    ):
        with pytest.raises(UsageError, match=sentence):
            resume(run, changes=changes)


def test_a_budget_that_is_used_up_is_a_sentence(run: Path) -> None:
    list(resume(run).events())
    with pytest.raises(UsageError, match="'mine' has used up its budget of"):
        resume(run)
    assert resume(run, changes={"epochs": "4"}).progress.step == 12


def test_data_that_changed_or_went_is_refused(run: Path, pictures: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    pictures.rename(moved)
    with pytest.raises(CheckpointError, match="give its folder with --data"):
        resume(run)
    assert resume(run, data=moved).progress.step == 2
    assert load_model(run).dimensions == 0
    write_pictures(moved, ("0" * 16, "1" * 16))
    with pytest.raises(CheckpointError, match="has changed since"):
        resume(run, data=moved)


def test_a_run_of_an_unknown_task_or_setting_is_refused(run: Path) -> None:
    rewrite(run, settings={**read_metadata(run).settings, "nosuch": 1})
    with pytest.raises(CheckpointError, match="there is no setting 'nosuch'"):
        config_of(read_metadata(run))
    rewrite(run, task="nosuch")
    for opening in (resume, load_model):
        with pytest.raises(CheckpointError, match="of the task 'nosuch', this version knows "):
            opening(run)


def test_a_shipped_run_is_not_trained_on(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cvae_tui.core.runs.paths.shipped_runs_folder", lambda: run.parent)
    with pytest.raises(CheckpointError, match="came with the package and stays as it is"):
        resume(run)


def test_the_model_of_a_run_answers_as_it_was_saved(run: Path) -> None:
    rows = (SampleRow(0), SampleRow(1))
    assert load_model(run).sample(rows, "light") == resume(run).task.model().sample(rows, "light")


def test_no_model_of_gigabytes_is_built_for_a_small_file(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cvae_tui.core.runs.checkpoint.ALWAYS_ALLOWED", 0)
    rewrite(run, settings={**read_metadata(run).settings, "pictures": 50})
    for opening in (resume, load_model):
        with pytest.raises(CheckpointError, match=r"model-000002.safetensors is too small for the model"):
            opening(run)


def test_torch_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, cvae_tui.core.sessions; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_run_killed_before_its_first_save_leaves_its_name_free(pictures: Path) -> None:
    folder = runs_folder() / "mine"
    folder.mkdir(parents=True)
    (folder / "model-000000.safetensors").write_bytes(b"x")
    (folder / ".progress.json").write_bytes(b"x")
    assert unused_run("mine", "toy") == folder
    next(start(order(pictures, run="mine")).events())
    assert read_metadata(folder).progress["step"] == 0
    assert not (folder / ".progress.json").exists()
