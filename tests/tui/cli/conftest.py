"""How to call the command line, and two models trained for a moment: of six verbs, and of the toy task."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from toy import registered, write_pictures

from cvae_tui.core.sessions import TrainOrder, start

VERBS = """\
use uses using used
make makes making made
walk walks walking walked
stop stops stopping stopped
cut cuts cutting cut
cry cries crying cried
"""
SMALL = {
    "hidden": "16", "embedding": "8", "latent": "4", "condition": "2", "code": "8", "latent_mlp": "8",
    "batch_size": "8", "report_every": "2", "evaluate_every": "0",
}  # fmt: skip


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def cvae(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Call the command line in this process: `cvae("convert", "sent", stdin="...")`."""
    from cvae_tui.tui.cli.door import main

    for name in ("QUICK_DRAWS", "QUICK_CONVERSIONS"):
        monkeypatch.setattr(f"cvae_tui.core.tasks.tense.score.{name}", 10)

    def call(*arguments: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["cvae-tui", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capfd.readouterr()
        try:
            code = main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return call


@pytest.fixture(scope="session")
def small() -> list[str]:
    """Options of `train` that make a model of a few thousand weights."""
    return [text for name, value in SMALL.items() for text in ("--set", f"{name}={value}")]


@pytest.fixture(scope="session")
def six_verbs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of six verbs."""
    folder = tmp_path_factory.mktemp("data") / "six"
    folder.mkdir()
    (folder / "train.txt").write_text(VERBS)
    (folder / "test.txt").write_text("walk walked present past\n")
    (folder / "unseen.txt").write_text("talk talks talking talked\n")
    return folder


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, six_verbs: Path) -> Path:
    """A run of two epochs. Not to be written to."""
    run = tmp_path_factory.mktemp("runs") / "trained"
    settings = {**SMALL, "seconds": "0", "epochs": "2"}
    trainer = start(TrainOrder(data=str(six_verbs), run=str(run), settings=tuple(settings.items()), device="cpu"))
    assert list(trainer.events())
    return run


@pytest.fixture(scope="session")
def toy_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the toy task. Not to be written to."""
    folder = tmp_path_factory.mktemp("toy")
    run, data = folder / "pictures", write_pictures(folder / "data")
    with registered():
        settings = (("epochs", "5"),)
        trainer = start(TrainOrder("toy", data=str(data), run=str(run), settings=settings, device="cpu"))
        assert list(trainer.events())
    return run


@pytest.fixture
def toy(toy_run: Path) -> Iterator[Path]:
    """A run of the toy task, which is known as long as the test runs."""
    with registered():
        yield toy_run


@pytest.fixture
def moved(trained: Path, tmp_path: Path) -> Path:
    """A run whose data is gone."""
    run = shutil.copytree(trained, tmp_path / "moved")
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(config | {"data": str(tmp_path / "gone"), "fingerprint": "0" * 16}))
    return run
