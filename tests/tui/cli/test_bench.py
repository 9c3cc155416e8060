import json
from collections.abc import Callable
from typing import Any

import pytest

from cvae_tui.core.tasks.tense.benchmark.sizes import Sizes
from cvae_tui.tui.cli import bench

TINY = Sizes(rounds=1, rows=6, batch=8, alone=2, words=8, asked=2, hidden=16, embedding=8, latent=4, condition=4)
KEYS = {
    "training": {"float32.times_seeds", "bfloat16.of_limit", "float32.free_running", "default.rate", "seeds.rate"},
    "inference": {"inference.one_word", "inference.together"},
    "overhead": {"overhead.all", "overhead.evaluations"},
}


@pytest.fixture
def tiny(cvae: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command line, with a benchmark that takes moments."""
    monkeypatch.setattr(bench, "Sizes", lambda rounds: TINY)
    return cvae


@pytest.mark.parametrize("section", KEYS)
def test_every_section_measures_what_it_says(tiny: Callable[..., Any], section: str) -> None:
    done = tiny("bench", "--only", section, "--threads", 1, "--device", "cpu", "--json")
    assert done.code == 0
    report = json.loads(done.out)
    figures = {figure["key"]: figure for figure in report["figures"]}
    assert KEYS[section] <= figures.keys()
    assert all(figure["median"] > 0 for figure in figures.values())
    assert report["machine"]["threads"] == 1 and report["rounds"] == 1
    assert f"{section}, warm-up: " in done.err and f"{section}, round 1 of 1: " in done.err


def test_a_reader_gets_one_table(tiny: Callable[..., Any]) -> None:
    done = tiny("bench", "--only", "inference", "--device", "cpu")
    assert done.out.splitlines()[0].endswith("medians of 1 rounds.")
    assert done.out.splitlines()[2].startswith("| what ")
    assert "| four tenses of one word, once loaded " in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--only", "trainig"], "there is no section 'trainig'; did you mean 'training'?"),
        (["--rounds", 0], "--rounds is 0; it must be from 1 to 1,000"),
        (["--threads", 0], "--threads is 0; it must be at least 1"),
    ],
)
def test_wrong_options_are_told_before_anything_is_measured(
    cvae: Callable[..., Any], arguments: list[object], told: str
) -> None:
    done = cvae("bench", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
