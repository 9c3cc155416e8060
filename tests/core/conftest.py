"""A run small enough for a test: twelve verbs, a model of a few thousand weights, a second to train."""

import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.registry import create_task
from cvae_tui.core.tasks.tense.config import TenseConfig

# Where `pulling` lies.
sys.path.insert(0, str(Path(__file__).parent))

VERBS = """
use uses using used
make makes making made
do does doing did
get gets getting got
work works working worked
find finds finding found
play plays playing played
stop stops stopping stopped
cut cuts cutting cut
cry cries crying cried
go goes going went
walk walks walking walked
"""
TINY: dict[str, Any] = {
    "hidden": 16, "embedding": 8, "latent": 4, "condition": 4, "code": 8, "naming": 8, "batch_size": 8,
    "epochs": 3, "report_every": 4, "evaluate_every": 1, "invented": 0.2, "dreamed": 0.5,
}  # fmt: skip


@pytest.fixture
def verbs(tmp_path: Path) -> Path:
    """A data folder of twelve verbs, with one test pair."""
    folder = tmp_path / "verbs"
    folder.mkdir()
    (folder / "train.txt").write_text(VERBS.lstrip(), encoding="utf-8")
    (folder / "test.txt").write_text("play played present past\n", encoding="utf-8")
    return folder


@pytest.fixture
def make_task(verbs: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a tiny task, evaluated on a few words only; settings may be changed by name."""
    for name in ("QUICK_DRAWS", "QUICK_CONVERSIONS"):
        monkeypatch.setattr(f"cvae_tui.core.tasks.tense.score.{name}", 10)

    def make(**changes: Any) -> Any:
        return create_task("tense", TenseConfig(**{**TINY, **changes}), verbs, torch.device("cpu"))

    return make
