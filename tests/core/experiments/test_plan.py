from typing import Any

import pytest
from toy import SPEC

from cvae_tui.core.errors import UsageError
from cvae_tui.core.experiments.outcome import Trial
from cvae_tui.core.experiments.plan import read_grid, trials

TOY = SPEC.presets[0]


def test_a_grid_is_read_from_its_axes() -> None:
    assert read_grid(["lr=5,10", " pictures = 8, 16 ,8"]) == {"lr": ("5", "10"), "pictures": ("8", "16")}
    assert read_grid([]) == {}


@pytest.mark.parametrize("axes", [["lr"], ["=3"], ["lr=,"], ["lr=1", "lr=2"]])
def test_a_grid_that_says_nothing_is_refused(axes: list[str]) -> None:
    with pytest.raises(UsageError, match="--grid"):
        read_grid(axes)


def test_presets_points_and_seeds_are_crossed() -> None:
    planned = trials([TOY], {"pictures": ("4", "8"), "lr": ("0.1",)}, {"epochs": "3"}, 2)
    assert [(trial.arm, trial.seed) for trial in planned] == [
        ("toy pictures=4 lr=0.1", 0), ("toy pictures=4 lr=0.1", 1),
        ("toy pictures=8 lr=0.1", 0), ("toy pictures=8 lr=0.1", 1),
    ]  # fmt: skip
    last: Any = planned[-1].config
    assert (last.pictures, last.lr, last.epochs, last.seed, last.report_every) == (8, 0.1, 3, 1, 4)


def test_a_trials_name_is_a_folders_name() -> None:
    trial = Trial("toy pictures=4 kl=a/b", TOY, (), 7)
    assert (trial.name, trial.point) == ("toy.pictures=4.kl=a_b.seed7", "pictures=4 kl=a/b")


@pytest.mark.parametrize(
    ("grid", "settings", "seeds", "sentence"),
    [
        ({"lr": ("4",)}, {"lr": "8"}, 1, "both fixed and in the grid"),
        ({"seed": ("4",)}, {}, 1, "--seeds"),
        ({"pictures": ("0",)}, {}, 1, "pictures is 0"),
        ({"pictrues": ("4",)}, {}, 1, "did you mean 'pictures'"),
        ({}, {}, 0, "0 runs"),
        ({}, {}, 1001, "1,001 runs"),
    ],
)
def test_what_cannot_be_run_is_refused_at_once(grid: Any, settings: Any, seeds: int, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        trials([TOY], grid, settings, seeds)
