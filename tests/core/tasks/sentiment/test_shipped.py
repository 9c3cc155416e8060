"""The model that comes with the package: small, scored, and right about sentences that leave no doubt."""

import json

import pytest
import torch

from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import is_run, shipped_runs_folder
from cvae_tui.core.tasks.sentiment.predictor import Predictor, load_predictor

RUN = shipped_runs_folder() / "sentiment"
pytestmark = pytest.mark.skipif(not is_run(RUN), reason="this copy ships no model of the task")


@pytest.fixture(scope="module")
def model() -> Predictor:
    return load_predictor(RUN, torch.device("cpu"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A wonderful film with a superb cast, I loved every minute of it!", "positive"),
        ("One of the best movies I have ever seen.", "positive"),
        ("What a waste of time, the worst film of the year.", "negative"),
        ("Boring, badly acted and poorly written.", "negative"),
    ],
)
def test_sentences_that_leave_no_doubt(text: str, label: str, model: Predictor) -> None:
    verdict = model.judge(text)
    assert verdict.label == label and verdict.certainty > 0.9
    assert verdict.unknown == 0


def test_it_is_small_and_its_score_says_what_was_measured() -> None:
    assert sum(path.stat().st_size for path in RUN.iterdir()) < 6_000_000
    assert read_metadata(RUN).preset == "sentiment"
    score = json.loads((RUN / "score.json").read_text())
    assert score["reviews"] == 5_000 and score["accuracy"] >= 0.88 and score["calibration"] <= 0.03
    assert score["out_of_domain"]["reviews"] == 8_530 and score["baselines"]["tfidf_svm"] is not None
