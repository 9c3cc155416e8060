"""Words, names and files that hold escape sequences: nothing of them reaches the terminal, wherever they are shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_runs import make_run
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from waiting import drawn, settled, until

from cvae_tui.core.events import Alert
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.app import Sanitize, Studio
from cvae_tui.tui.messages import Complaint, Told
from cvae_tui.tui.sanitize import clean
from cvae_tui.tui.screens.runs import RunsScreen

EVIL = "evil\x1b]0;owned\x07\x9b31m\u202e[red]x"


def steering(text: str) -> set[str]:
    """Return what a terminal would obey or turn around instead of showing."""
    return {letter for letter in text if letter in "\x1b\x07\x9b\u202e"}


def test_what_cannot_be_seen_becomes_a_question_mark_and_columns_stay() -> None:
    assert clean(EVIL) == "evil?]0;owned??31m?[red]x"
    assert clean("naïve\u00a0čaj 日本") == "naïve\u00a0čaj 日本"
    assert clean(Path("/a\nb")) == "/a?b"
    (segment,) = Sanitize().apply([Segment("a\u202e日\x1bb")], Color(0, 0, 0))
    assert steering(segment.text) == set()
    assert cell_len(segment.text) == cell_len("a\u202e日\x1bb")


async def test_what_happens_and_what_is_complained_of(studio: Callable[..., Studio], tiny_run: Path) -> None:
    tiny_run.rename(runs_folder() / EVIL)
    app = studio(run=str(runs_folder() / EVIL))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.dashboard.post_message(Told((Alert(200, "collapsed", EVIL),)))
        app.dashboard.post_message(Complaint(EVIL))
        app.dashboard.post_message(Complaint("and so on"))
        await settled(pilot)
        assert "evil" in drawn(app)
        assert steering(drawn(app)) == set()
        await pilot.press("w")
        await settled(pilot)
        assert drawn(app).count("evil") >= 2
        assert steering(drawn(app)) == set()


@pytest.mark.parametrize("keys", [(), ("c", "down", "c"), ("D",)])
async def test_the_list_of_runs(studio: Callable[..., Studio], keys: tuple[str, ...]) -> None:
    make_run(EVIL, variant=EVIL, lr=EVIL)
    make_run("other", variant="x\x1b[2J")
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and "evil" in drawn(app))
        await pilot.press(*keys)
        await settled(pilot)
        assert "evil" in drawn(app)
        assert steering(drawn(app)) == set()
