import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.tui.dialogs.dial import Turn, parse_turn
from cvae_tui.tui.dialogs.start import parse_settings


def test_settings() -> None:
    assert parse_settings("") == {}
    assert parse_settings("kl_weight=0.1  variant=gru") == {"kl_weight": "0.1", "variant": "gru"}
    with pytest.raises(UsageError, match="write name=value"):
        parse_settings("kl_weight 0.1")
    with pytest.raises(UsageError, match="quotation mark"):
        parse_settings("a='")


def test_turns() -> None:
    assert parse_turn("lr", "0.05") == Turn("lr", 0.05)
    assert parse_turn("lr", "0,05") == Turn("lr", 0.05)
    assert parse_turn("lr", " follow ") == Turn("lr", None)
    assert "type a number" in str(parse_turn("lr", " "))
    assert "is no number" in str(parse_turn("lr", "much"))
    assert "at least 0" in str(parse_turn("lr", "-1"))
    assert "at least 0" in str(parse_turn("lr", "nan"))
    assert "probability" in str(parse_turn("teacher_forcing", "1.1"))
