"""A whole step as it would run on a CUDA device, on a machine without one."""

from pathlib import Path
from typing import cast

import pytest
import torch
from pretended import CUDA, pretended_cuda, second_step

from cvae_tui.core.registry import find_preset
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.task import TenseTask

ROWS = (("walk", "walks", "walking", "walked"), ("go", "goes", "going", "went"), ("try", "tries", "trying", "tried"))
DATA = VerbData(Path("nowhere"), ROWS, (), (), "0")
SMALL = {"hidden": "16", "embedding": "16", "latent": "4", "condition": "4", "batch_size": "4", "precision": "float32"}


def test_the_pretended_device_sees_every_way_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    with pretended_cuda(monkeypatch) as seen:
        values = torch.arange(4, device=CUDA)
        assert values.device == CUDA and (values + 1).device == CUDA and seen.waits == []
        assert (values.tolist(), values.sum().item(), bool(values.sum() > 3)) == ([0, 1, 2, 3], 6, True)
        assert values[values > 1].shape == (2,)
        made = torch.tensor([1], device=CUDA), torch.ones(2).to(CUDA), torch.ones(2).to(CUDA, non_blocking=True)
        assert {value.device for value in made} == {CUDA} and values.cpu().device.type == "cpu"
        asked = [wait.partition(" in ")[0] for wait in seen.waits]
        assert seen.strays == []
        values.add_(torch.ones(4, dtype=torch.long))
    assert asked == ["tolist", "_local_scalar_dense", "_local_scalar_dense", "index", "tensor", "to, of (2,)", "cpu"]
    assert seen.strays == ["add_"]


@pytest.mark.parametrize("truth", [1.0, 0.0])
@pytest.mark.parametrize("preset", ["default", "report-000", "report-001-tf8-2", "report-002"])
def test_a_step_never_waits_for_the_device(preset: str, truth: float, monkeypatch: pytest.MonkeyPatch) -> None:
    config = cast(TenseConfig, find_preset(preset).config.with_text(SMALL))
    with pretended_cuda(monkeypatch) as seen:
        task = TenseTask(config, DATA, CUDA)
        learned = second_step(task, seen, teacher_forcing=truth)
        assert learned.skipped is not None and learned.skipped.device == CUDA
    assert seen.strays == []
    assert seen.waits == []
