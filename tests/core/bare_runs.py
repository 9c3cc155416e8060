"""Folders with a run's metadata and nothing else."""

import json
import os
from pathlib import Path
from typing import Any

from cvae_tui.core.runs.metadata import FORMAT
from cvae_tui.core.runs.paths import runs_folder

CONFIG: dict[str, Any] = {
    "format": FORMAT, "task": "toy", "variant": "small", "preset": "some", "settings": {"lr": 0.5},
    "data": "dots", "fingerprint": "12", "versions": {"torch": "2"},
}  # fmt: skip


def make_run(name: str, when: float = 0.0, **config: Any) -> Path:
    folder = runs_folder() / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**CONFIG, **config}))
    os.utime(folder / "config.json", (when, when))
    return folder
