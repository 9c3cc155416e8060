"""Does the app grow or get slower through an hour of training? `python bench/hour.py [MINUTES] [DATA]`.

Once a minute: the memory of the process, the time from a typed letter to the screen (median of a few), and the examples
a second of that minute.
"""

import json
import os
import signal
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from app import LETTER, Terminal

LETTERS, WARM_UP = 11, 5


def watch(home: Path, minutes: int, data: str) -> None:
    """Train in the app for so many minutes and print a line for each, then the tenth after warm-up beside the last."""
    run = home / "hour"
    terminal = Terminal("--train", "--preset", "unseen", "--data", data, "--run", str(run), home=home)
    terminal.wait("epoch 1")
    terminal.press("i")
    rows: list[tuple[float, float, float]] = []
    examples, begun = 0.0, perf_counter()
    print("minute  memory, MB  letter, ms  examples/s", flush=True)
    for minute in range(1, minutes + 1):
        terminal.settle(max(0.0, begun + 60 * minute - 5 - perf_counter()))
        letter = statistics.median(_letter(terminal) for _ in range(LETTERS))
        terminal.settle(max(0.0, begun + 60 * minute - perf_counter()))
        before, examples = examples, _examples(run)
        rows.append((_memory(terminal.pid), letter, (examples - before) / 60))
        print(f"{minute:6}  {rows[-1][0]:10.0f}  {letter:10.1f}  {rows[-1][2]:7.0f}", flush=True)
    os.kill(terminal.pid, signal.SIGTERM)
    print(f"ended in {terminal.ended():.2f} s")
    settled = rows[WARM_UP:]
    if len(settled) >= 2:
        part = max(1, len(settled) // 10)
        for name, place in (("memory, MB", 0), ("letter, ms", 1)):
            first, last = (statistics.median(row[place] for row in some) for some in (settled[:part], settled[-part:]))
            print(f"{name}: {first:.1f} after {WARM_UP} minutes, {last:.1f} at the end, {last / first:.3f} times")


def _letter(terminal: Terminal) -> float:
    terminal.press(LETTER)
    taken = 1000 * terminal.wait(LETTER)
    terminal.press("\x7f")
    terminal.settle(0.15)
    return taken


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _examples(run: Path) -> float:
    """Return the examples learned up to the last line of the history that tells."""
    with (run / "events.jsonl").open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 100_000))
        lines = file.read().splitlines()[1:]
    found = [event["examples"] for event in map(_event, lines) if "examples" in event]
    return found[-1] if found else 0.0


def _event(line: bytes) -> dict[str, float]:
    try:
        return json.loads(line)
    except ValueError:
        # The line that is being written.
        return {}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sleep(0.5)
        watch(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 60, sys.argv[2] if len(sys.argv) > 2 else "lab")
