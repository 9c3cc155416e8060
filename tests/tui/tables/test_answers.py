"""What is asked and answered at the prompt, and the history."""

import pytest

from cvae_tui.tui.commands import Between, Words
from cvae_tui.tui.messages import Answered, Cell, Convert, Interpolate, Line, Walk
from cvae_tui.tui.tables.answers import MOST_ENTRIES, Answers, Entry, History, table
from cvae_tui.tui.tables.forms import ASCII, Pieces, text


def line(base: str, word: str = "") -> Line:
    cells = (Cell(base, 1), Cell(base + "s", 1), Cell(base + "ing", 1), Cell(base + "ed", 1))
    return Line(cells, "train", word, 0 if word else None, 0.9 if word else None, True)


def texts(lines: list[Pieces]) -> list[str]:
    return [text(pieces) for pieces in lines]


def questions(answers: Answers) -> list[object]:
    return [entry.question for entry in answers.entries]


def test_words_asked_together_are_a_question_per_source() -> None:
    answers = Answers()
    asked = answers.add(Words(("walk", "ran", "talk"), (None, 3, None)))
    assert asked == [Convert(("walk", "talk")), Convert(("ran",), 3)]
    assert questions(answers) == [Convert(("walk",)), Convert(("ran",), 3), Convert(("talk",))]


def test_the_newest_is_on_top_and_nothing_is_there_twice() -> None:
    answers = Answers()
    answers.add(Words(("walk",), (None,)))
    answers.add(Between("walk", "run", 5))
    answers.add(Walk((7, ()), 3))
    answers.add(Words(("walk", "walk"), (None, None)))
    assert questions(answers) == [Convert(("walk",)), Walk((7, ()), 3), Interpolate("walk", "run", 5)]
    for number in range(MOST_ENTRIES + 5):
        answers.add(Walk((number, ()), 0))
    assert len(answers.entries) == MOST_ENTRIES


def test_an_answer_finds_its_entries() -> None:
    answers = Answers()
    (asked,) = answers.add(Words(("walk", "talk"), (None, None)))
    assert not answers.take(Answered(Convert(("sing",)), (line("sing", "sing"),)))
    assert answers.take(Answered(asked, (line("walk", "walk"), line("talk", "talk"))))
    assert [entry.lines for entry in answers.entries] == [(line("walk", "walk"),), (line("talk", "talk"),)]
    assert not answers.waiting


def test_what_changed_since_the_last_answer() -> None:
    answers = Answers()
    (asked,) = answers.add(Words(("walk",), (None,)))
    answers.take(Answered(asked, (line("wak", "walk"),)))
    assert answers.entries[0].changed == ((False,) * 4,)
    answers.take(Answered(asked, (line("walk", "walk"),)))
    assert answers.entries[0].changed == ((True,) * 4,)


def test_nothing_is_asked_again_while_answers_are_awaited() -> None:
    answers = Answers()
    (asked,) = answers.add(Words(("walk",), (None,)))
    assert answers.again(answers.entries, 9) == []
    answers.take(Answered(asked, (line("walk", "walk"),), step=8))
    assert answers.again(answers.entries, 8) == []
    assert answers.again(answers.entries, 9) == [asked]
    answers.forget()
    assert answers.again(answers.entries, 0) == [asked]
    answers.clear()
    assert (answers.entries, answers.waiting) == ([], False)


def test_an_error_is_shown_and_mends() -> None:
    entry = Entry(Convert(("walk",)))
    entry.take((), "there is no model yet")
    assert texts(entry.draw(54)) == ["walk", "there is no model yet", ""]
    entry.take((line("walk", "walk"),), "")
    assert texts(entry.draw(54))[1] == "▇ walk      ▇ walks      ▇ walking      ▇ walked"


def test_once_stacked_stays_so_at_this_width() -> None:
    entry = Entry(Convert(("walk",)))
    assert texts(entry.draw(48)) == ["  walk …", "", ""]
    entry.take((line("walkwalk", "walk"),), "")
    assert len(entry.draw(48)) == 6
    entry.take((line("walk", "walk"),), "")
    assert len(entry.draw(48)) == 6
    assert len(entry.draw(80)) == 3


def test_a_way() -> None:
    entry = Entry(Interpolate("walk", "run", 3))
    assert texts(entry.draw(54))[0] == "  walk → run …"
    entry.take((line("walk"), line("wun"), line("run")), "")
    assert texts(entry.draw(54)) == [
        "  walk → run",
        "          present  third     progressive past",
        "    0%  ● walk     walks     walking     walked",
        "   50%  ● wun      wuns      wuning      wuned",
        "  100%  ● run      runs      runing      runed",
        "",
    ]
    assert texts(entry.draw(54, ASCII))[0] == "  walk -> run"
    assert text(Entry(Interpolate((0x3FA2, ()), (7, ((0, 0.5),)))).draw(54)[0]) == "  z#3fa2 → z#0007 moved …"


def test_a_walk() -> None:
    entry = Entry(Walk((0x3FA2, ()), 3, (-1.0, 1.0)))
    entry.take((line("walk"), line("run")), "")
    assert texts(entry.draw(40)) == [
        "  z3 of z#3fa2",
        "          present        past",
        "  -1.0  ● walk           walked",
        "  +1.0  ● run            runed",
        "",
    ]


def test_history() -> None:
    history = History()
    assert history.older("dra") == "dra"
    assert history.newer("dra") == "dra"
    for typed in ("one", "two", "one"):
        history.add(typed)
    assert history.lines == ["two", "one"]
    assert [history.older("dra"), history.older("x"), history.older("x")] == ["one", "two", "two"]
    assert [history.newer("x"), history.newer("x"), history.newer("dra")] == ["one", "dra", "dra"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["  one    a sentence", "  three  another"]),
        (20, ["  one", "    a sentence", "  three", "    another"]),
    ],
)
def test_table(width: int, lines: list[str]) -> None:
    assert texts(table([("one", "a sentence"), ("three", "another")], width)) == lines
