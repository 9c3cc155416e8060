"""The prompt, driven by keys in a tiny app that answers."""

from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import text_of, until

from cvae_tui.core.answer import Image, Query, Row, SampleRow, Shown, Table, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.sentiment.spec import SPEC as SENTIMENT
from cvae_tui.core.tasks.tense.spec import SPEC
from cvae_tui.tui.commands import Order, SetDial
from cvae_tui.tui.messages import Answered, Ask, AskAhead, Question
from cvae_tui.tui.widgets.prompt import CommandGiven, PromptPane

HEADS, GROWTH, NARROW = ("present", "third", "progressive", "past"), (0, 1, 3, 2), (0, 3)


def convert(*words: str) -> Query:
    return Query("convert", tuple((word, None) for word in words))


def row(base: str, label: str, note: str) -> Row:
    cells = (Text(base, 1.0), Text(base + "s", 0.6), Text(base + "ing", 1.0), Text(base + "ed", 1.0))
    return Row(cells, label, "train", note)


async def settled(pilot: Pilot[None]) -> None:
    """Let every message and what follows from it be handled, however busy the machine is."""
    for _ in range(8):
        await pilot.pause(0)


class Host(App[None]):
    """A pane, and an engine that says what it was asked; it answers when told to."""

    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self.ahead: list[Query | None] = []
        self.commands: list[Any] = []

    def compose(self) -> ComposeResult:
        yield PromptPane()

    def on_mount(self) -> None:
        self.pane.show_task(SPEC)

    @property
    def pane(self) -> PromptPane:
        return self.query_one(PromptPane)

    def on_ask(self, message: Ask) -> None:
        self.asked.append(message.question)

    def on_ask_ahead(self, message: AskAhead) -> None:
        self.ahead.append(message.question)

    def on_command_given(self, message: CommandGiven) -> None:
        self.commands.append(message.command)

    def answer(self, step: int = 0, ending: str = "") -> None:
        """Answer the latest question."""
        question = self.asked[-1]
        assert isinstance(question, Query)
        if question.key == "convert":
            rows = tuple(row(word + ending, word, "past 98 % · known") for word, _ in question.args)
        else:
            rows = tuple(row("talk", f"{point}", "") for point in range(3))
        self.pane.answer(Answered(question, Table(HEADS, rows, "", GROWTH, NARROW), step=step))

    def shown(self) -> list[str]:
        """The screen's lines, without the border and the spaces around."""
        found = [strip.text for strip in self.screen._compositor.render_strips()]
        return [text.strip(" │").replace("▎", "").rstrip() for text in found]


async def test_an_empty_prompt_says_what_to_do() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        await settled(pilot)
        shown = " ".join(host.shown())
        assert "Type any form of a verb, e.g. splitting" in shown
        assert "Prompt" in shown
        assert host.pane.input.placeholder == SPEC.placeholder


async def test_pasted_lines_are_one_and_what_is_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    said: list[str] = []
    async with host.run_test(size=(60, 10)) as pilot:
        monkeypatch.setattr(host.pane.input, "notify", lambda text, **_: said.append(text))
        host.pane.input.focus()
        await pilot.press(*"go ")
        host.pane.input.post_message(Paste("went\r\nsplit\n\tsend\n"))
        await settled(pilot)
        await pilot.press("enter")
        assert host.asked == [convert("go", "went", "split", "send")]
        host.pane.input.post_message(Paste("walk " * 1000))
        await settled(pilot)
        assert host.pane.input.value == ("walk " * 1000)[:2000]
        assert said == ["a line holds 2,000 characters; what was pasted is cut there"]


async def test_a_line_is_asked_and_answered() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.input.focus()
        await pilot.press(*"talk go", "enter")
        assert host.asked == [convert("talk", "go")]
        assert host.pane.input.value == ""
        assert "talk go …" in host.shown()
        host.answer()
        await settled(pilot)
        assert host.shown()[2:8] == [
            "present     third        progressive    past",
            "● talk  past 98 % · known",
            "▇ talk      ▅ talks      ▇ talking      ▇ talked",
            "",
            "● go  past 98 % · known",
            "▇ go        ▅ gos        ▇ going        ▇ goed",
        ]
        host.pane.submit("run")
        await settled(pilot)
        host.answer()
        await settled(pilot)
        assert [line for line in host.shown() if line.startswith("present")] == [host.shown()[2]], "heads are said once"


async def test_ascii_has_nothing_else_inside() -> None:
    host = Host()
    host.add_class("-ascii")
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.submit("talk")
        await settled(pilot)
        host.answer()
        await settled(pilot)
        assert host.shown()[3:5] == ["* talk  past 98 % - known", "9 talk      6 talks      9 talking      9 talked"]


async def test_a_narrow_pane_is_stacked() -> None:
    host = Host()
    async with host.run_test(size=(44, 14)) as pilot:
        host.pane.submit("talk")
        await settled(pilot)
        host.answer()
        await settled(pilot)
        assert host.shown()[2:4] == ["● talk  past 98 % · known", "present     ▇ talk"]
        await pilot.resize_terminal(70, 14)
        await until(pilot, lambda: host.shown()[4].startswith("▇ talk "))


async def test_history_by_keys() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.input.focus()
        await pilot.press(*"talk", "enter", *"run", "enter", *"si", "up", "up")
        assert host.pane.input.value == "talk"
        await pilot.press("down")
        assert host.pane.input.value == "run"
        await pilot.press("down")
        assert host.pane.input.value == "si"


async def test_tab_completes_a_command() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.input.focus()
        await pilot.press(*":pa", "tab")
        assert host.pane.input.value == ":pause"
        await pilot.press("enter")
        assert host.commands == [Order("pause")]


async def test_answers_in_sight_are_asked_again_and_what_changed_is_marked() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for number in range(8):
            host.pane.submit("talk" + "abcdefgh"[number])
            await settled(pilot)
            host.answer(step=10)
        host.pane.submit("ran from past")
        await settled(pilot)
        host.pane.stale(20)
        await settled(pilot)
        assert len(host.asked) == 9, "an answer is still awaited"
        host.answer(step=20)
        await settled(pilot)
        assert host.asked[9:] == [convert("talkh")], "the other one in sight is older"
        host.answer(step=20)
        host.pane.stale(20)
        await settled(pilot)
        assert len(host.asked) == 10, "the model is at the same step"
        host.pane.stale(30)
        await settled(pilot)
        assert host.asked[10:] == [Query("convert", (("ran", 3),)), convert("talkh")]
        host.answer(step=30, ending="e")
        await settled(pilot)
        assert "talkhe~" in " ".join(host.shown())


async def test_answers_that_come_in_sight_are_asked_then() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for letter in "abcdefgh":
            host.pane.submit("talk" + letter)
            await settled(pilot)
            host.answer(step=10)
        host.pane.stale(20)
        await settled(pilot)
        for question in list(host.asked[8:]):
            host.asked.append(question)
            host.answer(step=20)
        host.asked.clear()
        host.pane.action_page(9)
        await until(pilot, lambda: len(host.asked) == 3)
        assert host.asked == [convert("talkc"), convert("talkb"), convert("talka")]


async def test_a_hidden_pane_asks_when_it_is_shown() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit("talk")
        await settled(pilot)
        host.answer(step=10)
        host.pane.display = False
        await settled(pilot)
        host.pane.stale(20)
        await settled(pilot)
        assert len(host.asked) == 1
        host.pane.display = True
        await settled(pilot)
        assert host.asked[1:] == [convert("talk")]


async def test_another_model_is_asked_at_once() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit("talk")
        await settled(pilot)
        host.pane.forget()
        await settled(pilot)
        assert len(host.asked) == 2, "another one was opened"
        host.answer(step=500)
        host.pane.stale(500)
        host.pane.stale(3)
        await settled(pilot)
        assert host.asked == [convert("talk")] * 3, "it starts anew"


async def test_a_table_of_rows_and_samples_on_show() -> None:
    host = Host()
    async with host.run_test(size=(60, 16)) as pilot:
        host.pane.shown = lambda: Shown((SampleRow(1), SampleRow(2)), 1)
        host.pane.submit("walk 3")
        await settled(pilot)
        assert host.asked == [Query("walk", (SampleRow(2), 3))]
        host.answer()
        await settled(pilot)
        assert host.shown()[2] == "walk 3"
        assert host.shown()[4].startswith("0  ● talk  ")


async def test_the_newest_is_on_top_and_nothing_is_there_twice() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for typed in ("walk", "run", "walk "):
            host.pane.submit(typed)
        await settled(pilot)
        assert host.asked == [convert("walk"), convert("run")], "each is awaited once"
        assert [entry.query for entry in host.pane.entries] == [convert("walk"), convert("run")]
        for number in range(70):
            host.pane.submit(f"interpolate a{'b' * (number % 35)} c {2 + number // 35}")
        assert len(host.pane.entries) == 60
        for question in dict.fromkeys(host.asked):
            host.pane.answer(Answered(question, error="no", step=1))
        for entry in list(host.pane.entries):
            host.pane.answer(Answered(entry.query, error="no", step=1))
        host.asked.clear()
        host.pane.stale(2)
        await settled(pilot)
        assert host.asked, "what is gone is not awaited for ever"


async def test_commands_go_to_the_app() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        for typed in (":train gru", "seed 3", "set lr follow"):
            host.pane.submit(typed)
        await settled(pilot)
        assert host.commands == [Order("train", "gru"), Order("seed", "3"), SetDial("lr", None)]
        assert host.asked == []


async def test_help_hints_and_clear() -> None:
    host = Host()
    async with host.run_test(size=(60, 40)) as pilot:
        host.pane.submit("help")
        await settled(pilot)
        assert "interpolate A B [STEPS]" in "\n".join(host.shown())
        host.pane.submit("stop")
        await settled(pilot)
        assert "read as it stands; the command is :stop" in host.shown()
        host.pane.submit(":clear")
        await settled(pilot)
        assert host.pane.entries == []
        assert host.commands == []


@pytest.mark.parametrize("typed", ["[b]go[/b]", "日本語" * 20, "a\u0301\u200b", "[/]", "\\["])
async def test_odd_lines_get_a_sentence(typed: str) -> None:
    host = Host()
    async with host.run_test(size=(60, 14)) as pilot:
        host.pane.input.focus()
        host.pane.input.value = typed
        await pilot.press("enter")
        await settled(pilot)
        assert host.asked == []
        assert any("letters" in shown for shown in host.shown()[2:])


async def test_an_error_is_shown_in_its_place() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.submit("talk")
        await settled(pilot)
        host.pane.answer(Answered(host.asked[-1], error="there is no [model] yet"))
        await settled(pilot)
        assert "there is no [model] yet" in host.shown()


async def test_answers_scroll_while_typing() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for letter in "abcdefgh":
            host.pane.submit("talk" + letter)
        await settled(pilot)
        host.pane.input.focus()
        await pilot.press("pagedown")
        await until(pilot, lambda: host.pane.sheet.scroll_y > 0)
        await pilot.press("pageup")
        await until(pilot, lambda: host.pane.sheet.scroll_y == 0)


async def test_another_task_answers_in_pictures_of_its_own_colours() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.submit("talk")
        host.pane.show_task(replace(SPEC, placeholder="a digit", parse=lambda text, shown: Query("draw", (text,))))
        host.pane.submit("7")
        await settled(pilot)
        image = Image(2, 2, 3, bytes([255, 0, 0] * 2 + [0, 0, 255] * 2))
        table = Table(("drawn",), (Row((image,), "7", "train", "kept"),))
        host.pane.answer(Answered(Query("draw", ("7",)), table))
        for theme in ("textual-light", "nord"):
            host.theme = theme
            await settled(pilot)
            assert host.shown()[2:5] == ["drawn", "● 7  kept", "▀▀"]
            (style,) = {
                segment.style
                for segment in host.screen._compositor.render_strips()[4]
                if segment.style and "▀" in segment.text
            }
            assert style.color and style.color.triplet == (255, 0, 0)
            assert style.bgcolor and style.bgcolor.triplet == (0, 0, 255)
        assert host.pane.input.placeholder == "a digit"


# --- what is typed, asked ahead ---


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any pause is long enough."""
    monkeypatch.setattr("cvae_tui.tui.widgets.prompt.PAUSE", 0.001)


def table(word: str) -> Table:
    return Table(HEADS, (row(word, word, ""),), "", GROWTH, NARROW)


async def typed(host: Host, pilot: Pilot[None], text: str) -> None:
    """Type a line, and wait until it is asked ahead."""
    host.pane.input.focus()
    await pilot.press(*text)
    await until(pilot, lambda: host.ahead[-1:] == [convert(host.pane.input.value)])


@pytest.mark.usefixtures("hurried")
async def test_what_is_typed_is_answered_and_enter_keeps_it() -> None:
    host = Host()
    async with host.run_test(size=(80, 14)) as pilot:
        await typed(host, pilot, "talk")
        host.pane.answer(Answered(convert("talk"), table("talk")))
        await until(pilot, lambda: "As typed so far; enter keeps the answer." in host.shown())
        assert any("talking" in line for line in host.shown())
        await pilot.press("enter")
        await until(pilot, lambda: host.ahead[-1] is None)
        await settled(pilot)
        assert not any("As typed" in line for line in host.shown())
        assert any("talking" in line for line in host.shown())
        assert [entry.query for entry in host.pane.entries] == [convert("talk")] and host.asked == []


@pytest.mark.usefixtures("hurried")
async def test_a_key_takes_back_what_was_asked_ahead() -> None:
    host = Host()
    async with host.run_test(size=(80, 14)) as pilot:
        await typed(host, pilot, "wal")
        await pilot.press("k")
        await until(pilot, lambda: host.ahead[-1] == convert("walk"))
        assert None in host.ahead[host.ahead.index(convert("wal")) :]
        # Too late: something else is typed by now.
        host.pane.answer(Answered(convert("wal"), table("wal")))
        host.pane.answer(Answered(convert("walk"), error="there is no model yet"))
        await settled(pilot)
        assert not any("As typed" in line or "no model" in line for line in host.shown())
        await pilot.press("enter")
        await settled(pilot)
        assert host.asked == [convert("walk")]


@pytest.mark.usefixtures("hurried")
async def test_only_questions_are_asked_ahead() -> None:
    host = Host()
    async with host.run_test(size=(80, 14)) as pilot:
        await typed(host, pilot, "talk")
        host.pane.answer(Answered(convert("talk"), table("talk")))
        await until(pilot, lambda: "As typed so far; enter keeps the answer." in host.shown())
        await pilot.press("home", ":")
        await until(pilot, lambda: not any("As typed" in line for line in host.shown()))
        assert host.ahead[-1] is None


@pytest.mark.usefixtures("hurried")
async def test_it_is_asked_again_by_another_model_and_another_step() -> None:
    host = Host()
    async with host.run_test(size=(80, 14)) as pilot:
        await typed(host, pilot, "talk")
        host.pane.answer(Answered(convert("talk"), table("talk"), step=1))
        host.pane.stale(2)
        await until(pilot, lambda: host.ahead.count(convert("talk")) == 2)
        host.pane.answer(Answered(convert("talk"), table("talked"), step=2))
        await until(pilot, lambda: any("talkeding" in line for line in host.shown()))
        host.pane.forget()
        await until(pilot, lambda: host.ahead.count(convert("talk")) == 3)
        assert not any("talkeding" in line for line in host.shown())


async def test_words_are_coloured_by_another_weight_which_is_asked_for() -> None:
    host = Host()
    async with host.run_test(size=(60, 20)) as pilot:
        with pytest.raises(UsageError, match="could be coloured by"):
            host.pane.next_shade()
        host.pane.show_task(SENTIMENT)
        host.pane.submit("lovely film")
        await settled(pilot)
        assert host.asked == [Query("judge", ("lovely film", False))]
        weights = {"attention": 0.75, "effect": -0.25}
        rows = (Row((Text("negative", 0.9),), category="negative"), Row((Text("lovely", weights=weights),)))
        host.pane.answer(Answered(host.asked[-1], Table(("word",), rows, "negative 90.0 %", running=True)))
        await until(pilot, lambda: "attention: lovely 75.0 %" in text_of(host.query_one("#sheet", Static)))
        host.pane.next_shade()
        await settled(pilot)
        assert host.asked[1:] == [Query("judge", ("lovely film", True))]
        assert "effect: lovely -25.0 %" in text_of(host.query_one("#sheet", Static))
        host.pane.submit("dull")
        await settled(pilot)
        assert host.asked[-1] == Query("judge", ("dull", True))
