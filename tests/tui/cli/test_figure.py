"""The curves of an experiment, as far as an SVG's text tells them."""

from pathlib import Path

import pytest
from made_runs import history

from cvae_tui.core.events import Evaluated, Event, Finished, Stepped
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.experiments.plan import Trial
from cvae_tui.tui.cli.figure import draw_curves, series_of, thinned

pytest.importorskip("matplotlib", reason="needs the optional extra 'report'")


def outcome(arm: str, seed: int = 0, ce: float = 9.0) -> Outcome:
    dials = {"kl_weight": 0.1, "teacher_forcing": 0.8}
    events: list[Event] = []
    for epoch in (1.0, 2.0):
        events += [
            Stepped(int(epoch), epoch, 0.5, 10, 1.0, dials, {"ce": ce / epoch, "kl": 5.0}),
            Evaluated(int(epoch), epoch, 1.0, {"bleu4": 0.5, "gaussian": 0.1}),
        ]
    return Outcome(Trial(arm, "seed-000", (), seed), Path("/runs/one"), (*events, Finished(2, "done", 1.0, 1.0)))


def test_every_panel_and_every_arm_has_its_name_once(tmp_path: Path) -> None:
    outcomes = [outcome("first"), outcome("first", seed=1), outcome("second", ce=1e9), Outcome(
        Trial("third", "seed-000", (), 0), Path("/runs/none"))]  # fmt: skip
    draw_curves("Two of them", outcomes, tmp_path / "curves.svg")
    picture = (tmp_path / "curves.svg").read_text()
    for text in ("CE, nats a word", "KL weight", "Teacher forcing", "Gaussian score, 200 draws", "Two of them"):
        assert f">{text}<" in picture
    assert [picture.count(f">{arm}<") for arm in ("first", "second", "third")] == [1, 1, 0]


def test_the_same_runs_give_the_same_picture(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw_curves("The same", [outcome("first")], tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_nothing_to_draw_is_drawn_too(tmp_path: Path) -> None:
    draw_curves("None", [Outcome(Trial("none", "seed-000", (), 0), Path("/runs/none"))], tmp_path / "curves.svg")
    assert ">CE, nats a word<" in (tmp_path / "curves.svg").read_text()


def test_thinning_keeps_every_peak() -> None:
    values = [0.0] * 10_000
    values[1234], values[9876] = 5.0, -7.0
    epochs, kept = thinned([float(i) for i in range(10_000)], values, 100)
    assert len(kept) <= 102
    assert (max(kept), min(kept)) == (5.0, -7.0)
    assert epochs[list(kept).index(5.0)] == 1234.0


def test_what_is_not_finite_leaves_a_gap() -> None:
    events = history()
    series = series_of(events)
    assert len(series["ce"][0]) == 20
    assert series["bleu4"] == ([10.0], [0.9])
