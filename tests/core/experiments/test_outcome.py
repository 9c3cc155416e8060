import json
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import pytest
from outcomes import Point, made, trial
from toy import SPEC

from cvae_tui.core.events import Evaluated, Finished, Stepped
from cvae_tui.core.experiments.outcome import average, how_far, read_outcome
from cvae_tui.core.runs.history import write_history

TRIAL = trial(SPEC, "toy")
POINTS = [
    (1.0, {}, {"generator_loss": 9.0}, {"match": 0.2}),
    (2.0, {}, {"generator_loss": 8.0}, {"match": 0.6, "extra": 4.0}),
    (3.0, {}, {"generator_loss": 7.0}, {"match": nan, "extra": 5.0}),
]


def test_a_figure_is_the_scores_else_the_last_evaluations_else_as_last_reported() -> None:
    unscored, scored = made(SPEC, "toy", POINTS), made(SPEC, "toy", POINTS, score={"pictures": {"match": 0.45}})
    assert (unscored.headline, scored.headline) == ({"match": None}, {"match": 0.45})
    assert (unscored.figure("match"), scored.figure("match")) == (None, 0.45)
    assert (scored.figure("extra"), scored.figure("generator_loss"), scored.figure("nosuch")) == (5.0, 7.0, None)
    assert (scored.loss("generator_loss"), scored.loss("match")) == (7.0, None)
    assert (scored.epoch, scored.examples_per_second) == (3.0, 500.0)


def test_the_best_evaluation_is_one_state() -> None:
    outcome = made(SPEC, "toy", POINTS)
    assert (outcome.best("match"), outcome.best("extra")) == (0.6, 4.0)


def test_nothing_is_an_outcome_too(tmp_path: Path) -> None:
    outcome = read_outcome(SPEC, TRIAL, tmp_path / "none")
    assert (outcome.ended, outcome.message, outcome.reports, outcome.epoch) == ("", "", [], None)
    assert (outcome.headline, outcome.best("match"), outcome.examples_per_second) == ({"match": None}, None, None)
    assert average([outcome], lambda o: o.figure("match")) is None
    assert how_far(tmp_path / "none")[1] == ""


def test_the_average_leaves_out_what_is_missing() -> None:
    some = [made(SPEC, "toy", POINTS[:count]) for count in (1, 2, 0)]
    assert average(some, lambda outcome: outcome.figure("match")) == pytest.approx(0.4)


CONFIG = {
    "format": 1, "task": "toy", "variant": "", "preset": "toy", "settings": {}, "vocabulary": "", "data": "dots",
    "fingerprint": "f00d", "versions": {},
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return folder


def saved(run: Path, reason: str) -> None:
    (run / "progress.json").write_text(json.dumps({"format": 1, "step": 5, "reason": reason}))


def test_how_far_a_run_is(run: Path) -> None:
    events: list[Any] = [Stepped(5, 0.5, 0.25, 40, 3.0, {}, {"ce": 9.0}), Evaluated(5, 0.5, 3.0, {"match": 0.1})]
    write_history(run, events)
    saved(run, "")
    found, ended = how_far(run)
    assert (found.stepped, found.scores, ended) == (events[0], {"match": 0.1}, "")
    write_history(run, [*events, Finished(5, "done", 3.0, 9.0)])
    saved(run, "done")
    assert (how_far(run)[1], read_outcome(SPEC, TRIAL, run).ended) == ("done", "done")
    # It goes on.
    write_history(run, [*events, Finished(5, "stopped", 3.0, 9.0), *events])
    saved(run, "")
    assert how_far(run)[1] == ""
    (run / "config.json").write_text("{")
    found, ended = how_far(run)
    assert (found.stepped, ended) == (events[0], "")


@pytest.mark.parametrize(("reason", "ended"), [("done", "done"), ("failed", "failed"), ("stopped", ""), ("", "")])
def test_only_done_and_failed_are_ends(run: Path, reason: Any, ended: str) -> None:
    saved(run, reason)
    write_history(run, [Finished(5, reason, 3.0, 9.0)] if reason else [])
    assert (how_far(run)[1], read_outcome(SPEC, TRIAL, run).ended) == (ended, ended)


def test_an_end_that_was_not_saved_is_none(run: Path) -> None:
    lost = "what was learned since second 1 is not saved"
    write_history(run, [Stepped(5, 0.5, 1.0, 40, 3.0, {}, {"ce": 9.0}), Finished(5, "done", 3.0, 9.0, lost)])
    saved(run, "")
    assert (how_far(run)[1], read_outcome(SPEC, TRIAL, run).ended) == ("", "")
    # A failure needs no saving to be one.
    write_history(run, [Finished(5, "failed", 3.0, 9.0, "the loss exploded")])
    assert (how_far(run)[1], read_outcome(SPEC, TRIAL, run).ended) == ("failed", "failed")


def test_of_what_is_better_the_lower_less_is_more() -> None:
    metrics = tuple(replace(metric, less=metric.key == "generator_loss") for metric in SPEC.metrics)
    spec = replace(SPEC, metrics=metrics, headline=("match", "generator_loss"))
    scores = [{"match": 0.8, "generator_loss": 0.3}, {"match": 0.7, "generator_loss": 0.1}]
    points: list[Point] = [(float(epoch), {}, {}, found) for epoch, found in enumerate(scores, start=1)]
    outcome = replace(made(SPEC, "toy", points), spec=spec)
    # 0.8 - 0.3 against 0.7 - 0.1.
    assert (outcome.best("match"), outcome.best("generator_loss")) == (0.7, 0.1)
