"""The reports' presets against what their reports say, their schedules against values worked out by hand."""

from typing import Any

import pytest

from cvae_tui.core.registry import find_preset

STATED: dict[str, dict[str, Any]] = {
    # Report 000: "hidden size=256, latent size=32, condition size=8, learning rate 0.05, teacher forcing ratio: 0.5,
    # epochs: 50, batch size: 32, initial beta(KL weight): 0".
    "report-000": {
        "variant": "gru", "hidden": 256, "latent": 32, "condition": 8, "lr": 0.05, "teacher_forcing": 0.5,
        "teacher_forcing_start": 0.5, "epochs": 50, "batch_size": 32, "kl": "constant", "kl_weight": 0.0,
    },
    # Report 001, 3.5 and its reshapes to a batch of one.
    "report-001-tf4-2": {
        "variant": "lstm-hc", "hidden": 256, "embedding": 256, "latent": 32, "condition": 8, "lr": 0.05,
        "lr_schedule": "constant", "optimizer": "sgd", "epochs": 150, "batch_size": 1, "teacher_forcing_start": 1.0,
        "teacher_forcing": 0.4, "kl_cycles": 2, "kl_wait": 0.2, "kl_rise": None,
    },
    # Report 002: "encoder LR=1, decoder LR=0.05", the decoder fed "out", batch size 1.
    "report-002": {
        "variant": "lstm-h", "latent": 32, "condition": 8, "lr": 0.05, "encoder_lr": 1.0, "feedback": "output",
        "batch_size": 1, "kl": "cyclical", "optimizer": "sgd",
    },
    "report-002-equal-rates": {"lr": 0.05, "encoder_lr": 0.05, "encoder_lr_decay": 1.0, "feedback": "output"},
    "report-002-monotonic": {"kl": "monotonic", "kl_weight": 1.0, "encoder_lr": 1.0},
    "report-000-monotonic": {"kl": "monotonic", "kl_weight": 1.0, "batch_size": 32},
    "report-000-cyclical": {"kl": "cyclical", "kl_weight": 1.0, "batch_size": 32},
}  # fmt: skip

# By epoch of 150: final_weight x (epoch - thres) / (num_epoch - thres), thres a fifth of the cycle's epochs.
ONE_CYCLE = {0: 0.0, 29: 0.0, 30: 0.0, 60: 0.025, 90: 0.05, 149: 0.1 * 119 / 120}
TWO_CYCLES = {14: 0.0, 15: 0.0, 45: 0.05, 74: 0.1 * 59 / 60, 75: 0.0, 89: 0.0, 120: 0.05, 149: 0.1 * 59 / 60}
# final + (num_epoch - epoch) x (1 - final) / (num_epoch - thres).
TO_04 = {0: 1.0, 29: 1.0, 30: 1.0, 90: 0.7, 149: 0.4 + 0.6 / 120}
TO_08 = {29: 1.0, 30: 1.0, 90: 0.9, 149: 0.8 + 0.2 / 120}


@pytest.mark.parametrize("name", STATED)
def test_what_a_report_states_is_what_its_preset_has(name: str) -> None:
    settings = find_preset(name).config.to_dict()
    assert {key: settings[key] for key in STATED[name]} == STATED[name]


@pytest.mark.parametrize(
    ("preset", "dial", "values"),
    [
        ("report-001-tf4-1", "kl_weight", ONE_CYCLE),
        ("report-001-tf8-2", "kl_weight", TWO_CYCLES),
        ("report-001-tf4-1", "teacher_forcing", TO_04),
        ("report-001-tf8-2", "teacher_forcing", TO_08),
        ("report-001-tf8-1", "lr", {0: 0.05, 149: 0.05}),
        # Rises of an eighth of 50 epochs, four of them: half of the way after 3, at the top from the seventh on.
        ("report-000-cyclical", "kl_weight", {0: 0.0, 3: 0.48, 7: 1.0, 12: 1.0, 13: 0.08, 25: 0.0}),
        ("report-000-monotonic", "kl_weight", {9: 0.0, 10: 0.0, 30: 0.5, 49: 39 / 40}),
        ("report-002", "encoder_lr", {0: 1.0, 29: 1.0, 30: 0.5, 60: 0.25, 149: 0.0625}),
        # Four rises of 37.5 epochs to 0.1: 37 of them is 0.1 x 37 / 37.5, half an epoch later the next begins.
        (
            "report-002",
            "kl_weight",
            {0: 0.0, 15: 0.04, 37: 3.7 / 37.5, 38: 0.05 / 37.5, 75: 0.0, 149: 0.1 * 36.5 / 37.5},
        ),
        # "Constantly 1" from half time on.
        ("report-002-monotonic", "kl_weight", {29: 0.0, 30: 0.0, 48: 0.4, 75: 1.0, 149: 1.0}),
        ("report-002-equal-rates", "encoder_lr", {0: 0.05, 149: 0.05}),
    ],
)
def test_schedules_by_hand(preset: str, dial: str, values: dict[int, float]) -> None:
    config: Any = find_preset(preset).config
    schedule = config.schedules()[dial]
    for epoch, value in values.items():
        for within in (0.0, 0.5):
            assert schedule((epoch + within) / config.epochs) == pytest.approx(value, abs=1e-9), f"epoch {epoch}"


def test_teacher_forcing_is_what_report_001_meant_not_what_it_printed() -> None:
    """Its listing breaks a sum into two statements, the second of which does nothing: 0.4 from epoch 30 on."""
    config: Any = find_preset("report-001-tf4-1").config
    assert config.schedules()["teacher_forcing"](40 / 150) == pytest.approx(0.4 + 110 * 0.6 / 120)
