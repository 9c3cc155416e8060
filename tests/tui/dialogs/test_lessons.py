import pytest
from textual.app import App
from textual.widgets import Static
from waiting import until

from cvae_tui.core.registry import find_task
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.dialogs.lessons import LessonsScreen, order_of

SPEC = find_task("tense")
FIRST, _, SECOND, *_ = SPEC.lessons


def about(screen: LessonsScreen) -> str:
    return str(screen.query_one("#about", Static).content)


async def test_a_time_that_is_known_is_told_and_others_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[float | None] = [40.0, None]

    async def seconds_of(order: TrainOrder) -> float | None:
        assert order == order_of(SECOND, None) or len(found) == 1
        return found.pop(0)

    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.REST", 0.001)
    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.seconds_of", seconds_of)
    app, screen = App[None](), LessonsScreen(SPEC, None, {order_of(FIRST, None): 25.0})
    async with app.run_test() as pilot:
        app.push_screen(screen)
        await until(pilot, lambda: screen.is_mounted)
        assert about(screen).endswith("About 25s on this machine, when it is idle.")
        await pilot.press("down")
        await until(pilot, lambda: about(screen).endswith("About 40s on this machine, when it is idle."))
        await pilot.press("down")
        await until(pilot, lambda: about(screen).endswith("How long it takes here could not be measured."))


async def test_nothing_is_measured_beside_a_training() -> None:
    app, screen = App[None](), LessonsScreen(SPEC, None, busy=True)
    async with app.run_test() as pilot:
        app.push_screen(screen)
        await until(pilot, lambda: screen.is_mounted)
        assert about(screen).endswith("How long it takes here is measured when nothing is trained.")
        assert not list(app.workers)
