import dataclasses
from typing import Any

import pytest

from cvae_tui.core.config import Config, _check
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.tense.config import TenseConfig, tense_number


def test_every_setting_has_a_sentence() -> None:
    for name in TenseConfig.names():
        assert TenseConfig.help(name).endswith("."), name


def test_text_becomes_values() -> None:
    config = TenseConfig().with_text(
        {
            "epochs": "7",
            "lr": "1e-3",
            "variant": "gru",
            "epoch_schedules": "yes",
            "lr_schedule": "constant",
            "encoder_lr": "0.01",
            "kl_rise": "none",
        }
    )
    assert (config.epochs, config.lr, config.variant) == (7, 0.001, "gru")
    assert (config.epoch_schedules, config.encoder_lr, config.kl_rise) == (True, 0.01, None)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("epoch", "3", "there is no setting 'epoch'; did you mean 'epochs'?"),
        ("epochs", "-1", "epochs is -1; it must be from 1 to 1000000"),
        ("epochs", "1.5", "epochs is '1.5'; it must be a whole number"),
        ("epochs", "", "epochs is ''; it must be a whole number"),
        ("lr", "fast", "lr is 'fast'; it must be a number"),
        ("lr", "nan", "lr is nan; it must be from 0 to 100"),
        ("seconds", "inf", "seconds is inf; it must be at least 0"),
        ("variant", "gpt", "variant is 'gpt'; it must be one of attention, gru, lstm-h, lstm-hc"),
        ("epoch_schedules", "maybe", "epoch_schedules is 'maybe'; it must be true or false"),
        ("encoder_lr", "x", "encoder_lr is 'x'; it must be a number or none"),
        ("kl_weight", "-0.1", "kl_weight is -0.1; it must be at least 0"),
    ],
)
def test_wrong_text_is_a_sentence(name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        TenseConfig().with_text({name: text})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"letters": "mean", "dreamed": 0.5}, "letters=mean needs dreamed=0"),
        ({"kl": "cyclical", "kl_wait": 0.9, "kl_rise": 0.5}, "kl_wait and kl_rise are more than a whole cycle"),
        ({"epoch_schedules": True, "lr_schedule": "one-cycle"}, "lr_schedule=one-cycle begins at 0"),
    ],
)
def test_settings_that_do_not_go_together(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        TenseConfig().with_text({name: str(value) for name, value in settings.items()})
    # An earlier version may have made a run of them.
    kept = TenseConfig.from_dict(settings)
    assert kept.with_text({"epochs": "3"}).epochs == 3


def test_a_setting_may_be_long_and_the_sentence_is_not() -> None:
    with pytest.raises(UsageError) as caught:
        TenseConfig().with_text({"variant": "x" * 1000})
    assert len(str(caught.value)) < 200


def test_settings_survive_a_checkpoint() -> None:
    config = TenseConfig(variant="lstm-h", invented=0.0, encoder_lr=0.5)
    assert TenseConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize("values", [{"nosuch": 1}, {"seed": -1}, {"variant": "gpt"}])
def test_settings_that_no_version_wrote_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        TenseConfig.from_dict(values)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, "3"), (int, True), (int, 1.5), (float, None), (float, "1"), (bool, 1), (str, 3), (float | None, [])],
)
def test_values_of_a_wrong_type_are_refused(kind: Any, value: Any) -> None:
    # The tests check annotations; in earnest a config.json reaches this with anything.
    with pytest.raises(UsageError, match="it must be"):
        _check("name", kind, value, {"choices": (), "low": None, "high": None})


def test_settings_cannot_change_under_a_run() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().epochs = 3  # type: ignore[misc]


def test_settings_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match="feedback=output needs"):
        TenseConfig(variant="gru", invented=0.0, feedback="output", hidden=32, embedding=16)


@pytest.mark.parametrize(("name", "number"), [("present", 0), ("TP", 1), ("pg", 2), ("past", 3), ("p", 3)])
def test_tenses_by_name(name: str, number: int) -> None:
    assert tense_number(name) == number


def test_an_unknown_tense_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'progressive'"):
        tense_number("progresive")
