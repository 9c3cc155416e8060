"""How far an axis reaches, what of a line lies on it, and the steps of a dial."""

import numpy as np
import pytest

from cvae_tui.core.events import DialTurned, Event, Finished, Started, Stepped
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.extent import clipped, horizon, stepped
from cvae_tui.tui.charts.panel import Line


@pytest.mark.parametrize(
    ("last", "end"), [(1, 1), (1.5, 2), (130, 200), (200, 200), (201, 500), (501, 1000), (40_000, 50_000), (0, 1)]
)
def test_an_axis_ends_at_a_round_number(last: float, end: float) -> None:
    assert horizon(last) == end


@pytest.mark.parametrize(("last", "end"), [(3, 15), (16, 30), (60, 60), (61, 120), (3000, 3840)])
def test_time_doubles_from_a_quarter_of_a_minute(last: float, end: float) -> None:
    assert horizon(last, seconds=True) == end


def test_an_axis_changes_only_when_the_range_has_doubled_and_ends_with_the_budget() -> None:
    ends = [horizon(step, 2400) for step in range(10, 2401, 10)]
    assert list(dict.fromkeys(ends)) == [10, 20, 50, 100, 200, 500, 1000, 2000, 2400]


def test_a_run_that_has_ended_fills_its_axis() -> None:
    events: list[Event] = [
        Started(0, "toy", "", "cpu", 100, 10, 400, None),
        *(Stepped(step, step / 10, 0.0, 0, step / 2, {}, {"a": 1.0}) for step in (10, 130)),
    ]
    curves = Curves(events)
    assert [curves.reach(axis) for axis in ("step", "epoch", "seconds")] == [(10, 200), (1, 20), (5, 120)]
    curves.extend([Finished(130, "stopped", 65.0, 1.0)])
    assert curves.reach("step") == (10, 130)
    assert Curves().reach("step") is None


def test_what_is_cut_goes_on_to_the_ends() -> None:
    x = np.array([0.0, 10, 20, 30])
    interval = (x - 1, x + 1)
    cut = clipped(Line("a", x, 2 * x, interval=interval), 5, 20)
    assert cut.x.tolist() == [5, 10, 20]
    assert cut.y.tolist() == [10, 20, 40]
    assert cut.interval is not None and cut.interval[1].tolist() == [6, 11, 21]
    assert clipped(Line("a", x, x), 12, 14).x.tolist() == [12, 14]
    assert clipped(Line("a", x, x), 31, 40).x.tolist() == []


def test_a_dial_that_is_turned_is_a_step_and_no_ramp() -> None:
    x, y = stepped(np.array([10.0, 20, 40]), np.array([1.0, 1.0, 0.5]), [(20, 0.5)])
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [(10, 1), (20, 1), (20, 1), (20, 0.5), (40, 0.5)]
    x, y = stepped(np.array([10.0, 20]), np.array([0.0, 0.3]), [(12, 0.8), (15, None)])
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [
        (10, 0), (12, 0), (12, 0.8), (15, 0.8), (15, 0.3), (20, 0.3)
    ]  # fmt: skip
    assert stepped(np.empty(0), np.empty(0), [(3, None)])[0].tolist() == []


def test_turns_are_those_of_a_dial_where_they_lie_on_the_axis() -> None:
    events: list[Event] = [Stepped(step, step / 10, 0.0, 0, step / 2, {"lr": 0.1}, {"a": 1.0}) for step in (10, 20)]
    curves = Curves([*events, DialTurned(10, "lr", 0.2), DialTurned(20, "lr", None), DialTurned(20, "beta", 1.0)])
    assert curves.turns("lr", "seconds") == [(5, 0.2), (10, None)]
