import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_line_is_answered_as_the_task_reads_it(cvae: Callable[..., Any], trained: Path, toy: Path) -> None:
    walk, *_ = json.loads(cvae("ask", "walk", "from", "present", "--run", trained, "--json").out)
    assert walk["label"] == walk["forms"]["present"] == "walk"
    assert list(walk) == ["label", "forms", "mark", "scores", "note"]
    assert len(walk["scores"]) == 4
    zero, one = json.loads(cvae("ask", "0", "1", "--run", toy, "--json").out)
    assert (zero["mark"], one["mark"], one["scores"]) == ("even", "odd", [None, 0.5])
    picture, name = one["cells"]
    assert (picture["height"], picture["width"], picture["channels"], name) == (4, 4, 1, "picture 1")
    assert cvae("ask", "0", "--run", toy).out == "0\t4 x 4 picture\tpicture 0\teven\n"
    command = cvae("ask", ":help", "--run", toy)
    sentence = "':help' is a command of the app; ask something such as: cvae-tui ask '0 1'\n"
    assert (command.code, command.out, command.err) == (2, "", sentence)
    wrong = cvae("ask", "walk", "--run", toy)
    assert (wrong.code, wrong.out, wrong.err) == (2, "", "'walk' is no picture; type numbers such as 0 1\n")


def test_the_same_seed_draws_the_same_samples(cvae: Callable[..., Any], trained: Path, toy: Path) -> None:
    def drawn(*options: object) -> str:
        done = cvae("sample", "-n", 5, "--run", toy, *options)
        assert done.code == 0
        return done.out

    assert drawn("--seed", 3) == drawn("--seed", 3, "--mode", "light") != drawn("--seed", 4)
    assert drawn("--json") != drawn("--json", "--mode", "dark")
    first = cvae("sample", "-n", 5, "--run", trained, "--json")
    assert first == cvae("sample", "-n", 5, "--run", trained, "--seed", 0, "--mode", "transported", "--json")
    rows = json.loads(first.out)
    assert len(rows) == 5 and all(list(row) == ["forms", "mark"] and len(row["forms"]) == 4 for row in rows)


def test_samples_into_a_pipe_count_their_marks_on_stderr(cvae: Callable[..., Any], toy: Path) -> None:
    done = cvae("sample", "-n", 4, "--mode", "dark", "--run", toy)
    assert [line.count("\t") for line in done.out.splitlines()] == [3] * 4
    *_, counts = done.err.splitlines()
    assert sum(int(part.split()[0]) for part in counts.split(",")) == 4
    one_by_one = json.loads(cvae("sample", "-n", 2, "--run", toy, "--json").out)
    assert [list(row) for row in one_by_one] == [["label", "cells", "mark"]] * 2


@pytest.mark.parametrize(
    "arguments",
    [("-n", "0"), ("-n", "-1"), ("-n", "1000000000"), ("--seed", "-1"), ("-n", "many"), ("--mode", "priors")],
)
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], trained: Path, arguments: tuple[str, ...]) -> None:
    done = cvae("sample", *arguments, "--run", trained)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_model_of_another_task_is_named_with_how_to_ask_it(cvae: Callable[..., Any], toy: Path) -> None:
    assert cvae("convert", "walk", "--run", toy).err.endswith(f" ask it: cvae-tui ask TEXT --run {toy}\n")
    assert "no mode 'prior' of the task 'toy'; " in cvae("sample", "--mode", "prior", "--run", toy).err
