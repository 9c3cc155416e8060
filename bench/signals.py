"""How long ctrl-C, SIGTERM and SIGHUP take to end a training: `python bench/signals.py [PRESET]`.

Without a screen and in the app, while torch is imported, while it trains, evaluates and saves (after each epoch, so at
any moment), and by a second ctrl-C. A line each: where, when, which signal, the seconds, how the process ended, and the
step that was saved.
"""

import json
import os
import pty
import signal
import sys
from contextlib import suppress
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from time import monotonic, sleep

SIGNALS = {"ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP}
PATIENCE = 120.0
PRESET = sys.argv[1] if len(sys.argv) > 1 else "default"
OFTEN = ["--set", "evaluate_every=1", "--set", "save_seconds=0", "--epochs", "1000"]
IN_SHELL = ["train", "--preset", PRESET, "--data", "lab", "--run", "mine", *OFTEN]
APP = ["--train", "--preset", PRESET, "--data", "lab", "--run", "mine"]


def begin(arguments: list[str], home: Path) -> tuple[int, int]:
    """Start in a terminal of its own; return the process and the terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"CVAE_TUI_HOME": str(home), "TERM": "xterm-256color", "LINES": "36", "COLUMNS": "120"}
        os.execv(sys.executable, [sys.executable, "-m", "cvae_tui", *arguments])
    return process, terminal


def drain(terminal: int) -> bytes:
    output = b""
    with suppress(OSError):
        while select([terminal], [], [], 0)[0] and (piece := os.read(terminal, 65536)):
            output += piece
    return output


def until(process: int, terminal: int, holds: Path | float) -> bytes:
    """Read on until a file is there, or for so many seconds."""
    output, end = b"", monotonic() + (PATIENCE if isinstance(holds, Path) else holds)
    while monotonic() < end and not (isinstance(holds, Path) and holds.exists()):
        output += drain(terminal)
        sleep(0.01)
    return output


def ended(process: int, terminal: int) -> tuple[int, bytes]:
    """Wait for the end; return the exit code, 128 and more by a signal, and what was written."""
    output, end = b"", monotonic() + PATIENCE
    while monotonic() < end:
        output += drain(terminal)
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            code = os.waitstatus_to_exitcode(status)
            return (code if code >= 0 else 128 - code), output
        sleep(0.005)
    os.kill(process, signal.SIGKILL)
    raise SystemExit(f"it did not end within {PATIENCE} s")


def measure(where: str, arguments: list[str], name: str, later: float | None, twice: bool = False) -> None:
    """Send a signal so many seconds after the first checkpoint, or (None) half a second after the start."""
    with TemporaryDirectory() as home:
        run = Path(home) / "checkpoints" / "mine"
        process, terminal = begin(arguments, Path(home))
        output = until(process, terminal, 0.5) if later is None else until(process, terminal, run / "progress.json")
        output += until(process, terminal, later or 0.0)
        begun = monotonic()
        for _ in range(2 if twice else 1):
            if name == "ctrl-C":
                os.write(terminal, b"\x03")
            else:
                os.kill(process, SIGNALS[name])
            output += until(process, terminal, 0.05) if twice else b""
        code, rest = ended(process, terminal)
        took = monotonic() - begun
        os.close(terminal)
        step = json.loads((run / "progress.json").read_text())["step"] if (run / "progress.json").exists() else None
        when = "import" if later is None else f"{later:.1f} s in"
        trace = "; A TRACEBACK" if b"Traceback" in output + rest else ""
        ending = f"{took:5.2f} s, ended with {code}, saved {step}{trace}"
        print(f"{where:8} {when:9} {name + (' twice' if twice else ''):13} {ending}", flush=True)


if __name__ == "__main__":
    for where, arguments in (("shell", IN_SHELL), ("app", APP)):
        for name in SIGNALS:
            for later in (None, 0.5, 2.0):
                measure(where, arguments, name, later)
        measure(where, arguments, "ctrl-C", 1.0, twice=True)
