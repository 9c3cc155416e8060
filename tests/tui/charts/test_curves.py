"""Events as series: by hand-sized runs whose points are written out."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Saved, Started, Stepped
from cvae_tui.tui.charts.buckets import LIMIT, Average, Buckets
from cvae_tui.tui.charts.curves import Curves, Happening
from cvae_tui.tui.charts.series import Axis

NAN = math.nan


def stepped(step: int, ce: float, **more: float) -> Stepped:
    dials = {"kl_weight": 0.5, "lr": 0.001}
    return Stepped(step, step / 10, step / 100, step * 8, step * 0.5, dials, {"ce": ce, **more})


def evaluated(step: int, **scores: float) -> Evaluated:
    return Evaluated(step, step / 10, step * 0.5, scores)


def points(curves: Curves, name: str, axis: Axis = "step", weight: float = 0.0) -> list[tuple[float, float]]:
    x, y = curves.series[name].trace(axis, weight).points
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
        grown.series["ce"].trace("step", 0.9)
    for weight in (0.0, 0.9):
        expected, found = np.array(points(whole, "ce", weight=weight)), np.array(points(grown, "ce", weight=weight))
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_a_run_that_goes_on_forgets_what_it_had_after_that_step() -> None:
    curves = Curves([stepped(10, 3.0), stepped(20, 2.0), evaluated(20, bleu4=0.2), Saved(20), stepped(30, 9.0)])
    assert points(curves, "ce")[-1] == (30, 9)
    curves.extend([Started(10, "tense", "gru", "cpu", 8, 10, None, None), stepped(20, 1.0)])
    assert points(curves, "ce") == [(10, 3), (20, 1)]
    assert points(curves, "bleu4") == []
    assert curves.happenings == [Happening(10, "resumed", "resumed")]


def test_happenings_and_their_words() -> None:
    events: list[Event] = [
        DialTurned(5, "kl_weight", 0.25),
        DialTurned(6, "kl_weight", None),
        Saved(7),
        Alert(8, "collapsed", "the posterior collapsed"),
        Alert(9, "note", "nothing"),
    ]
    assert Curves(events).happenings == [
        Happening(5, "dial", "kl_weight set to 0.25"),
        Happening(6, "dial", "kl_weight follows its schedule"),
        Happening(7, "saved", "saved"),
        Happening(8, "alert", "the posterior collapsed"),
    ]


def test_values_at_a_place() -> None:
    curves = Curves([stepped(10, 3.0), stepped(20, 2.0), evaluated(15, bleu4=0.5)])
    assert [curves.at("ce", "step", x) for x in (5, 10, 19.9, 20, 99)] == [None, 3, 3, 2, 2]
    assert curves.at("bleu4", "seconds", 7.5) == 0.5
    assert curves.at("nothing", "step", 5) is None
    assert (curves.last("ce"), curves.last("nothing")) == (2, None)
    assert curves.extent("epoch") == (1, 2)
    assert (curves.place(15, "seconds"), curves.step_at(7.4, "seconds")) == (7.5, 10)
    assert [curves.stride("step", 10, by) for by in (-5, 1, 9)] == [10, 20, 20]


def test_nothing_at_all() -> None:
    curves = Curves()
    assert (curves.extent("step"), curves.last("ce"), curves.at("ce", "step", 1)) == (None, None, None)
    assert (curves.place(5, "epoch"), curves.stride("step", 3.0, 1), curves.step_at(1.0, "step")) == (5, 3, 0)


def forged(kind: type[Any], **values: object) -> Any:
    """An event as a damaged file gives it: nothing checks what its fields hold."""
    event = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(event, name, value)
    return event


@pytest.mark.parametrize("broken", [None, "x", True, NAN, math.inf, 10**400, [], {}])
def test_a_damaged_event_does_no_harm(broken: object) -> None:
    times = {"epoch": broken, "seconds": broken}
    tables = {"dials": {"lr": broken}, "losses": {"ce": broken}}
    events: list[Event] = [
        stepped(10, 3.0),
        forged(Stepped, step=broken, **times, **tables),
        forged(Stepped, step=20, **times, **tables),
        forged(Evaluated, step=30, **times, scores={"bleu4": broken}),
        forged(Stepped, step=25, **times, dials=broken, losses=broken),
        forged(Evaluated, step=30, **times, scores=broken),
        forged(Saved, step=broken),
        forged(DialTurned, step=30, dial="lr", value=0.5),
        forged(Started, step=broken),
    ]
    curves = Curves(events)
    assert "ce" in curves.series
    axes: tuple[Axis, ...] = ("step", "epoch", "seconds")
    for name in curves.series:
        for axis in axes:
            x, _ = curves.series[name].trace(axis, 0.6).points
            assert np.isfinite(x).all()
            assert (np.diff(x) >= 0).all()


# --- buckets ---


def test_few_points_stay_as_they_are() -> None:
    buckets = Buckets()
    buckets.extend(np.array([0.0, 1, 2, 3]), np.array([3.0, NAN, 1, 2]))
    np.testing.assert_array_equal(buckets.x, [0, 1, 2, 3])
    np.testing.assert_array_equal(buckets.y, [3, NAN, 1, 2])


def test_many_points_keep_their_extremes_and_their_places() -> None:
    x = np.arange(1_000_00, dtype=float)
    y = np.sin(x / 5000)
    y[31_313], y[77_777] = 50, -50
    buckets = Buckets()
    buckets.extend(x, y)
    assert len(buckets.x) <= 2 * LIMIT + 2
    kept = dict(zip(buckets.x.tolist(), buckets.y.tolist(), strict=True))
    assert (kept[31_313], kept[77_777]) == (50, -50)
    assert all(y[int(place)] == value for place, value in kept.items())


def test_old_points_do_not_move_as_a_series_grows() -> None:
    buckets = Buckets()
    random = np.random.default_rng(0)
    before: set[tuple[float, float]] | None = None
    for begin in range(0, 60_000, 500):
        x = np.arange(begin, begin + 500, dtype=float)
        buckets.extend(x, random.normal(size=500))
        # All but the last bucket, which is still filling: a point may go, none may come.
        now = {point for point in zip(buckets.x.tolist(), buckets.y.tolist(), strict=True) if point[0] < begin - 500}
        if before is not None:
            assert {point for point in now if point[0] < begin - 1000} <= before
        before = now


@given(
    st.lists(st.tuples(st.floats(0, 1e9), st.one_of(st.floats(), st.just(NAN))), max_size=60),
    st.integers(1, 10),
)
def test_buckets_take_anything(pairs: list[tuple[float, float]], piece: int) -> None:
    pairs = sorted(pairs, key=lambda pair: pair[0])
    buckets = Buckets()
    for begin in range(0, len(pairs), piece):
        part = np.array(pairs[begin : begin + piece])
        buckets.extend(part[:, 0], part[:, 1])
    finite = [y for _, y in pairs if math.isfinite(y)]
    assert (np.diff(buckets.x) >= 0).all()
    kept = buckets.y[np.isfinite(buckets.y)]
    assert (kept.min(initial=math.inf), kept.max(initial=-math.inf)) == (
        min(finite, default=math.inf),
        max(finite, default=-math.inf),
    )


# --- averages ---


def test_an_average_starts_at_its_first_value() -> None:
    # 0.5: m1 = 4; m2 = (0.5*0.5*4 + 0.5*8) / 0.75; the NaN is passed over.
    found = Average(0.5).extend(np.array([4.0, NAN, 8.0]))
    np.testing.assert_allclose(found, [4, NAN, (1 + 4) / 0.75])


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.sampled_from([0.0, 0.1, 0.6, 0.97, 0.999]),
    st.integers(1, 7),
)
def test_an_average_agrees_with_the_plain_loop(values: list[float], weight: float, piece: int) -> None:
    average = Average(weight)
    found = np.concatenate([average.extend(np.array(values[i : i + piece])) for i in range(0, len(values), piece)])
    mean, expected = 0.0, []
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        expected.append(mean / (1 - weight**count))
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-6)


def test_a_long_average_neither_overflows_nor_ends() -> None:
    found = Average(0.001).extend(np.full(5000, 7.0))
    np.testing.assert_allclose(found, 7.0)
