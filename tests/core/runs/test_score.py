from dataclasses import replace
from typing import Any

import pytest
from toy import SPEC

from cvae_tui.core.answer import Figure, Heatmap, Report
from cvae_tui.core.runs.score import figures_of, headline, score_document

REPORT = Report(
    (
        Figure("pictures.match", "pictures drawn", 0.5, "share", (0.25, 0.75), (("grey", 0.0), ("copy", None)), "of 2"),
        Figure("pictures.loss", "loss", None, "nats"),
    ),
    (Heatmap("error", ("0",), ("mean",), ((0.5,),)),),
    {"pictures": {"match": 0.5}},
    "blurred",
    "notice",
    "the error is 0.5",
)


def test_a_score_says_what_was_measured_on_what() -> None:
    document = score_document("toy", "/runs/a", "/data", REPORT)
    assert {name: document[name] for name in ("task", "run", "data", "pictures", "verdict", "reason", "tone")} == {
        "task": "toy", "run": "/runs/a", "data": "/data", "pictures": {"match": 0.5}, "verdict": "blurred",
        "reason": "the error is 0.5", "tone": "notice",
    }  # fmt: skip
    assert document["figures"][0]["baselines"] == (("grey", 0.0), ("copy", None))


def test_the_figures_of_a_score_come_back() -> None:
    read = figures_of(score_document("toy", "/runs/a", "/data", REPORT))
    assert read is not None
    assert (read.figures, read.verdict, read.tone, read.reason) == (REPORT.figures, "blurred", "notice", REPORT.reason)
    assert read.details["pictures"] == {"match": 0.5}


@pytest.mark.parametrize(
    "score",
    [
        {}, {"figures": 3}, {"figures": [3]}, {"figures": [{}]}, {"figures": [{"key": "a", "label": 3}]},
        {"figures": [{"key": "a", "label": "b", "kind": "loud"}]},
        {"figures": [{"key": "a", "label": "b", "interval": 3}]},
        {"figures": [{"key": "a", "label": "b", "baselines": [3]}]}, {"figures": [], "verdict": 3},
    ],
)  # fmt: skip
def test_a_score_that_an_earlier_version_made_or_somebody_bent_has_none(score: dict[str, Any]) -> None:
    assert figures_of(score) is None


def test_a_figure_is_of_the_score_else_of_the_evaluation_else_none() -> None:
    spec = replace(SPEC, headline=("match", "lr"))
    assert headline(spec, {"pictures": {"match": 0.5}}, {"match": 0.25, "lr": 0.1}) == {"match": 0.5, "lr": 0.1}
    assert headline(spec, {"pictures": {}}, {"match": 0.25}) == {"match": 0.25, "lr": None}
    assert headline(spec, None, {}) == {"match": None, "lr": None}
