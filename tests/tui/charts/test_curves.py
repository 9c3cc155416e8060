"""Events as series: by hand-sized runs whose points are written out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Saved, Started, Stepped
from cvae_tui.tui.charts.curves import Annotation, Curves
from cvae_tui.tui.charts.series import LIMIT, Axis, Trace, condense

NAN = math.nan


def stepped(step: int, ce: float, **more: float) -> Stepped:
    dials = {"kl_weight": 0.5, "lr": 0.001}
    return Stepped(step, step / 10, step / 100, step * 8, step * 0.5, dials, {"ce": ce, **more})


def evaluated(step: int, **scores: float) -> Evaluated:
    return Evaluated(step, step / 10, step * 0.5, scores)


def points(curves: Curves, name: str, axis: Axis = "step", weight: float = 0.0) -> list[tuple[float, float]]:
    x, y = curves.series[name].points(axis, weight)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def test_losses_dials_and_scores_become_series() -> None:
    curves = Curves([stepped(10, 3.0, kl=1.0), evaluated(10, bleu4=0.5), stepped(20, 2.0, kl=2.0)])
    assert points(curves, "ce") == [(10, 3), (20, 2)]
    assert points(curves, "kl", "epoch") == [(1, 1), (2, 2)]
    assert points(curves, "lr", "seconds") == [(5, 0.001), (10, 0.001)]
    assert points(curves, "bleu4") == [(10, 0.5)]


def test_steps_without_losses_are_not_drawn() -> None:
    silent = Stepped(15, 1.5, 0.15, 120, 7.5, {"lr": 1.0}, None)
    assert points(Curves([stepped(10, 3.0), silent]), "lr") == [(10, 0.001)]


def test_a_name_may_come_and_go() -> None:
    curves = Curves([stepped(1, 5.0), stepped(2, 4.0, kl=1.0), stepped(3, 3.0), stepped(4, 2.0, kl=2.0)])
    assert points(curves, "kl") == [(2, 1), (4, 2)]
    assert points(curves, "ce") == [(1, 5), (2, 4), (3, 3), (4, 2)]
    assert curves.at("kl", "step", 3) == 1


@pytest.mark.parametrize("odd", [NAN, math.inf, -math.inf, 1e305])
def test_what_is_not_finite_is_a_gap(odd: float) -> None:
    found = points(Curves([stepped(1, 5.0), stepped(2, odd), stepped(3, 3.0)]), "ce")
    assert [x for x, _ in found] == [1, 2, 3]
    assert math.isnan(found[1][1])
    assert (found[0][1], found[2][1]) == (5, 3)


def test_growing_piece_by_piece_gives_the_same_as_at_once() -> None:
    events: list[Event] = [stepped(step, math.sin(step) + (NAN if step % 97 == 0 else 0)) for step in range(1, 3000)]
    whole, grown = Curves(events), Curves()
    for begin in range(0, len(events), 7):
        grown.extend(events[begin : begin + 7])
        grown.series["ce"].points("step", 0.9)
    for weight in (0.0, 0.9):
        expected, found = np.array(points(whole, "ce", weight=weight)), np.array(points(grown, "ce", weight=weight))
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_a_run_that_goes_on_forgets_what_it_had_after_that_step() -> None:
    curves = Curves([stepped(10, 3.0), stepped(20, 2.0), evaluated(20, bleu4=0.2), Saved(20), stepped(30, 9.0)])
    assert points(curves, "ce")[-1] == (30, 9)
    curves.extend([Started(10, "tense", "gru", "cpu", 8, 10, None, None), stepped(20, 1.0)])
    assert points(curves, "ce") == [(10, 3), (20, 1)]
    assert points(curves, "bleu4") == []
    assert curves.annotations == [Annotation(10, "resumed", "resumed")]


def test_annotations_and_their_words() -> None:
    events: list[Event] = [
        DialTurned(5, "kl_weight", 0.25),
        DialTurned(6, "kl_weight", None),
        Saved(7),
        Alert(8, "collapsed", "the posterior collapsed"),
        Alert(9, "note", "nothing"),
    ]
    assert Curves(events).annotations == [
        Annotation(5, "dial", "set to 0.25", "kl_weight", 0.25),
        Annotation(6, "dial", "follows its schedule", "kl_weight"),
        Annotation(7, "saved", "saved"),
        Annotation(8, "alert", "the posterior collapsed"),
    ]


def test_values_at_a_place() -> None:
    curves = Curves([stepped(10, 3.0), stepped(20, 2.0), evaluated(15, bleu4=0.5)])
    assert [curves.at("ce", "step", x) for x in (5, 10, 19.9, 20, 99)] == [None, 3, 3, 2, 2]
    assert curves.at("bleu4", "seconds", 7.5) == 0.5
    assert curves.at("nothing", "step", 5) is None
    assert (curves.at("ce", "step", math.inf), curves.at("nothing", "step", math.inf)) == (2, None)
    assert curves.extent("epoch") == (1, 2)
    assert (curves.place(15, "seconds"), curves.step_at(7.4, "seconds")) == (7.5, 10)
    assert [curves.step_at(10, "step", by) for by in (-5, 1, 9)] == [10, 20, 20]


def test_nothing_at_all() -> None:
    curves = Curves()
    assert (curves.extent("step"), curves.at("ce", "step", 1)) == (None, None)
    assert (curves.place(5, "epoch"), curves.step_at(1.0, "step")) == (5, 0)


@pytest.mark.parametrize("odd", [NAN, math.inf, -math.inf, -5.0, 1e305])
def test_times_never_go_back_and_are_finite(odd: float) -> None:
    curves = Curves([stepped(10, 3.0), Stepped(20, odd, 0.0, 0, odd, {}, {"ce": 2.0}), stepped(30, 1.0)])
    axes: tuple[Axis, ...] = ("epoch", "seconds")
    for axis in axes:
        (first, _), (second, _), (third, _) = points(curves, "ce", axis)
        assert first <= second <= third < math.inf


# --- many points ---


def test_few_points_stay_as_they_are() -> None:
    trace = Trace()
    trace.extend(np.array([0.0, 1, 2, 3]), np.array([3.0, NAN, 1, 2]))
    np.testing.assert_array_equal(trace.x, [0, 1, 2, 3])
    np.testing.assert_array_equal(trace.y, [3, NAN, 1, 2])


def test_the_extremes_of_each_bucket_stay() -> None:
    found = condense(np.array([0, 0, 0, 1, 1, 2, 2.0]), np.arange(7.0), np.array([5, 1, 9, NAN, NAN, 4, 4]))
    np.testing.assert_array_equal(found[0], [1, 2, 3, 5])
    np.testing.assert_array_equal(found[1], [1, 9, NAN, 4])


def test_many_points_keep_their_extremes_and_their_places() -> None:
    y = np.random.default_rng(0).normal(size=100_000)
    y[31_313], y[77_777] = 50, -50
    trace = Trace()
    for begin in range(0, len(y), 500):
        trace.extend(np.arange(begin, begin + 500, dtype=float), y[begin : begin + 500])
    assert 2 * LIMIT < len(trace.x) <= 4 * LIMIT + 500
    kept = dict(zip(trace.x.tolist(), trace.y.tolist(), strict=True))
    assert (kept[31_313], kept[77_777]) == (50, -50)
    assert all(y[int(place)] == value for place, value in kept.items())
    assert (np.diff(trace.x) > 0).all()


def test_many_points_at_one_place() -> None:
    trace = Trace()
    trace.extend(np.full(4 * LIMIT + 1, 7.0), np.arange(4.0 * LIMIT + 1))
    np.testing.assert_array_equal(trace.y, [0, 4 * LIMIT])


# --- averages ---


def smoothed(values: list[float], weight: float, piece: int = 100) -> list[float]:
    trace = Trace(weight)
    for begin in range(0, len(values), piece):
        part = np.array(values[begin : begin + piece])
        trace.extend(np.arange(begin, begin + len(part), dtype=float), part)
    return trace.y.tolist()


def test_an_average_starts_at_its_first_value() -> None:
    # 0.5: m1 = 4; m2 = (0.5*0.5*4 + 0.5*8) / 0.75; the NaN is passed over.
    np.testing.assert_allclose(smoothed([4.0, NAN, 8.0], 0.5), [4, NAN, (1 + 4) / 0.75])


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.sampled_from([0.1, 0.6, 0.97, 0.999]),
    st.integers(1, 7),
)
def test_an_average_agrees_with_the_sum_it_stands_for(values: list[float], weight: float, piece: int) -> None:
    expected = []
    for count in range(1, len(values) + 1):
        weights = weight ** np.arange(count - 1, -1, -1)
        expected.append(np.dot(weights, values[:count]) / weights.sum())
    np.testing.assert_allclose(smoothed(values, weight, piece), expected, rtol=1e-6, atol=1e-5)
