"""Make the data of every task from its sources, byte for byte the same at every run: `make data`.

Each task's folder has what makes it (`build.py`) and its card (`README.md`).

Usage: python -m cvae_tui.data.build [--out DIR] [TASK ...]
"""

import argparse
from importlib import import_module
from pathlib import Path

TASKS = ("tense", "spelling", "sentiment", "digits")


def build(out: Path, tasks: tuple[str, ...] = TASKS) -> None:
    """Write every task's files under the folder `out`."""
    for task in tasks:
        import_module(f".{task}.build", __package__).build(out / task)


def main() -> None:
    """Build into the folder named on the command line, else beside this file."""
    parser = argparse.ArgumentParser(description="Make the data of cvae-tui.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the tasks' folders go")
    parser.add_argument("tasks", nargs="*", choices=[[], *TASKS], default=[], help="default: all")
    chosen = parser.parse_args()
    build(chosen.out, tuple(chosen.tasks) or TASKS)


if __name__ == "__main__":
    main()
