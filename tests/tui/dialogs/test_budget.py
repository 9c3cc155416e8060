"""What is typed for a budget."""

import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.tui.dialogs.budget import parse_budget


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("", {}),
        ("60", {"epochs": "60", "seconds": "0"}),
        ("60 epochs", {"epochs": "60", "seconds": "0"}),
        ("120 s", {"seconds": "120"}),
        ("1.5 min", {"seconds": "90"}),
        ("2h", {"seconds": "7200"}),
    ],
)
def test_budgets(text: str, settings: dict[str, str]) -> None:
    assert parse_budget(text) == settings


def test_no_time_is_no_budget() -> None:
    with pytest.raises(UsageError, match="no time"):
        parse_budget("0 s")


@pytest.mark.parametrize("text", ["soon", "-3", "5 weeks", "[b]"])
def test_what_is_no_budget(text: str) -> None:
    with pytest.raises(UsageError, match="is no budget"):
        parse_budget(text)
