from typing import Any

import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.tense.config import TenseConfig, tense_number


def test_every_setting_has_a_sentence() -> None:
    for name in TenseConfig.names():
        assert TenseConfig.help(name).endswith("."), name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ce_reduction": "mean", "prior_samples": 0.5}, "ce_reduction=mean needs prior_samples=0"),
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


def test_settings_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match="feedback=output needs"):
        TenseConfig(variant="gru", hallucination=0.0, feedback="output", hidden=32, embedding=16)


@pytest.mark.parametrize(("name", "number"), [("present", 0), ("TP", 1), ("pg", 2), ("past", 3), ("p", 3)])
def test_tenses_by_name(name: str, number: int) -> None:
    assert tense_number(name) == number


def test_an_unknown_tense_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'progressive'"):
        tense_number("progresive")
