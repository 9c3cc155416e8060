import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.tui.cli import asked, convert

TENSES = ["present", "third", "progressive", "past"]
CALL = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"


def test_convert_as_scripts_read_it(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walks", "Talking", "--run", trained, "--json")
    assert (done.code, done.err) == (0, "")
    first, second = json.loads(done.out)
    assert list(first) == [
        "input", "from", "read_as", "from_inferred", "certainty", "forms", "known", "readings", "no_verb",
    ]  # fmt: skip
    best, *others = first["readings"]
    assert list(best) == ["from", "read_as", "probability", "forms", "certainty"]
    assert (best["from"], best["forms"]) == (first["from"], first["forms"]) and 0 < best["probability"] <= 1
    assert [other["probability"] for other in others] == sorted((o["probability"] for o in others), reverse=True)
    assert (first["input"], first["from_inferred"], first["known"]) == ("walks", True, True)
    assert (second["input"], second["known"]) == ("Talking", False)
    assert list(first["forms"]) == list(first["certainty"]) == TENSES
    assert first["forms"][first["from"]] == "walks" and first["certainty"][first["from"]] == 1.0
    assert all(0 <= share <= 1 for share in first["certainty"].values())


def test_where_the_rows_are_gone_no_word_is_known(cvae: Callable[..., Any], moved: Path) -> None:
    done = cvae("convert", "walks", "--run", moved, "--json")
    assert [answer["known"] for answer in json.loads(done.out)] == [False]
    assert "is gone or has changed" in done.err and done.err.count("\n") == 1


def test_convert_from_and_to_a_tense(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walks", "--from", "tp", "--to", "PAST", "--run", trained, "--json")
    (answer,) = json.loads(done.out)
    assert (answer["from"], answer["from_inferred"], list(answer["forms"])) == ("third", False, ["past"])


def test_convert_into_a_pipe_is_a_line_a_word_with_tabs(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walk", "-", "--run", trained, stdin="\ufeff  stop\r\nCUT\t\n\ncry")
    rows = [line.split("\t") for line in done.out.splitlines()]
    # A line for each reading, the word in each: cut is a present and a past.
    assert list(dict.fromkeys(row[0] for row in rows)) == ["walk", "stop", "CUT", "cry"]
    assert {len(row) for row in rows} == {8}
    assert {row[-1] for row in rows} == {"known"}
    assert rows[0][2].endswith(" %")


def test_an_argument_with_the_line_end_of_windows_is_its_word(cvae: Callable[..., Any], trained: Path) -> None:
    done = cvae("convert", "walk\r", "--run", trained, "--json")
    assert json.loads(done.out)[0]["input"] == "walk"


def test_convert_on_a_terminal_is_a_table(
    cvae: Callable[..., Any], trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.output.on_terminal", lambda: True)
    done = cvae("convert", "walk", "--run", trained)
    assert all(name in done.out for name in ("word", "read as", *TENSES[:2], "walk", "known"))


@pytest.mark.parametrize(
    ("words", "stdin", "code", "said"),
    [
        (["walk", "two words", "x1", "cut"], "", 2, ["'two words' is not a word of the letters a to z", "'x1' is not"]),
        (["w\x1b[31mx", "walk", "cut"], "", 2, [r"'w\x1b[31mx' is not a word"]),
        (["walk", "cut", "a" * 500, ""], "", 2, ["has 500 letters", "there is no word"]),
        (["walk", "-"], "talk n0t\n\nécouter\ncut", 1, ["line 1 on stdin: 'n0t' is", "line 3 on stdin: 'écouter' is"]),
        (["x1", "-"], "walk\ncut\n", 2, ["'x1' is not"]),
    ],
)
def test_what_is_no_word_is_told_and_the_others_are_answered(
    cvae: Callable[..., Any], trained: Path, words: list[str], stdin: str, code: int, said: list[str]
) -> None:
    done = cvae("convert", *words, "--run", trained, "--json", stdin=stdin)
    answered = [answer["input"] for answer in json.loads(done.out)]
    assert [word for word in answered if word != "talk"] == ["walk", "cut"]
    assert done.code == code
    lines = done.err.splitlines()
    assert [part in line for part, line in zip(said, lines, strict=True)] == [True] * len(said)
    assert "\x1b" not in done.err


def test_where_nothing_is_a_word_nothing_is_answered(cvae: Callable[..., Any], trained: Path) -> None:
    assert cvae("convert", "-", "--run", trained, "--json", stdin="n0t\n")[:2] == (1, "[]\n")
    assert cvae("convert", "n0t", "--run", trained)[:2] == (2, "")
    none = cvae("convert", "-", "--run", trained, "--json", stdin=" \n")
    assert (none.code, none.out) == (2, "") and "there is no verb;" in none.err


def test_a_line_without_an_end_is_answered_as_it_comes(
    cvae: Callable[..., Any], trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "LONGEST_PIECE", 12)
    monkeypatch.setattr(asked, "AT_ONCE", 8)
    done = cvae("convert", "-", "--run", trained, "--json", stdin="walk cut n0t stop\ncry ab1")
    assert [answer["input"] for answer in json.loads(done.out)] == ["walk", "cut", "stop", "cry"]
    assert done.code == 1 and [line.split(":")[0] for line in done.err.splitlines()] == [
        "line 1 on stdin", "line 2 on stdin"
    ]  # fmt: skip


def test_words_are_answered_while_more_of_them_are_awaited(trained: Path) -> None:
    command = [sys.executable, "-c", CALL, "convert", "-", "--run", str(trained), "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        answers: list[bytes] = []
        for word in (b"walk\n", b"stop\n"):
            process.stdin.write(word)
            process.stdin.flush()
            # Without an end to read to, this waits for the answer, and for ever where there is none.
            answers.append(os.read(process.stdout.fileno(), 100_000))
        process.stdout.close()
        process.stdin.close()
    assert b'"input": "walk"' in answers[0] and b'"input": "stop"' in answers[1]


def test_batches_grow_so_that_the_first_answers_come_soon() -> None:
    words = convert.Verbs(["walk"] * 100 + ["n0t"])
    assert [len(batch) for batch in words] == [16, 32, 52]
    assert words.code == 2


def test_interpolate_goes_from_end_to_end(cvae: Callable[..., Any], trained: Path) -> None:
    rows = json.loads(cvae("interpolate", "walk", "cut", "--steps", 5, "--run", trained, "--json").out)
    assert [row["at"] for row in rows] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert all(list(row) == ["at", "forms", "mark"] and list(row["forms"]) == TENSES for row in rows)
    assert len(cvae("interpolate", "walk", "cut", "--run", trained).out.splitlines()) == 7


def test_the_verbs_of_one_task_do_not_ask_another(cvae: Callable[..., Any], toy: Path) -> None:
    done = cvae("convert", "walk", "--run", toy)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "is of the task 'toy'" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("interpolate", "walk", "cut", "--steps", "1"), ("interpolate", "walk", "c t"), ("interpolate", "walk"),
        ("convert", "walk", "--to", "future"), ("convert", "walk", "--from", "perfect"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], trained: Path, arguments: tuple[str, ...]) -> None:
    done = cvae(*arguments, "--run", trained)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
