"""The curves of a run on the screen, driven by keys and by events that come in."""

from collections.abc import Callable

import pytest
import toy
from drawn import SPEC, run
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollUp
from textual.pilot import Pilot
from waiting import text_of, until

from cvae_tui.core.events import Event, Stepped
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.widgets.chart import Chart
from cvae_tui.tui.widgets.curves_pane import NOTHING, CurvesPane


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests run in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


class Host(App[None]):
    CSS = "CurvesPane { width: 1fr; height: 1fr; }"
    AUTO_FOCUS = "CurvesPane"

    def __init__(self, events: list[Event] | None = None) -> None:
        super().__init__()
        self._events = events

    def compose(self) -> ComposeResult:
        yield CurvesPane()

    def on_mount(self) -> None:
        if self._events is not None:
            self.pane.show(SPEC, self._events)

    @property
    def pane(self) -> CurvesPane:
        return self.query_one(CurvesPane)

    def chart(self, key: str) -> Chart:
        return self.query_one(f"#{key}", Chart)

    async def settled(self, pilot: Pilot[None]) -> None:
        """Wait until every chart that shows is laid out and drawn."""
        await until(pilot, self._is_settled)

    def _is_settled(self) -> bool:
        shown = set(self.shown())
        laid_out = all(self.chart(key).size for key in shown)
        return bool(shown) and laid_out and not shown & {panel.key for panel in self.pane._stale}

    def shown(self) -> list[str]:
        return [str(chart.id) for chart in self.query(Chart) if chart.display]


def title(app: Host, key: str = "loss") -> str:
    return Content.from_markup(app.chart(key).border_title or "").plain


def remark(app: Host, key: str = "loss") -> str:
    return Content.from_markup(app.chart(key).border_subtitle or "").plain


async def test_without_a_run_it_says_what_to_do() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await until(pilot, lambda: NOTHING.splitlines()[1] in text_of(app.query_one("#nothing")))
        assert app.pane.has_class("empty")
        app.pane.show(SPEC, [])
        app.pane.extend(run())
        await app.settled(pilot)
        assert not app.pane.has_class("empty")
        assert title(app) == "Loss  misfit 2.50  rate 4.00 →"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((120, 36), ["loss", "scores", "noise", "schedules"]),
        ((58, 15), ["loss", "scores", "noise", "schedules"]),
        ((56, 11), ["loss", "scores"]),
        ((50, 40), ["loss", "scores", "noise", "schedules"]),
        ((50, 20), ["loss", "scores"]),
        ((30, 8), ["loss"]),
        ((5, 2), ["loss"]),
    ],
)
async def test_as_many_charts_as_fit(size: tuple[int, int], shown: list[str]) -> None:
    app = Host(run())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.pane.size == size and app.shown())
        assert app.shown() == shown


async def test_leafing_where_few_fit() -> None:
    app = Host(run())
    async with app.run_test(size=(50, 14)) as pilot:
        await pilot.press("n", "n")
        await app.settled(pilot)
        assert app.shown() == ["noise", "schedules"]
        assert app.chart("noise").has_class("current")
        await pilot.press("n", "n", "N")
        await app.settled(pilot)
        assert app.shown() == ["noise", "schedules"]
        assert title(app, "schedules") == "Dials  beta 0.5  lr 0.003 →"


async def test_maximise_and_back() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("n", "m")
        await until(pilot, lambda: app.chart("scores").outer_size.width == 120)
        assert app.shown() == ["scores"]
        await pilot.press("m")
        await until(pilot, lambda: len(app.shown()) == 4)


async def test_the_cursor_shows_values_and_leaves_at_the_end() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("left")
        await app.settled(pilot)
        assert (title(app), remark(app)) == ("Loss  misfit 2.56  rate 3.90 →", "step 390")
        await pilot.press("shift+left", "h")
        await app.settled(pilot)
        assert (title(app), remark(app, "schedules")) == ("Loss  misfit 3.57  rate 2.80 →", "step 280")
        await pilot.press("a")
        await app.settled(pilot)
        assert remark(app) == "epoch 2.8"
        await pilot.press("shift+right", "shift+right", "l")
        await app.settled(pilot)
        assert (title(app), remark(app)) == ("Loss  misfit 2.50  rate 4.00 →", "nats by epoch")
        await pilot.press("home")
        await app.settled(pilot)
        assert (title(app), remark(app)) == ("Loss  misfit 100.00  rate 0.10 →", "epoch 0.1")
        for key in ("end", "G", "backspace"):
            await pilot.press("left", key)
            await app.settled(pilot)
            assert remark(app) == "nats by epoch"


async def test_axes_smoothing_and_logarithm_are_told() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("a", "S", "S", "g")
        await app.settled(pilot)
        assert remark(app) == "nats by epoch · log · smoothed 0.9"
        assert remark(app, "scores") == "share by epoch"
        await pilot.press("a", "S", "S", "S", "S", "g")
        await app.settled(pilot)
        assert remark(app) == "nats by seconds"
        assert app.chart("loss").panel.seconds
        await pilot.press("a")
        await app.settled(pilot)
        assert remark(app) == "nats by step"


async def test_a_smoothing_of_ones_own_is_one_more_level() -> None:
    app = Host(run())
    async with app.run_test() as pilot:
        app.pane.smoothing = 0.8
        await pilot.press("S")
        assert app.pane.smoothing == 0.9


async def test_another_run_under_it() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        app.pane.overlay("older", Curves(run(10, 800)))
        app.pane.overlay("oldest", Curves(run(10, 100)), pin=True)
        await app.settled(pilot)
        assert remark(app) == "nats by step · with older, oldest"
        assert app.chart("loss").panel.extent == (10, 800)
        app.pane.show(SPEC, run())
        assert app.pane.under.names == ["oldest"]
        app.pane.overlay("older", Curves(run(10, 800)), pin=True)
        assert app.pane.under.names == ["older"]
        app.pane.uncover()
        await app.settled(pilot)
        assert (remark(app), app.pane.under.names) == ("nats by step", [])


async def test_zooming_keeps_the_place_of_the_cursor_and_follows_the_latest_values() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("plus", "plus")
        await app.settled(pilot)
        assert (app.chart("loss").panel.extent, remark(app)) == ((277.5, 400), "nats by step · zoomed")
        app.pane.extend(run(410, 440))
        app.pane.redraw()
        assert app.chart("scores").panel.extent == (317.5, 440)
        await pilot.press("shift+left", "shift+left")
        await app.settled(pilot)
        assert app.chart("loss").panel.extent == (240, 362.5)
        await pilot.press("plus")
        assert app.pane.view.window == (240, 301.25)
        await pilot.press("minus", "minus", "minus", "minus")
        assert app.pane.view.window is None
        await pilot.press("plus", "0")
        assert (app.pane.view.window, app.pane.view.cursor) == (None, None)


async def test_the_wheel_zooms_at_the_mouse_and_dragging_pans() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        chart = app.chart("loss")
        chart.post_message(MouseScrollUp(chart, 20, 5, 0, -1, 0, False, False, False))
        await pilot.pause()
        low, high = app.pane.view.window or (0.0, 0.0)
        assert high - low == 245 and low > 10
        await pilot.mouse_down("#loss", offset=(20, 5))
        await pilot.hover("#loss", offset=(25, 5))
        await pilot.mouse_up("#loss", offset=(25, 5))
        moved = app.pane.view.window
        assert moved is not None and moved[0] < low
        assert app.pane.view.cursor is None


async def test_at_most_one_chart_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        drawn: list[str] = []
        real: Callable[..., None] = Chart.show
        monkeypatch.setattr(Chart, "show", lambda chart, *rest: (drawn.append(chart.id), real(chart, *rest))[1])
        app.pane.extend(run(410, 500))
        for _ in SPEC.panels:
            before = len(drawn)
            app.pane._tick()
            assert len(drawn) == before + 1
        app.pane._tick()
        assert sorted(drawn) == sorted(panel.key for panel in SPEC.panels)


async def test_what_cannot_be_seen_is_drawn_when_it_can() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        app.pane.display = False
        await until(pilot, lambda: not app.pane.is_on_screen)
        app.pane.extend(run(410, 500))
        app.pane._tick()
        assert title(app) == "Loss  misfit 2.50  rate 4.00 →"
        app.pane.display = True
        await app.settled(pilot)
        assert title(app) == "Loss  misfit 2.00  rate 5.00 →"


async def test_a_click_puts_the_cursor_and_a_double_click_maximises() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        await pilot.click("#scores", offset=(1, 2))
        await until(pilot, lambda: app.pane.current == 1)
        await pilot.click("#loss", offset=(30, 5))
        await until(pilot, lambda: app.pane.current == 0)
        assert remark(app).startswith("step 2")
        await pilot.double_click("#loss", offset=(30, 5))
        await until(pilot, lambda: app.shown() == ["loss"])


async def test_ascii_and_markers() -> None:
    app = Host(run())
    app.add_class("-ascii")
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        assert title(app) == "Loss  * misfit 2.50  x rate 4.00 ->"
        rows = "".join(segment.text for y in range(12) for segment in app.chart("loss").render_line(y))
        assert rows.isascii()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("COLORTERM", "")])
async def test_where_colours_do_not_tell_markers_do(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "screen")
    monkeypatch.setenv(name, value)
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await app.settled(pilot)
        assert title(app) == "Loss  ━ misfit 2.50  × rate 4.00 →"
        rows = "".join(segment.text for y in range(12) for segment in app.chart("loss").render_line(y))
        assert "×" in rows


async def test_another_theme_gives_other_colours() -> None:
    app = Host(run())
    async with app.run_test() as pilot:
        await app.settled(pilot)
        before = app.pane._look
        app.theme = "nord"
        await until(pilot, lambda: app.pane._look != before)


async def test_keys_without_a_run_do_no_harm() -> None:
    app = Host()
    async with app.run_test() as pilot:
        for _ in range(2):
            await pilot.press("left", "right", "shift+left", "home", "end", "S", "g", "a", "m", "n", "N")
            app.pane.show(SPEC, [])
        assert app.pane.has_class("empty")


async def test_another_task_has_its_own_charts() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        app.pane.current = 3
        await app.settled(pilot)
        kept = app.chart("loss")
        losses = {"critic_loss": 3.0, "generator_loss": 1.0}
        app.pane.show(toy.SPEC, [Stepped(step, 0.0, 0.0, 0, 0.0, {"lr": 0.1}, losses) for step in (10, 20)])
        await app.settled(pilot)
        assert app.shown() == ["loss", "match", "schedules"]
        assert app.pane.current == 2
        assert app.chart("loss") is kept
        assert title(app) == "Losses  generator 1.00  critic 3.00 →"
        assert title(app, "schedules") == "Dials  lr 0.1"
        app.pane.show(SPEC, run())
        await app.settled(pilot)
        assert app.shown() == ["loss", "scores", "noise", "schedules"]
        assert title(app) == "Loss  misfit 2.50  rate 4.00 →"
