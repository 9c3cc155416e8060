import math

import pytest

from cvae_tui.core.averages import failure


def test_good_losses_are_no_failure() -> None:
    assert failure(20, {}, 0.0, "stop", "lower lr") is None
    assert failure(20, {"ce": 3.0, "kl": 1.0}, 0.0, "stop", "lower lr") is None


def test_a_skipped_update_ends_the_run_unless_it_may_be_skipped() -> None:
    losses = {"ce": math.nan, "kl": 1.0}
    sentence = "near step 20 a gradient is not finite (ce nan, kl 1); lower lr"
    assert failure(20, losses, 0.1, "stop", "lower lr") == ("not-finite", sentence)
    assert failure(20, losses, 0.1, "skip", "lower lr") is None


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e6, -1e6])
def test_losses_past_all_measure_end_the_run(value: float) -> None:
    found = failure(20, {"ce": 1.0, "kl": value}, 0.0, "skip", "lower lr")
    assert found is not None
    assert found[0] == "exploded"
