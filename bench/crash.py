"""Kill a training at random moments, saving among them, and see that nothing is lost: `python bench/crash.py [KILLS]`.

Every life of a tiny run (the tests' toy task) is a process of its own, forked after torch was imported, that saves
after every step and is ended by SIGKILL. After each kill the run must open; whenever it comes to its end, its weights,
its optimizers and its history must be, bit for bit, those of a run that was never disturbed. One line of JSON on stdout
tells what happened.
"""

import argparse
import json
import math
import os
import random
import signal
import sys
import traceback
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

# Lives are forked, and a CUDA device does not outlive that.
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from toy import SPEC, write_pictures  # pyright: ignore[reportMissingImports]

from cvae_tui.core import trainer
from cvae_tui.core.events import Evaluated, Stepped
from cvae_tui.core.registry import register
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.lock import trained_by
from cvae_tui.core.runs.metadata import read_metadata, state_files
from cvae_tui.core.runs.paths import is_run
from cvae_tui.core.sessions import TrainOrder, load_model, resume, start

SETTINGS = (("epochs", "5"), ("report_every", "3"), ("evaluate_every", "3"), ("save_seconds", "0"))
STEPS = 20


def live(run: Path, data: Path) -> None:
    """Train from where the run is to its end."""
    if not is_run(run):
        living = start(TrainOrder(preset="toy", data=str(data), run=str(run), settings=SETTINGS, device="cpu"))
    elif read_metadata(run).spent:
        return
    else:
        living = resume(run, "cpu")
    for _ in living.events():
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
    """Return where the kill hit, as the folder shows it."""
    if not is_run(run):
        return "before the first checkpoint"
    named = {*(path.name for path in state_files(run)[:2]), "config.json", "progress.json", "events.jsonl"}
    return "between checkpoints" if {path.name for path in run.iterdir()} <= named else "while a checkpoint was written"


def check(run: Path) -> None:
    """See that a killed run opens and that nobody holds it."""
    assert trained_by(run) is None
    if is_run(run):
        load_model(run, "cpu")
        events, corrupt_lines = read_history(run)
        assert corrupt_lines <= 1, f"{corrupt_lines} corrupt lines in {run}"
        assert max((event.step for event in events), default=0) <= STEPS


def state(run: Path) -> dict[str, Any]:
    """Return all that a run ends with, but for what clocks and processes gave it."""
    events = [event for event in read_history(run)[0] if isinstance(event, Stepped | Evaluated)]
    return {
        "progress": {**json.loads((run / "progress.json").read_text()), "seconds": 0.0},
        "history": [replace(event, seconds=0.0) for event in events],
        "files": sorted(path.name for path in run.iterdir()),
        **{path.name: path.read_bytes() for path in state_files(run)[:2]},
    }


def compare(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """See that a disturbed run ended where the undisturbed one did."""
    for name, value in wanted.items():
        assert found[name] == value, f"{name} ended otherwise than undisturbed: {found[name]!r:.2000}"


def harass(folder: Path, kills: int, chance: random.Random) -> dict[str, Any]:
    data = write_pictures(folder / "pictures")
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
    # However slow the machine, reports come by steps alone.
    trainer.REPORT_SECONDS = math.inf
    register(SPEC)
    with TemporaryDirectory() as folder:
        print(json.dumps(harass(Path(folder), given.kills, random.Random(given.seed))))
