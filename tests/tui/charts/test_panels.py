"""What a chart shows of a run: which lines, where the cursor is, and what its title says."""

import math

import numpy as np
import pytest
from drawn import SPEC, run

from cvae_tui.core.events import DialTurned, Evaluated, Event, Saved, Stepped
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import STYLES, View, build, legend, moment, units

LOSS, SCORES, NOISE, DIALS = SPEC.panels
RUN = run(scored=True)


def test_the_raw_losses_stay_behind_the_smoothed() -> None:
    panel = build(Curves(RUN), LOSS, SPEC, View(smoothing=0.9))
    assert [(line.role, line.right, line.faint, line.mark) for line in panel.lines] == [
        ("slot1", False, False, 0), ("slot1", False, True, 0), ("slot2", True, False, 1), ("slot2", True, True, 1),
    ]  # fmt: skip
    assert (panel.extent, panel.least_range, panel.zero) == ((10, 500), (1.0, 1.0), False)


def test_scores_and_dials_are_never_smoothed() -> None:
    curves = Curves(RUN)
    for panel in (SCORES, NOISE, DIALS):
        assert not any(line.faint for line in build(curves, panel, SPEC, View(smoothing=0.9)).lines)


def test_a_score_has_its_interval() -> None:
    drawn, kinds = build(Curves(RUN), NOISE, SPEC, View()).lines
    assert drawn.interval is not None
    assert [part.tolist() for part in drawn.interval] == [[0.2], [0.4]]
    assert (drawn.role, kinds.role, kinds.right, kinds.interval) == ("slot5", "slot7", True, None)


def test_an_interval_with_gaps_of_its_own_does_no_harm() -> None:
    scores = {"drawn": 0.5, "drawn_low": math.nan, "drawn_high": 0.6}
    panel = build(Curves([Evaluated(step, 1.0, 1.0, scores) for step in (1, 2, 3)]), NOISE, SPEC, View())
    assert panel.lines[0].interval is not None
    assert np.isnan(panel.lines[0].interval[0]).all()
    assert draw(panel, 40, 8, Look()).plain.count("\n") == 7


def test_another_run_lies_faintly_under_and_widens_the_axis() -> None:
    panel = build(Curves(run(10, 100)), LOSS, SPEC, View(smoothing=0.0), others=[Curves(run(10, 300))])
    assert [(line.role, line.faint) for line in panel.lines] == [
        ("slot1", False), ("slot2", False), ("slot1", True), ("slot2", True),
    ]  # fmt: skip
    assert panel.extent == (10, 300)


def test_saves_are_thinned_and_dials_are_not() -> None:
    happened: list[Event] = [Saved(step) for step in range(10, 401, 10)]
    happened += [DialTurned(step, "lr", 1.0) for step in (50, 60)]
    rules = build(Curves([*RUN, *happened]), LOSS, SPEC, View(), columns=40).rules
    assert [rule.x for rule in rules if rule.kind == "dial"] == [60, 50]
    assert [rule.x for rule in rules if rule.kind == "saved"] == [400, 300, 200, 100]


def test_the_cursor_is_a_rule_and_its_values_are_in_the_title() -> None:
    curves = Curves([*RUN, DialTurned(100, "lr", 0.01)])
    view = View(cursor=100)
    assert build(curves, LOSS, SPEC, view).rules[-1].kind == "cursor"
    assert legend(curves, LOSS, SPEC, view, Look(), 40).plain == "Loss  misfit 10.00  rate 1.00 →"
    assert legend(curves, LOSS, SPEC, View(), Look(), 40).plain == "Loss  misfit 2.50  rate 4.00 →"
    assert moment(curves, SPEC, view) == "step 100, learning rate set to 0.01"
    assert moment(curves, SPEC, View(axis="seconds", cursor=90.0)) == "1m30s"
    assert moment(curves, SPEC, View()) == ""


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (60, "Noise  samples 0.300  kinds 30.0 →"),
        (29, "Noise  smp 0.300  knd 30.0 →"),
        (26, "Noise  smp 0.300  knd 30.0"),
        (20, "smp 0.300  knd 30.0"),
        (18, "smp 0.3  knd 30"),
        (12, "smp  knd"),
        (7, "smp knd"),
        (6, "smp +1"),
        (4, "Nois"),
    ],
)
def test_a_title_says_as_much_as_fits(width: int, text: str) -> None:
    assert legend(Curves(RUN), NOISE, SPEC, View(), Look(), width).plain == text


def test_a_title_has_the_styles_of_its_lines() -> None:
    title = legend(Curves(RUN), LOSS, SPEC, View(), Look(STYLES), 40)
    assert [(title.plain[span.start : span.end], span.style) for span in title.spans] == [
        ("Loss", "bold"), ("misfit 2.50", STYLES["slot1"]), ("rate 4.00 →", STYLES["slot2"]),
    ]  # fmt: skip


def test_without_colours_the_title_shows_the_markers() -> None:
    curves = Curves(RUN)
    assert legend(curves, LOSS, SPEC, View(), Look(no_color=True), 40).plain == "Loss  ━ misfit 2.50  × rate 4.00 →"
    assert legend(curves, LOSS, SPEC, View(), Look(no_color=True), 7).plain == "━fit×rt"
    assert legend(curves, LOSS, SPEC, View(), Look(ascii=True), 10).plain == "* fit x rt"
    assert legend(curves, LOSS, SPEC, View(), Look(ascii=True), 40).plain == "Loss  * misfit 2.50  x rate 4.00 ->"


def test_a_chart_without_values_says_what_it_waits_for() -> None:
    assert "no evaluation yet" in draw(build(Curves(run()), SCORES, SPEC, View()), 30, 6, Look()).plain


def test_a_logarithmic_view() -> None:
    view = View(log=frozenset({"loss"}))
    assert build(Curves(RUN), LOSS, SPEC, view).log
    assert not build(Curves(RUN), SCORES, SPEC, view).log


def test_axes_have_units() -> None:
    assert [units(panel, SPEC) for panel in SPEC.panels] == ["nats", "share", "share | count", ""]


def test_next_to_nothing_looks_so_in_nats_and_in_shares() -> None:
    curves = Curves([Stepped(step, 1.0, 0.0, 0, 1.0, {}, {"fit": 4.0, "rate": 0.01 * step}) for step in (1, 2)])
    assert build(curves, LOSS, SPEC, View()).least_range == (1.0, 1.0)
    assert build(curves, SCORES, SPEC, View()).least_range == (0.1, 0.0)
    assert build(curves, DIALS, SPEC, View()).least_range == (0.0, 0.0)
    rows = draw(build(curves, LOSS, SPEC, View()), 40, 8, Look()).plain.split("\n")
    assert [row[-3:].strip() for row in rows if "├" in row] == ["1", "0.5", "0"]


def test_a_window_cuts_lines_and_scales_to_what_is_seen() -> None:
    panel = build(Curves(RUN), LOSS, SPEC, View(smoothing=0.0, window=(100, 200)))
    assert panel.extent == (100, 200)
    assert (panel.lines[0].x.min(), panel.lines[0].x.max(), panel.lines[0].y.max()) == (100, 200, 10)


def test_other_runs_differ_by_their_dashes() -> None:
    panel = build(Curves(RUN), LOSS, SPEC, View(smoothing=0.0), others=[Curves(run(10, 100)), Curves(run(10, 200))])
    assert [(line.faint, line.style) for line in panel.lines] == [
        (False, 0), (False, 1), (True, 0), (True, 0), (True, 1), (True, 1),
    ]  # fmt: skip
