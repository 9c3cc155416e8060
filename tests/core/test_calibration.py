"""Answers by how sure they are, and how far that is off, by hand."""

from math import nan

import pytest

from cvae_tui.core.calibration import Bin, expected_calibration_error, reliability, reliability_curve


def test_answers_lie_in_ten_ranges_and_their_error_is_weighed_by_number() -> None:
    # Of four at 0.95 two are right, the two at 0.15 are wrong: (4 |0.95 - 0.5| + 2 |0.15 - 0|) / 6.
    chances, right = [0.95] * 4 + [0.15] * 2, [True, True, False, False, False, False]
    low, high = reliability(chances, right)
    assert low == Bin(low.probability, 0.0, 2) and low.probability == pytest.approx(0.15)
    assert high == Bin(high.probability, 0.5, 4) and high.probability == pytest.approx(0.95)
    assert expected_calibration_error(chances, right) == pytest.approx((4 * 0.45 + 2 * 0.15) / 6)
    assert expected_calibration_error([], []) == 0.0 and expected_calibration_error([1.0], [True]) == 0.0


def test_where_no_answer_can_be_less_sure_the_ranges_begin_there() -> None:
    # From 0.5 on a range is 0.05 wide: 0.92 and 0.96 lie in two, from 0 on in one.
    chances, right = [0.92, 0.96], [True, False]
    assert [each.answers for each in reliability(chances, right, 0.5)] == [1, 1]
    assert [each.answers for each in reliability(chances, right)] == [2]
    assert expected_calibration_error(chances, right, 0.5) == pytest.approx((0.08 + 0.96) / 2)


def test_a_probability_that_is_none_counts_as_the_least() -> None:
    assert reliability([nan], [False]) == [Bin(0.0, 0.0, 1)]


def test_the_curve_has_what_is_right_beside_what_was_said() -> None:
    curve = reliability_curve([Bin(0.2, 0.1, 5), Bin(0.9, 1.0, 3)])
    assert curve.x == (0.2, 0.9) and curve.series == {"right": (0.1, 1.0), "ideal": (0.2, 0.9)}
