import json
from collections.abc import Callable
from typing import Any

import pytest

from cvae_tui.core.tasks.tense.benchmark.sizes import Sizes
from cvae_tui.core.tasks.tense.benchmark.training import CONFIGS
from cvae_tui.core.tasks.tense.config import TenseConfig

SIZES = Sizes(rows=6, batch=8, alone=2, words=8, asked=2, hidden=16, embedding=8, latent=4, condition=4)
SUITE = "cvae_tui.core.tasks.tense.benchmark"
KEYS = {
    "training": {"float32.times_report_001", "float32.free_running", "default.rate", "report_001.rate"},
    "inference": {"inference.one_word", "inference.together"},
    "overhead": {"overhead.all", "overhead.evaluations"},
}


@pytest.fixture
def tiny(cvae: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command line with a benchmark that takes moments, on a processor without bfloat16."""
    monkeypatch.setattr(f"{SUITE}.suite.SIZES", SIZES)
    small = TenseConfig(hidden=16, embedding=8, latent=4, code=8, latent_mlp=8, batch_size=8)
    monkeypatch.setitem(CONFIGS, "default", small)
    for module in ("cvae_tui.core.benchmark.report", f"{SUITE}.training"):
        monkeypatch.setattr(f"{module}.can_bfloat16", lambda device: False)
    return cvae


@pytest.mark.parametrize("section", KEYS)
def test_every_section_measures_what_it_says(tiny: Callable[..., Any], section: str) -> None:
    done = tiny("bench", "--only", section, "--rounds", 1, "--threads", 1, "--device", "cpu", "--json")
    assert done.code == 0
    report = json.loads(done.out)
    figures = {figure["key"]: figure for figure in report["figures"]}
    assert KEYS[section] <= figures.keys() and not any("bfloat16" in key for key in figures)
    assert all(figure["median"] > 0 for figure in figures.values())
    assert report["machine"]["threads"] == 1 and report["rounds"] == 1
    assert f"{section}, warm-up: " in done.err and f"{section}, round 1 of 1: " in done.err
    assert ("bfloat16 is left out" in done.err) == (section == "training")


def test_a_reader_gets_one_table(tiny: Callable[..., Any]) -> None:
    done = tiny("bench", "--only", "inference", "--rounds", 1, "--device", "cpu")
    first, empty, head, *_ = done.out.splitlines()
    assert "without bfloat16" in first and first.endswith("medians of 1 rounds.") and not empty
    assert head.startswith("| what ") and "| four tenses of one word, once loaded " in done.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--only", "trainig"], "there is no section 'trainig'; did you mean 'training'?"),
        (["--rounds", 0], "--rounds is 0; it must be from 1 to 1,000"),
        (["--threads", 0], "--threads is 0; it must be from 1 to 1,024"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_measured(
    cvae: Callable[..., Any], arguments: list[object], sentence: str
) -> None:
    done = cvae("bench", *arguments)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err


@pytest.mark.usefixtures("toy")
def test_a_task_without_a_benchmark_says_so() -> None:
    from cvae_tui.core.errors import UsageError
    from cvae_tui.tui.cli.bench import bench

    with pytest.raises(UsageError, match="the task toy has no benchmark"):
        bench([], 3, None, "cpu", True, "toy")
