import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.tui.charts.ticks import duration, log_scale, scale, short, time_scale


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.4123, "0.412"),
        (0.5, "0.5"),
        (0.05, "0.05"),
        (0.003, "0.003"),
        (0.0005, "5e-4"),
        (0.00273, "0.0027"),
        (0.0412, "0.041"),
        (0.9967, "0.997"),
        (0.99996, "0.99996"),
        (1 - 1e-12, "1"),
        (12.345, "12.3"),
        (99.96, "100"),
        (999.9, "1k"),
        (1250, "1.25k"),
        (1_000_000, "1M"),
        (-3.5, "-3.5"),
        (1e20, "1e20"),
        (-0.00012, "-1.2e-4"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (123456, "123k"),
    ],
)
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00273, "0.0027"), (0.075, "0.075"), (0.85, "0.85"), (0.412, "0.41"), (0.997, "0.997"), (12.34, "12")],
)
def test_fewer_digits_say_neither_nothing_nor_all(value: float, text: str) -> None:
    assert short(value, 2) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (2.5, "2.5s"),
        (40, "40s"),
        (60, "1m"),
        (90, "1m30s"),
        (3600, "1h"),
        (8100, "2h15m"),
        (100_000, "27h46m"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_scale_has_round_ends_and_ticks() -> None:
    found = scale(0.37, 23.1, 4)
    assert (found.low, found.high, found.labels) == (0, 25, ("0", "10", "20"))


def test_a_constant_gets_room_on_either_side() -> None:
    assert scale(0.0, 0.0, 3).low < 0 < scale(0.0, 0.0, 3).high
    found = scale(0.003, 0.003, 3, zero=True)
    assert found.low == 0
    assert found.high >= 0.003


def test_neighbours_never_read_alike() -> None:
    found = scale(24_000.0, 24_010.0, 5)
    assert len(set(found.labels)) == len(found.labels)


def test_logarithms_are_labelled_with_what_they_stand_for() -> None:
    found = log_scale(1, 1000, 4)
    assert (found.low, found.high) == (0, 3)
    assert found.labels == ("1", "10", "100", "1k")


def test_the_end_of_time_moves_by_steps() -> None:
    ends = [time_scale(0, end, 40, False).high for end in range(1000, 1025)]
    assert set(ends) == {1024}


def test_a_single_moment_has_its_label_once() -> None:
    labels = time_scale(10, 10, 60, seconds=False).labels
    assert labels.count("10") == len(labels) <= 1


def test_time_has_clock_like_ticks() -> None:
    assert time_scale(0, 3600, 30, True).labels == ("0s", "15m", "30m", "45m", "1h")


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.integers(1, 9), st.booleans())
def test_a_scale_holds_what_it_should(low: float, span: float, count: int, zero: bool) -> None:
    found = scale(low, low + span, count, zero)
    assert found.low < found.high
    assert found.low <= low + 1e-6 * max(1, abs(low))
    assert found.high >= low + span - 1e-6 * max(1, abs(low + span))
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
