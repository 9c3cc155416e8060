import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.tasks.tense.inference import load_conjugator
from cvae_tui.tui.cli.output import write_table

TENSES = ["present", "third", "progressive", "past"]


def test_convert_as_scripts_read_it(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walks", "Talking", "--run", trained, "--json")
    assert (done.code, done.err) == (0, "")
    first, second = json.loads(done.out)
    assert list(first) == ["input", "from", "from_inferred", "forms", "known"]
    assert (first["input"], first["from_inferred"], first["known"]) == ("walks", True, True)
    assert (second["input"], second["known"]) == ("Talking", False)
    assert list(first["forms"]) == TENSES
    assert first["from"] in TENSES


def test_a_word_on_stdin_that_is_none_is_told_with_its_line(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "-", "--run", trained, stdin="walk talk\n\nstop cut-it\n")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("line 3 on stdin: 'cut-it' is not a word of the letters a to z")


def test_where_the_rows_are_gone_no_word_is_known(cvae: Callable[..., Any], trained: Path, tmp_path: Path) -> None:
    run = shutil.copytree(trained, tmp_path / "moved")
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(config | {"data": str(tmp_path / "gone"), "fingerprint": "0" * 16}))
    done = cvae("convert", "walks", "--run", run, "--json")
    assert [answer["known"] for answer in json.loads(done.out)] == [False]
    assert done.err == f"{tmp_path / 'gone'} is gone or has changed; no word is told to be known\n"


def test_convert_from_and_to_a_tense(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walks", "--from", "tp", "--to", "PAST", "--run", trained, "--json")
    (answer,) = json.loads(done.out)
    assert (answer["from"], answer["from_inferred"], list(answer["forms"])) == ("third", False, ["past"])


def test_convert_into_a_pipe_is_a_line_a_word_with_tabs(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walk", "-", "--run", trained, stdin="  stop\nCUT\t\n\n")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["walk", "stop", "CUT"]
    assert {len(row) for row in rows} == {8}
    assert [row[-1] for row in rows] == ["known"] * 3
    assert rows[0][2].endswith(" %")


@pytest.mark.parametrize("columns", range(30, 130))
def test_a_table_loses_no_letter_however_wide_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    heads, cells = ("present", "progressive", "in training"), ("split", "splitting", "by process 12345")
    write_table("", heads, [cells])
    shown = "".join(sorted(capsys.readouterr().out)).replace("─", "").strip()
    assert shown == "".join(sorted("".join((*heads, *cells)).replace(" ", "")))


def test_convert_on_a_terminal_is_a_table(
    cvae: Callable[..., Any], trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.convert.on_terminal", lambda: True)
    done = cvae("convert", "walk", "--run", trained)
    assert all(name in done.out for name in ("word", "read as", *TENSES[:2], "walk", "known"))


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["two words"], "", "'two words' is not a word of the letters a to z"),
        (["x1"], "", "'x1' is not a word"),
        (["w\x1b[31mx"], "", r"'w\x1b[31mx' is not a word"),
        (["a" * 500], "", "has 500 letters"),
        ([""], "", "there is no word"),
        (["walk", "écouter"], "", "'écouter' is not a word"),
        (["-"], "", "there is no word on stdin"),
        (["-"], "fine\nn0t", "'n0t' is not a word"),
    ],
)
def test_a_word_that_is_none_is_one_sentence(
    cvae: Callable[..., Any], trained: Path, words: list[str], stdin: str, said: str
) -> None:
    done = cvae("convert", *words, "--run", trained, stdin=stdin)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert "\x1b" not in done.err


def test_stdin_that_is_no_text_is_one_sentence(
    cvae: Callable[..., Any], trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.convert.LONGEST_INPUT", 3)
    assert cvae("convert", "-", "--run", trained, stdin="walks").code == 2
    monkeypatch.undo()


def test_sample_is_the_same_for_the_same_seed(cvae: Callable[..., Any], trained: Path) -> None:
    first = json.loads(cvae("sample", "-n", 5, "--seed", 3, "--run", trained, "--json").out)
    again = json.loads(cvae("sample", "-n", 5, "--seed", 3, "--run", trained, "--json").out)
    assert first == again
    assert len(first) == 5
    assert all(list(row) == ["forms", "mark"] and list(row["forms"]) == TENSES for row in first)
    assert {row["mark"] for row in first} <= {"train", "real", "new", "broken"}


def test_three_ways_to_decode_the_same_noise(cvae: Callable[..., Any], trained: Path) -> None:
    conjugator = load_conjugator(trained, torch.device("cpu"))
    noise = conjugator.noise(20, 3)
    carried = conjugator.carried(noise)
    ways = {"--plain": conjugator.decode(carried)[0], "--raw": conjugator.decode(noise)[0]}
    assert ways["--plain"] != ways["--raw"]
    for options, expected in [*ways.items(), (None, conjugator.round_trip(carried)[0])]:
        done = cvae("sample", "-n", 20, "--seed", 3, "--run", trained, "--json", *([options] if options else []))
        assert [tuple(row["forms"].values()) for row in json.loads(done.out)] == list(map(tuple, expected))
    both = cvae("sample", "--plain", "--raw", "--run", trained)
    assert (both.code, both.err.count("\n")) == (2, 1)


def test_sample_into_a_pipe_counts_its_marks_on_stderr(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("sample", "-n", 4, "--run", trained)
    assert [line.count("\t") for line in done.out.splitlines()] == [4] * 4
    assert sum(int(part.split()[0]) for part in done.err.split(",")) == 4


def test_interpolate_goes_from_end_to_end(cvae: Callable[..., Any], trained: Path) -> None:
    rows = json.loads(cvae("interpolate", "walk", "cut", "--steps", 5, "--run", trained, "--json").out)
    assert [row["at"] for row in rows] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert all(list(row) == ["at", "forms", "mark"] for row in rows)
    assert len(cvae("interpolate", "walk", "cut", "--run", trained).out.splitlines()) == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ("sample", "-n", "0"), ("sample", "-n", "-1"), ("sample", "-n", "1000000000"), ("sample", "--seed", "-1"),
        ("interpolate", "walk", "cut", "--steps", "1"), ("interpolate", "walk", "c t"),
        ("convert", "walk", "--to", "future"), ("convert", "walk", "--from", "perfect"),
        ("score", "--draws", "0"), ("score", "--seed", "-2"), ("sample", "-n", "many"), ("interpolate", "walk"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], trained: Path, arguments: tuple[str, ...]) -> None:
    done = cvae(*arguments, "--run", trained)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
