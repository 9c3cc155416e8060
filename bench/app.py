"""What the app costs and how quickly it answers, in a terminal of its own: `python bench/app.py [DATA]`.

First paint, a typed letter's way to the screen while a model trains, what the screen takes from training, and how long
quitting takes. A bare `python -c pass` and a headless training beside it say how busy the machine is.
"""

import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from time import perf_counter, sleep

COLUMNS, ROWS = 120, 36
COMMAND = str(Path(sys.executable).with_name("cvae-tui"))
LETTER = "ŋ"
"""Typed at the prompt; nothing else writes it."""
ROUNDS, LETTERS, SECONDS, LIMIT = 5, 60, 20.0, 60.0


class Terminal:
    """The app in a pseudo-terminal."""

    def __init__(self, *arguments: str, home: Path) -> None:
        self.begun = perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "CVAE_TUI_HOME": str(home)}
            os.execve(COMMAND, [COMMAND, *arguments], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def press(self, keys: str) -> None:
        """Send what the keyboard would."""
        os.write(self._terminal, keys.encode())

    def wait(self, text: str) -> float:
        """Read until the text is written; return the seconds that took."""
        begun, written, wanted = perf_counter(), b"", text.encode()
        while wanted not in written:
            if perf_counter() - begun > LIMIT:
                raise SystemExit(f"{text!r} was not on the screen after {LIMIT:.0f} s")
            written = written[-1000:] + self._read(0.05)
        return perf_counter() - begun

    def settle(self, seconds: float) -> None:
        """Let it write for a while."""
        end = perf_counter() + seconds
        while perf_counter() < end:
            self._read(0.05)

    def ended(self) -> float:
        """Wait until the process ends; return the seconds that took."""
        begun = perf_counter()
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._read(0.01)
        os.close(self._terminal)
        return perf_counter() - begun

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        try:
            return os.read(self._terminal, 1 << 16) if ready else b""
        except OSError:
            # Linux says so when the other end is closed.
            return b""


def first_paint(home: Path) -> None:
    """The app's first paint and a bare Python, one after the other."""
    painted: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare.append(perf_counter() - begun)
        terminal = Terminal(home=home)
        painted.append(terminal.wait("Prompt"))
        terminal.settle(4.0)
        terminal.press("q")
        terminal.ended()
    print(f"first paint         {_spread(painted)} s (python -c pass: {_spread(bare)} s)")


def answers(home: Path, data: str) -> None:
    """A letter typed at the prompt while a model trains, and quitting by key and by signal then."""
    for end in ("q", "SIGTERM"):
        run = home / f"answers-{end}"
        terminal = Terminal("--train", "--data", data, "--run", str(run), home=home)
        terminal.wait("epoch 1")
        if end == "q":
            terminal.press("i")
            terminal.settle(1.0)
            taken: list[float] = []
            for _ in range(LETTERS):
                terminal.press(LETTER)
                taken.append(1000 * terminal.wait(LETTER))
                terminal.press("\x7f")
                terminal.settle(0.15)
            terminal.press("\x1b")
            terminal.settle(0.5)
            taken.sort()
            p95 = taken[round(0.95 * len(taken)) - 1]
            print(
                f"a typed letter      {statistics.median(taken):.0f} ms (95 % within {p95:.0f}, worst {taken[-1]:.0f})"
            )
            terminal.press("q")
            terminal.wait("Save and quit")
            terminal.press("y")
        else:
            os.kill(terminal.pid, signal.SIGTERM)
        print(f"ended by {end:<10} {terminal.ended():.2f} s, the run saved at step {_progress(run)['step']:,}")


def cost(home: Path, data: str) -> None:
    """Examples a second with the screen and without, in turns."""
    with_screen: list[float] = []
    without: list[float] = []
    for turn in range(3):
        run = home / f"headless-{turn}"
        command = [COMMAND, "train", "--data", data, "--run", str(run), "--seconds", str(SECONDS)]
        command += ["--set", "evaluate_every=0"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CVAE_TUI_HOME": str(home)})
        without.append(_speed(run))
        run = home / f"screen-{turn}"
        terminal = Terminal("--train", "--data", data, "--run", str(run), home=home)
        terminal.wait("epoch 1")
        terminal.settle(SECONDS)
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.ended()
        with_screen.append(_speed(run))
    shares = [1 - a / b for a, b in zip(with_screen, without, strict=True)]
    print(f"the screen takes    {100 * statistics.median(shares):.0f} % of the examples a second ({_spread(shares)})")


def _progress(run: Path) -> dict[str, float]:
    return json.loads((run / "progress.json").read_text(encoding="utf-8"))


def _speed(run: Path) -> float:
    progress = _progress(run)
    return progress["examples"] / progress["seconds"]


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "lab"
    with tempfile.TemporaryDirectory() as folder:
        sleep(0.5)
        first_paint(Path(folder))
        answers(Path(folder), chosen)
        cost(Path(folder), chosen)
