"""The prompt, driven by keys in a tiny app that answers."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste

from cvae_tui.tui.commands import Order, SetDial, Train, WalkAlong
from cvae_tui.tui.messages import Answered, Ask, Cell, Convert, Interpolate, Line, Question, Walk
from cvae_tui.tui.widgets.prompt import CommandGiven, PromptPane


def line(base: str, word: str = "") -> Line:
    cells = (Cell(base, 1.0), Cell(base + "s", 0.6), Cell(base + "ing", 1.0), Cell(base + "ed", 1.0))
    return Line(cells, "train", word, 0, 0.98, True)


class Host(App[None]):
    """A pane, and an engine that says what it was asked; it answers when told to."""

    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self.commands: list[Any] = []

    def compose(self) -> ComposeResult:
        yield PromptPane()

    @property
    def pane(self) -> PromptPane:
        return self.query_one(PromptPane)

    def on_ask(self, message: Ask) -> None:
        self.asked.append(message.question)

    def on_command_given(self, message: CommandGiven) -> None:
        self.commands.append(message.command)

    def answer(self, step: int = 0, ending: str = "") -> None:
        """Answer the latest question."""
        question = self.asked[-1]
        if isinstance(question, Convert):
            lines = tuple(line(word + ending, word) for word in question.words)
        else:
            lines = tuple(line("talk") for _ in range(question.steps if isinstance(question, Interpolate) else 7))
        self.pane.answer(Answered(question, lines, step=step))

    def shown(self) -> list[str]:
        """The screen's lines, without the border and the spaces around."""
        found = [strip.text for strip in self.screen._compositor.render_strips()]
        return [text.strip(" │").replace("▎", "").rstrip() for text in found]


async def test_an_empty_prompt_says_what_to_do() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        shown = " ".join(host.shown())
        assert "Type any form of a verb, e.g. splitting" in shown
        assert "Convert" in shown


async def test_a_paste_that_is_too_long_is_cut_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    said: list[str] = []
    async with host.run_test(size=(60, 10)) as pilot:
        monkeypatch.setattr(host.pane.input, "notify", lambda text, **_: said.append(text))
        host.pane.input.value = "go "
        host.pane.input.cursor_position = 3
        host.pane.input.post_message(Paste("walk " * 1000))
        await pilot.pause()
        assert host.pane.input.value == ("go " + "walk " * 1000)[:2000]
        assert said == ["a line holds 2,000 characters; what was pasted is cut there"]


async def test_a_long_line_comes_back_whole() -> None:
    host = Host()
    line = "contextualize " * 16
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit(line.strip())
        host.pane.action_older()
        await pilot.pause()
        assert host.pane.input.value == line.strip()


async def test_every_line_that_is_pasted_is_taken() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.action_type()
        await pilot.press(*"go ")
        host.pane.input.post_message(Paste("went\r\nsplit\n\tsend\n"))
        await pilot.pause()
        await pilot.press("enter")
        assert host.asked == [Convert(("go", "went", "split", "send"))]


async def test_a_word_is_asked_and_answered() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.action_type()
        await pilot.press(*"talk", "enter")
        assert host.asked == [Convert(("talk",))]
        assert host.pane.input.value == ""
        assert "talk …" in host.shown()
        host.answer()
        await pilot.pause()
        assert host.shown()[2:5] == [
            "present     third        progressive    past",
            "● talk  present 98 %                             known",
            "▇ talk      ▅ talks      ▇ talking      ▇ talked",
        ]


async def test_ascii_has_nothing_else_inside() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.ascii_only = True
        host.pane.submit("talk")
        await pilot.pause()
        host.answer()
        await pilot.pause()
        assert host.shown()[3:5] == [
            "* talk  present 98 %                             known",
            "9 talk      6 talks      9 talking      9 talked",
        ]


async def test_a_narrow_pane_is_stacked() -> None:
    host = Host()
    async with host.run_test(size=(44, 14)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.answer()
        await pilot.pause()
        assert host.shown()[2:7] == [
            "● talk  present 98 %             known",
            "present     ▇ talk",
            "third       ▅ talks",
            "progressive ▇ talking",
            "past        ▇ talked",
        ]
        await pilot.resize_terminal(70, 14)
        await pilot.pause()
        assert host.shown()[4].startswith("▇ talk ")


async def test_history_by_keys() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.action_type()
        await pilot.press(*"talk", "enter", *"run", "enter", *"si", "up", "up")
        assert host.pane.input.value == "talk"
        await pilot.press("down")
        assert host.pane.input.value == "run"
        await pilot.press("down")
        assert host.pane.input.value == "si"


async def test_answers_in_sight_are_asked_again_and_what_changed_is_marked() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for number in range(8):
            host.pane.submit("talk" + "abcdefgh"[number])
            await pilot.pause()
            host.answer(step=10)
        host.pane.submit("ran from past")
        await pilot.pause()
        host.pane.stale(20)
        await pilot.pause()
        assert len(host.asked) == 9, "an answer is still awaited"
        host.answer(step=20)
        await pilot.pause()
        assert host.asked[9:] == [Convert(("talkh",))], "the other one in sight is older"
        host.answer(step=20)
        host.pane.stale(20)
        await pilot.pause()
        assert len(host.asked) == 10, "the model is at the same step"
        host.pane.stale(30)
        await pilot.pause()
        assert host.asked[10:] == [Convert(("ran",), 3), Convert(("talkh",))]
        host.answer(step=30, ending="e")
        await pilot.pause()
        assert "talkhe~" in " ".join(host.shown())


async def test_answers_that_come_in_sight_are_asked_then() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for letter in "abcdefgh":
            host.pane.submit("talk" + letter)
            await pilot.pause()
            host.answer(step=10)
        host.pane.stale(20)
        await pilot.pause()
        host.answer(step=20)
        await pilot.pause()
        host.asked.clear()
        await pilot.press("i")
        host.pane.action_page(9)
        await pilot.pause()
        assert host.asked == [Convert(("talkb", "talka"))]


async def test_a_hidden_pane_asks_when_it_is_shown() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.answer(step=10)
        host.pane.display = False
        await pilot.pause()
        host.pane.stale(20)
        await pilot.pause()
        assert len(host.asked) == 1
        host.pane.display = True
        await pilot.pause()
        assert host.asked[1:] == [Convert(("talk",))]


async def test_a_model_that_starts_anew_is_another_model() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.answer(step=500)
        host.pane.stale(500)
        host.pane.stale(3)
        await pilot.pause()
        assert len(host.asked) == 2


async def test_another_model_is_asked_at_once() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.pane.forget()
        await pilot.pause()
        assert host.asked == [Convert(("talk",))] * 2


async def test_ways_and_walks() -> None:
    host = Host()
    async with host.run_test(size=(60, 16)) as pilot:
        host.pane.submit("interpolate talk run 3")
        await pilot.pause()
        assert host.asked == [Interpolate("talk", "run", 3)]
        host.answer()
        host.pane.put(Walk((0x3FA2, ()), 3))
        await pilot.pause()
        assert host.asked[1:] == [Walk((0x3FA2, ()), 3)]
        host.answer()
        await pilot.pause()
        shown = "\n".join(host.shown())
        assert "z3 of z#3fa2" in shown
        assert "-3.0  ● talk" in shown
        assert "talk → run" in shown


async def test_commands_go_to_the_app() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        for typed in (":train gru", ":pause", "walk 3", "set lr follow"):
            host.pane.submit(typed)
        await pilot.pause()
        assert host.commands == [Train("gru"), Order("pause"), WalkAlong(3), SetDial("lr", None)]
        assert host.asked == []


async def test_help_hints_and_clear() -> None:
    host = Host()
    async with host.run_test(size=(60, 40)) as pilot:
        host.pane.submit("help")
        await pilot.pause()
        assert "interpolate A B [STEPS]" in "\n".join(host.shown())
        host.pane.submit("stop")
        await pilot.pause()
        assert "read as a verb; the command is :stop" in host.shown()
        host.pane.submit(":clear")
        await pilot.pause()
        assert host.pane.answers.entries == []
        assert host.commands == []


@pytest.mark.parametrize(
    "typed", ["[b]go[/b]", "🦊🦊", "日本語" * 20, "a\u0301\u200b", "a" * 500, "go go go 7", "[/]", "\\["]
)
async def test_odd_lines_get_a_sentence(typed: str) -> None:
    host = Host()
    async with host.run_test(size=(60, 14)) as pilot:
        host.pane.action_type()
        host.pane.input.value = typed
        await pilot.press("enter")
        await pilot.pause()
        assert host.asked == []
        assert any("letters" in shown or "typed as" in shown for shown in host.shown()[2:])


async def test_an_error_is_shown_in_its_place() -> None:
    host = Host()
    async with host.run_test(size=(60, 12)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.pane.answer(Answered(host.asked[-1], error="there is no [model] yet"))
        await pilot.pause()
        assert "there is no [model] yet" in host.shown()


async def test_answers_scroll_while_typing() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        for letter in "abcdefgh":
            host.pane.submit("talk" + letter)
        await pilot.pause()
        host.pane.action_type()
        await pilot.press("pagedown")
        assert host.pane.sheet.scroll_y > 0
        await pilot.press("pageup")
        assert host.pane.sheet.scroll_y == 0


async def test_another_theme_is_drawn() -> None:
    host = Host()
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.submit("talk")
        await pilot.pause()
        host.answer()
        for theme in ("textual-light", "nord"):
            host.theme = theme
            await pilot.pause()
            assert "▇ talk" in "\n".join(host.shown())
