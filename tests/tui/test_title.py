"""The terminal's title."""

from dataclasses import replace
from io import StringIO

import pytest

from cvae_tui.tui.messages import OpenedModel, Snapshot
from cvae_tui.tui.title import KEEP, PUT_BACK, TerminalTitle, title_of

OPEN = Snapshot("ready", OpenedModel("toy", "mine", "/runs/mine"))


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        (OPEN, "mine - toy - cvae-tui"),
        (replace(OPEN, state="running", fraction=0.42), "mine 42 % - toy - cvae-tui"),
        (replace(OPEN, state="paused", fraction=0.42), "mine 42 % paused - toy - cvae-tui"),
        (Snapshot("ready", OpenedModel("toy")), "toy - cvae-tui"),
        (Snapshot("ready", OpenedModel("toy", "a\x1b]0;b")), "a?]0;b - toy - cvae-tui"),
        (Snapshot(), "cvae-tui"),
    ],
)
def test_titles(shown: Snapshot, title: str) -> None:
    assert title_of(shown) == title


def test_it_is_written_where_it_changed_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    title = TerminalTitle(terminal)
    for fraction in (0.421, 0.423, 0.43):
        title.show(replace(OPEN, state="running", fraction=fraction))
    title.put_back()
    title.put_back()
    assert terminal.getvalue() == (
        f"{KEEP}\x1b]0;mine 42 % - toy - cvae-tui\x07\x1b]0;mine 43 % - toy - cvae-tui\x07{PUT_BACK}"
    )


@pytest.mark.parametrize("stream", [None, StringIO()])
def test_nothing_is_written_to_what_is_no_terminal(stream: StringIO | None) -> None:
    title = TerminalTitle(stream)
    title.show(OPEN)
    title.put_back()
    assert stream is None or stream.getvalue() == ""
