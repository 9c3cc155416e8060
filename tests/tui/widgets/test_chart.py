"""One chart: drawn when it changed, in the theme's colours, and a click names its x."""

import numpy as np
import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.content import Content
from textual.theme import BUILTIN_THEMES, Theme
from waiting import text_of, until

from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Line, Look, Panel
from cvae_tui.tui.themes import THEMES
from cvae_tui.tui.widgets import chart as module
from cvae_tui.tui.widgets.chart import Chart
from cvae_tui.tui.widgets.look import few_colours, look_of

PANEL = Panel((Line("slot1", np.array([0.0, 4]), np.array([0.0, 4])),), extent=(0, 4))


class Host(App[None]):
    CSS = "Chart { width: 30; height: 8; }"

    def __init__(self) -> None:
        super().__init__()
        self.picked: list[Chart.Picked] = []

    def compose(self) -> ComposeResult:
        yield Chart(id="loss")

    def on_chart_picked(self, message: Chart.Picked) -> None:
        self.picked.append(message)


async def test_it_draws_what_the_pure_function_draws() -> None:
    app = Host()
    async with app.run_test() as pilot:
        chart = app.query_one(Chart)
        chart.show(PANEL, Look(), Content("Loss"), "step")
        await until(pilot, lambda: chart.size == (28, 6))
        assert text_of(chart) == draw(PANEL, 28, 6, Look()).plain
        assert (str(chart.border_title), str(chart.border_subtitle)) == ("Loss", "step")


async def test_nothing_is_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Panel] = []
    real = module.draw_rows
    monkeypatch.setattr(
        module, "draw_rows", lambda figure, panel, *rest: drawn.append(panel) or real(figure, panel, *rest)
    )
    app = Host()
    async with app.run_test() as pilot:
        chart = app.query_one(Chart)
        await until(pilot, lambda: chart.size == (28, 6))
        for look, expected in ((Look(), 1), (Look(ascii=True), 2)):
            for _ in range(3):
                chart.show(PANEL, look, Content("Loss"), "")
                text_of(chart)
            assert drawn.count(PANEL) == expected


async def test_a_click_names_its_x() -> None:
    app = Host()
    async with app.run_test() as pilot:
        chart = app.query_one(Chart)
        chart.show(PANEL, Look(), Content("Loss"), "")
        await until(pilot, lambda: chart.size == (28, 6))
        await pilot.click(chart, offset=(3, 3))
        await pilot.click(chart, offset=(1, 3))
        await until(pilot, lambda: len(app.picked) == 2)
        assert [(message.x, message.chart) for message in app.picked] == [(0.0, chart), (None, chart)]


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_theme_gives_a_look_that_draws(theme: Theme) -> None:
    look = look_of(variables(theme))
    roles = {f"slot{slot}{faint}" for slot in range(1, 9) for faint in ("", ":faint")}
    tones = {"muted", "good", "info", "notice", "bad"}
    assert look.styles.keys() == roles | tones | {"axis", "cursor", "saved", "dial", "alert", "resumed", "moment"}
    for style in look.styles.values():
        assert Style.parse(style).color is not None
    assert len({look.styles[f"slot{slot}"] for slot in range(1, 9)}) >= (6 if theme.ansi else 7)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_palette_differs_in_every_colour(theme: Theme) -> None:
    styles = look_of(variables(theme)).styles
    assert len({styles[f"slot{slot}"] for slot in range(1, 9)}) == 8
    assert all(styles[f"slot{slot}"] != styles[f"slot{slot}:faint"] for slot in range(1, 9))


def variables(theme: Theme) -> dict[str, str]:
    app = Host()
    app.register_theme(theme)
    app.theme = theme.name
    return app.get_css_variables()


@pytest.mark.parametrize(
    ("environment", "few"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"COLORTERM": "truecolor", "TERM": "screen"}, False),
        ({"TERM": "screen"}, True),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, True),
    ],
)
def test_where_colours_do_not_tell(environment: dict[str, str], few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = Host()
    assert few_colours(app) == few
    app.theme = "ansi-dark"
    assert few_colours(app)
