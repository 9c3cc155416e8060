"""What is typed for a budget and for settings; the dialog that starts a run: what it asks for, and its order."""

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Select, Static

from cvae_tui.core.errors import UsageError
from cvae_tui.core.registry import all_presets, find_task, register, unregister
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.dialogs.training import StartDialog, parse_budget, parse_settings


class Host(App[None]):
    """Asks at once and keeps the order."""

    def __init__(self, dialog: StartDialog) -> None:
        super().__init__()
        self.dialog, self.orders = dialog, list[TrainOrder | None]()

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.orders.append)

    def said(self, name: str = "about") -> str:
        return str(self.dialog.query_one(f"#{name}", Static).content)


def test_settings() -> None:
    assert parse_settings("") == {}
    assert parse_settings("kl_weight=0.1  variant=gru") == {"kl_weight": "0.1", "variant": "gru"}
    with pytest.raises(UsageError, match="write name=value"):
        parse_settings("kl_weight 0.1")
    with pytest.raises(UsageError, match="quotation mark"):
        parse_settings("a='")


async def test_an_order_is_made_of_the_fields(tiny: Path) -> None:
    app = Host(StartDialog(find_task("tense"), TrainOrder(device="cpu")))
    async with app.run_test() as pilot:
        await pilot.press(*str(tiny), "tab", *"mine", "tab", *"5 min", "tab", *"lr=0.1")
        assert app.said() == f"lr: {find_task('tense').config.help('lr')}"
        await pilot.press("enter")
    preset = find_task("tense").presets[0].name
    settings = (("seconds", "300"), ("lr", "0.1"))
    assert app.orders == [TrainOrder(preset, "tense", str(tiny), "mine", settings, "cpu")]


async def test_what_is_wrong_is_said_as_it_is_typed() -> None:
    app = Host(StartDialog(find_task("tense"), TrainOrder()))
    async with app.run_test() as pilot:
        await pilot.press(*"nowhere")
        assert "there is no data folder 'nowhere'" in app.said()
        await pilot.press("enter")
        assert app.orders == []
        await pilot.press("escape")
        assert app.orders == [None]


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Another task, with data and a preset of its own."""
    from dataclasses import replace

    from cvae_tui.core.spec import DataSet

    tense = find_task("tense")
    preset = replace(tense.presets[0], name="other-preset", task="other", shows="Another thing.")
    register(
        replace(
            tense, name="other", title="Other things", presets=(preset,), datasets=(DataSet("few", "a few things"),),
            data_help="a folder of things",
        )
    )  # fmt: skip
    yield find_task("other")
    unregister("other")


async def test_presets_of_the_open_task_come_first_and_a_preset_brings_its_tasks_data(second: Any) -> None:
    app = Host(StartDialog(second, TrainOrder()))
    async with app.run_test() as pilot:
        select, data = app.dialog.query_one(Select), app.dialog.query_one("#data", Input)
        names = list(app.dialog._presets)
        assert names[0] == select.value == "other-preset"
        assert set(names[1:]) == {preset.name for preset in all_presets()} - {"other-preset"}
        assert data.placeholder == "few, or a folder of things"
        assert "Another thing. Other things" in app.said("shows")
        select.value = find_task("tense").presets[0].name
        await pilot.pause()
        assert data.placeholder.startswith("full, lab, or ")


async def test_the_preset_that_is_given_is_chosen(second: Any) -> None:
    app = Host(StartDialog(find_task("tense"), TrainOrder("other-preset")))
    async with app.run_test():
        assert app.dialog.query_one(Select).value == "other-preset"


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
