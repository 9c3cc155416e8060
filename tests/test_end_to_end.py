"""The whole way in a real terminal: type a word, train, watch the loss fall, quit, and resume without a screen."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from cvae_tui.core.runs.paths import SHIPPED_RUN, is_run, shipped_runs_folder

LIMIT = 180.0
"""Seconds after which a screen that does not come is a failure; no test measures time."""
VERBS = (
    "walk walks walking walked", "talk talks talking talked", "jump jumps jumping jumped", "try tries trying tried",
    "sing sings singing sang", "carry carries carrying carried", "make makes making made", "go goes going went",
)  # fmt: skip
SMALL = "hidden=16 embedding=8 latent=4 condition=2 code=8 batch_size=4 report_every=2 evaluate_every=0"
COMMAND = Path(sys.executable).with_name("cvae-tui")

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
    pytest.mark.skipif(not COMMAND.exists(), reason="the package is not installed beside this Python"),
    pytest.mark.skipif(not is_run(shipped_runs_folder() / SHIPPED_RUN), reason="no model is shipped yet"),
]


class Terminal:
    """A terminal of 120 columns and 36 rows, with a tmux server of its own."""

    def __init__(self, folder: Path, command: str, environment: dict[str, str]) -> None:
        self._socket = folder / "tmux"
        given = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        told = f"env -u COLUMNS -u LINES {given} {command}; echo ended with $?; exec sleep 1000"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "36", told)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments], capture_output=True, text=True, check=True, timeout=LIMIT
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type letters."""
        self._tmux("send-keys", "-l", text)

    @property
    def screen(self) -> str:
        """What is to be read."""
        return self._tmux("capture-pane", "-p")

    def wait(self, found: str | Callable[[str], object]) -> str:
        """Wait for a pattern, or until something holds, and return the screen."""
        holds = (lambda screen: re.search(found, screen)) if isinstance(found, str) else found
        end = monotonic() + LIMIT
        while not holds(screen := self.screen):
            assert monotonic() < end, f"waited for {found}:\n{screen}"
            sleep(0.1)
        return screen

    def close(self) -> None:
        """End the server and all in it."""
        self._tmux("kill-server")


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Iterator[Terminal]:
    environment = {
        "CVAE_TUI_HOME": str(home), "CVAE_TUI_CONFIG": str(tmp_path / "settings.toml"), "OMP_NUM_THREADS": "1",
        "LC_ALL": "C.UTF-8", "TERM": "screen-256color", "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }  # fmt: skip
    terminal = Terminal(tmp_path, shlex.quote(str(COMMAND)), environment)
    yield terminal
    terminal.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "verbs"
    folder.mkdir()
    (folder / "train.txt").write_text("\n".join(VERBS) + "\n")
    (folder / "test.txt").write_text("walk walked sp p\n")
    return folder


def loss(screen: str) -> float:
    """Return the cross entropy above its chart."""
    found = re.search(r"CE (\d+(?:\.\d+)?)", screen)
    return float(found[1]) if found else float("inf")


def test_type_train_watch_quit_and_resume(terminal: Terminal, data: Path, home: Path) -> None:
    terminal.wait(f"{SHIPPED_RUN} ● ready")
    terminal.press("i")
    terminal.type("splitting")
    terminal.press("Enter")
    terminal.wait(r"splitting +progressive \d+ %")
    terminal.wait(r"split +. splits +. splitting +. split ")

    terminal.press("Escape")
    terminal.wait("t train")
    terminal.press("t")
    terminal.wait("─ Train ─")
    terminal.press("Tab")
    for field in (str(data), "mine", "100000 epochs"):
        terminal.type(field)
        terminal.press("Tab")
    terminal.type(SMALL)
    terminal.wait("evaluate_every: ")
    terminal.press("Enter")
    # Before it learns anything, a word costs about 25 nats.
    terminal.wait(lambda screen: "mine ▶ running" in screen and loss(screen) < 12)

    terminal.press("q")
    terminal.wait("─ Quit")
    terminal.press("Enter")
    terminal.wait("ended with 0")
    assert "cvae-tui train --resume --run mine goes on with it" in terminal.screen

    resume(home / "checkpoints" / "mine")


def resume(run: Path) -> None:
    """Go on for two epochs where the app saved, without a screen."""
    saved = json.loads((run / "progress.json").read_text())["step"]
    assert saved > 0
    started = json.loads((run / "events.jsonl").read_text().splitlines()[0])
    epochs = saved // started["steps_per_epoch"] + 2
    command = [str(COMMAND), "train", "--resume", "--run", "mine", "--epochs", str(epochs), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    assert done.returncode == 0, done.stderr
    finished = json.loads(done.stdout.splitlines()[-1])
    assert finished["event"] == "finished"
    assert finished["step"] == epochs * started["steps_per_epoch"] > saved
