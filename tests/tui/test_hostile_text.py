"""Words, names and files that hold escape sequences: nothing of them reaches the terminal, wherever they are shown."""

from collections.abc import Callable
from typing import Any

import pytest
from made_runs import history, make_run
from recorded import Recorded

from cvae_tui.core.runs import listing as core_runs
from cvae_tui.core.events import Alert
from cvae_tui.tui.app import Studio
from cvae_tui.tui.screens.runs import RunsScreen

EVIL = "evil\x1b]0;owned\x07\x9b31m\u202e[red]x"


def drawn(app: Studio) -> str:
    """Return every character that goes to the terminal for the present screen."""
    lines = app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]
    return "".join(segment.text for line in lines for segment in line)


def steering(text: str) -> set[str]:
    """Return what a terminal would obey or turn around instead of showing."""
    return {letter for letter in text if letter in "\x1b\x07\x9b\u202e"}


async def test_what_happens_and_what_is_complained_of(studio: Callable[..., Any]) -> None:
    app = studio(history(), "running", EVIL)
    runner = app.runner
    assert isinstance(runner, Recorded)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        runner.tell(Alert(200, "collapsed", EVIL))
        runner.complain(EVIL)
        runner.become(error=EVIL, device=EVIL)
        await pilot.pause(0.2)
        assert "evil" in drawn(app)
        assert steering(drawn(app)) == set()
        await pilot.press("L")
        await pilot.pause()
        assert "evil" in drawn(app)
        assert steering(drawn(app)) == set()


@pytest.mark.parametrize("keys", [(), ("c", "down", "c"), ("D",)])
async def test_the_list_of_runs(
    studio: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Any, keys: tuple[str, ...]
) -> None:
    monkeypatch.setattr(core_runs, "shipped_runs_folder", lambda: tmp_path / "shipped")
    make_run(EVIL, variant=EVIL, lr=EVIL)
    make_run("other", variant="x\x1b[2J")
    app = studio()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.push_screen(RunsScreen())
        await pilot.pause(0.3)
        await pilot.press(*keys)
        await pilot.pause(0.2)
        assert "evil" in drawn(app)
        assert steering(drawn(app)) == set()
