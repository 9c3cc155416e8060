"""How long commands take to start, beside `import torch`: `python bench/startup.py [ROUNDS]`, 5 by default."""

import subprocess
import sys
from functools import partial

from cvae_tui.core.tasks.tense.benchmark.report import Figure, table
from cvae_tui.core.tasks.tense.benchmark.timing import race

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
    door = ["-c", "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"]
    contenders = {ONLY_TORCH: partial(run, ["-c", ONLY_TORCH])}
    contenders |= {name: partial(run, [*door, *arguments]) for name, (_, arguments) in COMMANDS.items()}
    seen = race(contenders, rounds)
    figures = [
        Figure("convert", f"{COMMANDS['convert'][0]}, beside {ONLY_TORCH}", seen.ratio(ONLY_TORCH, "convert"), "times",
               TIMES_TORCH, at_most=True),
        *(Figure(name, COMMANDS[name][0], seen.rate(name).inverse(), "s", SECONDS, at_most=True)
          for name in ("help", "runs")),
        Figure("torch", ONLY_TORCH, seen.rate(ONLY_TORCH).inverse(), "s"),
    ]  # fmt: skip
    print("\n".join(table(figures)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
