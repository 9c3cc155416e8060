"""The samples, driven by keys in a tiny app that answers."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from waiting import until

from cvae_tui.core.answer import Cell, Image, Query, Row, SampleRow, Table, Text
from cvae_tui.core.tasks.tense.spec import SPEC
from cvae_tui.tui.messages import Answered, Ask, Question, Samples
from cvae_tui.tui.widgets.samples import SamplesPane


async def settled(pilot: Pilot[None]) -> None:
    """Let every message and what follows from it be handled, however busy the machine is."""
    for _ in range(8):
        await pilot.pause(0)


class Host(App[None]):
    """A pane, and an engine that says what it was asked; it answers when told to, or at once."""

    AUTO_FOCUS = None

    def __init__(self, *, at_once: bool = True, image: Image | None = None) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self.at_once = at_once
        self.image = image
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield SamplesPane()

    def on_mount(self) -> None:
        self.pane.show_model(SPEC, 4)

    @property
    def pane(self) -> SamplesPane:
        return self.query_one(SamplesPane)

    def on_ask(self, message: Ask) -> None:
        self.asked.append(message.question)
        if self.at_once:
            self.answer()

    def answer(self, step: int = 0, ending: str = "") -> None:
        question = self.asked[-1]
        count = len(question.rows) if isinstance(question, Samples) else question.args[2]  # type: ignore[union-attr]
        rows = tuple(Row(self.cells(f"w{chr(97 + i)}{ending}"), f"{i}", "train") for i in range(count))
        table = Table(("present", "past"), rows, "all known", (0, 2), (0, 1))
        self.pane.answer(Answered(question, table, step=step))

    def cells(self, base: str) -> tuple[Cell, ...]:
        return (Text(base, 1.0), self.image or Text(base + "ed", 0.4))

    def notify(self, message: str, **options: object) -> None:  # type: ignore[override]
        self.told.append(message)

    def shown(self) -> list[str]:
        found = [strip.text for strip in self.screen._compositor.render_strips()]
        return [text.removeprefix("│ ").removesuffix(" │").rstrip() for text in found]

    def seeds(self) -> list[int]:
        return [row.seed for row in self.pane.shown.rows]


async def test_as_many_rows_as_fit() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        one, two = (f"{seed:04x}" for seed in host.seeds()[:2])
        assert host.shown()[1:4] == [
            "  seed    present             past",
            f"▸ {one}  ● wa                  waed",
            f"  {two}  ● wb                  wbed",
        ]
        assert "Samples  ● 5 train ○ 0 real ◌ 0 new × 0 broken" in host.shown()[0]
        assert f"{SPEC.modes[0].label} · all known · < z0 >" in host.shown()[-1]
        before = host.seeds()
        await pilot.resize_terminal(60, 11)
        await until(pilot, lambda: len(host.seeds()) == 8)
        assert host.seeds()[:5] == before
        assert host.asked[-1] == Samples(tuple(host.pane.shown.rows), SPEC.modes[0].key)


async def test_one_question_at_a_time_and_the_latest_wins() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        assert len(host.asked) == 1
        host.pane.action_resample()
        host.pane.action_resample()
        host.pane.stale(5)
        await settled(pilot)
        assert len(host.asked) == 1
        host.answer()
        await settled(pilot)
        assert len(host.asked) == 2
        assert host.asked[-1] == host.pane.samples.question()
        host.answer(step=9)
        host.pane.stale(9)
        await settled(pilot)
        assert len(host.asked) == 2, "the model is at the same step"
        host.pane.stale(10)
        await settled(pilot)
        host.answer(step=10, ending="x")
        await settled(pilot)
        assert "wax~" in host.shown()[2]


async def test_a_hidden_pane_asks_when_it_is_shown() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        asked = len(host.asked)
        host.pane.display = False
        await settled(pilot)
        host.pane.stale(5)
        await settled(pilot)
        assert len(host.asked) == asked
        host.pane.display = True
        await settled(pilot)
        assert len(host.asked) == asked + 1


async def test_an_answer_to_another_question_is_left_alone() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        host.pane.answer(Answered(Query("interpolate", ("walk", "run")), Table(rows=(Row((Text("x"),)),))))
        assert host.pane.samples.answers == []


async def test_keys_move_lock_and_resample() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("j", "down", "k")
        assert host.pane.shown.cursor == 1
        host.pane.action_lock()
        await settled(pilot)
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
        await pilot.press("greater_than_sign", "right", "l", "less_than_sign", "left")
        await settled(pilot)
        assert isinstance(host.asked[-1], Samples)
        assert host.asked[-1].rows[0] == SampleRow(host.seeds()[0], ((0, -0.5), (1, 1.0)))
        assert host.shown()[2][6] == "+"
        assert "< z0 > · z0 -0.5 z1 +1.0" in host.shown()[-1]


async def test_every_mode_of_the_task() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        for mode in (*SPEC.modes[1:], SPEC.modes[0]):
            await pilot.press("p")
            await settled(pilot)
            assert isinstance(host.asked[-1], Samples)
            assert host.asked[-1].mode == mode.key
            assert mode.label in host.shown()[-1]


async def test_the_path_to_the_next_row_and_back() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        host.pane.action_path()
        await settled(pilot)
        one, two = host.seeds()[:2]
        assert host.asked[-1] == Query("interpolate", (SampleRow(one), SampleRow(two), 5))
        assert f"z#{one:04x} → z#{two:04x}" in host.shown()[0]
        assert host.shown()[3] == "  1     ● wb                  wbed"
        host.pane.action_path()
        await settled(pilot)
        assert isinstance(host.asked[-1], Samples)
        host.pane.action_path()
        await pilot.press("j")
        assert host.pane.samples.path is None
        assert host.pane.shown.cursor == 0, "the first key only leaves the path"


async def test_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    copied: list[str] = []
    monkeypatch.setattr(host, "copy_to_clipboard", copied.append)
    monkeypatch.delenv("TMUX", raising=False)
    async with host.run_test(size=(60, 6)) as pilot:
        host.pane.focus()
        await pilot.press("y")
        monkeypatch.setenv("TMUX", "/tmp/tmux")
        host.pane._hinted = False
        await pilot.press("Y", "y")
        names = [f"z#{seed:04x}" for seed in host.seeds()]
        assert copied[0] == "wa waed"
        assert copied[1].splitlines()[0] == f"{names[0]}\t\ttrain\twa\twaed"
        assert len(copied[1].splitlines()) == len(names)
        assert host.told == [
            f"Copied {names[0]}.",
            f"Copied {len(names)} rows. If tmux does not pass it on: tmux set -s set-clipboard on.",
            f"Copied {names[0]}.",
        ]


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
        assert Path("samples.csv").read_text() == host.pane.samples.as_csv()
        assert host.told == [
            f"4 rows written to {tmp_path}/samples.csv.",
            f"4 rows written to {tmp_path}/samples-2.csv.",
            f"4 rows written to {tmp_path}/mine.csv.",
            "The rows cannot be written: File exists (mine.csv); give another file.",
            "The rows cannot be written: No such file or directory (nowhere/mine.csv); give another file.",
            "The rows cannot be written: '~nobody-has-this-name/x.csv' begins with the home of a user who is not known"
            " here; write the path out.",
        ]


async def test_pictures_are_exported_as_a_png_unless_the_name_says_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PIL")
    monkeypatch.chdir(tmp_path)
    host = Host(image=Image(2, 2, 1, bytes(4)))
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        host.pane.focus()
        await pilot.press("e")
        host.pane.action_export("rows.csv")
        assert Path("samples.png").read_bytes()[:4] == b"\x89PNG"
        assert Path("rows.csv").read_text() == host.pane.samples.as_csv()


async def test_before_the_first_answer_there_is_nothing_to_take_along() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        host.pane.focus()
        await pilot.press("y", "Y", "e")
        assert [told.split(";")[0] for told in host.told] == [
            "There is nothing to copy yet", "There is nothing to copy yet", "There is nothing to export yet",
        ]  # fmt: skip
        # Nothing is drawn of a model that is on its way.
        assert host.shown()[2] == ""


async def test_an_error_is_a_sentence_asked_once_and_mends() -> None:
    host = Host(at_once=False)
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        host.pane.answer(Answered(host.asked[-1], error="there is no [model] yet"))
        await settled(pilot)
        assert "there is no [model] yet" in host.shown()
        assert len(host.asked) == 1
        host.pane.show_model(SPEC, 2)
        await settled(pilot)
        host.answer()
        await settled(pilot)
        assert "wa " in host.shown()[2]


async def test_a_click_moves_the_cursor() -> None:
    host = Host()
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        await pilot.click(SamplesPane, offset=(20, 4))
        assert host.pane.shown.cursor == 2
        await pilot.click(SamplesPane, offset=(20, 1))
        assert host.pane.shown.cursor == 2


async def test_ascii_and_too_small() -> None:
    host = Host()
    host.add_class("-ascii")
    async with host.run_test(size=(60, 8)) as pilot:
        await settled(pilot)
        assert host.shown()[2].startswith("> ")
        assert "* wa" in host.shown()[2]
        assert "* 5 train" in host.shown()[0]
        await pilot.resize_terminal(20, 4)
        await until(pilot, lambda: len(host.seeds()) == 2)


async def test_rows_are_as_tall_as_their_pictures() -> None:
    host = Host(image=Image(6, 8, 1, bytes(range(0, 240, 5))))
    host.add_class("-ascii")
    async with host.run_test(size=(60, 13)) as pilot:
        await settled(pilot)
        one, two, three = (f"{seed:04x}" for seed in host.seeds())
        await settled(pilot)
        assert host.shown()[1:6] == [
            "  seed    present past",
            f"> {one}  * wa        .....:",
            "                  -=====++",
            "                  #####%%%",
            f"  {two}  * wb        .....:",
        ]
        await pilot.click(SamplesPane, offset=(20, 9))
        assert host.pane.shown.cursor == 2
        assert host.shown()[8].startswith(f"> {three}")
        await pilot.resize_terminal(60, 7)
        await until(pilot, lambda: len(host.seeds()) == 1)
        asked = len(host.asked)
        await pilot.resize_terminal(60, 13)
        await until(pilot, lambda: len(host.seeds()) == 3)
        await settled(pilot)
        assert len(host.asked) == asked + 1


async def test_every_binding_has_its_action() -> None:
    for binding in SamplesPane.BINDINGS:
        name = binding.action.split("(")[0]  # type: ignore[union-attr]
        assert callable(getattr(SamplesPane, f"action_{name}"))
