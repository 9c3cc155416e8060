"""What a typed line means."""

import pytest

from cvae_tui.core.answer import Query, SampleRow, Shown
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.sentiment.queries import parse

ROWS = Shown((SampleRow(7), SampleRow(9)))


def test_a_text_is_judged_and_a_row_is_read() -> None:
    assert parse("  not bad at all ", ROWS) == Query("judge", ("not bad at all",))
    assert parse("#2", ROWS) == Query("read", (SampleRow(9),))
    assert parse("number #2", ROWS) == Query("judge", ("number #2",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no word in nothing"), ("--,;", "no word in '--,;'"), ("#3", "no row 3"), ("#0", "no row 0"),
        ("<br />", "no word in '<br />'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text, ROWS)
