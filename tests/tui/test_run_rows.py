"""The list's rows, read from folders made by hand."""

from pathlib import Path

import pytest
from made_runs import LONG_AGO, history, make_run

from cvae_tui.core.runs import paths
from cvae_tui.core.runs.lock import hold
from cvae_tui.tui.run_rows import RunRow, compare, matches, read_row, when

NOW = LONG_AGO + 1000
SCORE = {"conversion": {"bleu4": 0.97}, "gaussian": {"score": 0.44}, "verdict": "leaky"}


def test_figures_come_from_the_history() -> None:
    row = read_row(make_run("one"), NOW)
    assert (row.state, row.variant, row.preset, row.step, row.epoch) == ("done", "gru", "report-000", 200, 10.0)
    assert (row.figures, row.verdict) == ({"bleu4": 0.9, "gaussian": 0.25}, "")
    assert row.resumable


def test_a_score_counts_more_than_an_evaluation() -> None:
    row = read_row(make_run("one", score=SCORE), NOW)
    assert (row.figures, row.verdict) == ({"bleu4": 0.97, "gaussian": 0.44}, "leaky")


@pytest.mark.parametrize(
    ("reason", "silent", "state"),
    [
        ("done", 0, "done"),
        ("stopped", 0, "stopped"),
        ("failed", 0, "failed"),
        ("", 5, "training"),
        ("", 1000, "broken off"),
    ],
)
def test_states(reason: str, silent: float, state: str) -> None:
    row = read_row(make_run("one", history(reason=reason), reason=reason), LONG_AGO + silent)
    assert row.state == state
    assert row.resumable == (state != "training")


def test_the_step_of_a_broken_off_run_is_the_one_it_goes_on_from() -> None:
    row = read_row(make_run("one", history(300, reason=""), reason="", saved=200), NOW)
    assert (row.state, row.step, row.epoch) == ("broken off", 200, 10.0)
    # What it told after that, the scores of step 300, is of a state that is lost.
    assert row.figures == {"bleu4": None, "gaussian": None}


def test_a_lock_tells_at_once_whether_a_run_is_trained() -> None:
    run = make_run("one", history(reason=""), reason="")
    with hold(run):
        assert read_row(run, NOW).state == "training"
    assert read_row(run, LONG_AGO + 5).state == "broken off"


def test_a_damaged_run_says_why() -> None:
    run = make_run("one")
    (run / "config.json").write_text('{"format": 1')
    row = read_row(run, NOW)
    assert (row.state, row.step, row.resumable) == ("damaged", None, False)
    assert "is damaged" in row.error


@pytest.mark.parametrize(
    "score", [{}, {"conversion": None, "gaussian": 3, "verdict": None}, {"gaussian": {"score": "x"}}]
)
def test_an_odd_score_does_no_harm(score: dict[str, object]) -> None:
    row = read_row(make_run("one", score=score), NOW)
    assert (row.figures["bleu4"], row.verdict) == (0.9, "")


def test_a_history_may_be_missing_or_torn() -> None:
    run = make_run("one", [])
    assert read_row(run, NOW).step == 200
    (run / "events.jsonl").write_bytes(b'\xff\xfe{"event":"stepped"')
    assert (read_row(run, NOW).step, read_row(run, NOW).epoch) == (200, None)


def test_a_shipped_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "shipped_runs_folder", lambda: tmp_path)
    assert read_row(make_run("default", parent=tmp_path), NOW).state == "shipped"
    assert RunRow(tmp_path / "default", "default", "shipped").shipped


def test_filter_by_any_words() -> None:
    row = RunRow(Path("quick-gru"), "quick-gru", "stopped", "tense", "gru", "quick", verdict="leaky")
    assert all(matches(row, typed) for typed in ("", "GRU", "gru leaky", "stop qui", "tense"))
    assert not any(matches(row, typed) for typed in ("lstm", "gru healthy"))


@pytest.mark.parametrize(
    ("ago", "text"), [(-5, "now"), (30, "now"), (90, "2m ago"), (7200, "2h ago"), (200_000, "2d ago")]
)
def test_when(ago: float, text: str) -> None:
    assert when(NOW - ago, NOW) == text
    assert when(0.0, NOW) == "–"


def test_figures_read_as_what_they_measure() -> None:
    row = RunRow(Path("x"), "x", "done", "tense", figures={"bleu4": 0.97123, "gaussian": None})
    assert [row.figure(key) for key in ("bleu4", "gaussian", "distinct")] == ["0.971", "–", "–"]


def test_a_run_of_a_task_that_is_not_known_has_no_figures() -> None:
    row = read_row(make_run("one", task="pictures", score=SCORE), NOW)
    assert (row.state, row.task, row.spec, row.figures) == ("done", "pictures", None, {})
    assert row.figure("bleu4") == "–"


def test_a_score_of_format_1_is_not_shown_as_the_protocol_of_today() -> None:
    run = make_run("one", score=SCORE)
    for name in ("config.json", "progress.json"):
        (run / name).write_text((run / name).read_text().replace('"format": 2', '"format": 1'))
    (run / "score.json").write_text('{"gaussian": {"score": 0.99}}')
    assert read_row(run, NOW).figures["gaussian"] != 0.99


def test_comparison_shows_only_what_differs() -> None:
    one = read_row(make_run("one", score=SCORE), NOW)
    other = read_row(make_run("other", kl_weight=0.5, odd=True), NOW)
    assert compare(one, other) == [
        ("kl_weight", "1.0", "0.5"),
        ("odd", "–", "true"),
        ("step", "200", "200"),
        ("BLEU-4", "0.970", "0.900"),
        ("Gaussian", "0.440", "0.250"),
        ("verdict", "leaky", "–"),
    ]


def test_comparison_with_a_damaged_run() -> None:
    one = read_row(make_run("one"), NOW)
    assert compare(one, RunRow(Path("x"), "x", "damaged", error="gone"))[0] == ("step", "200", "–")
