from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recorded import STEPS_PER_EPOCH, TOTAL, Recorded, run_events
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Input, OptionList

from cvae_tui.core.events import Alert, DialTurned
from cvae_tui.tui.app import Studio
from cvae_tui.tui.dialogs.dial import DialDialog
from cvae_tui.tui.dialogs.question import QuestionDialog
from cvae_tui.tui.dialogs.start import StartDialog
from cvae_tui.tui.messages import Convert, Decode, Latent, RunChoice, TrainOrder
from cvae_tui.tui.screens import dashboard
from cvae_tui.tui.screens.help import HelpScreen
from cvae_tui.tui.screens.log import LogScreen
from cvae_tui.tui.screens.runs import RunsScreen
from cvae_tui.tui.themes import THEMES
from cvae_tui.tui.widgets.curves_pane import CurvesPane
from cvae_tui.tui.widgets.dials_row import DialsRow
from cvae_tui.tui.widgets.grid import GridPane
from cvae_tui.tui.widgets.header import Header
from cvae_tui.tui.widgets.hints import Hints
from cvae_tui.tui.widgets.ticker import Ticker

Make = Callable[..., Studio]
SIZES = [(120, 36), (80, 24), (60, 20)]
HALF = run_events(30 * STEPS_PER_EPOCH, finished=False)


def recorded(app: Studio) -> Recorded:
    assert isinstance(app.runner, Recorded)
    return app.runner


async def begun(pilot: Any) -> None:
    """Wait until the first paint is over and the runner has started."""
    while not pilot.app.runner.orders:
        await pilot.pause(0.01)
    await pilot.pause()


def burst(app: Studio, *keys: str) -> None:
    """Send keys all at once, as a terminal does that was held up."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))


def text_of(widget: Any) -> str:
    return "\n".join("".join(segment.text for segment in widget.render_line(y)) for y in range(widget.size.height))


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen_says_who_what_and_which_keys(studio: Make, size: tuple[int, int]) -> None:
    app = studio()
    async with app.run_test(size=size) as pilot:
        await begun(pilot)
        board = app.dashboard
        assert "study ● ready" in text_of(board.query_one(Header))
        assert "? help" in text_of(board.query_one(Hints))
        assert "q quit" in text_of(board.query_one(Hints))
        assert "both scores have passed" in text_of(board.query_one(Ticker))
        assert app.focused is None
        shown = [pane for pane in ("curves", "prompt", "grid") if board.query_one(f"#{pane}").region.area > 0]
        assert shown == (["curves", "prompt", "grid"] if size[0] >= 100 else ["prompt"])


@pytest.mark.parametrize("size", SIZES)
async def test_the_number_keys_reach_every_pane(studio: Make, size: tuple[int, int]) -> None:
    app = studio()
    async with app.run_test(size=size) as pilot:
        await begun(pilot)
        for key, name in (("1", "curves"), ("3", "grid"), ("2", "prompt")):
            await pilot.press(key)
            await pilot.pause()
            assert app.dashboard.query_one(f"#{name}").region.area > 0
            assert app.dashboard.pane == name
        await pilot.press("3")
        assert isinstance(app.focused, GridPane)
        await pilot.press("1")
        assert isinstance(app.focused, CurvesPane)


async def test_never_more_than_eight_hints(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(200, 40)) as pilot:
        await begun(pilot)
        for key in ("1", "3", "escape", "i"):
            await pilot.press(key)
            await pilot.pause()
            shown = [part for part in text_of(app.dashboard.query_one(Hints)).strip().split("   ") if part.strip()]
            assert 1 <= len(shown) <= 8


async def test_letters_are_typed_in_the_input_and_act_outside(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i")
        assert isinstance(app.focused, Input)
        await pilot.press("s", "t", "o", "p", "space", "q", "x", "1")
        assert app.focused.value == "stop qx1"
        assert [order[0] for order in recorded(app).orders] == ["start"]
        await pilot.press("escape")
        assert app.focused is None
        await pilot.press("s")
        assert recorded(app).orders[-1] == ("save",)


async def test_a_burst_of_keys_goes_where_it_is_meant_to_go(studio: Make) -> None:
    """Over a slow line, keys come many at a time."""
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        burst(app, "i", *"stop", "enter", *"sing", "escape", "s")
        await pilot.pause(0.2)
        assert app.dashboard.query_one(Input).value == "sing"
        assert Convert(("stop",)) in recorded(app).questions
        assert [order[0] for order in recorded(app).orders] == ["start", "save"]
        await pilot.press("d")
        burst(app, "down", *"0.5", "enter")
        await pilot.pause(0.2)
        assert recorded(app).orders[-1] == ("turn", "teacher_forcing", 0.5)


async def test_a_burst_of_keys_fills_the_fields_of_a_run(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("t")
        burst(app, *"lab", "tab", *"mine", "tab", "7", "enter")
        await pilot.pause(0.2)
        order = recorded(app).orders[-1][1]
        assert (order.data, order.run, dict(order.settings)["epochs"]) == ("lab", "mine", "7")


async def test_a_word_is_asked_and_answered(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("slash", *"splitting", "enter")
        await pilot.pause()
        assert Convert(("splitting",)) in recorded(app).questions
        assert "splits" in text_of(app.dashboard.query_one("#sheet"))


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("space", ("pause", True)),
        ("full_stop", ("step",)),
        ("s", ("save",)),
        ("x", ("stop",)),
    ],
)
async def test_the_keys_of_a_live_run(studio: Make, key: str, order: tuple[object, ...]) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert recorded(app).orders[-1] == order


async def test_space_goes_on_from_a_pause_and_the_hint_says_so(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "paused" in text_of(app.dashboard.query_one(Header))
        assert "go on" in text_of(app.dashboard.query_one(Hints))
        await pilot.press("space")
        await pilot.pause()
        assert recorded(app).orders[-1] == ("pause", False)


@pytest.mark.parametrize("key", ["space", "full_stop", "s", "x", "d"])
async def test_without_a_run_those_keys_say_what_to_do(studio: Make, key: str) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert "t starts a run" in text_of(app.dashboard.query_one(Ticker))
        assert [order[0] for order in recorded(app).orders] == ["start"]


async def test_a_dial_is_turned_sent_and_acknowledged(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(140, 36)) as pilot:
        await begun(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(app.screen, DialDialog)
        await pilot.press("down", "2", "enter")
        assert isinstance(app.screen, DialDialog)
        assert "probability" in text_of(app.screen.query_one("#about"))
        await pilot.press("backspace", "0", ".", "4", "enter")
        await pilot.pause()
        assert recorded(app).orders[-1] == ("turn", "teacher_forcing", 0.4)
        assert "→ 0.4 at the next step" in text_of(app.dashboard.query_one(DialsRow))
        recorded(app).become(sent={}, held=frozenset({"teacher_forcing"}))
        recorded(app).tell(DialTurned(1201, "teacher_forcing", 0.4))
        await pilot.pause()
        assert "teacher forcing is 0.4 from step 1,201 on" in text_of(app.dashboard.query_one(Ticker))
        await pilot.press("d", *"follow", "enter")
        await pilot.pause()
        assert recorded(app).orders[-1] == ("turn", "kl_weight", None)


async def test_training_is_ordered_in_its_dialog(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(app.screen, StartDialog)
        app.screen.query_one("#data", Input).value = str(tiny)
        app.screen.query_one("#run", Input).value = "mine"
        app.screen.query_one("#budget", Input).value = "2 min"
        app.screen.query_one("#settings", Input).value = "hiden=64"
        await pilot.pause()
        assert "did you mean 'hidden'" in text_of(app.screen.query_one("#about"))
        await pilot.press("enter")
        assert isinstance(app.screen, StartDialog)
        app.screen.query_one("#settings", Input).value = "hidden=64"
        for field in ("#data", "#run"):
            kept, app.screen.query_one(field, Input).value = app.screen.query_one(field, Input).value, "/" + "a" * 300
            await pilot.pause()
            assert "File name too long" in text_of(app.screen.query_one("#about"))
            app.screen.query_one(field, Input).value = kept
        await pilot.pause()
        assert "hidden: " in text_of(app.screen.query_one("#about"))
        await pilot.press("enter")
        await pilot.pause()
        expected = TrainOrder("default", str(tiny), "mine", (("seconds", "120"), ("hidden", "64")), "auto")
        assert recorded(app).orders[-1] == ("train", expected)
        assert "mine ▶ running" in text_of(app.dashboard.query_one(Header))
        await pilot.press("t")
        await pilot.pause()
        assert "x saves and stops it" in text_of(app.dashboard.query_one(Ticker))


async def test_the_dials_say_what_waits_for_the_next_step(studio: Make) -> None:
    app = studio(HALF, "paused")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        recorded(app).become(sent={"lr": 0.002, "kl_weight": None})
        await pilot.press("d")
        assert isinstance(app.screen, DialDialog)
        rows = [str(option.prompt).split("  ")[-1].strip() for option in app.screen.query_one(OptionList).options]
        assert rows == ["then its schedule", "schedule", "then 0.002"]


async def test_dialogs_close_with_escape_and_nothing_happens(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        for key, kind in (
            ("question_mark", HelpScreen),
            ("L", LogScreen),
            ("d", DialDialog),
            ("o", RunsScreen),
            ("q", QuestionDialog),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, kind), key
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is app.dashboard, key
        assert [order[0] for order in recorded(app).orders] == ["start"]


async def test_quitting_asks_once_while_a_run_is_live(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert isinstance(app.screen, QuestionDialog)
        await pilot.press("enter")
        await pilot.pause()
    assert ("close",) in recorded(app).orders
    assert app.return_code == 0


async def test_quitting_asks_nothing_without_a_run(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert ("close",) in recorded(app).orders
    assert app.return_code == 0


async def test_ctrl_c_saves_without_a_question_and_pressed_again_it_does_not_wait(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        recorded(app).stays = True
        await pilot.press("ctrl+c")
        await pilot.pause(0.1)
        assert ("close",) in recorded(app).orders
        assert app.is_running
        await pilot.press("ctrl+c")
        await pilot.pause(0.1)
        assert app._hurried  # pyright: ignore[reportPrivateUsage]
    assert app.return_code == 0


async def test_freezing_holds_the_display_while_the_run_goes_on(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("f")
        recorded(app).become(epoch=31.0)
        recorded(app).tell(*run_events(32 * STEPS_PER_EPOCH, finished=False)[len(HALF) :])
        await pilot.pause()
        header, curves = app.dashboard.query_one(Header), app.dashboard.query_one(CurvesPane)
        assert "display held" in text_of(header)
        assert "epoch 30" in text_of(header)
        assert curves.curves.extent("step") == (10, 30 * STEPS_PER_EPOCH)
        await pilot.press("f")
        await pilot.pause()
        assert "epoch 31" in text_of(header)
        assert curves.curves.extent("step") == (10, 32 * STEPS_PER_EPOCH)


def decoded(app: Studio) -> int:
    return len([question for question in recorded(app).questions if isinstance(question, Decode)])


async def test_what_was_learned_while_the_display_was_held_is_shown_when_it_is_freed(studio: Make) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("f")
        before = decoded(app)
        # The run ends meanwhile: nothing more will be told.
        recorded(app).become(state="ready", step=TOTAL)
        await pilot.pause()
        assert decoded(app) == before
        await pilot.press("f")
        await pilot.pause()
        assert decoded(app) == before + 1
        assert app.dashboard.query_one(GridPane)._step == TOTAL


async def test_the_last_of_steps_in_quick_succession_is_seen_too(studio: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "RENEWED", 0.3)
    app = studio(HALF, "paused")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        for _ in range(3):
            recorded(app).step()
        await pilot.pause(0.5)
        assert app.dashboard.query_one(GridPane)._step == recorded(app).snapshot.step


async def test_the_latent_view_takes_the_curves_place(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("v")
        await pilot.pause()
        assert Latent() in recorded(app).questions
        assert app.dashboard.query_one("#latent").region.area > 0
        assert app.dashboard.query_one("#curves").region.area == 0
        await pilot.press("v")
        await pilot.pause()
        assert app.dashboard.query_one("#curves").region.area > 0


@pytest.mark.parametrize("size", SIZES)
async def test_zoom_gives_a_pane_everything_and_back(studio: Make, size: tuple[int, int]) -> None:
    app = studio()
    async with app.run_test(size=size) as pilot:
        await begun(pilot)
        await pilot.press("3", "z")
        await pilot.pause()
        assert app.dashboard.query_one("#grid").region.width == size[0]
        await pilot.press("z")
        await pilot.pause()
        assert app.dashboard.query_one("#grid").region.width == (
            size[0] if size[0] < 100 else app.dashboard.query_one("#right").region.width
        )


async def test_resample_asks_for_other_noise(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        before = [question for question in recorded(app).questions if isinstance(question, Decode)][-1]
        await pilot.press("r")
        await pilot.pause()
        after = [question for question in recorded(app).questions if isinstance(question, Decode)][-1]
        assert {row[0] for row in before.rows}.isdisjoint({row[0] for row in after.rows})


async def test_what_is_on_the_screen_is_decoded_again_as_the_model_learns(
    studio: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.screens.dashboard.RENEWED", 0.0)
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i", *"singing", "enter", "escape")
        await pilot.pause()
        recorded(app).questions.clear()
        recorded(app).become(step=1300)
        await pilot.pause()
        assert Convert(("singing",)) in recorded(app).questions
        assert any(isinstance(question, Decode) for question in recorded(app).questions)


async def test_themes_follow_each_other_and_can_be_typed(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        for theme in (*THEMES[1:], THEMES[0]):
            await pilot.press("T")
            assert app.theme == theme.name
        await pilot.press("i", *":theme light", "enter")
        await pilot.pause()
        assert app.theme == "cvae-light"
        await pilot.press(*":theme nonsense", "enter")
        await pilot.pause()
        assert "there is no theme 'nonsense'" in text_of(app.dashboard.query_one(Ticker))


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        (":pause", ("pause", True)),
        (":go", ("pause", False)),
        (":step", ("step",)),
        (":save", ("save",)),
        (":stop", ("stop",)),
        (":set kl 0.2", ("turn", "kl_weight", 0.2)),
        ("set kl 0.2", ("turn", "kl_weight", 0.2)),
        ("set lr follow", ("turn", "lr", None)),
        (":set lr follow", ("turn", "lr", None)),
    ],
)
async def test_typed_commands(studio: Make, typed: str, order: tuple[object, ...]) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i", *typed, "enter")
        await pilot.pause()
        assert recorded(app).orders[-1] == order


async def test_a_run_is_chosen_from_the_list(studio: Make, tmp_path: Path) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        longer = (("epochs", "40"),)
        app.dashboard._choose(RunChoice("open", tmp_path))  # pyright: ignore[reportPrivateUsage]
        assert recorded(app).orders[-1] == ("open", tmp_path)
        app.dashboard._choose(RunChoice("resume", tmp_path, longer))  # pyright: ignore[reportPrivateUsage]
        assert recorded(app).orders[-1] == ("resume", tmp_path, longer)
        app.dashboard._choose(RunChoice("overlay", tmp_path))  # pyright: ignore[reportPrivateUsage]
        await pilot.pause()
        assert recorded(app).orders[-1] == ("overlay", tmp_path)
        assert f"with {tmp_path.name[:4]}" in str(app.dashboard.query_one("#loss").border_subtitle)


async def test_alerts_are_told_and_kept_in_the_log(studio: Make) -> None:
    app = studio(HALF, "running")
    sentence = "the KL fell to zero: [b]z tells nothing[/b]"
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        recorded(app).tell(Alert(1210, "collapsed", sentence))
        await pilot.pause()
        recorded(app).complain("a disk is full [")
        await pilot.pause()
        assert "a disk is full [" in text_of(app.dashboard.query_one(Ticker))
        await pilot.press("L")
        await pilot.pause()
        shown = text_of(app.screen.query_one("Static"))
        assert sentence in shown
        assert "a disk is full [" in shown
        await pilot.press("y")
        await pilot.pause()
        assert sentence in app.clipboard


async def test_no_model_at_all(studio: Make) -> None:
    app = studio([], "ready", "")
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot)
        assert "no model" in text_of(app.dashboard.query_one(Header))
        assert "t trains a model" in text_of(app.dashboard.query_one(DialsRow))


async def test_settings_that_are_wrong_are_told_and_the_rest_holds(studio: Make, config: Path) -> None:
    config.write_text('theme = "cvae-light"\nthem = "x"\n[keys]\n"train.pause" = "p"\n"train.paus" = "k"\n')
    app = studio(HALF, "running")
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        assert app.theme == "cvae-light"
        log = " ".join(record.text for record in app.dashboard.records)
        assert f"{config}: there is no setting 'them'; did you mean 'theme'?" in log
        assert f"{config}: there is no key 'train.paus' in [keys]; did you mean 'train.pause'?" in log
        await pilot.press("p")
        await pilot.pause()
        assert recorded(app).orders[-1] == ("pause", True)
        assert "p go on" in text_of(app.dashboard.query_one(Hints))


@pytest.mark.parametrize("size", SIZES)
async def test_plain_characters_only(studio: Make, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CVAE_TUI_ASCII", "1")
    app = studio(HALF, "running")
    async with app.run_test(size=size) as pilot:
        await begun(pilot)
        for key in ("1", "2", "3"):
            await pilot.press(key)
            await pilot.pause(0.3)
            lines = app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]
            drawn = "".join(segment.text for line in lines for segment in line)
            assert {letter for letter in drawn if ord(letter) > 126} == set()


async def test_the_palette_offers_what_the_keys_do(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert {"Train", "Pause", "Freeze", "Latent", "Runs", "Log", "Quit", "Theme: cvae-light"} <= set(titles)
        (runs,) = [command for command in app.get_system_commands(app.screen) if command.title == "Runs"]
        runs.callback()
        await pilot.pause()
        assert isinstance(app.screen, RunsScreen)


async def test_a_click_on_a_hint_or_a_tab_acts(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot)
        await pilot.click("PaneTabs", offset=(24, 0))
        await pilot.pause()
        assert app.dashboard.pane == "grid"
        at = text_of(app.dashboard.query_one(Hints)).index("help")
        await pilot.click(Hints, offset=(at, 0))
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)


async def test_every_notice_is_in_the_log_once(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i", *"kl 2", "enter", "escape")
        app.dashboard.query_one(GridPane).focus()
        await pilot.press("Y")
        await pilot.pause()
        texts = [record.text for record in app.dashboard.records]
        assert len(texts) == len(set(texts))
        assert [record.tone for record in app.dashboard.records if record.text.startswith("Copied ")] == ["plain"]


@pytest.mark.parametrize("key", ["question_mark", "L"])
async def test_sheets_scroll_by_the_keys_of_a_pager(studio: Make, key: str) -> None:
    app = studio(HALF, "running")
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot)
        for _ in range(30):
            app.dashboard.complain("something that fills the log")
        await pilot.press(key, "home")
        await pilot.pause()
        sheet = app.screen.query_one(VerticalScroll)
        assert (sheet.scroll_y, sheet.max_scroll_y > 10) == (0, True)
        for pressed, place in (
            ("down", 3), ("j", 6), ("k", 3), ("up", 0), ("pagedown", sheet.size.height - 1), ("pageup", 0),
            ("end", sheet.max_scroll_y), ("g", 0), ("G", sheet.max_scroll_y),
        ):  # fmt: skip
            await pilot.press(pressed)
            await pilot.pause()
            assert sheet.scroll_y == min(place, sheet.max_scroll_y), pressed
        await pilot.press("q")
        await pilot.pause()
        assert app.screen is app.dashboard


async def test_an_order_of_a_preset_that_is_not_there_is_told(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i", *":train seed-01", "enter")
        await pilot.pause()
        assert app.screen is app.dashboard
        assert "there is no preset 'seed-01'" in text_of(app.dashboard.query_one(Ticker))


async def test_the_prompt_forgets_what_another_model_said(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await begun(pilot)
        await pilot.press("i", *"walk", "enter", "escape")
        await pilot.pause()
        recorded(app).questions.clear()
        recorded(app).train(TrainOrder(run="other"))
        await pilot.pause()
        assert Convert(("walk",)) in recorded(app).questions
