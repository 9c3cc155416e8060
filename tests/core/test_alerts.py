import math

import pytest

from cvae_tui.core.alerts import failure, warnings
from cvae_tui.core.events import Stepped


def reported(progress: float = 0.5, weight: float = 1.0, **losses: float) -> Stepped:
    return Stepped(20, 2.0, progress, 100, 1.0, {"kl_weight": weight}, losses)


def test_a_step_without_losses_tells_nothing() -> None:
    silent = Stepped(20, 2.0, 0.5, 100, 1.0, {"kl_weight": 1.0})
    assert failure(20, None, "stop") is None
    assert warnings(silent) == []


def test_good_losses_are_no_failure() -> None:
    assert failure(20, {"ce": 3.0, "kl": 1.0, "skipped": 0.0}, "stop") is None
    assert warnings(reported(ce=3.0, kl=1.0, skipped=0.0)) == []


def test_a_skipped_update_ends_the_run_or_is_told() -> None:
    step = reported(ce=math.nan, kl=1.0, skipped=0.1)
    found = failure(20, step.losses, "stop")
    assert found is not None
    assert found[0] == "not-finite"
    assert found[1] == "near step 20 a gradient is not finite (ce nan, kl 1); lower lr or the KL weight, or clip"
    assert failure(20, step.losses, "skip") is None
    assert [(alert.kind, alert.step) for alert in warnings(step)] == [("not-finite", 20)]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e6, -1e6])
def test_losses_past_all_measure_end_the_run(value: float) -> None:
    found = failure(20, {"ce": 1.0, "kl": value, "skipped": 0.0}, "skip")
    assert found is not None
    assert found[0] == "exploded"


@pytest.mark.parametrize(
    ("progress", "weight", "kl", "told"),
    [(0.5, 1.0, 0.001, True), (0.01, 1.0, 0.001, False), (0.5, 0.0, 0.001, False), (0.5, 1.0, 0.1, False)],
)
def test_a_collapse_is_told_once_the_kl_had_its_time(progress: float, weight: float, kl: float, told: bool) -> None:
    found = warnings(reported(progress, weight, ce=1.0, kl=kl))
    assert [alert.kind for alert in found] == (["collapsed"] if told else [])
