"""Seconds of training until one state passes the best published scores of the lab, BLEU-4 0.957 and Gaussian 0.444.

`python bench/best.py --data DIR [--seconds S] [--threads N]` trains the default preset, for 120 s with the schedules
that belong to them, on the shipped lab's verbs when no folder is given; `python bench/best.py --run R` reads a run.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cvae_tui.core.events import Evaluated
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.tasks.tense.score import passes_published


def tell(run: Path) -> None:
    events, _ = read_history(run)
    evaluations = (event for event in events if isinstance(event, Evaluated))
    passing = next((event for event in evaluations if passes_published(event.scores)), None)
    if passing is None:
        print(f"no evaluation passed both; the last event is at step {events[-1].step:,}" if events else "no events")
        return
    scores = passing.scores
    print(
        f"passed after {passing.seconds:.0f} s of training, epoch {passing.epoch:.0f}:"
        f" BLEU-4 {scores['bleu4']:.3f}, Gaussian {scores['gaussian']:.3f} (200 draws)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", help="a run that was trained already")
    parser.add_argument("--data", default="lab", help="data folder")
    parser.add_argument("--seconds", type=float, default=120.0, help="training time")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if given.run:
        tell(find_run(given.run))
        return
    with TemporaryDirectory() as place:
        run = Path(place, "best")
        door = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"
        options = ["--data", given.data, "--run", str(run), "--seconds", str(given.seconds)]
        command = [sys.executable, "-c", door, "train", *options, "--threads", str(given.threads)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        tell(run)


if __name__ == "__main__":
    main()
