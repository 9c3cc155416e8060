"""The score's figures on a handful of reviews, its baselines, and verdicts on degenerate models."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch

from cvae_tui.core.answer import Curve, Heatmap
from cvae_tui.core.errors import DataError
from cvae_tui.core.runs.metadata import value_at
from cvae_tui.core.task import ScoreOptions
from cvae_tui.core.tasks.sentiment import baselines, score
from cvae_tui.core.tasks.sentiment.data import Reviews
from cvae_tui.core.tasks.sentiment.measure import Measured, failures
from cvae_tui.core.tasks.sentiment.probes import Probe
from cvae_tui.core.tasks.sentiment.spec import METRICS
from cvae_tui.core.tasks.sentiment.task import SentimentTask

Make = Callable[..., SentimentTask]
AWAY = Reviews(("a good film", "a dull plot"), (1, 0))
needs_sklearn = pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")


def measured(logits: list[float], labels: list[float]) -> Measured:
    return Measured(torch.tensor(logits), torch.tensor(labels))


def test_measures_by_hand() -> None:
    found = measured([2.0, -1.0, 3.0, 0.5], [1.0, 0.0, 0.0, 1.0])
    assert found.right == [True, True, False, True]
    assert found.accuracy == 0.75 and found.interval[0] < 0.75 < found.interval[1]
    assert found.confusion == [[1, 1], [0, 2]]
    losses = [torch.tensor(value).sigmoid().log().neg() for value in (2.0, 1.0, -3.0, 0.5)]
    assert found.loss == pytest.approx(float(torch.stack(losses).mean()))


def test_failures_by_family(make_task: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    task = make_task(variant="bag", bag_prior=0.0)
    task.network.bag.bias.data.fill_(1.0)  # type: ignore[union-attr]
    # It calls everything positive.
    probes = [Probe("good", 1, "a"), Probe("bad", 0, "a"), Probe("dull", 0, "b")]
    assert failures(task.model(), probes) == {"a": [False, True], "b": [True]}


def test_the_score_has_what_scripts_read(make_task: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score, "other_domain", lambda: AWAY)
    task = make_task(epochs=6, variant="bag")
    told: list[float] = []
    report = task.model().score(None, ScoreOptions(), lambda part, done: told.append(done))
    details = report.details
    assert {"reviews", "accuracy", "ci95", "loss", "baselines", "out_of_domain", "negation"} <= set(details)
    assert details["reviews"] == len(task.data.test)
    assert {"naive_bayes", "tfidf_svm", "majority"} == set(details["baselines"])
    assert details["out_of_domain"]["reviews"] == 2 and details["out_of_domain"]["accuracy"] == 1.0
    assert all(0 <= rate <= 1 for rate in details["negation"].values()) and len(details["negation"]) >= 6
    assert told == pytest.approx(sorted(told)) and told[-1] == 1.0
    for figure in report.figures:
        assert value_at(details, figure.key) == pytest.approx(figure.value)
    for metric in METRICS:
        assert not metric.score or value_at(details, metric.score) is not None
    assert [type(view) for view in report.views if isinstance(view, Heatmap | Curve)] == [Heatmap, Curve]


def test_without_the_package_the_other_domain_is_left_out_and_said(
    make_task: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Reviews:
        raise DataError("the package is not installed: pip install it")

    monkeypatch.setattr(score, "other_domain", missing)
    report = make_task(variant="bag").model().score(None, ScoreOptions(), lambda part, done: None)
    assert report.details["out_of_domain"] is None
    assert any("no other domain is scored: the package is not installed" in note for note in report.details["notes"])


def test_other_data_may_be_scored(
    make_task: Make, monkeypatch: pytest.MonkeyPatch, reviews: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(score, "other_domain", lambda: AWAY)
    task = make_task(variant="bag")
    (reviews / "test.csv").write_text("text,label\na good film,1\na bad film,0\nan awful film,0\n")
    report = task.model().score(reviews, ScoreOptions(), lambda part, done: None)
    assert report.details["reviews"] == 3


@needs_sklearn
def test_baselines_on_a_toy_set() -> None:
    train = Reviews(
        tuple(f"{word} {thing}" for word in ("good", "bad") for thing in "film cast plot".split()), (1, 1, 1, 0, 0, 0)
    )
    test = Reviews(("good music", "bad music", "good film", "film"), (1, 0, 1, 1))
    found = baselines.accuracies(train, (test, AWAY))
    assert found["naive_bayes"][0] is not None and found["naive_bayes"][0] >= 0.75
    assert found["tfidf_svm"][0] is not None and found["tfidf_svm"][0] >= 0.75
    assert baselines.accuracies(Reviews(("a", "b"), (1, 0)), (test,))["tfidf_svm"] == [None]


def test_the_majority() -> None:
    train = Reviews(("a", "b", "c"), (1, 1, 0))
    assert baselines.majority(train, Reviews(("d", "e", "f", "g"), (1, 0, 0, 0))) == 0.25


def test_without_scikit_learn_there_are_no_baselines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "find_spec", lambda name: None)
    baselines.accuracies.cache_clear()
    assert baselines.accuracies(AWAY, (AWAY,)) == {"naive_bayes": [None], "tfidf_svm": [None]}
    baselines.accuracies.cache_clear()


@pytest.mark.parametrize(
    ("logits", "linear", "verdict"),
    [
        ([9.0] * 40, None, "always the same answer"),
        ([2.0, -2.0] * 10 + [-2.0, 2.0] * 10, None, "guesses"),
        ([2.0, -2.0] * 18 + [-2.0, 2.0] * 2, None, "reads reviews"),
        ([9.0, -9.0] * 16 + [-9.0, 9.0] * 4, None, "sure of itself"),
        ([2.0, -2.0] * 18 + [-2.0, 2.0] * 2, 0.85, "ahead of the linear model"),
        ([2.0, -2.0] * 18 + [-2.0, 2.0] * 2, 0.95, "behind the linear model"),
        ([2.0, -2.0] * 18 + [-2.0, 2.0] * 2, 0.901, "level with the linear model"),
    ],
)
def test_verdicts(logits: list[float], linear: float | None, verdict: str) -> None:
    labels = [1.0, 0.0] * 20
    assert score.verdict_of(measured(logits, labels), {"tfidf_svm": linear})[0] == verdict
