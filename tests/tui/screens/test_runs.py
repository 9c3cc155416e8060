"""The list of runs, driven by its keys."""

from pathlib import Path
from typing import Any

import pytest
from made_runs import make_run
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input, Static
from waiting import until

from cvae_tui.core.registry import find_task
from cvae_tui.core.runs import listing as core_runs
from cvae_tui.tui.dialogs.form import QuestionDialog
from cvae_tui.tui.dialogs.training import ResumeDialog
from cvae_tui.tui.format import MISSING
from cvae_tui.tui.messages import RunChoice
from cvae_tui.tui.screens.compare import CompareScreen
from cvae_tui.tui.screens.runs import RunsScreen


class Host(App[None]):
    """Shows the list at once and keeps what was chosen."""

    AUTO_FOCUS = None

    def __init__(self, live: Path | None = None, opened: Path | None = None) -> None:
        super().__init__()
        self.chosen: list[RunChoice | None] = []
        self._live, self._opened = live, opened

    def compose(self) -> ComposeResult:
        yield Static()

    def on_mount(self) -> None:
        self.push_screen(RunsScreen(find_task("tense"), self._live, self._opened), self.chosen.append)

    @property
    def runs(self) -> RunsScreen:
        screen = next(screen for screen in self.screen_stack if isinstance(screen, RunsScreen))
        return screen

    def cells(self) -> list[list[str]]:
        table: DataTable[Any] = self.runs.table
        return [[str(cell) for cell in table.get_row_at(index)] for index in range(table.row_count)]

    def about(self) -> str:
        return str(self.runs.query_one("#about", Static).content)


@pytest.fixture(autouse=True)
def nothing_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_runs, "shipped_runs_folder", lambda: tmp_path / "shipped")


@pytest.fixture
def runs() -> list[Path]:
    """Three runs, the latest first; the last is damaged."""
    made = [make_run(name, changed=2e9 - age, lr=age) for age, name in enumerate(("first", "second", "third"))]
    (made[2] / "config.json").write_text("{")
    return made


async def test_rows_and_what_is_told(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        found = {row[0]: row[1:] for row in app.cells()}
        assert found["first"] == ["done", "0.900", "0.250", "–", "now", "200", "gru", "10"]
        assert found["third"][0] == "damaged"
        app.runs.table.move_cursor(row=[row[0] for row in app.cells()].index("third"))
        await pilot.pause()
        assert "is damaged" in app.about()


async def test_the_cursor_begins_at_the_open_run_and_stays_with_its_run(runs: list[Path]) -> None:
    app = Host(opened=runs[1])
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert app.runs.row is not None and app.runs.row.name == "second"
        await pilot.press("k")
        assert app.runs.row.name == "first"
        make_run("newest", changed=3e9)
        app.runs._look()
        await pilot.pause()
        assert [row[0] for row in app.cells()] == ["newest", "first", "second", "third"]
        assert app.runs.row.name == "first"


async def test_narrow_screens_have_fewer_columns(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert [len(row) for row in app.cells()] == [4, 4, 4]


@pytest.mark.parametrize(("key", "action"), [("enter", "open"), ("O", "overlay"), ("t", "resume")])
async def test_choices(runs: list[Path], key: str, action: Any) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        chosen = app.runs.row
        assert chosen is not None
        if chosen.state == "damaged":
            await pilot.press("j")
            chosen = app.runs.row
            assert chosen is not None
        await pilot.press(key)
        await pilot.pause()
        assert app.chosen == [RunChoice(action, chosen.path)]


@pytest.mark.parametrize(("how", "asked"), [({"spent": True}, "budget"), ({"data": "/no/such/folder"}, "data")])
async def test_what_a_run_lacks_to_go_on_is_asked_for(how: dict[str, Any], asked: str) -> None:
    make_run("mine", **how)
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("t")
        assert isinstance(app.screen, ResumeDialog)
        assert [field.id for field in app.screen.query(Input)] == [asked]
        await pilot.press("escape")
        assert app.screen is app.runs


@pytest.mark.parametrize("key", ["enter", "O", "t"])
async def test_a_damaged_run_is_not_chosen(runs: list[Path], key: str) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.runs.table.move_cursor(row=[row[0] for row in app.cells()].index("third"))
        await pilot.press(key)
        await pilot.pause()
        assert app.chosen == []


async def test_filter_as_you_type(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"sec")
        await pilot.pause()
        assert [row[0] for row in app.cells()] == ["second"]
        await pilot.press("enter")
        assert app.focused is app.runs.table
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.cells()) == 3
        assert app.runs.query_one(Input).value == ""
        await pilot.press("escape")
        await pilot.pause()
        assert app.chosen == [None]


async def test_no_match_says_so(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert app.about() == "no run matches; esc shows them all"
        await pilot.press("enter", "enter", "O", "t", "space", "c", "D")
        assert app.chosen == []


async def test_no_runs_says_what_to_do() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.about() == "no runs yet; esc, then t trains one"


async def test_delete_asks_and_enter_keeps(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        row = app.runs.row
        assert row is not None
        await pilot.press("D")
        await pilot.pause()
        assert isinstance(app.screen, QuestionDialog)
        await pilot.press("enter")
        await pilot.pause()
        assert row.path.exists()
        await pilot.press("D")
        await pilot.pause()
        await pilot.press("left", "enter")
        await pilot.pause()
        assert not row.path.exists()
        assert row.name not in {cells[0] for cells in app.cells()}


async def test_what_is_trained_is_not_deleted(runs: list[Path]) -> None:
    app = Host(live=runs[0])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.runs.table.move_cursor(row=[row[0] for row in app.cells()].index("first"))
        await pilot.press("D")
        await pilot.pause()
        assert app.screen is app.runs


async def test_what_is_shipped_is_not_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    make_run("default", parent=shipped)
    monkeypatch.setattr("cvae_tui.core.runs.paths.shipped_runs_folder", lambda: shipped)
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.cells()[0][:2] == ["default", "shipped"]
        await pilot.press("D", "t")
        await pilot.pause()
        assert app.screen is app.runs
        assert (shipped / "default").exists()


async def test_compare_two(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        names = [row[0] for row in app.cells()]
        app.runs.table.move_cursor(row=names.index("first"))
        await pilot.press("c")
        assert app.screen is app.runs
        await pilot.press("space")
        await pilot.pause()
        assert app.cells()[names.index("first")][0] == "▸ first"
        assert "marked: first" in app.about()
        app.runs.table.move_cursor(row=names.index("second"))
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, CompareScreen)
        compared = app.screen
        await until(pilot, lambda: compared._curves is not None)
        lines = str(compared.query_one(Static).content).splitlines()
        assert [line[:56].split() for line in lines[:2]] == [["first", "second"], ["lr", "0", "1"]]
        assert "faint: second" in lines[0] and "CE 0.50  KL 1.00" in lines[1]
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.runs


async def test_names_that_begin_alike_are_told_apart_by_their_ends() -> None:
    names = ("report-003-with-256-units-tf1", "report-003-with-256-units-tf0")
    app, runs = Host(), (make_run(names[0]), make_run(names[1]))
    async with app.run_test(size=(60, 40)):
        compared = CompareScreen(find_task("tense"), runs, [("lr", "0.1", "0.12")])
        await app.push_screen(compared)
        first, second = compared.draw(40).plain.splitlines()[:2]
        assert [name[-4:] for name in first.split()] == ["-tf1", "-tf0"] and "..." in first
        assert second.split() == ["lr", "0.1", "0.12"]


async def test_what_a_run_lacks_has_a_plain_sign_where_the_terminal_has_no_other() -> None:
    app, runs = Host(), (make_run("one"), make_run("other"))
    async with app.run_test(size=(60, 40)):
        compared = CompareScreen(find_task("tense"), runs, [("lr", "0.1", MISSING)])
        await app.push_screen(compared)
        assert compared.draw(60).plain.splitlines()[1].split() == ["lr", "0.1", MISSING]
        app.add_class("-ascii")
        assert compared.draw(60).plain.splitlines()[1].split() == ["lr", "0.1", "-"]


async def test_several_marked_runs_are_laid_under_and_none_under_itself(runs: list[Path]) -> None:
    make_run("fourth", changed=1e9)
    app = Host(opened=runs[0])
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("O")
        assert app.screen is app.runs
        await pilot.press("space", "down", "space", "down", "down", "space", "O")
        await pilot.pause()
        assert app.chosen == [RunChoice("overlay", runs[1], more=(runs[0].with_name("fourth"),))]


async def test_a_run_is_pinned(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("B")
        await pilot.pause()
        assert app.chosen == [RunChoice("overlay", runs[0], pin=True)]


async def test_a_mark_is_taken_away_by_the_same_key(runs: list[Path]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("space", "space")
        await pilot.pause()
        assert not any(row[0].startswith("▸") for row in app.cells())


async def test_several_tasks_bring_a_column_and_figures_are_of_the_open_task() -> None:
    make_run("mine")
    make_run("theirs", task="pictures")
    app = Host()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        found = {row[0]: row[1:5] for row in app.cells()}
        assert found == {
            "mine": ["tense", "done", "0.900", "0.250"],
            "theirs": ["pictures", "done", "–", "–"],
        }


async def test_what_is_left_of_the_width_goes_to_texts_that_would_be_cut() -> None:
    make_run("a-name-longer-than-it")
    make_run("mine", task="a-long-task-name")
    app = Host()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        assert all(row[0].endswith("…") or row[1].endswith("…") for row in app.cells())
        await pilot.resize_terminal(150, 30)
        await until(pilot, lambda: not any(cell.endswith("…") for row in app.cells() for cell in row))


async def test_more_runs_than_rows_are_scrolled_up_and_down_alone() -> None:
    for number in range(30):
        make_run(f"run-{number}")
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: len(app.runs.table.shown) == 30)
        assert app.runs.table.show_vertical_scrollbar and not app.runs.table.show_horizontal_scrollbar
