import math

from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.tui.charts.ticks import log_scale, scale, time_scale


def test_a_scale_has_round_ends_and_ticks() -> None:
    found = scale(0.37, 23.1, 4)
    assert (found.low, found.high, found.labels) == (0, 25, ("0", "10", "20"))


def test_a_constant_gets_room_on_either_side() -> None:
    assert scale(0.0, 0.0, 3).low < 0 < scale(0.0, 0.0, 3).high
    found = scale(0.003, 0.003, 3, zero=True)
    assert found.low == 0
    assert found.high >= 0.003


def test_next_to_nothing_lies_at_the_bottom() -> None:
    found = scale(0.0003, 0.0006, 4, least=0.1)
    assert (found.low, found.high, found.labels) == (0, 0.1, ("0", "0.05", "0.1"))


def test_a_least_range_lies_around_what_is_shown_and_changes_nothing_wider() -> None:
    found = scale(5.0, 5.02, 3, least=1.0)
    assert (found.low, found.high) == (4.5, 5.75)
    found = scale(-3.0, -3.0, 3, least=1.0)
    assert (found.low, found.high) == (-3.5, -2.5)
    assert scale(0.0, 8.0, 4, least=1.0) == scale(0.0, 8.0, 4)


def test_a_share_is_never_above_one() -> None:
    found = scale(0.98, 1.0, 3, least=0.1, most=1.0)
    assert (found.low, found.high) == (0.9, 1.0)
    assert scale(0.2, 0.93, 3, most=1.0).high == 1.0
    assert scale(0.2, 1.3, 3, most=1.0).high > 1.3


def test_a_span_beyond_reckoning() -> None:
    assert scale(0.0, 5e-324, 3).high > 0


def test_neighbours_never_read_alike() -> None:
    found = scale(24_000.0, 24_010.0, 5)
    assert len(set(found.labels)) == len(found.labels)


def test_logarithms_are_labelled_with_what_they_stand_for() -> None:
    found = log_scale(1, 1000, 4)
    assert (found.low, found.high) == (0, 3)
    assert found.labels == ("1", "10", "100", "1k")


def test_time_reaches_as_far_as_it_is_told() -> None:
    assert (time_scale(10, 500, 40, False).low, time_scale(10, 500, 40, False).high) == (0, 500)
    assert time_scale(400, 500, 40, False).low == 400


def test_a_single_moment_has_its_label_once() -> None:
    labels = time_scale(10, 10, 60, seconds=False).labels
    assert labels.count("10") == len(labels) <= 1


def test_time_has_clock_like_ticks() -> None:
    assert time_scale(0, 3600, 30, True).labels == ("0s", "15m", "30m", "45m", "1h")


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.integers(1, 9), st.booleans())
def test_a_scale_holds_what_it_should(low: float, span: float, count: int, zero: bool) -> None:
    found = scale(low, low + span, count, zero)
    assert found.low < found.high
    nothing = 1e-8 * (abs(low) + span)
    assert found.low <= low + nothing
    assert found.high >= low + span - nothing
    assert len(found.ticks) == len(found.labels) <= count + 3


@given(st.floats(1e-12, 1e12), st.floats(1, 1e6), st.integers(1, 9))
def test_a_log_scale_holds_what_it_should(low: float, factor: float, count: int) -> None:
    found = log_scale(low, low * factor, count)
    assert found.low <= math.log10(low) + 1e-9
    assert found.high >= math.log10(low * factor) - 1e-9
    assert 1 <= len(found.ticks) == len(found.labels)


@given(st.floats(0, 1e15), st.floats(0, 1e15), st.integers(2, 300), st.booleans())
def test_time_holds_what_it_should(low: float, span: float, width: int, seconds: bool) -> None:
    found = time_scale(low, low + span, width, seconds)
    assert found.low <= low
    assert found.high > found.low
    assert found.high >= (low + span) * (1 - 1e-9)
