"""What a step learns, whom it leaves alone, and that a run that goes on equals the one that never stopped."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from cvae_tui.core.answer import Image, Query, SampleRow, Shown, Text
from cvae_tui.core.runs.checkpoint import load_training
from cvae_tui.core.tasks.digits.task import DigitsTask
from cvae_tui.core.tasks.digits.translator import load_translator
from cvae_tui.core.trainer import Trainer

Make = Callable[..., DigitsTask]


def dials(task: DigitsTask) -> dict[str, float]:
    return {name: schedule(0.5) for name, schedule in task.schedules().items()}


def weights(module: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in module.parameters()])


def test_a_step_teaches_all_four_networks(make_task: Make) -> None:
    task = make_task(ema=0.5)
    before = {name: weights(module) for name, module in task.modules().items()}
    learned = task.step(0, dials(task))
    assert learned.examples == 4
    assert set(learned.losses) == {"d_ms", "d_sm", "g_msm", "g_sms", "cycle"}
    assert all(torch.isfinite(loss) and not loss.requires_grad for loss in learned.losses.values())
    assert all(not torch.equal(weights(module), before[name]) for name, module in task.modules().items())


def test_pretraining_leaves_the_generators_alone(make_task: Make) -> None:
    task = make_task(pretraining=1)
    before = weights(task.generators)
    task.step(0, dials(task))
    assert torch.equal(weights(task.generators), before)
    task.step(1, dials(task))
    assert not torch.equal(weights(task.generators), before)


def test_no_gradient_of_a_generators_loss_reaches_a_discriminator(make_task: Make) -> None:
    task = make_task()
    task._optimizers["critics"].zero_grad(set_to_none=True)
    task._optimizers["critics"].step = lambda *_, **__: None  # type: ignore[method-assign]
    seen: list[torch.Tensor | None] = []
    update = task._update

    def watched(name: str, loss: torch.Tensor) -> None:
        before = [None if p.grad is None else p.grad.clone() for p in task.critics.parameters()]
        update(name, loss)
        if name == "generators":
            after = [p.grad for p in task.critics.parameters()]
            seen.extend(a for a, b in zip(after, before, strict=True) if not torch.equal(a, b))  # type: ignore[arg-type]

    task._update = watched  # type: ignore[method-assign]
    task.step(0, dials(task))
    assert seen == []
    assert all(parameter.requires_grad for parameter in task.critics.parameters())


def test_the_printed_slip_gives_the_second_generator_the_first_ones_labels(make_task: Make) -> None:
    right, slipped = (make_task(report_error=error) for error in (False, True))
    first, second = (task.step(0, dials(task)).losses for task in (right, slipped))
    assert torch.equal(first["g_msm"], second["g_msm"])
    assert not torch.equal(first["g_sms"], second["g_sms"])


@pytest.mark.parametrize(
    "settings", [{}, {"ema": 0.9, "pretraining": 2, "spectral_norm": True, "style": 2}, {"classes": "two"}]
)
def test_a_run_that_goes_on_equals_the_one_that_never_stopped(
    settings: dict[str, object], make_task: Make, tmp_path: Path
) -> None:
    whole = make_task(**settings)
    for _ in Trainer(whole, tmp_path / "whole").events():
        pass
    half = Trainer(make_task(**settings), tmp_path / "half")
    for event in half.events():
        if getattr(event, "step", 0) == 3:
            half.stop()
    resumed = make_task(**settings)
    progress = load_training(tmp_path / "half", resumed)
    assert progress.step == 3
    for _ in Trainer(resumed, tmp_path / "half", progress).events():
        pass
    for name, module in whole.modules().items():
        for (key, a), b in zip(module.state_dict().items(), resumed.modules()[name].state_dict().values(), strict=True):
            assert torch.equal(a, b), (name, key)


def test_a_sheet_has_ten_pictures_of_every_digit(make_task: Make) -> None:
    model = make_task().model()
    table = model.answer(Query("sheet", ("mnist", None)))
    assert [row.label for row in table.rows] == [str(digit) for digit in range(10)]
    assert {len(row.cells) for row in table.rows} == {10}
    assert all(isinstance(cell, Image) and cell.channels == 3 for row in table.rows for cell in row.cells)
    read = [row.cells[1] for row in model.answer(Query("digits", ("mnist", (7, 7)))).rows]
    assert list(table.rows[7].cells[:1]) == read[:1]


def test_a_sample_keeps_its_style_and_is_moved_along_it(make_task: Make) -> None:
    model = make_task(style=2).model()
    assert model.dimensions == 2
    first, again, moved = (
        model.sample((SampleRow(7, edits),), "to_street").rows[0].cells for edits in ((), (), ((1, 5.0),))
    )
    assert first == again
    assert first[0] == moved[0]
    assert first[1] != moved[1]


def test_a_trained_run_answers_in_pictures(make_task: Make, tmp_path: Path) -> None:
    task = make_task(ema=0.5)
    for _ in Trainer(task, tmp_path / "run").events():
        pass
    loaded = load_translator(tmp_path / "run", torch.device("cpu"))
    table = loaded.answer(task.spec.parse("202", Shown()))
    assert [row.label for row in table.rows] == ["2", "0", "2"]
    source, made, back, read = table.rows[0].cells
    assert isinstance(source, Image) and isinstance(made, Image) and isinstance(back, Image) and isinstance(read, Text)
    assert (source.channels, made.channels, back.channels) == (1, 3, 1)
    # A digit that comes twice is shown by two pictures.
    assert source != table.rows[2].cells[0]
    assert table == task.model().answer(task.spec.parse("202", Shown()))
