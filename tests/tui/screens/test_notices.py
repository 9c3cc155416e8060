"""What is told where: the status line, the log, and what pops up."""

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from toy import SPEC

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.tui.screens.notices import Notices
from cvae_tui.tui.widgets.lines import Ticker

DONE = Finished(9, "done", 60.0, 100.0)
COLLAPSE = Alert(5, "collapsed", "it collapsed")


class Board(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.notices = Notices(self)

    def compose(self) -> ComposeResult:
        yield Ticker()


class Host(App[None]):
    CSS = "Ticker { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.board, self.popped = Board(), list[str]()

    def get_default_screen(self) -> Screen[None]:
        return self.board

    def notify(self, message: str, **options: object) -> None:
        self.popped.append(message)

    @property
    def line(self) -> str:
        return self.board.query_one(Ticker).latest.text

    @property
    def log_(self) -> list[str]:
        return [record.text for record in self.board.notices.records]

    async def announce(self, pilot: Pilot[None], *events: Event, paused: bool = False) -> None:
        for event in events:
            self.board.notices.announce(event, SPEC, paused)
        await pilot.pause()


def step(number: int, loss: float | None = None, lr: float = 0.5) -> Stepped:
    return Stepped(number, number / 4, 0.1, 8, 1.0, {"lr": lr}, None if loss is None else {"generator_loss": loss})


async def test_a_sentence_is_told_once() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        await host.announce(pilot, DONE)
        assert host.line.startswith("training is done") and host.popped == []
        host.board.notices.complain("no")
        assert (host.line, host.popped) == ("no", [])
        # What has no room, or is covered, pops up.
        host.board.notices.complain("no " * 50)
        assert host.popped == ["no " * 50]
        await host.push_screen(Screen[None]())
        host.board.notices.complain("not now")
        assert host.popped[1:] == ["not now"]


async def test_an_alert_pops_up_and_leaves_the_status_line() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        await host.announce(pilot, Evaluated(4, 1.0, 1.0, {"match": 0.5}), COLLAPSE)
        assert (host.line, host.popped) == ("epoch 1  drawn 0.500", ["it collapsed"])
        await host.announce(pilot, Alert(5, "note", "by the way"))
        assert (host.line, host.popped) == ("by the way", ["it collapsed"])


async def test_a_save_is_told_where_it_was_asked_for() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        await host.announce(pilot, Evaluated(4, 1.0, 1.0, {"match": 0.5}), Saved(4))
        assert (host.line, host.log_[-1]) == ("epoch 1  drawn 0.500", "saved at step 4")
        host.board.notices.expect_save()
        await host.announce(pilot, Saved(5), Saved(6))
        assert (host.line, host.log_[-1]) == ("saved at step 5", "saved at step 6")


async def test_a_single_step_says_what_changed() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        await host.announce(pilot, step(4, 2.0), paused=False)
        assert host.line == ""
        await host.announce(pilot, step(5), step(6, 1.75, 0.25), paused=True)
        assert host.line == "step 6  generator 1.75 (-0.25)  generator rate 0.5 → 0.25"


async def test_a_single_step_is_told_how_many_samples_it_changed() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        notices = host.board.notices
        await host.announce(pilot, step(5, 2.0), paused=True)
        # Answers of another step, and those that had none before them, say nothing of it.
        notices.tell_changes(4, 3, (1, 4))
        notices.tell_changes(5, -1, (0, 0))
        assert host.line == "step 5  generator 2.00"
        notices.tell_changes(5, 4, (1, 4))
        assert host.line == host.log_[-1] == "step 5  generator 2.00  1 of 4 cells of the samples changed"
        notices.tell_changes(5, 4, (2, 4))
        assert "2 of 4" not in host.line
        await host.announce(pilot, step(9, 2.0), paused=True)
        notices.tell_changes(9, 5, (3, 4))
        assert host.line.endswith("3 of 4 cells of the samples changed since step 5")


@pytest.mark.parametrize("events", [(), (Started(0, "toy", "", "cpu", 8, 4, 40, None), step(2), Saved(2))])
async def test_a_run_without_a_past_to_speak_of(events: tuple[Event, ...]) -> None:
    host = Host()
    async with host.run_test(size=(120, 10)):
        host.board.notices.show_past(events, SPEC)
        assert host.line == "" and len(host.board.notices.past) == len(events[:1])


async def test_an_opened_run_brings_its_past() -> None:
    host = Host()
    async with host.run_test(size=(120, 10)) as pilot:
        past = (step(2, 3.0), DialTurned(3, "lr", 0.1), Evaluated(1200, 300.0, 1.0, {"match": 0.5}), Saved(1200), DONE)
        host.board.notices.show_past(past, SPEC)
        assert [(record.time, record.text[:22]) for record in host.board.notices.past] == [
            ("3", "generator rate is 0.1 "), ("1,200", "epoch 300  drawn 0.500"), ("9", "training is done (step"),
        ]  # fmt: skip
        assert host.line == "epoch 300  drawn 0.500" and host.log_ == []
        await host.announce(pilot, step(1201, 2.5), paused=True)
        assert host.line.startswith("step 1,201  generator 2.50 (-0.5)")
