"""Weights of readings are fitted on what a run holds out, at its evaluations, and stay in its checkpoint."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.runs.checkpoint import Progress, save_checkpoint
from cvae_tui.core.tasks.tense import selection
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData, read_folder
from cvae_tui.core.tasks.tense.predictor import load_predictor
from cvae_tui.core.tasks.tense.task import TenseTask

CPU = torch.device("cpu")
SMALL = TenseConfig(
    hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4, prior_samples=0.5, transport=1.0,
    precision="float32", extra=True, held_out=0.4, latent_rows=3, prefixed=True, hallucination=0.2, oversample=1,
    batch_size=4,
)  # fmt: skip
ROWS = "walk walks walking walked|go goes going went|try tries trying tried|talk talks talking talked|be is being was"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VerbData:
    monkeypatch.setattr(selection, "ALWAYS_LEARNED", 0)
    monkeypatch.setattr(selection, "_drawn", lambda word, fraction: bool(fraction) and word in ("try", "of"))
    folder = tmp_path / "verbs"
    folder.mkdir()
    (folder / "train.txt").write_text(ROWS.replace("|", "\n") + "\n", encoding="utf-8")
    (folder / "extra.txt").write_text("gone go\nare be\n", encoding="utf-8")
    (folder / "other_words.txt").write_text("the\nof\nmust\n", encoding="utf-8")
    return read_folder(folder)


def test_an_evaluation_weighs_the_readings_and_a_loaded_run_has_the_weights(data: VerbData, tmp_path: Path) -> None:
    task = TenseTask(SMALL, data, CPU)
    for step in range(3):
        task.step(step, {name: dial(0.5) for name, dial in task.schedules().items()})
    before = task.network.get_buffer("reading").tolist()
    scores, *_ = task.evaluate()
    after = task.network.get_buffer("reading").tolist()
    assert before == [1.0, 1.0, -6.0] != after and all(map(torch.isfinite, torch.tensor(after)))
    assert 0 <= scores["held_out"] <= 1 and 0 <= scores["calibration"] <= 1
    save_checkpoint(tmp_path / "run", task, Progress())
    loaded = load_predictor(tmp_path / "run", CPU)
    assert loaded.model.get_buffer("reading").tolist() == after
    assert loaded.convert(["gone", "the"], [None, None]) == task.model().convert(["gone", "the"], [None, None])
    assert all(len(answer.kinds or ()) == 7 for answer in loaded.convert(["gone", "the"], [None, None]))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_readings_are_weighed_on_a_cuda_device_too(data: VerbData) -> None:
    task = TenseTask(SMALL, data, torch.device("cuda"))
    scores, *_ = task.evaluate()
    assert 0 <= scores["held_out"] <= 1 and task.network.get_buffer("reading").device.type == "cuda"


def test_what_is_held_out_is_never_in_a_batch(data: VerbData) -> None:
    task = TenseTask(SMALL, data, CPU)
    words = {word for row in task.rows for word in row}
    assert words.isdisjoint(("try", "tries", "trying", "tried")) and task.named == 2
    memory = task.model().memory
    assert (memory.words, memory.others) == (words | {"gone", "are"}, {"the", "must"})
    assert memory.learned("must") and memory.learned("gone") and not memory.learned("try")
    assert set(task._others) == {3, 4} and all(len(numbers) == 1 for numbers in task._others.values())


def test_steps_come_as_often_in_every_epoch_and_two_runs_are_equal(data: VerbData) -> None:
    tasks = [TenseTask(replace(SMALL, held_out=0.0), data, CPU) for _ in range(2)]
    assert {len(tasks[0]._shuffled(epoch)) for epoch in range(6)} == {tasks[0].steps_per_epoch}
    dials = {name: dial(0.5) for name, dial in tasks[0].schedules().items()}
    learned = [[task.step(step, dials).losses for step in range(4)] for task in tasks]
    for first, second in zip(*learned, strict=True):
        assert first.keys() == second.keys()
        assert all(torch.equal(loss, second[name]) for name, loss in first.items())


def test_a_run_without_other_forms_has_neither_weights_nor_more_kinds(data: VerbData) -> None:
    task = TenseTask(replace(SMALL, extra=False, held_out=0.0), data, CPU)
    assert "reading" not in dict(task.network.named_buffers()) and task.model().kinds == 4
    assert {"held_out", "calibration"}.isdisjoint(task.evaluate()[0])
