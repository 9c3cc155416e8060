from typing import Any

import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.core.experiments.answers import QUESTIONS
from cvae_tui.core.experiments.plan import Trial, read_grid, trials
from cvae_tui.core.experiments.sets import SETS, find_experiment
from cvae_tui.core.registry import find_preset


def test_a_grid_is_read_from_its_axes() -> None:
    assert read_grid(["kl_target=5,10", " latent = 8, 16 ,8"]) == {"kl_target": ("5", "10"), "latent": ("8", "16")}
    assert read_grid([]) == {}


@pytest.mark.parametrize("axes", [["latent"], ["=3"], ["latent=,"], ["latent=1", "latent=2"]])
def test_a_grid_that_says_nothing_is_refused(axes: list[str]) -> None:
    with pytest.raises(UsageError, match="--grid"):
        read_grid(axes)


def test_presets_points_and_seeds_are_crossed() -> None:
    planned = trials(["seed-000"], {"latent": ("4", "8"), "lr": ("0.1",)}, {"epochs": "3"}, 2)
    assert [(trial.arm, trial.seed) for trial in planned] == [
        ("seed-000 latent=4 lr=0.1", 0), ("seed-000 latent=4 lr=0.1", 1),
        ("seed-000 latent=8 lr=0.1", 0), ("seed-000 latent=8 lr=0.1", 1),
    ]  # fmt: skip
    last: Any = planned[-1].config
    assert (last.latent, last.lr, last.epochs, last.seed, last.batch_size) == (8, 0.1, 3, 1, 32)


def test_a_trials_name_is_a_folders_name() -> None:
    assert Trial("seed-000 latent=4 kl=a/b", "seed-000", (), 7).name == "seed-000.latent=4.kl=a_b.seed7"


@pytest.mark.parametrize(
    ("grid", "settings", "seeds", "said"),
    [
        ({"latent": ("4",)}, {"latent": "8"}, 1, "both fixed and in the grid"),
        ({"seed": ("4",)}, {}, 1, "--seeds"),
        ({"latent": ("0",)}, {}, 1, "latent is 0"),
        ({"latnet": ("4",)}, {}, 1, "did you mean 'latent'"),
        ({}, {}, 0, "0 runs"),
        ({}, {}, 1001, "1,001 runs"),
    ],
)
def test_what_cannot_be_run_is_told_at_once(grid: Any, settings: Any, seeds: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        trials(["seed-000"], grid, settings, seeds)


def test_the_known_sets_name_presets_claims_and_questions_that_exist() -> None:
    assert [item.name for item in SETS] == ["lessons", "seed-000", "seed-001", "seed-002"]
    for item in SETS:
        assert len(item.presets) >= 3 and item.questions
        assert all(find_preset(name).name == name for name in item.presets)
        assert set(item.claims) <= set(item.presets)
        assert set(item.questions) <= set(QUESTIONS)
    assert find_experiment("seed-001").claims["seed-001-tf8-2"].gaussian == 0.39


def test_an_unknown_set_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'lessons'"):
        find_experiment("lesson")
