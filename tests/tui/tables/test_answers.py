"""What is asked and answered at the prompt, and the history."""

from cvae_tui.core.answer import Query, Row, Table, Text
from cvae_tui.core.spec import Sign
from cvae_tui.tui.messages import Answered
from cvae_tui.tui.tables.answers import Entry, History
from cvae_tui.tui.tables.pieces import Pieces, signs_of, text

SIGNS = signs_of([Sign("train", "●", "*", "good", "known")])
WALK = Query("convert", ("walk",))


def table(*bases: str, label: str = "walk", note: str = "known") -> Table:
    rows = tuple(
        Row(tuple(Text(base + ending, 1.0) for ending in ("", "s", "ing", "ed")), label, "train", note)
        for base in bases
    )
    return Table(("present", "third", "progressive", "past"), rows, "3 of 3", (0, 1, 3, 2), (0, 3))


def texts(lines: list[Pieces]) -> list[str]:
    return [text(pieces) for pieces in lines]


def test_what_changed_is_seen() -> None:
    entry = Entry(WALK, "walk")
    entry.take(Answered(WALK, table("wak"), step=3))
    assert (entry.table, entry.step, entry.changed) == (table("wak"), 3, ((False,) * 4,))
    entry.take(Answered(WALK, table("walk")))
    assert entry.changed == ((True,) * 4,)
    entry.take(Answered(WALK, table("walk", "talk")))
    assert entry.changed == ((False,) * 4,) * 2, "rows of another number are others"


def test_an_error_is_shown_and_mends() -> None:
    entry = Entry(WALK, "walk")
    entry.take(Answered(WALK, error="there is no model yet"))
    assert texts(entry.draw(54, SIGNS)[1]) == ["walk", "there is no model yet", ""]
    entry.take(Answered(WALK, table("walk")))
    heads, lines = entry.draw(54, SIGNS)
    assert text(heads or []) == "  present     third        progressive    past"
    assert texts(lines) == ["● walk  known", "▇ walk      ▇ walks      ▇ walking      ▇ walked", ""]


def test_once_stacked_stays_so_at_this_width() -> None:
    entry = Entry(WALK, "walk")
    assert texts(entry.draw(48)[1]) == ["  walk …", "", ""]
    entry.take(Answered(WALK, table("walkwalk")))
    assert len(entry.draw(48)[1]) == 6
    entry.take(Answered(WALK, table("walk")))
    assert (entry.draw(48)[0], len(entry.draw(48)[1])) == ([], 6)
    assert len(entry.draw(80)[1]) == 3


def test_rows_of_which_nothing_is_to_be_said_are_a_table() -> None:
    entry = Entry(Query("interpolate", ("walk", "run", 2)), "interpolate walk run 2")
    entry.take(Answered(entry.query, table("walk", "run", label="100%", note="")))
    assert entry.draw(54, SIGNS)[0] == []
    assert texts(entry.draw(54, SIGNS)[1]) == [
        "  interpolate walk run 2",
        "          present  third     progressive past",
        "  100%  ● walk     walks     walking     walked",
        "  100%  ● run      runs      runing      runed",
        "3 of 3",
        "",
    ]


def test_history() -> None:
    history = History()
    assert (history.look(-1, "dra"), history.look(1, "dra")) == ("dra", "dra")
    for typed in ("one", "two", "one"):
        history.add(typed)
    assert history.lines == ["two", "one"]
    assert [history.look(-1, "dra"), history.look(-1, "x"), history.look(-1, "x")] == ["one", "two", "two"]
    assert [history.look(1, "x"), history.look(1, "x"), history.look(1, "dra")] == ["one", "dra", "dra"]
