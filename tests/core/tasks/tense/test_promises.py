"""Presets made small end in the verdict that they promise; docs/reports.md has those at their full size."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.registry import find_preset
from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.core.tasks.tense.data import VerbData, read_folder
from cvae_tui.core.tasks.tense.latent import look
from cvae_tui.core.tasks.tense.task import TenseTask
from cvae_tui.core.trainer import Trainer

DATA = VerbData(Path("nowhere"), read_folder(shipped_data("tense", "lab")).train[:30], (), (), "0")
SMALL: dict[str, Any] = {"hidden": 48, "embedding": 48, "latent": 8, "batch_size": 16, "evaluate_every": 0}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("lesson-collapse", {"epochs": 15}),
        ("report-000", {"epochs": 40, "lr": 0.3}),
        ("report-000-monotonic", {"epochs": 20}),
        ("report-002-equal-rates", {"epochs": 20}),
    ],
)
def test_a_small_preset_keeps_its_promise(name: str, settings: dict[str, Any]) -> None:
    preset = find_preset(name)
    task = TenseTask(replace(preset.config, **{**SMALL, **settings}), DATA, torch.device("cpu"))  # type: ignore[arg-type]
    for _ in Trainer(task).events():
        pass
    assert look(task.model(), DATA).verdict[0] == preset.verdict
