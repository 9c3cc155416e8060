"""A task that neither core nor tui knows, through all of the program; its app is in tests/tui/test_app.py."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from toy import registered, write_pictures

from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.sessions import TrainOrder, resume, start
from cvae_tui.tui.cli.door import main

SETTINGS = (("epochs", "6"), ("save_seconds", "0"))
# Trains as far as a saved state, says so, and waits in the middle of its work.
VICTIM = """
import sys, time
sys.path.insert(0, sys.argv[1])
from toy import registered
from cvae_tui.core.events import Saved
from cvae_tui.core.sessions import TrainOrder, start
with registered():
    trainer = start(TrainOrder("toy", data=sys.argv[2], run=sys.argv[3], settings={settings!r}, device="cpu"))
    for event in trainer.events():
        if isinstance(event, Saved) and event.step >= 5:
            print(event.step, flush=True)
            time.sleep(600)
"""


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    """The toy task, known."""
    with registered():
        yield


def weights(run: Path) -> dict[str, torch.Tensor]:
    (path,) = run.glob("model-*.safetensors")
    return load_file(path)


def test_killed_and_resumed_it_equals_the_run_that_never_stopped(tmp_path: Path) -> None:
    data = write_pictures(tmp_path / "dots")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert list(start(TrainOrder("toy", data=str(data), run=str(whole), settings=SETTINGS, device="cpu")).events())
    code = VICTIM.format(settings=SETTINGS)
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(data), str(killed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        step = int(victim.stdout.readline())
        victim.send_signal(signal.SIGKILL)
    assert step == read_metadata(killed).progress["step"] < read_metadata(whole).progress["step"] == 24
    assert list(resume(killed).events())
    ours, theirs = weights(whole), weights(killed)
    assert ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_the_command_line_trains_scores_asks_and_plots_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, run = write_pictures(tmp_path / "dots"), tmp_path / "run"

    def call(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["cvae-tui", *map(str, arguments)])
        capsys.readouterr()
        assert main() == 0
        return capsys.readouterr().out

    call("train", "--task", "toy", "--data", data, "--run", run, "--epochs", 30, "--device", "cpu")
    call("train", "--run", run, "--resume", "--epochs", 50)
    assert json.loads(call("score", "--run", run, "--json"))["pictures"]["match"] == 1.0
    assert call("ask", "0", "--run", run) == "0\t4 x 4 picture\tpicture 0\teven\n"
    assert "Losses" in call("plot", run)
