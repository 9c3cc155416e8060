"""The app on its real runner: what keys and typed lines do, what the screen says of it, and how it ends."""

from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from made_runs import make_run
from small import ROWS, SMALL
from textual.containers import VerticalScroll
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input, Label, Static
from toy import registered, write_pictures
from waiting import drawn, settled, text_of, until

from cvae_tui.core.answer import Query, Text
from cvae_tui.core.events import Alert
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.core.spec import TaskSpec
from cvae_tui.tui.app import Studio
from cvae_tui.tui.dialogs.form import QuestionDialog
from cvae_tui.tui.dialogs.start import StartDialog
from cvae_tui.tui.messages import Complaint, Diagnosis, LatentMap, RunChoice, Samples, Told
from cvae_tui.tui.screens.runs import RunsScreen
from cvae_tui.tui.screens.sheet import HelpScreen, LegendScreen, LogScreen
from cvae_tui.tui.themes import THEMES
from cvae_tui.tui.widgets.dials import DialsStrip
from cvae_tui.tui.widgets.hints import Hints
from cvae_tui.tui.widgets.lines import DialsRow, Header, Ticker
from cvae_tui.tui.widgets.usage_line import UsageLine

Make = Callable[..., Studio]
SIZES = [(120, 36), (80, 24), (60, 20)]
WIDE = (120, 36)


def order(data: Path, run: str = "mine", **settings: str) -> TrainOrder:
    endless = {"epochs": "100000", "evaluate_every": "0", **settings}
    return TrainOrder("default", data=str(data), run=run, settings=(*SMALL, *endless.items()), device="cpu")


async def begin(pilot: Pilot[None], data: Path) -> None:
    """Train a run, which is paused before its first step."""
    runner = studio_of(pilot).runner
    runner.order(lambda session: session.train(order(data)))
    runner.order(lambda session: session.pause(True))
    await settled(pilot)


def studio_of(pilot: Pilot[None]) -> Studio:
    app = pilot.app
    assert isinstance(app, Studio)
    return app


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all that they ask for is done."""
    await pilot.press(*keys)
    await settled(pilot)


async def type_line(pilot: Pilot[None], line: str) -> None:
    await press(pilot, "i", *line, "enter", "escape")


def burst(app: Studio, *keys: str) -> None:
    """Send keys all at once, as a terminal does that was held up."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))


def line_of(app: Studio, kind: type[Any]) -> str:
    return text_of(app.dashboard.query_one(kind))


def log_of(app: Studio) -> list[str]:
    return [record.text for record in app.dashboard.records]


def shown_panes(app: Studio) -> list[str]:
    return [name for name in ("curves", "prompt", "samples") if app.dashboard.query_one(f"#{name}").region.area > 0]


def sampled(app: Studio) -> list[str]:
    """The first cells of the samples on the screen."""
    table = app.dashboard.panes.samples.samples.table  # see tui/tables/samples.py
    assert table is not None
    return [cell.text for row in table.rows for cell in row.cells[:1] if isinstance(cell, Text)]


class Asked:
    """Remembers the questions that reach the runner."""

    def __init__(self, app: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
        self.questions: list[Any] = []
        ask = app.runner.ask

        def remember(question: Any) -> None:
            self.questions.append(question)
            ask(question)

        monkeypatch.setattr(app.runner, "ask", remember)

    def of(self, kind: type[Any]) -> list[Any]:
        return [question for question in self.questions if isinstance(question, kind)]


# --- panes, keys and the lines around them ---


@pytest.mark.parametrize("size", SIZES)
async def test_every_pane_in_every_size(studio: Make, size: tuple[int, int]) -> None:
    app = studio()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        wide = size[0] >= 100
        assert "tiny ● ready" in line_of(app, Header)
        assert "? help" in line_of(app, Hints)
        assert line_of(app, Ticker).strip()
        assert app.focused is None
        assert shown_panes(app) == (["curves", "prompt", "samples"] if wide else ["prompt"])
        for key, name in (("1", "curves"), ("2", "prompt"), ("3", "samples")):
            await press(pilot, key)
            assert name in shown_panes(app)
            assert app.dashboard.panes.pane == name
            assert 1 <= len([part for part in line_of(app, Hints).strip().split("   ") if part.strip()]) <= 7
        right = app.dashboard.query_one("#right").region.width
        await press(pilot, "z")
        assert app.dashboard.query_one("#samples").region.width == size[0]
        await press(pilot, "z")
        assert app.dashboard.query_one("#samples").region.width == right


async def test_a_word_is_asked_and_answered_and_asked_again_of_another_model(
    studio: Make, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "slash", *"walk", "enter", "escape")
        answers = text_of(app.dashboard.query_one("#sheet"))
        assert "walk" in answers
        asked = Asked(app, monkeypatch)
        await begin(pilot, tiny)
        assert {query.key for query in asked.of(Query)} == {"convert"}
        assert text_of(app.dashboard.query_one("#sheet")) != answers


async def test_keys_that_come_in_a_burst_go_where_they_are_meant_to_go(studio: Make, tiny: Path) -> None:
    """Over a slow line, keys come many at a time; letters are typed in the input and act outside."""
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        burst(app, "i", *"stop", "enter", *"sing q", "escape", "t")
        await until(pilot, lambda: isinstance(app.screen, StartDialog))
        assert app.dashboard.query_one(Input).value == "sing q"
        burst(app, *"lab", "tab", *"mine", "tab", "7", "escape")
        await until(pilot, lambda: app.screen is app.dashboard)
        await begin(pilot, tiny)
        burst(app, "d", "down", *"0.5", "enter")
        await until(pilot, lambda: app.runner.snapshot.pending == {"teacher_forcing": 0.5})


async def test_sheets_and_dialogs_close_with_escape_and_scroll(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        for _ in range(30):
            app.dashboard.complain("something that fills the log")
        for key, kind in (
            ("o", RunsScreen), ("q", QuestionDialog), ("K", LegendScreen), ("w", LogScreen)
        ):  # fmt: skip
            await press(pilot, key)
            assert isinstance(app.screen, kind), key
            if kind in (LegendScreen, LogScreen):
                sheet = app.screen.query_one(VerticalScroll)
                for pressed, place in (("home", 0), ("down", 3), ("up", 0), ("end", sheet.max_scroll_y), ("home", 0)):
                    await press(pilot, pressed)
                    assert sheet.scroll_y == place, pressed
            await press(pilot, "escape")
            assert app.screen is app.dashboard, key
        assert (app.runner.snapshot.state, app.runner.snapshot.step) == ("paused", 0)


async def test_themes_and_the_palette(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for theme in (*THEMES[1:], THEMES[0]):
            await press(pilot, "T")
            assert app.theme == theme.name
        await type_line(pilot, ":theme light")
        assert app.theme == "cvae-light"
        await type_line(pilot, ":theme nonsense")
        assert "there is no theme 'nonsense'" in line_of(app, Ticker)
        commands = {command.title: command for command in app.get_system_commands(app.screen)}
        assert {"Train", "Pause", "Freeze", "View", "Runs", "Log", "Quit", "Theme: cvae-light"} <= set(commands)
        assert "Task: tense" in commands
        commands[f"Theme: {THEMES[0].name}"].callback()
        assert app.theme == THEMES[0].name
        commands["Runs"].callback()
        await settled(pilot)
        assert isinstance(app.screen, RunsScreen)


async def test_help_opens_at_the_focused_pane_and_picks_what_is_typed(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "3", "question_mark")
        assert isinstance(app.screen, HelpScreen)

        def shown() -> list[str]:
            return str(app.screen.query_one(Static).content).splitlines()

        assert shown()[0] == "Samples"
        await press(pilot, *"drawn anew")
        assert shown() == ["Samples", "  L             Keep this row when all are drawn anew"]
        await press(pilot, *"zzz")
        assert shown() == ["nothing like it"]
        await press(pilot, "escape")
        assert app.screen.query_one(Input).value == ""
        await press(pilot, "question_mark")
        assert app.screen is app.dashboard
        await press(pilot, "K")
        assert isinstance(app.screen, LegendScreen)
        await press(pilot, "y", "K")
        assert "a red bar" in app.clipboard
        assert app.screen is app.dashboard


@pytest.mark.parametrize("size", [WIDE, (80, 24)])
async def test_letters_and_tab_go_to_every_pane(studio: Make, size: tuple[int, int]) -> None:
    app = studio()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for letter, name in (("s", "samples"), ("c", "curves"), ("p", "prompt")):
            await press(pilot, "J")
            assert {str(label.render()) for label in app.screen.query(Label)} == {"c", "p", "s"}
            await press(pilot, letter)
            assert app.focused is not None and app.dashboard.panes.pane == name
            await press(pilot, "escape")
        await press(pilot, "J", "x")
        assert (app.screen, app.focused) == (app.dashboard, None)
        await press(pilot, "tab")
        seen = [app.dashboard.panes.pane]
        for key in ("tab", "tab", "tab", "shift+tab"):
            await press(pilot, key)
            seen.append(app.dashboard.panes.pane)
        assert seen == ["prompt", "samples", "curves", "prompt", "curves"]


async def test_the_last_line_is_that_of_the_pane_and_the_model_has_a_digit(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert line_of(app, Hints).split("   ")[0] == " t train"
        for key, first in (("1", "← → cursor"), ("3", "r new samples"), ("4", "v view"), ("i", "enter ask")):
            await press(pilot, key)
            assert line_of(app, Hints).strip().split("   ")[0] == first
            assert ("move z" in line_of(app, Hints)) is (key == "3")
        assert line_of(app, Hints).rstrip().endswith("f1 help")
        await press(pilot, "escape")
        assert app.dashboard.panes.view == "diagnosis"
        await press(pilot, "1")
        assert app.dashboard.panes.view == "curves"


async def test_a_click_on_a_tab_or_a_hint_acts(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click("PaneTabs", offset=(24, 0))
        await settled(pilot)
        assert app.dashboard.panes.pane == "samples"
        await pilot.click(Hints, offset=(line_of(app, Hints).index("help"), 0))
        await settled(pilot)
        assert isinstance(app.screen, HelpScreen)


# --- training ---


async def test_the_keys_of_a_live_run(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for key in ("space", "full_stop", "s", "x", "d"):
            app.dashboard.records.clear()
            await press(pilot, key)
            assert "t starts a run" in line_of(app, Ticker), key
            assert len(app.dashboard.records) == 1
        await begin(pilot, tiny)
        assert "mine ‖ paused" in line_of(app, Header)
        assert "go on" in line_of(app, Hints)
        await press(pilot, "full_stop")
        assert app.runner.snapshot.step == 1
        await press(pilot, "s")
        assert "saved at step 1" in line_of(app, Ticker)
        await pilot.press("space")
        await until(pilot, lambda: app.runner.snapshot.step > 3)
        assert "running" in line_of(app, Header)
        await pilot.press("space")
        await until(pilot, lambda: app.runner.snapshot.state == "paused")
        await press(pilot, "t")
        assert "x saves and stops it" in line_of(app, Ticker)
        await pilot.press("x")
        await until(pilot, lambda: not app.runner.live)
        assert read_metadata(runs_folder() / "mine").progress["step"] == app.runner.snapshot.step
        assert (app.dashboard.curves.curves.extent("step") or (0, 0))[1] >= 2


async def test_typed_commands_of_a_live_run(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=(140, 36)) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        await type_line(pilot, ":set kl 0.2")
        await type_line(pilot, "set lr 0.001")
        await type_line(pilot, ":set lr follow")
        assert app.runner.snapshot.pending == {"kl_weight": 0.2, "lr": None}
        await type_line(pilot, ":step")
        assert (app.runner.snapshot.step, app.runner.snapshot.overrides) == (1, {"kl_weight"})
        await type_line(pilot, ":save")
        assert "saved at step 1" in log_of(app)
        await pilot.press("i", *":go", "enter")
        await until(pilot, lambda: app.runner.snapshot.step > 1)
        await pilot.press(*":pause", "enter")
        await until(pilot, lambda: app.runner.snapshot.state == "paused")
        await pilot.press(*":stop", "enter")
        await until(pilot, lambda: not app.runner.live)
        await press(pilot, *":train report-01", "enter")
        assert app.screen is app.dashboard
        assert "there is no preset 'report-01'" in line_of(app, Ticker)


async def test_a_dial_is_turned_sent_and_acknowledged(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=(140, 36)) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        await press(pilot, "d", "down", "2", "enter")
        assert any("teacher_forcing cannot be 2" in text for text in log_of(app))
        await press(pilot, "0", "full_stop", "5", "backspace", "4", "enter")
        assert "→ 0.4 at the next step" in line_of(app, DialsRow)
        assert "0.4 sent" in line_of(app, DialsStrip)
        app.runner.order(lambda session: session.step())
        await settled(pilot)
        assert "teacher forcing is 0.4 from step 0 on" in log_of(app)
        assert "by hand" in line_of(app, DialsRow)
        assert "applied at step 0" in line_of(app, DialsStrip)
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert app.runner.snapshot.pending == {"teacher_forcing": 0.3}
        await press(pilot, "equals_sign")
        assert app.runner.snapshot.pending == {"teacher_forcing": None}
        await press(pilot, "escape")
        assert (app.focused, app.dashboard.panes.dials.display) == (None, False)
        await press(pilot, "right_square_bracket")
        assert app.dashboard.panes.dials.display
        await pilot.click(DialsRow)
        assert app.focused is app.dashboard.panes.dials


async def test_training_is_ordered_in_its_dialog(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "t")

        def fill(**fields: str) -> None:
            for name, value in fields.items():
                app.screen.query_one(f"#{name}", Input).value = value

        def about() -> str:
            return " ".join(text_of(app.screen.query_one("#about")).split())

        small = " ".join(f"{name}={value}" for name, value in SMALL)
        fill(data=str(tiny), run="mine", budget="2 min", settings="hiden=64")
        await pilot.pause()
        assert "did you mean 'hidden'" in about()
        await press(pilot, "enter")
        assert isinstance(app.screen, StartDialog)
        fill(settings=small, data="/" + "a" * 300)
        await pilot.pause()
        assert "File name too long" in about()
        fill(data=str(tiny))
        await pilot.press("enter")
        await until(pilot, lambda: app.runner.live)
        assert "mine ▶ running" in line_of(app, Header)
        settings = read_metadata(runs_folder() / "mine").settings
        assert (settings["seconds"], settings["hidden"]) == (120.0, 16)


async def test_what_is_on_the_screen_is_asked_again_as_the_model_learns(
    studio: Make, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.screens.renewal.PERIOD", 0.0)
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        await type_line(pilot, "singing")
        asked = Asked(app, monkeypatch)
        await press(pilot, "full_stop")
        assert len(asked.of(Samples)) == len(asked.of(Query)) == 1
        await press(pilot, "f", "full_stop")
        assert "display frozen" in line_of(app, Header)
        assert len(asked.questions) == 2
        await press(pilot, "f")
        assert "display frozen" not in line_of(app, Header)
        assert len(asked.of(Samples)) == len(asked.of(Query)) == 2


# --- samples and the diagnosis ---


async def test_other_samples_and_the_views_of_the_model(studio: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        asked = Asked(app, monkeypatch)
        await settled(pilot)
        await press(pilot, "r")
        before, after = asked.of(Samples)[0], asked.of(Samples)[-1]
        assert {row.seed for row in before.rows}.isdisjoint({row.seed for row in after.rows})
        await press(pilot, "v")
        assert asked.of(Diagnosis)
        assert app.dashboard.query_one("#report").region.area > 0
        assert shown_panes(app) == ["prompt", "samples"]
        await type_line(pilot, "walk")
        await press(pilot, "v")
        assert app.dashboard.query_one("#map").region.area > 0 == app.dashboard.query_one("#report").region.area
        (drawn,) = {question.asked for question in asked.of(LatentMap)}
        assert drawn == (Query("convert", (("walk", None),)),)
        view = app.dashboard.panes.map
        assert view.scatter is not None and len(view.scatter.points) == 4 * len(ROWS)
        await type_line(pilot, "split")
        assert [mark.label for mark in view.scatter.marks if not mark.sample] == ["split", "walk"]
        await press(pilot, "v")
        assert shown_panes(app) == ["curves", "prompt", "samples"]


# --- runs ---


async def test_a_run_is_chosen_from_the_list(studio: Make, tiny_run: Path) -> None:
    app = studio()
    other = make_run("other")
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)

        def subtitles() -> str:
            return " ".join(str(chart.border_subtitle) for chart in app.dashboard.curves.query("*"))

        for choice, done in (
            (RunChoice("overlay", other), lambda: "other" in subtitles()),
            (RunChoice("resume", tiny_run, (("epochs", "1000"),)), lambda: app.runner.live),
            (RunChoice("open", other), lambda: any("x saves and stops it" in text for text in log_of(app))),
        ):
            await press(pilot, "o")
            assert isinstance(app.screen, RunsScreen)
            app.screen.dismiss(choice)
            await until(pilot, done)
        assert app.runner.snapshot.model.name == "tiny"


async def test_no_model_at_all(studio: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cvae_tui.core.runs.paths.shipped_runs_folder", lambda: tmp_path / "none")
    app = studio(run=None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "no model" in line_of(app, Header)
        assert "t trains a model" in line_of(app, DialsRow)
        await type_line(pilot, "walk")
        assert "press t to train one" in " ".join(text_of(app.dashboard.query_one("#sheet")).split())


# --- the log, the settings, the terminal ---


async def test_what_happens_is_told_and_kept_in_the_log_once(studio: Make) -> None:
    app = studio()
    sentence = "the loss fell to zero: [b]nothing is learned[/b]"
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        app.dashboard.post_message(Told((Alert(1210, "collapsed", sentence),)))
        app.dashboard.post_message(Complaint("a disk is full ["))
        await settled(pilot)
        assert "a disk is full [" in line_of(app, Ticker)
        await press(pilot, "3", "Y")
        texts = log_of(app)
        assert {sentence, "a disk is full ["} <= set(texts)
        assert len(texts) == len(set(texts))
        assert [record.tone for record in app.dashboard.records if record.text.startswith("Copied ")] == ["plain"]
        await press(pilot, "w", "y")
        assert sentence in app.clipboard


async def test_settings_that_are_wrong_are_told_and_the_rest_holds(studio: Make, config: Path, tiny: Path) -> None:
    config.write_text('theme = "cvae-light"\nthem = "x"\n[keys]\n"train.pause" = "p"\n"train.paus" = "k"\n')
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert app.theme == "cvae-light"
        log = " ".join(log_of(app))
        assert f"{config}: there is no setting 'them'; did you mean 'theme'?" in log
        assert f"{config}: there is no key 'train.paus' in [keys]; did you mean 'train.pause'?" in log
        await begin(pilot, tiny)
        assert "p go on" in line_of(app, Hints)
        await pilot.press("p")
        await until(pilot, lambda: app.runner.snapshot.state == "running")


@pytest.mark.parametrize("why", ["CVAE_TUI_ASCII", "the encoding"])
async def test_ascii_only_where_it_is_wished_or_nothing_else_can_be_shown(
    studio: Make, tiny: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "CVAE_TUI_ASCII":
        monkeypatch.setenv(why, "1")
    else:
        monkeypatch.setattr("sys.__stderr__", TextIOWrapper(BytesIO(), encoding="ascii"))
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        for key in ("1", "2", "3", "v", "question_mark"):
            await press(pilot, key)
            assert {letter for letter in drawn(app) if ord(letter) > 126} == set(), key
        assert "tiny" in drawn(app) or "mine" in drawn(app) or "help" in drawn(app).lower()


# --- the end ---


async def test_quitting_asks_once_while_a_run_is_live_and_saves(studio: Make, tiny: Path) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        await press(pilot, "full_stop")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press("enter")
        await pilot.pause(0)
    assert app.runner.join(60)
    assert app.return_code == 0
    assert read_metadata(runs_folder() / "mine").progress["reason"] == "stopped"


async def test_ctrl_c_saves_without_a_question_and_pressed_again_it_does_not_wait(
    studio: Make, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await begin(pilot, tiny)
        with monkeypatch.context() as patch:
            patch.setattr(type(app.runner), "working", True)
            patch.setattr("cvae_tui.tui.app.PATIENCE", 1000.0)
            await pilot.press("ctrl+c")
            await pilot.pause(0)
            assert app.is_running
            await pilot.press("ctrl+c")
            await pilot.pause(0)
            assert app._hurried  # pyright: ignore[reportPrivateUsage]
    assert app.runner.join(60)
    assert app.return_code == 0
    assert read_metadata(runs_folder() / "mine").progress["reason"] == "stopped"


# --- any task ---


@pytest.fixture
def toy() -> Iterator[TaskSpec]:
    with registered() as spec:
        yield spec


async def test_a_task_of_pictures_without_z_is_trained_asked_and_left(
    studio: Make, toy: TaskSpec, tmp_path: Path
) -> None:
    app = studio(run=None, task="toy")
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "no model" in line_of(app, Header)
        assert app.dashboard.spec is toy
        await press(
            pilot, "t", "tab", *str(write_pictures(tmp_path / "dots")), "tab", *"mine", "tab", *"30 epochs", "enter"
        )
        await until(pilot, lambda: app.runner.snapshot.fraction == 1.0 and not app.runner.live)
        await settled(pilot)
        assert "every picture is drawn" in log_of(app)
        await type_line(pilot, "1 0")
        await settled(pilot)
        answers = text_of(app.dashboard.query_one("#sheet"))
        assert "▀" in answers
        assert answers.index("picture 1") < answers.index("picture 0")
        assert "picture" in text_of(app.dashboard.query_one("#samples"))
        await press(pilot, "v")
        assert "drawn" in text_of(app.dashboard.query_one("#report"))
        await type_line(pilot, "what")
        assert "type numbers such as 0 1" in " ".join(text_of(app.dashboard.query_one("#sheet")).split())
        await pilot.press("q")
    assert app.return_code == 0
    assert read_metadata(runs_folder() / "mine").task == "toy"


async def test_a_narrow_screen_shows_curves_above_words(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "3", "b")
        assert shown_panes(app) == ["curves", "samples"]
        curves, samples = (app.dashboard.query_one(f"#{name}").region for name in ("curves", "samples"))
        assert curves.bottom <= samples.y and samples.height >= 8
        # The words stay where one goes to the curves.
        await press(pilot, "1")
        assert shown_panes(app) == ["curves", "samples"]
        await press(pilot, "2", "z")
        assert shown_panes(app) == ["prompt"]
        await press(pilot, "z", "b")
        assert shown_panes(app) == ["prompt"]


async def test_words_have_room_as_soon_as_panes_are_side_by_side(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert app.dashboard.query_one("#samples").region.width == 60


async def test_a_line_says_what_the_machine_is_busy_with(studio: Make) -> None:
    app = studio()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "u")
        line = app.dashboard.query_one(UsageLine)
        await until(pilot, lambda: "memory" in text_of(line))
        await press(pilot, "u")
        assert not line.region.area


async def test_a_run_that_begins_at_once_is_not_complained_of(studio: Make, tiny: Path) -> None:
    app = studio(run="mine", train=True, data=str(tiny), preset="default")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.runner.live and app.runner.snapshot.step > 0)
        app.runner.order(lambda session: session.stop())
        await until(pilot, lambda: not app.runner.live)
        await settled(pilot)
        assert "model" not in log_of(app)
        assert app.trained == runs_folder() / "mine"
