"""A run small enough for a test: the toy task, a few weights and four steps an epoch."""

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from toy import ToyConfig, ToyTask, registered, write_pictures

# Where `pulling` lies.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A data folder of two pictures."""
    return write_pictures(tmp_path / "pictures")


@pytest.fixture
def make_task(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Make a toy task; settings may be changed by name. However slow the machine, reports come by steps alone."""
    monkeypatch.setattr("cvae_tui.core.trainer.REPORT_SECONDS", math.inf)

    def make(**changes: Any) -> ToyTask:
        tiny: dict[str, Any] = {"epochs": 3, "report_every": 3, "evaluate_every": 1}
        return ToyTask.create(ToyConfig(**{**tiny, **changes}), pictures, torch.device("cpu"))

    with registered():
        yield make
