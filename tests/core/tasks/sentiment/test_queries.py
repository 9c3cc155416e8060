"""What a typed line means."""

import pytest

from cvae_tui.core.answer import Query, Row, SampleRow, Shown
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.sentiment.queries import parse, shaded, whole

ROWS = Shown((SampleRow(7), SampleRow(9)), mode="wrong")


def test_a_text_is_judged_and_a_row_is_read() -> None:
    assert parse("  not bad at all ", ROWS) == Query("judge", ("not bad at all", True))
    assert parse("#2", ROWS) == Query("read", (SampleRow(9), "wrong", True))
    assert parse("number #2", ROWS) == Query("judge", ("number #2", True))
    assert parse(whole(1, Row(())), ROWS) == parse("#2", ROWS)


def test_effects_are_asked_for_where_words_are_coloured_by_them() -> None:
    asked = parse("not bad at all", ROWS)
    assert shaded(asked, "attention") == Query("judge", ("not bad at all", False))
    assert shaded(shaded(asked, "attention"), "effect") == asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no text"), ("--,;", "no word in '--,;'"), ("#3", "no row 3"), ("#0", "no row 0"),
        ("<br />", "no word in '<br />'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text, ROWS)
