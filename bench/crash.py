"""Kill a training at random moments, saving among them, and see that nothing is lost: `python bench/crash.py [KILLS]`.

Every life of a tiny run is a process of its own, forked after torch was imported, that saves after every step and is
ended by SIGKILL. After each kill the run must open; whenever it comes to its end, its weights, its optimizer and its
history must be, bit for bit, those of a run that was never disturbed. One line of JSON on stdout tells what happened.
"""

import argparse
import json
import os
import random
import signal
import traceback
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import torch

from cvae_tui.core.events import Evaluated, Stepped
from cvae_tui.core.registry import create_task, resume_task
from cvae_tui.core.runs.checkpoint import MODEL, TRAINING
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.lock import trained_by
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.runs.paths import is_run, previous
from cvae_tui.core.tasks.tense import score
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.trainer import Trainer

ROWS = """walk walks walking walked
make makes making made
stop stops stopping stopped
cry cries crying cried
cut cuts cutting cut
go goes going went
"""
CONFIG = TenseConfig(
    hidden=8, embedding=4, latent=2, condition=2, code=4, naming=4, batch_size=8, epochs=5, report_every=3,
    evaluate_every=3, save_seconds=0.0, invented=0.2, dreamed=0.5,
)  # fmt: skip
CPU = torch.device("cpu")


def live(run: Path, data: Path) -> None:
    """Train from where the run is to its end."""
    if is_run(run):
        task, progress = resume_task(run, CPU)
        trainer = Trainer(task, run, progress)
    else:
        trainer = Trainer(create_task("tense", CONFIG, data, CPU), run)
    if not is_run(run) or read_facts(run).progress["reason"] != "done":
        for _ in trainer.events():
            pass


def begin(run: Path, data: Path) -> int:
    """Fork a life and return its process."""
    process = os.fork()
    if process:
        return process
    try:
        live(run, data)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def end(process: int, run: Path) -> bool:
    """Wait for a life's end; return whether it was killed."""
    status = os.waitpid(process, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, f"{run} did not go on; its process says why above"
    return False


def place(run: Path) -> str:
    """Return where the kill hit, as the folders show it."""
    if previous(run).exists():
        return "while the folders changed places"
    if run.with_name(f".{run.name}.saving").exists():
        return "while a checkpoint was written"
    return "between checkpoints" if is_run(run) else "before the first checkpoint"


def check(run: Path) -> None:
    """See that a killed run opens and that nobody holds it."""
    assert trained_by(run) is None
    if is_run(run):
        step = read_facts(run).progress["step"]
        events, torn = read_history(run)
        assert torn <= 1, f"{torn} torn lines in {run}"
        assert max((event.step for event in events), default=0) <= step + CONFIG.epochs * 10


def state(run: Path) -> dict[str, Any]:
    """Return all that a run ends with, but for what clocks and processes gave it."""
    events = [event for event in read_history(run)[0] if isinstance(event, Stepped | Evaluated)]
    return {
        "progress": {**json.loads((run / "progress.json").read_text()), "seconds": 0.0},
        "history": [replace(event, seconds=0.0) for event in events],
        **{name: (run / name).read_bytes() for name in (MODEL, TRAINING)},
    }


def compare(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """See that a disturbed run ended where the undisturbed one did."""
    for name, value in wanted.items():
        assert found[name] == value, f"{name} ended otherwise than undisturbed: {found[name]!r:.2000}"


def harass(folder: Path, kills: int, chance: random.Random) -> dict[str, Any]:
    data = folder / "verbs"
    data.mkdir()
    (data / "train.txt").write_text(ROWS)
    # In this process, so that what torch imports late is there when the others are forked.
    live(folder / "undisturbed", data)
    wanted = state(folder / "undisturbed")
    begun = perf_counter()
    assert not end(begin(folder / "again", data), folder)
    long = perf_counter() - begun
    compare(state(folder / "again"), wanted)
    hits: Counter[str] = Counter()
    runs, run = 1, folder / "run-1"
    while hits.total() < kills:
        process = begin(run, data)
        # About four lives a run, the first of them ended before anything is there now and then.
        sleep(chance.uniform(0, long / 2))
        os.kill(process, signal.SIGKILL)
        if end(process, run):
            hits[place(run)] += 1
            check(run)
        else:
            compare(state(run), wanted)
            runs, run = runs + 1, folder / f"run-{runs + 1}"
    assert not end(begin(run, data), run)
    compare(state(run), wanted)
    return {"kills": hits.total(), "where": hits, "runs": runs, "whole run": long, "seconds": perf_counter() - begun}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    score.QUICK_DRAWS = score.QUICK_CONVERSIONS = 10
    with TemporaryDirectory() as folder:
        print(json.dumps(harass(Path(folder), given.kills, random.Random(given.seed))))
