"""Verdicts on the command line: as scripts read them, as they come, and what is no text."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import torch

from cvae_tui.core.errors import UsageError
from cvae_tui.core.registry import all_tasks, register, unregister
from cvae_tui.core.tasks.sentiment.config import SentimentConfig
from cvae_tui.core.tasks.sentiment.spec import SPEC
from cvae_tui.core.tasks.sentiment.task import SentimentTask
from cvae_tui.core.trainer import Trainer
from cvae_tui.tui.cli import asked
from cvae_tui.tui.cli import judge as module
from cvae_tui.tui.cli.judge import judge

TINY = SentimentConfig(
    words=50, phrases=20, longest=12, embedding=4, hidden=4, batch_size=8, epochs=8, lr=0.02, bag_lr=0.05,
    evaluate_every=0, report_every=100,
)  # fmt: skip


class Judged(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run of the task, which is known as long as these tests run."""
    made = SPEC.name not in all_tasks()
    if made:
        register(SPEC)
    folder = tmp_path_factory.mktemp("sentiment")
    texts = [
        (f"{front} {word} {thing}", label)
        for label, words in enumerate((("bad", "dull", "awful"), ("good", "lovely", "great")))
        for front in ("a", "the", "one", "so") for word in words for thing in ("film", "story", "cast", "plot", "song")
    ]  # fmt: skip
    with (folder / "reviews.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *texts])
    for _ in Trainer(SentimentTask.create(TINY, folder, torch.device("cpu")), folder / "run").events():
        pass
    yield folder / "run"
    if made:
        unregister(SPEC.name)


@pytest.fixture
def judged(run: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Judged]:
    """Call the verb: `judged("a good film", "-", stdin="...", as_json=True)`."""

    def call(*texts: str, stdin: str | bytes = "", file: Path | None = None, as_json: bool = False) -> Judged:
        content = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        capfd.readouterr()
        code = judge(texts, None if file is None else str(file), str(run), as_json)
        out, err = capfd.readouterr()
        return Judged(code, out, err)

    return call


def test_judge_as_scripts_read_it(judged: Callable[..., Judged]) -> None:
    done = judged("a lovely film", "the zebra is awful!", as_json=True)
    first, second = json.loads(done.out)
    assert done.code == 0
    assert {"text", "label", "positive", "words"} <= set(first)
    assert (first["text"], first["label"], second["label"]) == ("a lovely film", "positive", "negative")
    assert 0.5 <= first["positive"] <= 1 and second["positive"] < 0.5
    assert [word["word"] for word in second["words"]] == ["the", "zebra", "is", "awful", "!"]
    assert all({"word", "attention", "effect", "known"} == set(word) for word in first["words"])
    assert max(first["words"], key=lambda word: word["effect"])["word"] == "lovely"
    assert [word["known"] for word in second["words"]][:2] == [True, False]
    assert "words unknown" in done.err


def test_judge_into_a_pipe_is_a_line_a_text(judged: Callable[..., Judged]) -> None:
    done = judged("a good film", "-", stdin="\ufeffthe dull plot\r\n\n  so great \n")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["positive", "negative", "positive"]
    assert [row[2] for row in rows] == ["a good film", "the dull plot", "so great"]
    # How sure it is of what it says, not how probable positive is.
    assert all(row[1].endswith(" %") and int(row[1][:-2]) >= 50 for row in rows) and done.code == 0


def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(judged: Callable[..., Judged]) -> None:
    done = judged("-", stdin="a good film\n--\n\nso dull", as_json=True)
    assert done.code == 1
    assert [found["label"] for found in json.loads(done.out)] == ["positive", "negative"]
    assert done.err == "line 2 on stdin: there is no word in '--'; write a sentence\n"


def test_a_file_has_a_text_a_line(judged: Callable[..., Judged], tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_bytes(b"a good film\nan aw\xffful song\n...\x1b[31m red\n" + b"so dull " * 3000)
    done = judged(file=path)
    assert done.code == 0 and len(done.out.splitlines()) == 4
    assert f"line 2 of {path}: byte 6 is not UTF-8" in done.err
    assert f"line 4 of {path}: 5,000 of 6,000 words read" in done.err
    assert "\x1b" not in done.out


def test_many_texts_are_answered_in_order(judged: Callable[..., Judged]) -> None:
    lines = [f"a {('good', 'dull')[number % 2]} film {number}" for number in range(300)]
    done = judged("-", stdin="\n".join(lines))
    assert [line.split("\t")[2] for line in done.out.splitlines()] == lines


def test_what_is_no_text(judged: Callable[..., Judged], tmp_path: Path) -> None:
    done = judged("--", as_json=True)
    assert (done.code, json.loads(done.out)) == (2, [])
    with pytest.raises(UsageError, match="there is no text"):
        judged()
    with pytest.raises(UsageError, match="there is no text"):
        judged("-", stdin=b"\n\n")
    with pytest.raises(UsageError, match="cannot be read"):
        judged(file=tmp_path / "none.txt")


def test_a_line_without_an_end_is_told_and_the_others_are_answered(
    judged: Callable[..., Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 100)
    monkeypatch.setattr(asked, "AT_ONCE", 30)
    done = judged("-", stdin="so good\n" + "good " * 100 + "\nso dull")
    assert done.code == 1 and [row.split("\t")[2] for row in done.out.splitlines()] == ["so good", "so dull"]
    assert done.err == "line 2 on stdin: longer than 100 bytes; write a text a line\n"


def test_utf_16_is_one_sentence(judged: Callable[..., Judged]) -> None:
    with pytest.raises(UsageError, match="the text on stdin is UTF-16; save it as UTF-8"):
        judged("-", stdin="so good\nso dull".encode("utf-16"))
