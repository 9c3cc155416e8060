"""One chart: drawn when it changed, in the theme's colours, and a click names its x."""

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.theme import BUILTIN_THEMES

from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Line, Look, Panel
from cvae_tui.tui.themes import THEMES
from cvae_tui.tui.widgets import chart as module
from cvae_tui.tui.widgets.chart import Chart
from cvae_tui.tui.widgets.look import look_of

PANEL = Panel((Line("ce", np.array([0.0, 4]), np.array([0.0, 4])),), extent=(0, 4))


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
        await pilot.pause()
        rows = ["".join(segment.text for segment in chart.render_line(y)) for y in range(6)]
        assert rows == draw(PANEL, 28, 6, Look()).plain.split("\n")
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
        chart.show(PANEL, Look(), Content("Loss"), "")
        await pilot.pause()
        before = len(drawn)
        for _ in range(3):
            chart.refresh()
            await pilot.pause()
        assert len(drawn) == before
        chart.show(Panel(PANEL.lines), Look(), Content("Loss"), "")
        await pilot.pause()
        assert len(drawn) == before + 1


async def test_a_click_names_its_x() -> None:
    app = Host()
    async with app.run_test() as pilot:
        chart = app.query_one(Chart)
        chart.show(PANEL, Look(), Content("Loss"), "")
        await pilot.pause()
        await pilot.click(chart, offset=(3, 3))
        await pilot.click(chart, offset=(1, 3))
        await pilot.pause()
        assert [(message.x, message.control) for message in app.picked] == [(0.0, chart), (None, chart)]


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_theme_gives_a_look_that_draws(theme: object) -> None:
    app = Host()
    for own in THEMES:
        app.register_theme(own)
    app.theme = theme.name  # type: ignore[attr-defined]
    look = look_of(app.theme_variables)
    assert draw(PANEL, 30, 8, look).plain
    assert all(isinstance(style, str) and style for style in look.styles.values())


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_metrics_that_share_a_chart_differ_in_colour(theme: object) -> None:
    app = Host()
    for own in THEMES:
        app.register_theme(own)
    app.theme = theme.name  # type: ignore[attr-defined]
    styles = look_of(app.theme_variables).styles
    for names in (
        ("ce", "kl"),
        ("bleu4", "exact"),
        ("gaussian", "round_trip", "distinct"),
        ("kl_weight", "teacher_forcing", "lr"),
    ):
        assert len({styles[name] for name in names}) == len(names)
