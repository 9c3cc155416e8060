"""The line that is typed: what tab makes of it, and the lines that outlive the app."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from cvae_tui.tui.tables.answers import MOST_HISTORY
from cvae_tui.tui.widgets import typed_line
from cvae_tui.tui.widgets.typed_line import KeptHistory, KnownLines, TypedLine

LINES = (":open", ":open one", ":open two", ":pause")


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield TypedLine()


async def test_tab_goes_from_one_completion_to_the_next() -> None:
    host = Host()
    async with host.run_test() as pilot:
        line = host.query_one(TypedLine)
        line.known = lambda: LINES
        await pilot.press(*":op")
        found: list[str] = []
        for _ in range(4):
            await pilot.press("tab")
            found.append(line.value)
        assert found == [":open", ":open one", ":open two", ":open"]
        await pilot.press("space", "tab")
        assert line.value == ":open one"
        line.value = ":pause"
        # The line is whole: the key is somebody else's.
        await pilot.press("tab")
        assert line.value == ":pause"


async def test_the_first_known_line_is_suggested() -> None:
    known = KnownLines(lambda: LINES)
    assert await known.get_suggestion(":open o") == ":open one"
    assert await known.get_suggestion(":x") is None


def test_lines_outlive_the_app(tmp_path: Path) -> None:
    file = tmp_path / "new" / "typed.txt"
    first = KeptHistory(file)
    for line in ("split", "went", "split"):
        first.add(line)
    again = KeptHistory(file)
    assert again.lines == ["went", "split"]
    assert again.look(-1, "half") == "split" and again.look(1, "") == "half"


def test_a_file_that_grew_long_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_line, "LONGEST", 4)
    file = tmp_path / "typed.txt"
    file.write_text("".join(f"{number}\n" for number in range(1000)) + "a line that is too long\n")
    kept = KeptHistory(file)
    assert kept.lines[-2:] == ["999", "a li"] and len(kept.lines) == MOST_HISTORY
    assert file.read_text().splitlines() == kept.lines


def test_where_nothing_can_be_kept_the_app_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = KeptHistory(tmp_path / "file" / "typed.txt")
    kept.add("split")
    assert kept.lines == ["split"]
