"""A report on the screen."""

import pytest
from textual.app import App, ComposeResult
from waiting import text_of, until

from cvae_tui.core.answer import Bars, Figure, Report
from cvae_tui.tui.widgets.report_view import ReportView

REPORT = Report(
    (Figure("units", "active units", 2, "count", note="of 2"),),
    (Bars("KL", ("0", "1"), (0.8, 0.4)),),
    verdict="healthy",
    reason="all is well",
)


class Host(App[None]):
    CSS = "ReportView { width: 60; height: 16; }"

    def compose(self) -> ComposeResult:
        yield ReportView()


async def test_it_says_that_it_measures_until_there_is_a_report() -> None:
    app = Host()
    async with app.run_test() as pilot:
        view = app.query_one(ReportView)
        await until(pilot, lambda: "Measuring the model" in text_of(view))
        view.show(REPORT, 1200)
        await until(pilot, lambda: "healthy  all is well" in text_of(view))
        assert "active units 2 (of 2)   at step 1,200" in text_of(view)
        view.show(REPORT, 1300)
        await until(pilot, lambda: "at step 1,300" in text_of(view))
        view.show(None, 0)
        await until(pilot, lambda: "Measuring the model" in text_of(view))
        view.said = "there is nothing to measure"
        await until(pilot, lambda: "there is nothing to measure" in text_of(view))


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
async def test_ascii_in_another_theme(theme: str) -> None:
    app = Host()
    app.add_class("-ascii")
    async with app.run_test() as pilot:
        view = app.query_one(ReportView)
        view.show(REPORT, 1)
        app.theme = theme
        await until(pilot, lambda: "healthy" in text_of(view) and text_of(view).isascii())
