"""The latent grid, driven by keys in a tiny app that answers."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from cvae_tui.tui.commands import noise_name
from cvae_tui.tui.messages import Answered, Ask, Cell, Decode, Interpolate, Line, Question
from cvae_tui.tui.widgets.grid import GridPane


def line(base: str) -> Line:
    return Line((Cell(base, 1.0), Cell(base + "s", 0.6), Cell(base + "ing", 0.3), Cell(base + "ed", 1.0)), "train")


class Host(App[None]):
    """A pane, and an engine that says what it was asked; it answers when told to, or at once."""

    AUTO_FOCUS = None

    def __init__(self, *, at_once: bool = True) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self.at_once = at_once
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield GridPane()

    def on_mount(self) -> None:
        self.pane.show_model(4)

    @property
    def pane(self) -> GridPane:
        return self.query_one(GridPane)

    def on_ask(self, message: Ask) -> None:
        self.asked.append(message.question)
        if self.at_once:
            self.answer()

    def answer(self, step: int = 0, ending: str = "") -> None:
        question = self.asked[-1]
        count = question.steps if isinstance(question, Interpolate) else len(question.rows)  # type: ignore[union-attr]
        self.pane.answer(
            Answered(question, tuple(line(f"w{'abcdefghijklm'[i]}{ending}") for i in range(count)), step=step)
        )

    def notify(self, message: str, **options: object) -> None:  # type: ignore[override]
        self.said.append(message)

    def shown(self) -> list[str]:
        found = [strip.text for strip in self.screen._compositor.render_strips()]
        return [text.removeprefix("│ ").removesuffix(" │").rstrip() for text in found]

    def seeds(self) -> list[int]:
        return [row.seed for row in self.pane.noise.rows]


async def test_as_many_rows_as_fit() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        one, two = (noise_name(seed)[2:] for seed in host.seeds()[:2])
        assert host.shown()[1:4] == [
            "  z       present   third      progressive  past",
            f"▸ {one}  ● wa        was        waing        waed",
            f"  {two}  ● wb        wbs        wbing        wbed",
        ]
        assert "Samples  ● 5 train ○ 0 real ◌ 0 new × 0 broken" in host.shown()[0]
        assert "plain · Gaussian 100 % · < z0 >" in host.shown()[-1]
        before = host.seeds()
        await pilot.resize_terminal(60, 11)
        await pilot.pause()
        assert len(host.seeds()) == 8
        assert host.seeds()[:5] == before
        assert isinstance(host.asked[-1], Decode)
        assert len(host.asked[-1].rows) == 8


async def test_one_question_at_a_time_and_the_latest_wins() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        assert len(host.asked) == 1
        host.pane.action_resample()
        host.pane.action_resample()
        host.pane.stale(5)
        await pilot.pause()
        assert len(host.asked) == 1
        host.answer()
        await pilot.pause()
        assert len(host.asked) == 2
        assert host.asked[-1] == host.pane.noise.question()
        host.answer(step=9)
        host.pane.stale(9)
        await pilot.pause()
        assert len(host.asked) == 2, "the model is at the same step"
        host.pane.stale(10)
        await pilot.pause()
        host.answer(step=10, ending="x")
        await pilot.pause()
        assert "wax~" in host.shown()[2]


async def test_a_hidden_pane_asks_when_it_is_shown() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        asked = len(host.asked)
        host.pane.display = False
        await pilot.pause()
        host.pane.stale(5)
        await pilot.pause()
        assert len(host.asked) == asked
        host.pane.display = True
        await pilot.pause()
        assert len(host.asked) == asked + 1


async def test_an_answer_to_another_question_is_left_alone() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        host.pane.answer(Answered(Interpolate("walk", "run"), (line("x"),) * 7))
        assert host.pane.noise.lines == []


async def test_keys_move_lock_and_resample() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("j", "down", "k")
        assert host.pane.noise.cursor == 1
        await pilot.press("l")
        assert host.shown()[3].startswith("▸■")
        before = host.seeds()
        host.pane.action_resample()
        assert [a == b for a, b in zip(host.seeds(), before, strict=True)] == [False, True, False, False, False]
        await pilot.press("R")
        assert host.seeds()[1] != before[1]
        host.pane.reseed(3)
        once = host.seeds()
        host.pane.reseed(3)
        assert host.seeds() == once


async def test_keys_move_along_a_dimension() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("greater_than_sign", "right", "plus", "less_than_sign", "left")
        await pilot.pause()
        assert isinstance(host.asked[-1], Decode)
        assert host.asked[-1].rows[0] == (host.seeds()[0], ((0, -0.5), (1, 1.0)))
        assert host.shown()[2][6] == "+"
        assert "< z0 > · z0 -0.5 z1 +1.0" in host.shown()[-1]


async def test_three_ways_to_decode() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        for way in ("round trip", "raw", "plain"):
            await pilot.press("p")
            await pilot.pause()
            assert isinstance(host.asked[-1], Decode)
            assert host.asked[-1].way == way
            assert way in host.shown()[-1]


async def test_the_way_to_the_next_row_and_back() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("w")
        await pilot.pause()
        one, two = host.seeds()[:2]
        assert host.asked[-1] == Interpolate((one, ()), (two, ()), 5)
        assert f"{noise_name(one)} → {noise_name(two)}" in host.shown()[0]
        assert host.shown()[3] == "   25%  ● wb        wbs        wbing        wbed"
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(host.asked[-1], Decode)
        await pilot.press("w", "j")
        assert host.pane.noise.path is None
        assert host.pane.noise.cursor == 0, "the first key only leaves the way"


async def test_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    copied: list[str] = []
    monkeypatch.setattr(host, "copy_to_clipboard", copied.append)
    async with host.run_test(size=(60, 6)) as pilot:
        host.pane.focus()
        await pilot.press("y", "Y")
        names = [noise_name(seed) for seed in host.seeds()]
        assert copied[0] == "wa was waing waed"
        assert copied[1].splitlines()[0] == f"{names[0]}\t\ttrain\twa\twas\twaing\twaed"
        assert len(copied[1].splitlines()) == len(names)
        assert host.said == [f"Copied {names[0]}.", f"Copied {len(names)} rows."]


async def test_export_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    host = Host()
    async with host.run_test(size=(60, 6)) as pilot:
        host.pane.focus()
        await pilot.press("e", "e")
        host.pane.action_export("mine.csv")
        host.pane.action_export("mine.csv")
        host.pane.action_export("nowhere/mine.csv")
        host.pane.action_export("~nobody-has-this-name/x.csv")
        assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == [
            "mine.csv",
            "samples-2.csv",
            "samples.csv",
        ]
        assert Path("samples.csv").read_text() == host.pane.noise.as_csv()
        assert host.said == [
            "4 rows written to samples.csv.",
            "4 rows written to samples-2.csv.",
            "4 rows written to mine.csv.",
            "The rows cannot be written: File exists (mine.csv).",
            "The rows cannot be written: No such file or directory (nowhere/mine.csv).",
            "The rows cannot be written: '~nobody-has-this-name/x.csv' begins with the home of a user who is not known"
            " here; write the path out.",
        ]


async def test_before_the_first_answer_there_is_nothing_to_take_along() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("y", "Y", "e")
        assert [said.split(";")[0] for said in host.said] == [
            "There is nothing to copy yet", "There is nothing to copy yet", "There is nothing to export yet",
        ]  # fmt: skip
        assert host.shown()[2].endswith("…")


async def test_an_error_is_a_sentence_and_mends() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        host.pane.answer(Answered(host.asked[-1], error="there is no [model] yet"))
        await pilot.pause()
        assert "there is no [model] yet" in host.shown()
        host.pane.show_model(2)
        await pilot.pause()
        host.answer()
        await pilot.pause()
        assert "wa " in host.shown()[2]


async def test_a_click_moves_the_cursor() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        await pilot.click(GridPane, offset=(20, 4))
        assert host.pane.noise.cursor == 2
        await pilot.click(GridPane, offset=(20, 1))
        assert host.pane.noise.cursor == 2


async def test_ascii_and_too_small() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.ascii_only = True
        await pilot.pause()
        assert host.shown()[2].startswith("> ")
        assert "* wa" in host.shown()[2]
        assert "* 5 train" in host.shown()[0]
        await pilot.resize_terminal(20, 4)
        await pilot.pause()
        assert len(host.pane.noise.rows) == 2


async def test_rows_are_named_by_place() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        assert host.pane.noise_of() == (host.seeds()[0], ())
        assert host.pane.noise_of(2) == (host.seeds()[1], ())
        assert host.pane.noise_of(99) is None
        assert host.pane.noise_of(0) is None


async def test_every_binding_has_its_action() -> None:
    for binding in GridPane.BINDINGS:
        name = binding.action.split("(")[0]  # type: ignore[union-attr]
        assert callable(getattr(GridPane, f"action_{name}"))
