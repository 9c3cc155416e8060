"""How long a run takes: with a clock of our own, and steps and evaluations that are counted."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest
from toy import ToyTask, registered, write_pictures

from cvae_tui.core import estimate as module
from cvae_tui.core.estimate import Estimate, estimate
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.core.task import Learned


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "pictures")


def test_steps_and_evaluations_are_added_up_and_nothing_is_written(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, float]] = []
    learn = ToyTask.step

    def step(self: ToyTask, step: int, dials: Mapping[str, float]) -> Learned:
        asked.append((step, dials["lr"]))
        return learn(self, step, dials)

    ticks = count()
    # Between two looks at the clock a quarter of a second passes.
    monkeypatch.setattr(module, "perf_counter", lambda: next(ticks) / 4)
    monkeypatch.setattr(ToyTask, "step", step)
    settings = (("epochs", "10"), ("evaluate_every", "4"), ("lr", "0.1"))
    with registered():
        found = estimate(TrainOrder("toy", data=str(data), settings=settings))
    # 40 steps and two evaluations of a quarter of a second.
    assert found == Estimate(40 / 4 + 2 / 4, 40)
    # The first is not counted; the others lie all over the run, with the dials that they have there.
    assert [place for place, _ in asked] == [0, 20, 10, 30, 5]
    assert asked[1][1] == pytest.approx(0.055)
    assert not runs_folder().exists()


def test_a_budget_of_time_is_not_measured(tmp_path: Path) -> None:
    with registered():
        assert estimate(TrainOrder("toy", data=str(tmp_path), settings=(("seconds", "60"),))) == Estimate(60.0)
