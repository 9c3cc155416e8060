"""Every task on a CUDA device, where the machine has one: what it learns, how it goes on, and what it answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from small_data import SMALL, write_small

from cvae_tui.core.answer import Shown, Table, Text
from cvae_tui.core.events import Finished
from cvae_tui.core.registry import all_tasks, find_task
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.sessions import TrainOrder, load_model, resume, start
from cvae_tui.core.trainer import Trainer

QUESTIONS = {
    "tense": "written lay zumped", "spelling": "recieve definately friend", "sentiment": "not bad at all, I was bored",
    "digits": "2026",
}  # fmt: skip
STEPS = 6

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")


@pytest.fixture(params=sorted(QUESTIONS))
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def begin(name: str, tmp_path: Path) -> Callable[..., Trainer]:
    """Make a trainer of a few steps on the device; settings may be changed by name."""
    data = write_small(name, tmp_path / "data")

    def make(run: str, **changes: str) -> Trainer:
        settings = {**SMALL[name], **changes}
        return start(TrainOrder(task=name, data=data, run=run, device="cuda", settings=tuple(settings.items())))

    return make


def train(trainer: Trainer, steps: int | None = None) -> Path:
    """Train to the end, or stop behind so many steps."""
    for event in trainer.events():
        if steps is not None and trainer.progress.step >= steps:
            trainer.stop()
        if isinstance(event, Finished):
            assert event.reason == ("done" if steps is None else "stopped"), event.message
    assert trainer.run is not None
    return trainer.run


def weights(trainer: Trainer) -> list[torch.Tensor]:
    return [weight for module in trainer.task.modules().values() for weight in module.parameters()]


@pytest.mark.filterwarnings("ignore:Synchronization debug mode")
def test_a_step_never_waits_for_the_device(begin: Callable[..., Trainer]) -> None:
    trainer = begin("steps")
    task, dials = trainer.task, {**trainer.dials, "noise": 0.0}
    for step in range(3):
        task.step(step, dials)
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        learned = task.step(3, dials)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    assert {loss.device.type for loss in learned.losses.values()} == {"cuda"}


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_it_learns(begin: Callable[..., Trainer], name: str, precision: str) -> None:
    known = "precision" in find_task(name).config.names()
    trainer = begin("whole", **({"precision": precision} if known else {}))
    before = [weight.clone() for weight in weights(trainer)]
    train(trainer)
    after = weights(trainer)
    assert {weight.device.type for weight in after} == {"cuda"}
    assert any(not torch.equal(one, other) for one, other in zip(before, after, strict=True))
    assert all(bool(torch.isfinite(weight).all()) for weight in after)


def test_a_run_that_was_stopped_goes_on_like_one_that_was_not(begin: Callable[..., Trainer]) -> None:
    whole = begin("whole")
    train(whole)
    parts = resume(train(begin("parts"), steps=STEPS // 2), "cuda")
    assert parts.progress.step == STEPS // 2
    train(parts)
    assert parts.progress.step == whole.progress.step
    for one, other in zip(weights(whole), weights(parts), strict=True):
        torch.testing.assert_close(other, one, rtol=1e-3, atol=1e-4)


def test_a_run_of_the_device_answers_on_a_machine_without_one(begin: Callable[..., Trainer], name: str) -> None:
    run = train(begin("mine"))
    query = find_task(name).parse(QUESTIONS[name], Shown())
    assert load_model(run, "cpu").answer(query).rows


def test_the_shipped_model_gives_the_answers_it_gives_on_the_processor(name: str) -> None:
    spec = find_task(name)
    run = find_run(None, spec)
    query = spec.parse(QUESTIONS[name], Shown())
    here, there = (load_model(run, device).answer(query) for device in ("cpu", "cuda"))
    assert texts(here) == texts(there)
    for one, other in zip(scores(here), scores(there), strict=True):
        assert one == pytest.approx(other, abs=0.01)


def texts(table: Table) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells if isinstance(cell, Text)]


def scores(table: Table) -> list[float]:
    cells = [cell for row in table.rows for cell in row.cells if isinstance(cell, Text)]
    return [cell.score for cell in cells if cell.score is not None]


def test_every_task_is_tried() -> None:
    assert set(QUESTIONS) == set(all_tasks()) == set(SMALL)
