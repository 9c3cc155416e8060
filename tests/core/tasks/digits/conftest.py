"""Pictures small in number: ten of each digit of either kind, and judges that need no training."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from cvae_tui.core.tasks.digits import judge
from cvae_tui.core.tasks.digits.config import DigitsConfig
from cvae_tui.core.tasks.digits.task import DigitsTask

EACH = 10
TINY: dict[str, Any] = {
    "width": 4, "batch_size": 4, "epochs": 2, "steps_per_epoch": 3, "report_every": 2, "evaluate_every": 1,
    "precision": "float32",
}  # fmt: skip


def write_sheet(path: Path, tiles: np.ndarray, labels: list[int], columns: int = 10) -> None:
    """Write tiles (N, H, W, C) as a sheet with its labels."""
    count, side = tiles.shape[:2]
    rows = -(-count // columns)
    whole = np.zeros((rows * side, columns * side, tiles.shape[3]), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        whole[row * side : (row + 1) * side, column * side : (column + 1) * side] = tile
    Image.fromarray(whole[..., 0] if tiles.shape[3] == 1 else whole).save(path)
    path.with_suffix(".txt").write_text("".join(map(str, labels)) + "\n")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A data folder of random pictures, each digit as bright as its number."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    random = np.random.default_rng(0)
    labels = [digit for _ in range(EACH) for digit in range(10)]
    light = np.array(labels)[:, None, None, None] * 20
    for kind, side, channels in (("mnist", 28, 1), ("street", 32, 3)):
        for part in ("train", "test"):
            tiles = (light + random.integers(0, 40, (len(labels), side, side, channels))).astype(np.uint8)
            write_sheet(folder / f"{kind}_{part}.png", tiles, labels)
    return folder


@pytest.fixture
def make_task(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., DigitsTask]:
    """Make a tiny task; settings may be changed by name. Its judges learn for three steps."""
    monkeypatch.setattr(judge, "STEPS", {"mnist": 3, "street": 3})

    def make(device: str = "cpu", **changes: Any) -> DigitsTask:
        return DigitsTask.create(DigitsConfig(**{**TINY, **changes}), pictures, torch.device(device))

    return make
