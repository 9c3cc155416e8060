"""The strip of sliders, driven by keys and by the mouse; what it asks for is kept."""

from dataclasses import replace

from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from waiting import text_of

from cvae_tui.core.events import DialTurned, Stepped
from cvae_tui.core.registry import find_task
from cvae_tui.tui.messages import Snapshot
from cvae_tui.tui.widgets.dials import DialsStrip

LIVE = Snapshot("running", step=40, dials={"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.003})


class Host(App[None]):
    CSS = "DialsStrip { display: block; }"
    AUTO_FOCUS = "DialsStrip"

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[tuple[str, float | None]] = []

    def compose(self) -> ComposeResult:
        yield DialsStrip()

    def on_mount(self) -> None:
        self.strip.spec, self.strip.snapshot = find_task("tense"), LIVE
        self.strip.forget([])

    @property
    def strip(self) -> DialsStrip:
        return self.query_one(DialsStrip)

    def on_dials_strip_turned(self, message: DialsStrip.Turned) -> None:
        self.turns.append((message.dial, message.value))

    def rows(self) -> list[str]:
        return [line.rstrip() for line in text_of(self.strip).splitlines()]


async def test_arrows_choose_and_turn_from_the_value_sent_last() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("left", "left", "down", "home", "down", "end", "right")
        await pilot.pause()
        assert app.turns == [
            ("kl_weight", 0.95), ("kl_weight", 0.9), ("teacher_forcing", 0.0), ("lr", 0.005), ("lr", 0.00525)
        ]  # fmt: skip
        assert [row.split()[-2:] for row in app.rows()] == [["0.9", "sent"], ["0", "sent"], ["0.0053", "sent"]]
        assert app.rows()[2].startswith("▸ learning rate")


async def test_what_is_sent_is_told_until_it_is_applied() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("left", "left")
        app.strip.see([DialTurned(41, "kl_weight", 0.95)])
        await pilot.pause()
        assert app.rows()[0].endswith("0.9 sent")
        app.strip.see([DialTurned(42, "kl_weight", 0.9)])
        app.strip.snapshot = replace(LIVE, dials={**LIVE.dials, "kl_weight": 0.9}, overrides=frozenset({"kl_weight"}))
        await pilot.pause()
        assert app.rows()[0].endswith("applied at step 42")
        assert app.rows()[1].endswith("schedule")
        app.strip.see([DialTurned(50, "kl_weight", None)])
        app.strip.snapshot = LIVE
        await pilot.pause()
        assert app.rows()[0].endswith("schedule from step 50")


async def test_digits_and_enter_give_a_value() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("0", "full_stop", "2", "6", "backspace")
        assert " 0.2_ " in app.rows()[0]
        await pilot.press("enter", "down", "5", "enter", "7", "up", "enter")
        await pilot.pause()
        assert app.turns == [("kl_weight", 0.2)]
        assert app.strip.typed == ""


async def test_what_was_refused_is_forgotten() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("left")
        app.strip.refuse("kl_weight", 0.95)
        await pilot.pause()
        assert app.rows()[0].endswith("schedule")


async def test_the_mouse_turns_by_its_wheel_and_by_a_press() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        row = app.rows()[1]
        start, end = row.index("━"), row.index("●")
        await pilot.click(DialsStrip, offset=(start + 1, 1))
        await pilot.click(DialsStrip, offset=(end + 1, 1))
        assert app.turns == [("teacher_forcing", 0.0), ("teacher_forcing", 1.0)]
        wheel = MouseScrollDown(app.strip, 5, 2, 0, -1, 0, False, False, False)
        app.strip.post_message(wheel)
        await pilot.pause()
        assert app.turns[2:] == [("lr", 0.00275)]


async def test_a_slider_reaches_as_far_as_the_run_did() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.strip.forget([Stepped(1, 0.0, 0.0, 0, 0.0, {"kl_weight": 3.0})])
        await pilot.pause()
        assert " 5 " in app.rows()[0]


async def test_two_rows_follow_the_chosen_dial_on_a_low_screen() -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down", "down")
        await pilot.pause()
        assert [row.split()[-1] for row in app.rows()] == ["schedule", "schedule"]
        assert app.rows()[1].startswith("▸ lr ")
