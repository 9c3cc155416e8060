import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest

from cvae_tui.core.config import Config, _check, setting
from cvae_tui.core.errors import UsageError


@dataclass(frozen=True)
class SomeConfig(Config):
    """A setting of each kind."""

    kind: str = setting("small", "Which kind.", choices=("small", "large"))
    lr: float = setting(0.5, "Learning rate.", low=0, high=100)
    decay: float | None = setting(None, "Decay; none: none.", low=0)
    tied: bool = setting(False, "Whether weights are shared.")

    def clash(self) -> str:
        """Name values that do not go together."""
        return "kind=large needs tied=false; change one" if self.kind == "large" and self.tied else ""


def test_every_setting_has_a_sentence() -> None:
    for name in Config.names():
        assert Config.help(name).endswith("."), name


def test_text_becomes_values() -> None:
    given = {"epochs": "7", "lr": "1e-3", "kind": "large", "tied": "no", "decay": "0.01"}
    config = SomeConfig(decay=0.5, tied=True).with_text(given)
    assert (config.epochs, config.lr, config.kind, config.tied, config.decay) == (7, 0.001, "large", False, 0.01)
    assert config.with_text({"decay": "none"}).decay is None


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("epoch", "3", "there is no setting 'epoch'; did you mean 'epochs'?"),
        ("epochs", "-1", "epochs is -1; it must be from 1 to 1000000"),
        ("epochs", "1.5", "epochs is '1.5'; it must be a whole number"),
        ("epochs", "", "epochs is ''; it must be a whole number"),
        ("lr", "fast", "lr is 'fast'; it must be a number"),
        ("lr", "nan", "lr is nan; it must be from 0 to 100"),
        ("seconds", "inf", "seconds is inf; it must be at least 0"),
        ("kind", "huge", "kind is 'huge'; it must be one of small, large"),
        ("tied", "maybe", "tied is 'maybe'; it must be true or false"),
        ("decay", "x", "decay is 'x'; it must be a number or none"),
        ("decay", "-0.1", "decay is -0.1; it must be at least 0"),
    ],
)
def test_wrong_text_is_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        SomeConfig().with_text({name: text})
    assert str(caught.value) == sentence


def test_settings_that_do_not_go_together() -> None:
    with pytest.raises(UsageError, match="kind=large needs tied=false"):
        SomeConfig().with_text({"kind": "large", "tied": "true"})
    # An earlier version may have made a run of them.
    kept = SomeConfig.from_dict({"kind": "large", "tied": True})
    assert kept.with_text({"epochs": "3"}).epochs == 3


def test_a_setting_may_be_long_and_the_sentence_is_not() -> None:
    with pytest.raises(UsageError) as caught:
        SomeConfig().with_text({"kind": "x" * 1000})
    assert len(str(caught.value)) < 200


def test_settings_survive_a_checkpoint() -> None:
    config = SomeConfig(kind="large", decay=0.5)
    assert SomeConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize("values", [{"nosuch": 1}, {"seed": -1}, {"kind": "huge"}])
def test_settings_that_no_version_wrote_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SomeConfig.from_dict(values)


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
