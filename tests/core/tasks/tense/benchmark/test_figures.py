"""What the races' rates are turned into, with rates that a head can divide."""

from typing import Any

import pytest

from cvae_tui.core.benchmark.race import Race
from cvae_tui.core.benchmark.report import Figure
from cvae_tui.core.tasks.tense.benchmark.overhead import overhead_figures
from cvae_tui.core.tasks.tense.benchmark.suite import ALONE, TOGETHER, inference_figures
from cvae_tui.core.tasks.tense.benchmark.training import BY_LAYER, OWN_WAY, training_figures
from cvae_tui.core.tasks.tense.config import TenseConfig


def medians(figures: list[Figure]) -> dict[str, Any]:
    return {figure.key: pytest.approx(figure.to_dict()["median"]) for figure in figures}


RATES = {
    OWN_WAY: (100.0,), BY_LAYER: (50.0,), "default preset": (700.0,),
    "float32, fed the truth": (4000.0,), "float32, free-running": (1000.0,), "float32, products": (8e9,),
}  # fmt: skip
BFLOAT16 = {
    "bfloat16, fed the truth": (8000.0,), "bfloat16, free-running": (6000.0,), "bfloat16, products": (32e9,),
}  # fmt: skip


def test_training_beside_report_001s_own_way_and_the_limit() -> None:
    found = medians(training_figures(Race(RATES | BFLOAT16), 1e6))
    assert found["float32.times_report_001"] == 40.0 and found["bfloat16.times_report_001"] == 80.0
    assert found["float32.times_layer"] == 80.0 and found["bfloat16.times_layer"] == 160.0
    # 4,000 words of a million operations beside eight thousand million.
    assert found["float32.of_limit"] == 50.0 and found["bfloat16.of_limit"] == 25.0
    assert found["float32.free_running"] == 0.25 and found["bfloat16.free_running"] == 0.75
    assert found["report_001.rate"] == 100.0 and found["default.rate"] == 700.0
    assert found["float32.products"] == 8.0 and found["bfloat16.gain"] == 2.0


def test_without_bfloat16_only_its_own_figures_are_missing() -> None:
    both = training_figures(Race(RATES | BFLOAT16), 1e6)
    assert training_figures(Race(RATES), 1e6) == [figure for figure in both if not figure.key.startswith("bfloat16")]


def test_inference_alone_and_together() -> None:
    figures = inference_figures(Race({ALONE: (100.0, 200.0, 50.0), TOGETHER: (3000.0, 3000.0, 3000.0)}), 10_000)
    assert medians(figures) == {"inference.one_word": 10.0, "inference.together": 30.0, "inference.rate": 3000.0}
    assert list(figures[0].values) == [10.0, 5.0, 20.0] and figures[0].to_dict()["reached"]


def test_overhead_is_a_share_of_learning() -> None:
    # Ten steps a second and twenty an epoch: an epoch is 2 s, ten epochs 20 s.
    config = TenseConfig(epochs=10, evaluate_every=5, save_seconds=40.0)
    rates = {"learning": (10.0,), "loading": (5.0,), "events": (1000.0,), "evaluations": (10.0,), "checkpoints": (2.5,)}
    found = medians(overhead_figures(Race(rates), config, 20))
    parts = {"loading": 1.0, "events": 1.0, "evaluations": 1.0, "checkpoints": 1.0}
    assert found == {"overhead.all": 4.0, **{f"overhead.{name}": share for name, share in parts.items()}}
