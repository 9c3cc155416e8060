"""How long commands take to start, beside `import torch`: `python bench/startup.py [ROUNDS]`, 5 by default."""

import subprocess
import sys
from functools import partial

import torch

from cvae_tui.core.benchmark.race import race
from cvae_tui.core.benchmark.report import Figure, table

ONLY_TORCH = "import torch"
COMMANDS = {
    "convert": ("convert of one word, end to end", ["convert", "splitting"]),
    "help": ("--help", ["--help"]),
    "runs": ("runs", ["runs"]),
}
TIMES_TORCH, SECONDS = 1.3, 0.4


def run(command: list[str]) -> float:
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return 1.0


def main(rounds: int) -> None:
    contenders = {ONLY_TORCH: partial(run, ["-c", ONLY_TORCH])}
    contenders |= {name: partial(run, ["-m", "cvae_tui", *arguments]) for name, (_, arguments) in COMMANDS.items()}
    seen = race(contenders, rounds, torch.device("cpu"), lambda part: None)
    took = {name: [1 / rate for rate in rates] for name, rates in seen.rates.items()}
    beside = f"{COMMANDS['convert'][0]}, beside {ONLY_TORCH}"
    figures = [
        Figure("convert", beside, seen.ratio(ONLY_TORCH, "convert"), "times", TIMES_TORCH, at_most=True),
        *(Figure(name, COMMANDS[name][0], took[name], "s", SECONDS, at_most=True) for name in ("help", "runs")),
        Figure("torch", ONLY_TORCH, took[ONLY_TORCH], "s"),
    ]
    print("\n".join(table(figures)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
