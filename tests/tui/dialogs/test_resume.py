"""What a run needs to go on: a larger budget, or its data where that is now."""

from pathlib import Path

import pytest
from made_runs import history, make_run
from textual.app import App
from textual.widgets import Static

from cvae_tui.core.errors import UsageError
from cvae_tui.tui.dialogs.training import ResumeDialog, data_is_gone, parse_larger
from cvae_tui.tui.messages import RunChoice
from cvae_tui.tui.run_rows import RunRow, read_row


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


class Host(App[None]):
    """Asks at once and keeps the choice."""

    def __init__(self, row: RunRow) -> None:
        super().__init__()
        self.dialog, self.choices = ResumeDialog(row), list[RunChoice | None]()

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.choices.append)

    def said(self) -> str:
        return str(self.dialog.query_one("#about", Static).content)


async def test_a_finished_run_goes_on_with_a_larger_budget() -> None:
    app = Host(read_row(make_run("mine", spent=True, epochs=10), 0.0))
    async with app.run_test() as pilot:
        assert "mine has used up its budget of 10 epochs" in str(app.dialog.query(Static).first().content)
        await pilot.press(*"10", "enter")
        assert "has learned for 10 epochs; give it more" in app.said()
        await pilot.press("backspace", "backspace", *"40 epochs")
        assert app.said().endswith("they go on at 25 %.")
        await pilot.press("enter")
        assert app.choices == [RunChoice("resume", app.dialog._run.path, (("epochs", "40"), ("seconds", "0")))]


async def test_a_finished_run_whose_budget_is_no_number_says_so() -> None:
    app = Host(read_row(make_run("mine", spent=True, seconds="x"), 0.0))
    async with app.run_test() as pilot:
        await pilot.press(*"40", "enter")
        # The tests check annotations and say it in other words than the settings do.
        assert "config.json: " in app.said()


async def test_a_run_whose_data_has_moved_is_told_where_it_is(tiny: Path, tmp_path: Path) -> None:
    row = read_row(make_run("mine", data=str(tmp_path / "moved")), 0.0)
    assert data_is_gone(row)
    app = Host(row)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "type the folder where the data is now" in app.said()
        await pilot.press(*"nowhere", "enter")
        assert "there is no data folder 'nowhere'" in app.said()
        await pilot.press(*["backspace"] * 7, *str(tiny), "enter")
        assert app.choices == [RunChoice("resume", row.path, (), str(tiny))]


def test_shipped_data_is_never_gone() -> None:
    assert not data_is_gone(read_row(make_run("mine", data="lab"), 0.0))
