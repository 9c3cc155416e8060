"""The views of a model: which comes next, and when a map is drawn anew. On the toy task, which has a map."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from toy import registered, write_pictures
from waiting import settled, until

from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.app import Studio


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Path]:
    """The data of the toy task, which is known as long as the test lasts."""
    with registered():
        yield write_pictures(tmp_path / "pictures")


async def begin(pilot: Pilot[None], app: Studio, data: Path) -> None:
    """Train a run that is evaluated after every epoch of four steps, paused before its first."""
    settings = (("epochs", "100000"), ("evaluate_every", "1"))
    app.runner.order(lambda session: session.train(TrainOrder("toy", "toy", str(data), "mine", settings, "cpu")))
    app.runner.order(lambda session: session.pause(True))
    await settled(pilot)


async def test_a_map_is_walked_and_made_anew_as_the_model_learns(studio: Callable[..., Studio], pictures: Path) -> None:
    app = studio(run=None, task="toy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await begin(pilot, app, pictures)
        await pilot.press("v", "v")
        view = app.dashboard.panes.map
        await until(pilot, lambda: view.scatter is not None and view._entry is not None)
        assert (app.dashboard.panes.view, app.focused) == ("map", view)
        assert view.scatter is not None and {mark.sample for mark in view.scatter.marks} == {True}
        first = view._step
        app.runner.order(lambda session: session.pause(False))
        # Evaluated at its fourth step or later, while it goes on.
        await until(pilot, lambda: view._step >= 4 > first)
        app.runner.order(lambda session: session.pause(True))
        await settled(pilot)
        await pilot.press("i", *"1 0", "enter", "escape")
        await until(pilot, lambda: view.question is not None and len(view.question.asked) == 1)
        await pilot.press("4", "v")
        assert app.dashboard.panes.view == "curves"


async def test_a_task_without_a_map_has_two_views(
    studio: Callable[..., Studio], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = studio(run=None, task="toy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        monkeypatch.setitem(app.dashboard.spec.__dict__, "map", "")
        await pilot.press("v")
        assert app.dashboard.panes.view == "diagnosis"
        await pilot.press("v")
        assert app.dashboard.panes.view == "curves"
        app.dashboard.action_order("map")
        assert "models of this task have no map" in app.dashboard.records[-1].text


async def test_a_typed_command_shows_the_map_in_two_dimensions(studio: Callable[..., Studio], pictures: Path) -> None:
    app = studio(run=None, task="toy")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await begin(pilot, app, pictures)
        await pilot.press(*":map 1 0", "enter")
        view = app.dashboard.panes.map
        await until(pilot, lambda: view.scatter is not None and view.seen == (1, 0))
        assert (app.dashboard.panes.view, app.focused) == ("map", view)
        assert view.question is not None and (view.question.axes, view.question.before) == ((1, 0), ())
        app.dashboard.action_order("map")
        await until(pilot, lambda: view.seen == ())
