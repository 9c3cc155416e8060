"""What is typed for a budget, and the larger one of a finished run."""

from pathlib import Path

import pytest
from made_runs import history, make_run

from cvae_tui.core.errors import UsageError
from cvae_tui.tui.dialogs.budget import parse_budget, parse_larger
from cvae_tui.tui.run_rows import RunRow, read_row


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


@pytest.fixture
def spent() -> RunRow:
    """A run that has learned for 10 epochs and 20 seconds."""
    return read_row(make_run("mine", history(200), spent=True), 0.0)


def test_a_larger_budget(spent: RunRow) -> None:
    assert (spent.epoch, spent.spent) == (10.0, True)
    assert parse_larger(spent, "11 epochs") == {"epochs": "11", "seconds": "0"}
    assert parse_larger(spent, "21 s") == {"seconds": "21"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("10", "mine has learned for 10 epochs; give it more than that in all"),
        ("20 s", "mine has learned for 20 s; give it more than that in all"),
        (" ", "type the whole budget"),
        ("more", "'more' is no budget"),
        ("0", "epochs is 0"),
    ],
)
def test_what_is_no_larger_budget(spent: RunRow, text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        parse_larger(spent, text)


def test_a_run_that_was_broken_off_is_not_spent(tmp_path: Path) -> None:
    assert not read_row(make_run("stopped", history(100, "stopped"), reason="stopped"), 0.0).spent
    # Its last evaluation is still to be made.
    assert not read_row(make_run("broken", history(200, ""), reason="", spent=True), 0.0).spent
