from textual.app import App
from textual.widgets import Static
from waiting import until

from cvae_tui.core.registry import find_task
from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.dialogs.lessons import LessonsScreen, order_of


async def test_a_time_is_told_whether_it_comes_before_the_list_is_laid_out_or_after() -> None:
    spec, asked = find_task("tense"), list[TrainOrder]()
    screen, (first, *_) = LessonsScreen(spec, None, asked.append), spec.lessons
    screen.take_seconds(order_of(first, None), 25.0)
    app = App[None]()
    async with app.run_test() as pilot:
        app.push_screen(screen)
        await until(pilot, lambda: screen.is_mounted)
        about = screen.query_one("#about", Static)
        assert str(about.content).endswith("About 25s on this machine, when it is idle.")
        await pilot.press("down")
        assert str(about.content).endswith("How long it takes here is being measured.")
        await until(pilot, lambda: asked)
        screen.take_seconds(asked[-1], 40.0)
        assert str(about.content).endswith("About 40s on this machine, when it is idle.")
