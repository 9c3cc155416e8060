"""What a chart shows of a run: which lines, where the cursor is, and what its title says."""

import math

import numpy as np
import pytest

from cvae_tui.core.events import DialTurned, Evaluated, Event, Saved, Stepped
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import CHARTS, View, build, legend, moment

LOSS, SCORES, NOISE, DIALS = CHARTS


def run(steps: int = 40) -> list[Event]:
    events: list[Event] = []
    for step in range(10, 10 * steps + 1, 10):
        dials = {"kl_weight": 0.5, "teacher_forcing": 1.0, "lr": 0.003}
        events.append(Stepped(step, step / 100, 0.0, 0, step / 2, dials, {"ce": 1000 / step, "kl": step / 100}))
    scores = {"bleu4": 0.5, "exact": 0.25, "gaussian": 0.3, "gaussian_low": 0.2, "gaussian_high": 0.4, "distinct": 30.0}
    events.append(Evaluated(10 * steps, steps / 10, 5.0 * steps, scores))
    return events


def test_the_raw_losses_stay_behind_the_smoothed() -> None:
    panel = build(Curves(run()), LOSS, View(smoothing=0.9))
    assert [(line.name, line.right, line.faint) for line in panel.lines] == [
        ("ce", False, False), ("ce", False, True), ("kl", True, False), ("kl", True, True),
    ]  # fmt: skip
    assert panel.extent == (10, 400)


def test_scores_and_dials_are_never_smoothed() -> None:
    curves = Curves(run())
    for chart in (SCORES, NOISE, DIALS):
        assert not any(line.faint for line in build(curves, chart, View(smoothing=0.9)).lines)


def test_the_gaussian_score_has_its_interval() -> None:
    gaussian, distinct = build(Curves(run()), NOISE, View()).lines
    assert gaussian.interval is not None
    assert [part.tolist() for part in gaussian.interval] == [[0.2], [0.4]]
    assert (distinct.right, distinct.interval) == (True, None)


def test_another_run_lies_faintly_under_and_widens_the_axis() -> None:
    panel = build(Curves(run(10)), LOSS, View(smoothing=0.0), other=Curves(run(30)))
    assert [(line.name, line.faint) for line in panel.lines] == [
        ("ce", False),
        ("kl", False),
        ("ce", True),
        ("kl", True),
    ]
    assert panel.extent == (10, 300)


def test_saves_are_thinned_and_dials_are_not() -> None:
    happened: list[Event] = [Saved(step) for step in range(10, 401, 10)]
    happened += [DialTurned(step, "lr", 1.0) for step in (50, 60)]
    rules = build(Curves([*run(), *happened]), LOSS, View(), columns=40).rules
    assert [rule.x for rule in rules if rule.kind == "dial"] == [60, 50]
    assert [rule.x for rule in rules if rule.kind == "saved"] == [400, 300, 200, 100]


def test_the_cursor_is_a_rule_and_its_values_are_in_the_title() -> None:
    curves = Curves([*run(), DialTurned(100, "lr", 0.01)])
    view = View(cursor=100)
    assert build(curves, LOSS, view).rules[-1].kind == "cursor"
    assert legend(curves, LOSS, view, Look(), 40).plain == "Loss  CE 10  KL 1"
    assert legend(curves, LOSS, View(), Look(), 40).plain == "Loss  CE 2.5  KL 4"
    assert moment(curves, view) == "step 100, lr set to 0.01"
    assert moment(curves, View(axis="seconds", cursor=90.0)) == "1m30s"


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (60, "Noise  Gaussian 0.3  distinct 30"),
        (28, "Noise  Gauss 0.3  dist 30"),
        (20, "Gauss 0.3  dist 30"),
        (12, "Gauss 0.3"),
        (4, "Nois"),
    ],
)
def test_a_title_says_as_much_as_fits(width: int, text: str) -> None:
    assert legend(Curves(run()), NOISE, View(), Look(), width).plain == text


def test_without_colours_the_title_shows_the_markers() -> None:
    assert legend(Curves(run()), LOSS, View(), Look(plain=True), 40).plain == "Loss  ━ CE 2.5  × KL 4"
    assert legend(Curves(run()), LOSS, View(), Look(ascii=True), 40).plain == "Loss  * CE 2.5  x KL 4"


def test_a_chart_without_values_says_what_it_waits_for() -> None:
    curves = Curves([event for event in run() if isinstance(event, Stepped)])
    assert "no evaluation yet" in draw(build(curves, SCORES, View()), 30, 6, Look()).plain


def test_a_logarithmic_view() -> None:
    view = View(log=frozenset({"loss"}))
    assert build(Curves(run()), LOSS, view).log
    assert not build(Curves(run()), SCORES, view).log


def test_an_interval_with_gaps_of_its_own_does_no_harm() -> None:
    events: list[Event] = [
        Evaluated(step, 1.0, 1.0, {"gaussian": 0.5, "gaussian_low": math.nan, "gaussian_high": 0.6})
        for step in (1, 2, 3)
    ]
    panel = build(Curves(events), NOISE, View())
    assert draw(panel, 40, 8, Look()).plain.count("\n") == 7
    assert np.isnan(panel.lines[0].interval[0]).all() if panel.lines[0].interval else True
