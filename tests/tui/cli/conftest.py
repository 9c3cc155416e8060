"""A model trained for a moment, once for all tests of the command line, and how to call it."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

VERBS = """\
use uses using used
make makes making made
walk walks walking walked
stop stops stopping stopped
cut cuts cutting cut
cry cries crying cried
"""
SMALL = [
    "--set", "hidden=16", "--set", "embedding=8", "--set", "latent=4", "--set", "code=8", "--set", "naming=8",
    "--set", "batch_size=8", "--set", "report_every=2", "--set", "evaluate_every=0",
]  # fmt: skip


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
    return SMALL


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
    from cvae_tui.tui.cli.train import assignments, train

    folder = tmp_path_factory.mktemp("runs") / "trained"
    settings: dict[str, Any] = assignments(SMALL[1::2], {"epochs": 2})
    assert train(None, str(six_verbs), str(folder), settings, False, None, "cpu", None, False) == 0
    return folder
