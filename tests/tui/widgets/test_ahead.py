"""What is being typed, asked ahead; the prompt's tests drive it by keys."""

from cvae_tui.core.answer import Query, Row, Table, Text
from cvae_tui.tui.messages import Answered
from cvae_tui.tui.tables.answers import Entry
from cvae_tui.tui.tables.pieces import SIGNS, text
from cvae_tui.tui.widgets.ahead import ABOUT, Ahead

WALK, TALK = Query("ask", ("walk",)), Query("ask", ("talk",))
TABLE = Table(("said",), (Row((Text("walked"),), "walk"),))


def test_an_answer_is_shown_until_something_else_is_asked() -> None:
    posted: list[Query | None] = []
    ahead = Ahead(lambda message: posted.append(message.question))
    assert ahead.draw(40, SIGNS) == [] and not ahead.drop()
    ahead.ask(Entry(WALK, "walk"))
    assert not ahead.answer(Answered(TALK, TABLE)) and ahead.answer(Answered(WALK, TABLE, step=3))
    assert [text(line) for line in ahead.draw(40, SIGNS)][:2] == [ABOUT, "  said"]
    # The same is not asked twice, but for a model that is at another step.
    ahead.ask(Entry(WALK, "walk"))
    ahead.renew(3)
    ahead.renew(4)
    ahead.ask(Entry(TALK, "talk"))
    assert ahead.entry is not None and ahead.entry.query == WALK
    assert ahead.answer(Answered(TALK, error="there is no model")) and ahead.entry is None
    ahead.take_back()
    assert posted == [WALK, WALK, TALK, None]


def test_what_is_dropped_is_not_awaited() -> None:
    ahead = Ahead(lambda message: None)
    ahead.ask(Entry(WALK, "walk"))
    ahead.answer(Answered(WALK, TABLE))
    ahead.ask(Entry(TALK, "talk"))
    assert ahead.drop() and not ahead.answer(Answered(TALK, TABLE)) and not ahead.drop()
