"""The curves of an experiment, as far as an SVG's text tells them."""

from math import nan
from pathlib import Path

import pytest
from outcomes import Point, made
from toy import SPEC

from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.tui.cli.figure import draw_curves, series_of

pytest.importorskip("matplotlib", reason="needs the optional extra 'report'")


def outcome(change: str, seed: int = 0, loss: float = 9.0) -> Outcome:
    points: list[Point] = [
        (epoch, {"lr": 0.1}, {"generator_loss": loss**epoch, "critic_loss": nan}, {"match": 0.5})
        for epoch in (1.0, 2.0, 3.0)
    ]
    return made(SPEC, "toy", points, change=change, seed=seed)


def test_every_metric_and_every_arm_has_its_name_once(tmp_path: Path) -> None:
    outcomes = [
        outcome("first"),
        outcome("first", 1),
        outcome("second", loss=1e9),
        made(SPEC, "toy", [], change="none"),
    ]
    draw_curves("Two of them", outcomes, tmp_path / "curves.svg")
    picture = (tmp_path / "curves.svg").read_text()
    for text in ("generator, nats a picture", "drawn", "lr", "Two of them"):
        assert f">{text}<" in picture
    # What no run has reported has no panel.
    assert ">critic, nats a picture<" not in picture and ">critic lr<" not in picture
    assert [picture.count(f">toy {arm}<") for arm in ("first", "second", "none")] == [1, 1, 0]


def test_the_same_runs_give_the_same_picture(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw_curves("The same", [outcome("first")], tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_nothing_to_draw_is_drawn_too(tmp_path: Path) -> None:
    draw_curves("None", [made(SPEC, "toy", [])], tmp_path / "curves.svg")
    assert ">generator, nats a picture<" in (tmp_path / "curves.svg").read_text()


def test_every_peak_of_a_long_run_is_kept_and_what_is_not_finite_left_out() -> None:
    losses = [0.0] * 2_000
    losses[234], losses[1876], losses[1000] = 5.0, -7.0, nan
    points: list[Point] = [(float(epoch), {}, {"loss": loss}, {"match": nan}) for epoch, loss in enumerate(losses)]
    series = series_of(made(SPEC, "toy", points).events)
    epochs, kept = series["loss"]
    assert series.keys() == {"loss"} and len(kept) <= 300
    assert {(234.0, 5.0), (1876.0, -7.0)} <= set(zip(epochs.tolist(), kept.tolist(), strict=True))
