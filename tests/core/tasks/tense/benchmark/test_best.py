from cvae_tui.core.events import Evaluated, Saved
from cvae_tui.core.tasks.tense.benchmark.best import first_passing


def test_both_scores_must_pass_in_one_state() -> None:
    scores = [(0.99, 0.3), (0.9, 0.5), (0.957, 0.444), (1.0, 0.6)]
    evaluated = [Evaluated(step, 0.0, 9.0 * step, {"bleu4": a, "gaussian": b}) for step, (a, b) in enumerate(scores)]
    assert first_passing([Saved(0), *evaluated]) == evaluated[2]
    assert first_passing(evaluated[:2]) is None


def test_without_test_pairs_nothing_passes() -> None:
    assert first_passing([Evaluated(1, 0.0, 1.0, {"gaussian": 0.9})]) is None
