"""What is typed for a dial, and the dialog that takes it."""

from textual.app import App
from textual.widgets import Static

from cvae_tui.core.registry import find_task
from cvae_tui.tui.commands import SetDial
from cvae_tui.tui.dialogs.dial import DialDialog
from cvae_tui.tui.messages import Snapshot


class Host(App[None]):
    """Asks at once and keeps the turns."""

    def __init__(self) -> None:
        super().__init__()
        dials = {"kl_weight": 1.0, "lr": 0.003}
        shown = Snapshot("running", dials=dials, overrides=frozenset({"kl_weight"}), pending={"lr": None})
        self.dialog, self.turns = DialDialog(find_task("tense"), shown), list[SetDial | None]()

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.turns.append)


async def test_up_and_down_choose_and_enter_sets() -> None:
    app = Host()
    async with app.run_test() as pilot:
        rows = [str(option.prompt) for option in app.dialog._list.options]
        assert [row.split()[-2:] for row in rows] == [["by", "hand"], ["its", "schedule"]]
        assert "0.003" in rows[1]
        await pilot.press("down", *"0.5", "enter")
        assert app.turns == [SetDial("lr", 0.5)]


async def test_a_wrong_value_stays_with_what_is_wrong() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"much", "enter")
        assert "kl_weight is 'much'; it must be a number" in str(app.dialog.query_one("#about", Static).content)
        await pilot.press("escape")
        assert app.turns == [None]
