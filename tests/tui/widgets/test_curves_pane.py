"""The curves of a run on the screen, driven by keys and by events that come in."""

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from cvae_tui.core.events import Event, Stepped
from cvae_tui.tui.charts.panels import CHARTS
from cvae_tui.tui.widgets.chart import Chart
from cvae_tui.tui.widgets.curves_pane import NOTHING, CurvesPane


def run(first: int = 10, last: int = 400) -> list[Event]:
    dials = {"kl_weight": 0.5, "teacher_forcing": 1.0, "lr": 0.003}
    return [
        Stepped(step, step / 100, 0.0, 0, step / 2, dials, {"ce": 1000 / step, "kl": step / 100})
        for step in range(first, last + 1, 10)
    ]


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
            self.pane.show(self._events)

    @property
    def pane(self) -> CurvesPane:
        return self.query_one(CurvesPane)

    def chart(self, key: str) -> Chart:
        return self.query_one(f"#{key}", Chart)

    def shown(self) -> list[str]:
        return [contents.key for contents in CHARTS if self.chart(contents.key).display]


def title(app: Host, key: str = "loss") -> str:
    return Content.from_markup(app.chart(key).border_title or "").plain


def remark(app: Host, key: str = "loss") -> str:
    return Content.from_markup(app.chart(key).border_subtitle or "").plain


async def test_without_a_run_it_says_what_to_do() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.pane.has_class("empty")
        nothing = app.query_one("#nothing")
        assert NOTHING.splitlines()[1] in "".join(
            "".join(segment.text for segment in nothing.render_line(y)) for y in range(nothing.size.height)
        )
        app.pane.extend(run())
        await pilot.pause(0.3)
        assert not app.pane.has_class("empty")
        assert title(app) == "Loss  CE 2.5  KL 4"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((120, 36), ["loss", "scores", "gaussian", "schedules"]),
        ((58, 15), ["loss", "scores", "gaussian", "schedules"]),
        ((56, 11), ["loss", "scores"]),
        ((50, 40), ["loss", "scores", "gaussian", "schedules"]),
        ((50, 20), ["loss", "scores"]),
        ((30, 8), ["loss"]),
        ((5, 2), ["loss"]),
    ],
)
async def test_as_many_charts_as_fit(size: tuple[int, int], shown: list[str]) -> None:
    app = Host(run())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.shown() == shown


async def test_leafing_where_few_fit() -> None:
    app = Host(run())
    async with app.run_test(size=(50, 14)) as pilot:
        await pilot.press("n", "n")
        await pilot.pause()
        assert app.shown() == ["gaussian", "schedules"]
        assert app.chart("gaussian").has_class("current")
        await pilot.press("n", "n", "N")
        await pilot.pause()
        assert app.shown() == ["gaussian", "schedules"]
        assert title(app, "schedules") == "Dials  KL weight 0.5  teacher 1  lr 0.003"


async def test_maximise_and_back() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("n", "m")
        await pilot.pause()
        assert app.shown() == ["scores"]
        assert app.chart("scores").outer_size.width == 120
        await pilot.press("m")
        await pilot.pause()
        assert len(app.shown()) == 4


async def test_the_cursor_shows_values_and_leaves_at_the_end() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("left")
        await pilot.pause()
        assert (title(app), remark(app)) == ("Loss  CE 2.56  KL 3.9", "step 390")
        await pilot.press("shift+left", "h")
        await pilot.pause()
        assert (title(app), remark(app, "schedules")) == ("Loss  CE 3.57  KL 2.8", "step 280")
        await pilot.press("a")
        await pilot.pause()
        assert remark(app) == "epoch 2.8"
        await pilot.press("shift+right", "shift+right", "l")
        await pilot.pause()
        assert (title(app), remark(app)) == ("Loss  CE 2.5  KL 4", "epoch")
        await pilot.press("left", "backspace")
        await pilot.pause()
        assert remark(app) == "epoch"


async def test_axes_smoothing_and_logarithm_are_told() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("a", "plus", "plus", "y")
        await pilot.pause()
        assert remark(app) == "epoch · log · smoothed 0.9"
        assert remark(app, "scores") == "epoch"
        await pilot.press("a", "minus", "minus", "minus", "y")
        await pilot.pause()
        assert remark(app) == "seconds"
        assert app.chart("loss").panel.seconds
        await pilot.press("a")
        await pilot.pause()
        assert remark(app) == "step"


async def test_a_smoothing_of_ones_own_is_one_more_level() -> None:
    app = Host(run())
    async with app.run_test() as pilot:
        app.pane.smoothing = 0.8
        await pilot.press("plus")
        assert app.pane.smoothing == 0.9
        app.pane.smoothing = 0.8
        await pilot.press("minus")
        assert app.pane.smoothing == 0.6


async def test_another_run_under_it() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        app.pane.overlay("older", run(10, 800))
        await pilot.pause()
        assert remark(app) == "step · with older"
        assert app.chart("loss").panel.extent == (10, 800)
        app.pane.overlay("", None)
        await pilot.pause()
        assert remark(app) == "step"


async def test_frozen_charts_stay_while_events_come() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        app.pane.freeze(True)
        await pilot.pause(0.2)
        app.pane.extend(run(410, 500))
        await pilot.pause(0.6)
        assert title(app) == "Loss  CE 2.5  KL 4"
        app.pane.freeze(False)
        await pilot.pause()
        assert title(app) == "Loss  CE 2  KL 5"


async def test_at_most_one_chart_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        drawn: list[str] = []
        real: Callable[..., None] = Chart.show
        monkeypatch.setattr(Chart, "show", lambda chart, *rest: (drawn.append(chart.id), real(chart, *rest))[1])
        app.pane.extend(run(410, 500))
        for _ in CHARTS:
            before = len(drawn)
            app.pane._tick()
            assert len(drawn) == before + 1
        app.pane._tick()
        assert sorted(drawn) == sorted(contents.key for contents in CHARTS)


async def test_what_cannot_be_seen_is_drawn_when_it_can() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.pane.display = False
        await pilot.pause()
        app.pane.extend(run(410, 500))
        await pilot.pause(0.4)
        assert title(app) == "Loss  CE 2.5  KL 4"
        app.pane.display = True
        await pilot.pause(0.8)
        assert title(app) == "Loss  CE 2  KL 5"


async def test_a_click_puts_the_cursor_and_a_double_click_maximises() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.click("#scores", offset=(1, 2))
        assert app.pane.current == 1
        await pilot.click("#loss", offset=(30, 5))
        await pilot.pause()
        assert app.pane.current == 0
        assert remark(app).startswith("step 2")
        await pilot.double_click("#loss", offset=(30, 5))
        await pilot.pause()
        assert app.shown() == ["loss"]


async def test_ascii_and_markers() -> None:
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        app.pane.ascii = True
        await pilot.pause()
        assert title(app) == "Loss  * CE 2.5  x KL 4"
        rows = "".join(segment.text for y in range(12) for segment in app.chart("loss").render_line(y))
        assert rows.isascii()


async def test_without_colours_markers_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Host(run())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert title(app) == "Loss  ━ CE 2.5  × KL 4"


async def test_another_theme_gives_other_colours() -> None:
    app = Host(run())
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.pane._look
        app.theme = "nord"
        await pilot.pause()
        assert app.pane._look != before


async def test_keys_without_a_run_do_no_harm() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("left", "right", "shift+left", "backspace", "plus", "minus", "y", "a", "m", "n", "N")
        await pilot.pause()


async def test_every_key_has_a_name_and_a_tooltip() -> None:
    for binding in CurvesPane.BINDINGS:
        assert not isinstance(binding, tuple)
        assert binding.id is not None
        assert binding.id.startswith("curves.")
        assert binding.tooltip
