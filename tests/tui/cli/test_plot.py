from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_runs import make_run

from cvae_tui.core.events import Alert, Evaluated
from cvae_tui.core.registry import find_task


@pytest.mark.parametrize(("columns", "titles_on_first_line"), [(80, 1), (120, 2)])
def test_charts_fit_the_terminal(
    cvae: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, columns: int, titles_on_first_line: int
) -> None:
    make_run("mine")
    monkeypatch.setenv("COLUMNS", str(columns))
    done = cvae("plot", "mine")
    assert done.code == 0
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= columns
    assert "\x1b" not in done.out
    titles = [panel.title for panel in find_task("tense").panels]
    assert sum(title in lines[1] for title in titles) == titles_on_first_line
    assert all(title in done.out for title in titles)


def test_charts_of_any_task_in_ascii(cvae: Callable[..., Any], toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = cvae("plot", toy)
    assert done.code == 0 and "Losses" in done.out and not done.out.isascii()
    monkeypatch.setenv("CVAE_TUI_ASCII", "1")
    plain = cvae("plot", toy)
    assert plain.code == 0 and "Losses" in plain.out and plain.out.isascii()


def test_a_run_without_history_has_no_charts(cvae: Callable[..., Any]) -> None:
    # A figure of another version is none that could be drawn.
    make_run("mine", events=[Alert(0, "note", "nothing"), Evaluated(1, 0.1, 1.0, {"unheard_of": 1.0})])
    done = cvae("plot", "mine")
    assert (done.code, done.out) == (1, "")
    assert "no history to draw" in done.err
