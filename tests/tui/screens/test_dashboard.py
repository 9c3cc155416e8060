"""The dashboard on the toy task: whatever it shows comes from the task that is open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from toy import registered, write_pictures
from waiting import settled, text_of, until

from cvae_tui.core.answer import Row, Text
from cvae_tui.core.errors import CvaeError
from cvae_tui.core.estimate import estimate
from cvae_tui.core.events import Evaluated, Stepped
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.app import Studio
from cvae_tui.tui.dialogs.start import StartDialog
from cvae_tui.tui.dialogs.training import ResumeDialog
from cvae_tui.tui.messages import Told
from cvae_tui.tui.screens.sheet import HelpScreen
from cvae_tui.tui.widgets.lines import DialsRow, Header, Ticker


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Path]:
    """The data of the toy task, which is known as long as the test lasts."""
    with registered():
        yield write_pictures(tmp_path / "pictures")


async def begin(pilot: Pilot[None], app: Studio, data: Path) -> None:
    """Train a toy run, which is paused before its first step."""
    settings = (("epochs", "100000"), ("evaluate_every", "0"))
    app.runner.order(lambda session: session.train(TrainOrder("toy", "toy", str(data), "mine", settings, "cpu")))
    app.runner.order(lambda session: session.pause(True))
    await settled(pilot)


async def test_a_run_of_another_task_brings_its_names_everywhere(studio: Callable[..., Studio], pictures: Path) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.dashboard.spec.name == "tense"
        await begin(pilot, app, pictures)
        assert app.dashboard.spec.name == "toy"
        await pilot.press("full_stop")
        await settled(pilot)
        assert "generator rate" in text_of(app.dashboard.query_one(DialsRow))
        assert app.dashboard.query_one(Header).spec is app.dashboard.spec
        assert app.dashboard.panes.prompt.input.placeholder == "labels, such as 0 1"
        await pilot.press("d")
        await settled(pilot)
        assert "critic rate" in text_of(app.dashboard.panes.dials)
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(app.screen, HelpScreen)
        shown = str(app.screen.query_one(Static).content)
        assert "What the panes show: Small pictures" in shown
        assert "● even        an even label" in shown
        await pilot.press("escape", "x")
        await settled(pilot)
        await pilot.press("t")
        assert isinstance(app.screen, StartDialog)
        assert app.screen._first == "toy"


async def test_a_sample_is_asked_for_in_full_at_the_prompt_where_there_is_more_to_it(
    studio: Callable[..., Studio], pictures: Path
) -> None:
    app = studio()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        panes = app.dashboard.panes
        await pilot.press("3")
        rows = panes.samples.samples
        await until(pilot, lambda: panes.samples.has_focus and bool(rows.current and rows.current.row))
        # What so small a model makes of noise may be nothing.
        rows.rows[0].row = Row((Text("walk"), Text("walks"), Text("walking"), Text("walked")))
        await pilot.press("enter")
        await until(pilot, lambda: [entry.line for entry in panes.prompt.entries] == ["walk"])
        assert panes.prompt.is_on_screen, "on a narrow screen the answer's pane is shown"
        await pilot.press("C")
        await settled(pilot)
        assert "could be coloured by" in text_of(app.dashboard.query_one(Ticker))
        await begin(pilot, app, pictures)
        await pilot.press("3", "enter")
        await settled(pilot)
        assert app.dashboard.panes.prompt.entries == []


async def test_going_to_another_task_shows_that_it_has_no_model_yet(
    studio: Callable[..., Studio], pictures: Path
) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.dashboard.action_order("task", "toy")
        await settled(pilot)
        assert (app.dashboard.spec.name, app.dashboard.engine.model.name) == ("toy", "")
        app.dashboard.action_order("task", "toi")
        await settled(pilot)
        assert "there is no task 'toi'; did you mean 'toy'?" in text_of(app.dashboard.query_one(Ticker))


async def test_the_time_that_a_run_takes_is_measured_for_the_dialog(
    studio: Callable[..., Studio], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def seconds_of(order: TrainOrder) -> float | None:
        """Measure here: a process of its own does not know the toy task."""
        try:
            return estimate(order).seconds
        except (CvaeError, RuntimeError):
            return None

    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.REST", 0.001)
    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.seconds_of", seconds_of)
    monkeypatch.setattr("cvae_tui.core.estimate.perf_counter", lambda: 0.0)
    app = studio(task="toy", run=None, data=str(pictures))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("t")

        def said() -> str:
            assert isinstance(app.screen, StartDialog)
            return str(app.screen.query_one("#costs", Static).content)

        await until(pilot, lambda: "about 1s here" in said())
        assert said().startswith("50 epochs, about 1s here · Small pictures")
        await pilot.press("escape")
        await pilot.press("t")
        # It is known: nothing else is said before it.
        await until(pilot, said)
        assert "about 1s here" in said()
        # What cannot be measured is left out.
        (pictures / "pictures.txt").write_text("")
        app.screen.query_one("#budget", Input).value = "60"
        await until(pilot, lambda: said().startswith("60 epochs · Small pictures"))


async def test_a_held_display_keeps_back_what_happens(studio: Callable[..., Studio], pictures: Path) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await begin(pilot, app, pictures)
        await pilot.press("f")
        losses = {"critic_loss": 1.0, "generator_loss": 2.0}
        events = (Stepped(4, 1.0, 0.5, 8, 0.1, {}, losses), Evaluated(4, 1.0, 0.1, {"match": 0.5}))
        app.dashboard.post_message(Told(events))
        await pilot.pause()
        assert app.dashboard.curves.curves.extent("step") is None
        assert "drawn 0.500" in text_of(app.dashboard.query_one(Ticker))
        await pilot.press("f")
        await pilot.pause()
        assert app.dashboard.curves.curves.extent("step") == (4.0, 4.0)


async def test_a_run_whose_data_has_moved_goes_on_with_the_folder_it_is_in_now(
    studio: Callable[..., Studio], pictures: Path
) -> None:
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await begin(pilot, app, pictures)
        await pilot.press("full_stop")
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        assert not app.runner.live
        moved = pictures.rename(pictures.with_name("elsewhere"))
        await pilot.press("o", "t")
        await settled(pilot)
        assert isinstance(app.screen, ResumeDialog)
        await pilot.press(*str(moved), "enter")
        await settled(pilot)
        assert app.runner.live, [record.text for record in app.dashboard.records]
        assert app.dashboard.engine.model.name == "mine"
