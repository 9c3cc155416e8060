"""What is typed for a budget and for settings; the dialog that starts a run: what it asks for, and its order."""

import asyncio
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, OptionList, Select, Static
from waiting import until

from cvae_tui.core.errors import UsageError
from cvae_tui.core.registry import all_presets, find_task, register, unregister
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.dialogs.start import SettingSuggester, StartDialog, completions
from cvae_tui.tui.dialogs.training import parse_budget, parse_settings


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
    preset, config = find_task("tense").presets[0].name, find_task("tense").presets[0].config
    async with app.run_test() as pilot:
        await pilot.press("tab", *str(tiny), "tab", *"mine", "tab", *"5 min", "tab", *"lr=0.1")
        assert app.said() == f"lr: {config.help('lr')} The preset's: {config.to_dict()['lr']}."
        await pilot.press("enter")
    settings = (("seconds", "300"), ("lr", "0.1"))
    assert app.orders == [TrainOrder(preset, "tense", str(tiny), "mine", settings, "cpu")]


async def test_what_is_wrong_is_said_as_it_is_typed() -> None:
    app = Host(StartDialog(find_task("tense"), TrainOrder()))
    async with app.run_test() as pilot:
        await pilot.press("tab", *"nowhere")
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
        assert data.placeholder == "few (the default), a folder of things"
        assert app.said("shows").startswith("Another thing. Source: ")
        assert "Other things" in app.said("costs")
        await pilot.press("tab")
        assert app.said() == "few: a few things."
        select.value = find_task("tense").presets[0].name
        await pilot.pause()
        assert data.placeholder.startswith("full (the default), lab, ")


async def test_the_preset_that_is_given_is_chosen(second: Any) -> None:
    app = Host(StartDialog(find_task("tense"), TrainOrder("other-preset")))
    async with app.run_test():
        assert app.dialog.query_one(Select).value == "other-preset"


async def test_enter_starts_from_every_field_but_an_open_list() -> None:
    spec = find_task("tense")
    app = Host(StartDialog(spec, TrainOrder(device="cpu")))
    async with app.run_test() as pilot:
        assert isinstance(app.dialog.focused, Select)
        await pilot.press("down")
        listed = app.dialog.query_one(OptionList)
        assert app.dialog.focused is listed
        assert str(listed.get_option_at_index(1).prompt).endswith(spec.presets[1].shows)
        await pilot.press("down", "enter")
        assert app.orders == [] and isinstance(app.dialog.focused, Select)
        assert app.said("shows").startswith(spec.presets[1].shows)
        await pilot.press("enter")
        assert [order and order.preset for order in app.orders] == [spec.presets[1].name]


async def test_nothing_moves_whatever_is_said() -> None:
    class Styled(Host):
        CSS_PATH = Path(str(files("cvae_tui.tui") / "app.tcss"))

    app = Styled(StartDialog(find_task("tense"), TrainOrder(device="cpu")))
    async with app.run_test(size=(80, 24)) as pilot:
        select, buttons = app.dialog.query_one(Select), app.dialog.query_one("#yes")
        await pilot.pause()
        place = buttons.region
        for preset in all_presets():
            select.value = preset.name
            await pilot.press("tab")
            assert buttons.region == place


async def test_settings_are_completed_by_name_with_their_help() -> None:
    config = find_task("tense").config
    app = Host(StartDialog(find_task("tense"), TrainOrder(device="cpu")))
    async with app.run_test() as pilot:
        typed = app.dialog.query_one("#settings", Input)
        typed.focus()
        await pilot.pause()
        assert app.said().startswith("name=value")
        await pilot.press(*"lr=1 kl_t")
        assert app.said().startswith(f"kl_target: {config.help('kl_target')}")
        await until(pilot, lambda: typed._suggestion == "lr=1 kl_target=")
        await pilot.press("right")
        assert typed.value == "lr=1 kl_target="
        typed.value = "kl_w"
        await pilot.pause()
        assert app.said().endswith("Also kl_wait.")
        # What cannot become a name any more is wrong.
        await pilot.press("x")
        assert "kl_wx" in app.said()


async def test_completions() -> None:
    config = find_task("tense").config
    assert completions("", config) == [] and completions("optim", config) == ["optimizer="]
    assert completions("optimizer=s", config) == ["optimizer=sgd"]
    assert completions("nonsense=1", config) == completions("lr=0", config) == []
    suggester = SettingSuggester(config)
    assert await suggester.get_suggestion("lr=1 optimizer=s") == "lr=1 optimizer=sgd"
    assert await suggester.get_suggestion("optimizer=sgd") is None
    assert await suggester.get_suggestion("lr=1 ") is None


async def test_the_time_that_it_takes_is_measured_after_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[TrainOrder] = []
    free = asyncio.Event()

    async def seconds_of(order: TrainOrder) -> float:
        asked.append(order)
        await free.wait()
        return 754.0 if len(asked) == 1 else 75.0

    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.REST", 0.001)
    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.seconds_of", seconds_of)
    spec, seconds = find_task("tense"), dict[TrainOrder, float | None]()
    app = Host(StartDialog(spec, TrainOrder(device="cpu"), seconds))
    async with app.run_test() as pilot:
        await until(pilot, lambda: asked)
        assert "200 epochs, measuring how long ..." in app.said("costs")
        free.set()
        await until(pilot, lambda: app.said("costs").startswith("200 epochs, about 13m here"))
        app.dialog.query_one("#budget", Input).value = "90 s"
        await pilot.pause()
        # A time needs no measuring.
        assert app.said("costs").startswith("1m30s of training · English tense")
        app.dialog.query_one("#budget", Input).value = "20"
        await until(pilot, lambda: app.said("costs").startswith("20 epochs, about 1m15s here"))
        assert asked[1].settings == (("epochs", "20"), ("seconds", "0"))
        app.dialog.query_one("#budget", Input).value = ""
        await pilot.pause()
        assert app.said("costs").startswith("200 epochs, about 13m here")
    # Another dialog knows what this one found.
    seconds[asked[0]] = 7300.0
    known = Host(StartDialog(spec, TrainOrder(device="cpu"), seconds))
    async with known.run_test():
        assert known.said("costs").startswith("200 epochs, about 2h here")


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
