"""Make the run in `format_N/` again, once, when the format's number N grows: `python tests/core/make_format.py`.

A run of the present format is committed, so that every later version is tried on it; those there are never renewed.
"""

import sys
from pathlib import Path

from cvae_tui.core.events import Stepped
from cvae_tui.core.runs.metadata import FORMAT
from cvae_tui.core.sessions import TrainOrder, start

ROWS = "walk walks walking walked\nmake makes making made\ncut cuts cutting cut\ngo goes going went\n"
SETTINGS = {
    "hidden": 8, "embedding": 4, "latent": 2, "condition": 2, "code": 4, "latent_mlp": 4, "batch_size": 4, "epochs": 3,
    "seconds": 0, "report_every": 2, "evaluate_every": 0, "precision": "float32",
}  # fmt: skip
STOPPED_AT = 5


def make(folder: Path) -> None:
    """Train a few steps and stop; no path of this machine stays in it."""
    verbs, run = folder / "verbs", folder / "run"
    verbs.mkdir(parents=True, exist_ok=True)
    (verbs / "train.txt").write_text(ROWS)
    settings = tuple((name, str(value)) for name, value in SETTINGS.items())
    trainer = start(TrainOrder(task="tense", data=str(verbs), run=str(run), settings=settings, device="cpu"))
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
