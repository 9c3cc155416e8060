"""Make the run in `format_1/` again, once, when the format's number grows: `python tests/core/make_format.py`.

A run of the present format is committed, so that every later version is tried on it; the one there is never renewed.
"""

import sys
from pathlib import Path

import torch

from cvae_tui.core.events import Stepped
from cvae_tui.core.registry import create_task
from cvae_tui.core.runs.metadata import FORMAT
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.trainer import Trainer

ROWS = "walk walks walking walked\nmake makes making made\ncut cuts cutting cut\ngo goes going went\n"
CONFIG = TenseConfig(
    hidden=8, embedding=4, latent=2, condition=2, code=4, naming=4, batch_size=4, epochs=3, report_every=2,
    evaluate_every=0, precision="float32",
)  # fmt: skip
STOPPED_AT = 5


def make(folder: Path) -> None:
    """Train a few steps and stop; no path of this machine stays in it."""
    verbs, run = folder / "verbs", folder / "run"
    verbs.mkdir(parents=True, exist_ok=True)
    (verbs / "train.txt").write_text(ROWS)
    trainer = Trainer(create_task("tense", CONFIG, verbs, torch.device("cpu")), run, preset="default")
    for event in trainer.events():
        if isinstance(event, Stepped) and event.step == STOPPED_AT:
            trainer.stop()
    (folder / ".run.lock").unlink()
    for name in ("config.json", "events.jsonl"):
        text = (run / name).read_text().replace(f"{folder}/", "")
        (run / name).write_text(text)


if __name__ == "__main__":
    place = Path(__file__).resolve().parent / f"format_{FORMAT}"
    if (place / "run").exists():
        sys.exit(f"{place} is there already and stays as it is")
    make(place)
