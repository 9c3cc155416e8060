"""Pictures on the command line: digits in, pictures out, and what they are read as."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from cvae_tui.core.tasks.digits import judge
from cvae_tui.core.tasks.digits.config import DigitsConfig
from cvae_tui.core.tasks.digits.task import DigitsTask
from cvae_tui.core.trainer import Trainer

EACH, COLUMNS = 10, 10
TINY = DigitsConfig(
    width=4, batch_size=4, epochs=1, steps_per_epoch=2, report_every=2, evaluate_every=0, precision="float32"
)
STEPS = {"mnist": 2, "street": 2}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges that learn for a moment: every test has a home of its own, so nothing is kept from the last one."""
    monkeypatch.setattr(judge, "STEPS", STEPS)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two steps on random pictures, whose judges learn for two more. Not to be written to."""
    folder = tmp_path_factory.mktemp("digits")
    random = np.random.default_rng(0)
    for name in ("mnist_train", "mnist_test", "street_train", "street_test"):
        size = (EACH * 28, COLUMNS * 28) if name.startswith("mnist") else (EACH * 32, COLUMNS * 32, 3)
        Image.fromarray(random.integers(0, 256, size, np.uint8)).save(folder / f"{name}.png")
        (folder / f"{name}.txt").write_text("0123456789" * EACH)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(judge, "STEPS", STEPS)
        assert list(Trainer(DigitsTask.create(TINY, folder, torch.device("cpu")), folder / "run").events())
    return folder / "run"


def test_digits_are_translated_read_and_drawn(cvae: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    path = tmp_path / "drawn.png"
    done = cvae("translate", "3", "37", "--to", "street", "--png", path, "--run", run, "--json")
    assert done.code == 0, done.err
    answers = json.loads(done.out)
    assert [(answer["label"], answer["to"], answer["png"]["column"]) for answer in answers] == [
        (3, "street", 0), (3, "street", 1), (7, "street", 2),
    ]  # fmt: skip
    assert all(answer["read_as"] in range(10) and 0 < answer["probability"] <= 1 for answer in answers)
    with Image.open(path) as drawn:
        # Three digits across; sources, translations, and back again below each other.
        assert (drawn.size, drawn.mode) == ((96, 96), "RGB")


def test_lines_of_stdin_are_answered_and_a_bad_one_is_told(cvae: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    Image.fromarray(np.full((40, 40, 3), 128, np.uint8)).save(tmp_path / "mine.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    lines = f"3\nwalk\n\n{tmp_path / 'bad.png'}\n{tmp_path / 'mine.png'}\n7"
    path = tmp_path / "drawn.png"
    done = cvae("translate", "-", "--png", path, "--run", run, "--json", stdin=lines)
    answers = json.loads(done.out)
    assert [(answer["label"], answer["png"]["column"]) for answer in answers] == [(3, 0), (None, 1), (7, 2)]
    assert done.code == 1 and "line 2 on stdin: 'walk' is no digit" in done.err and "line 4 on stdin: " in done.err
    with Image.open(path) as drawn:
        assert drawn.size == (96, 96)
    done = cvae("translate", "-", "--run", run, stdin="")
    assert done.code == 2 and "there is no digit;" in done.err


def test_a_pictures_file_is_translated_to_the_other_kind(cvae: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    Image.fromarray(np.full((40, 40, 3), 128, np.uint8)).save(tmp_path / "mine.png")
    done = cvae("translate", tmp_path / "mine.png", "--to", "mnist", "--run", run)
    assert done.code == 0, done.err
    (line,) = done.out.splitlines()
    assert line.split("\t")[1] == "mnist"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("3", "--to", "letters"), "--to 'letters' is no kind of digits; give mnist or street"),
        (("walk",), "'walk' is no digit and no file; type digits such as 2026"),
        (("3", "--png", "/nowhere/at/all.png"), "'/nowhere/at/all.png' is in a folder that is not there; make it"),
    ],
)
def test_wrong_usage_is_one_sentence(
    cvae: Callable[..., Any], run: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = cvae("translate", *arguments, "--run", run)
    assert done.code != 0 and sentence in done.err and done.err.count("\n") == 1


def test_without_pillow_it_says_what_to_install(
    cvae: Callable[..., Any], run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    (tmp_path / "mine.png").write_bytes(b"x")
    done = cvae("translate", tmp_path / "mine.png", "--run", run)
    assert done.code != 0 and "needs Pillow to be read; pip install 'cvae-tui[digits]'" in done.err


@pytest.mark.parametrize("place", ["", "/", ".", "missing/out.png", "taken", os.devnull])
def test_a_place_that_can_be_no_picture_is_said_before_the_model_is_loaded(
    cvae: Callable[..., Any], run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cvae_tui.tui.cli.translate.loaded", None)
    (tmp_path / "taken").mkdir()
    done = cvae("translate", "3", "--png", place, "--run", run)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1) and done.err.startswith("--png ")


def test_a_name_that_is_too_long_is_one_short_sentence(cvae: Callable[..., Any], run: Path) -> None:
    done = cvae("translate", "a" * 5000, "--run", run)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1) and len(done.err) < 200
