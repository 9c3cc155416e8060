"""Words a second and memory as the rows grow, for 1 and 2 threads: `python bench/scaling.py [SECONDS]`, 10 by default.

Each size is a process of its own, and its rows are made up: `python bench/scaling.py SECONDS ROWS THREADS` is one.
"""

import random
import resource
import string
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import torch

from cvae_tui.core.benchmark.report import shown
from cvae_tui.core.registry import find_preset
from cvae_tui.core.tasks.tense.data import Row, VerbData
from cvae_tui.core.tasks.tense.task import TenseTask

ROWS, THREADS = (1_227, 10_000, 50_000), (1, 2)


def made_up(count: int) -> tuple[Row, ...]:
    """Regular verbs with stems of 3 to 9 letters, as long as real ones are, no two alike."""
    chosen, stems = random.Random(0), dict[str, None]()
    while len(stems) < count:
        stems["".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(3, 9)))] = None
    return tuple((stem, f"{stem}s", f"{stem}ing", f"{stem}ed") for stem in stems)


def measure(seconds: float, rows: int, threads: int) -> None:
    """Print the words a second after a warm-up, and the most memory used, in MB."""
    torch.set_num_threads(threads)
    config = find_preset("default").config
    task = TenseTask(config, VerbData(Path("made up"), made_up(rows), (), (), ""), torch.device("cpu"))  # pyright: ignore[reportArgumentType]
    dials = {name: schedule(0.5) for name, schedule in task.schedules().items()}
    step = 0
    for allowed in (seconds / 2, seconds):
        words, begun = 0, perf_counter()
        while perf_counter() - begun < allowed:
            words += task.step(step, dials).examples
            step += 1
    rate = words / (perf_counter() - begun)
    # Linux counts in KiB, macOS in bytes.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(rate, memory)


def main(seconds: float) -> None:
    print("| threads | rows | words/s | beside the smallest | most memory |\n|---|---|---|---|---|", flush=True)
    for threads in THREADS:
        first = 0.0
        for rows in ROWS:
            command = [sys.executable, __file__, str(seconds), str(rows), str(threads)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rate, memory = map(float, told.split())
            first = first or rate
            print(
                f"| {threads} | {rows:,} | {rate:,.0f} | {shown(rate / first)} times | {memory:,.0f} MB |", flush=True
            )


if __name__ == "__main__":
    given = sys.argv[1:]
    if len(given) == 3:
        measure(float(given[0]), int(given[1]), int(given[2]))
    else:
        main(float(given[0]) if given else 10.0)
