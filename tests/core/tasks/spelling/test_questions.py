"""What report 003 claims, answered by runs that are made up."""

from pathlib import Path

from cvae_tui.core.events import Evaluated
from cvae_tui.core.experiments.outcome import Outcome, Trial
from cvae_tui.core.registry import load_named
from cvae_tui.core.tasks.spelling import questions
from cvae_tui.core.tasks.spelling.spec import SPEC


def run(*scores: float) -> Outcome:
    events = tuple(Evaluated(at, at, at, {"test_bleu4": score}) for at, score in enumerate(scores))
    return Outcome(SPEC, Trial("made", SPEC.presets[0]), Path("made"), events)


def arms(fast: tuple[float, ...], slow: tuple[float, ...]) -> dict[str, list[Outcome]]:
    return {"report-003-256-tf1": [run(*fast)], "report-003-512-tf0": [run(*slow)]}


def test_the_experiment_names_presets_that_are_there() -> None:
    (experiment,) = [each for each in load_named(SPEC.experiments) if each.name == "report-003"]
    assert set(experiment.presets) <= {preset.name for preset in SPEC.presets} and len(experiment.presets) == 6
    assert all(set(claim) <= {metric.key for metric in SPEC.metrics} for claim in experiment.claims.values())


def test_the_larger_ratio_is_faster_when_its_first_half_is_higher() -> None:
    said = questions.teacher_forcing(arms((0.4, 0.6, 0.7, 0.9), (0.2, 0.3, 0.7, 0.9)))
    assert "1: 0.500" in said and "0: 0.250" in said and said.endswith("So the larger ratio is faster.")
    assert questions.teacher_forcing(arms((0.4, 0.4, 0.5, 0.6), (0.41, 0.41, 0.5, 0.6))).endswith("tell them apart.")
    assert questions.teacher_forcing(arms((0.1, 0.5, 0.6), (0.0, 0.1, 0.2))).endswith("each has to have 4.")
    assert questions.teacher_forcing({}).endswith("for want of evaluations: each has to have 4.")


def test_units_by_their_last_score_and_their_steps() -> None:
    said = questions.units(arms((0.4, 0.5, 0.9, 0.7), (0.5, 0.8, 0.9, 0.95)))
    assert "256 units 0.800, 512 units 0.925" in said and "512 units are better" in said and "512 is smoother" in said
    assert "for want of evaluations" in questions.units({})
