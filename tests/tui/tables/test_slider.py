"""A dial's slider: its ends, its steps and its cells."""

import pytest

from cvae_tui.core.spec import Dial
from cvae_tui.tui.tables.pieces import text
from cvae_tui.tui.tables.slider import next_value, slider, top_of, value_at

FREE, BOUNDED = Dial("lr", "learning rate", "lr"), Dial("tf", "teacher", "tf", high=1.0)


@pytest.mark.parametrize(
    ("seen", "top"), [(0.0, 1.0), (0.003, 0.005), (0.005, 0.005), (0.3, 0.5), (1.0, 1.0), (1.1, 2.0), (6, 10)]
)
def test_the_end_of_an_unbounded_dial_is_round_and_holds_what_was_seen(seen: float, top: float) -> None:
    assert top_of(FREE, seen) == pytest.approx(top)
    assert top_of(BOUNDED, seen) == 1.0


def test_twenty_steps_lead_from_end_to_end_and_no_further() -> None:
    value = 1.0
    for _ in range(20):
        value = next_value(BOUNDED, value, 1.0, -1)
    assert value == 0.0
    assert next_value(BOUNDED, 0.0, 1.0, -1) == 0.0
    assert next_value(BOUNDED, 1.0, 1.0, 1) == 1.0
    assert next_value(FREE, 1.0, 1.0, 1) == 1.05


def test_a_value_between_two_steps_goes_to_the_next_one() -> None:
    assert next_value(FREE, 0.42, 1.0, -1) == 0.4
    assert next_value(FREE, 0.42, 1.0, 1) == 0.45
    assert next_value(FREE, 0.00071, 0.005, 1) == 0.00075


def test_cells_and_values_belong_together() -> None:
    assert text(slider(BOUNDED, 0.5, 1.0, 11)) == "━━━━━●───── 1"
    assert text(slider(BOUNDED, 0.0, 1.0, 5, ascii=True)) == "O---- 1"
    assert text(slider(FREE, float("nan"), 2.0, 5)) == "●──── 2"
    assert [value_at(BOUNDED, cell, 1.0, 11) for cell in (-3, 0, 5, 10, 40)] == [0.0, 0.0, 0.5, 1.0, 1.0]
