"""What makes each lesson show what it shows; that it does is measured in docs/experiments.md."""

from typing import Any

import pytest

from cvae_tui.core.tasks.tense.presets import PRESETS

LESSONS = {preset.name: preset for preset in PRESETS if preset.name.startswith("lesson-")}
# Dials at shares of the budget.
DIALS: dict[str, dict[float, dict[str, float]]] = {
    "lesson-collapse": {0.0: {"kl_weight": 1.0, "teacher_forcing": 1.0}},
    "lesson-explosion": {0.49: {"kl_weight": 0.0, "encoder_lr": 1.0}, 0.5: {"kl_weight": 1.0, "lr": 0.05}},
    "lesson-release": {
        0.19: {"kl_weight": 0.0}, 0.31: {"kl_weight": 1.0}, 0.49: {"kl_weight": 1.0}, 0.51: {"kl_weight": 0.0},
        0.99: {"kl_weight": 1.0},
    },
    "lesson-exposure": {0.5: {"teacher_forcing": 1.0}, 0.75: {"teacher_forcing": 0.6}, 1.0: {"teacher_forcing": 0.2}},
}  # fmt: skip


def test_there_are_four_and_each_has_its_budget_in_steps() -> None:
    assert list(LESSONS) == list(DIALS)
    for preset in LESSONS.values():
        assert preset.config.seconds == 0.0 and preset.config.evaluate_every == 1
        assert ": see " in preset.shows


@pytest.mark.parametrize("name", DIALS)
def test_dials_by_hand(name: str) -> None:
    config: Any = LESSONS[name].config
    for share, values in DIALS[name].items():
        for dial, value in values.items():
            assert config.schedules()[dial](share) == pytest.approx(value), f"{dial} at {share}"
