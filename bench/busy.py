"""Training that picks its threads by measuring, beside each fixed number of threads, in turns in one run.

`python bench/busy.py [--seconds S] [--rounds N]` trains the default preset on the shipped lab's verbs, alone and
beside as many busy programs as there are cores. Aims: 0.95 of the best fixed choice alone, 0.8 beside others.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

CORES = os.cpu_count() or 1
DOOR = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"


@contextmanager
def busy(programs: int) -> Generator[None]:
    """Have so many other programs at work."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(programs)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def rate(threads: int | None, seconds: float) -> float:
    """Train for some seconds and return words a second, the choice of threads included."""
    with TemporaryDirectory() as place:
        options = ["--data", "lab", "--run", str(Path(place, "run")), "--seconds", str(seconds), "--json"]
        options += [] if threads is None else ["--threads", str(threads)]
        command = [sys.executable, "-c", DOOR, "train", *options, "--set", "evaluate_every=0"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])["examples_per_second"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0, help="training time of each run")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before it began")
    for programs, aim in ((0, 0.95), (CORES, 0.8)):
        ratios: list[float] = []
        with busy(programs):
            for _ in range(given.rounds):
                fixed = {threads: rate(threads, given.seconds) for threads in sorted({1, CORES})}
                measured = rate(None, given.seconds)
                ratios.append(measured / max(fixed.values()))
                told = ", ".join(f"{threads} threads {words:.0f}" for threads, words in fixed.items())
                print(f"beside {programs} programs, words/s: {told}, measured {measured:.0f}: {ratios[-1]:.2f}")
        print(f"beside {programs} programs: {median(ratios):.2f} of the best fixed choice, aim {aim}")


if __name__ == "__main__":
    main()
