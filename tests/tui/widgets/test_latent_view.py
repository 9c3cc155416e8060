"""The latent view on the screen."""

from textual.app import App, ComposeResult

from cvae_tui.tui.widgets.latent_view import LatentView

REPORT = {
    "kl": 1.2, "kl_per_dimension": [0.8, 0.4], "active_units": 2, "dimensions": 2, "mutual_information": 1.1,
    "mutual_information_n": 100, "tense_probe": 0.25, "verdict": "healthy", "reason": "all is well",
}  # fmt: skip


class Host(App[None]):
    CSS = "LatentView { width: 60; height: 16; }"

    def compose(self) -> ComposeResult:
        yield LatentView()


def text(view: LatentView) -> str:
    return "\n".join("".join(segment.text for segment in view.render_line(y)) for y in range(view.size.height))


async def test_it_says_what_to_do_until_there_is_a_report() -> None:
    app = Host()
    async with app.run_test() as pilot:
        view = app.query_one(LatentView)
        await pilot.pause()
        assert "Nothing measured yet" in text(view)
        view.show(REPORT, 1200)
        await pilot.pause()
        assert "healthy  all is well" in text(view)
        assert "active units 2 of 2" in text(view)
        assert "at step 1,200" in text(view)
        view.show({}, 0)
        await pilot.pause()
        assert "Nothing measured yet" in text(view)


async def test_ascii() -> None:
    app = Host()
    async with app.run_test() as pilot:
        view = app.query_one(LatentView)
        view.show(REPORT, 1)
        view.ascii = True
        await pilot.pause()
        assert text(view).isascii()


async def test_another_theme() -> None:
    app = Host()
    async with app.run_test() as pilot:
        view = app.query_one(LatentView)
        view.show(REPORT, 1)
        app.theme = "textual-light"
        await pilot.pause()
        assert "healthy" in text(view)
