"""What report 004 leaves open, answered with accuracies."""

from pathlib import Path

from cvae_tui.core.experiments.outcome import Outcome, Trial
from cvae_tui.core.registry import find_preset
from cvae_tui.core.tasks.sentiment import questions
from cvae_tui.core.tasks.sentiment.experiments import EXPERIMENTS
from cvae_tui.core.tasks.sentiment.spec import SPEC

FOUND = {
    "report-004-last": (0.60, 0.62), "report-004-last-masked": (0.80, 0.80), "report-004-mean": (0.84, 0.84),
    "report-004-attention": (0.845, 0.845), "report-004-as-described": (0.83, 0.84),
}  # fmt: skip


def outcomes(preset: str) -> list[Outcome]:
    trial = Trial(preset, find_preset(preset))
    return [Outcome(SPEC, trial, Path("run"), score={"accuracy": value}) for value in FOUND[preset]]


def test_the_experiment_names_presets_and_what_the_report_claims() -> None:
    (experiment,) = [each for each in EXPERIMENTS if each.name == "report-004"]
    assert set(experiment.presets) == set(FOUND)
    assert experiment.claims == {
        "report-004-last": {"accuracy": 0.7407}, "report-004-attention": {"accuracy": 0.8450}
    }  # fmt: skip


def test_answers_are_made_of_the_runs_figures() -> None:
    arms = {preset: outcomes(preset) for preset in FOUND}
    assert "the last state 0.610, the report's gate as printed 0.845: 23.5 points more." in questions.attention(arms)
    assert "the mean of the states 0.840, the gate 0.845: no difference" in questions.pooling(arms)
    assert "the last state on padding 0.610, at the text's end 0.800: 19.0 points more." in questions.masking(arms)


def test_without_runs_nothing_is_compared() -> None:
    assert "not to be compared" in questions.masking({"report-004-last": outcomes("report-004-last")})
