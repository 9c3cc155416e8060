"""What may be typed, and what is said of what may not."""

import pytest

from cvae_tui.core.answer import Query, Row, Shown, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.spelling.queries import bare, parse, parts_of, whole


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("recieve", Query("correct", ("recieve",))),
        ("  Teh, cat! ", Query("correct", ("Teh", "cat"))),
        ("don’t well-knwon", Query("correct", ("don't", "well-knwon"))),
        ("a x1 café", Query("correct", ("a", "x1", "café"))),
        ("align recieve receive", Query("align", ("recieve", "receive"))),
        ("align recieve", Query("correct", ("align", "recieve"))),
    ],
)
def test_a_line_is_a_query(text: str, query: Query) -> None:
    assert parse(text, Shown()) == query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no word"), (" ,.! ", "there is no word"), ("12", "no word of the letters"),
        ("слово", "no word of the letters"), ("a" * 500, "has 500 letters"), ("a " * 31, "31 words are too many"),
        ("align x1 y", "no word of the letters"), ("\x1b[31m", "no word of the letters"),
    ],
)  # fmt: skip
def test_what_is_no_word_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text, Shown())


def test_a_sample_in_full_is_aligned_with_what_is_right() -> None:
    right = Row((Text("recieve"), Text("receive", 0.9)))
    wrong = Row((Text("recieve"), Text("relieve", 0.9, gold="receive")))
    assert whole(0, right) == whole(0, wrong) == "align recieve receive"


def test_hyphens_part_a_word_and_edges_are_left_out() -> None:
    assert parts_of("Well-Knwon") == ["well", "knwon"] and parts_of("well-") is None and parts_of("x1") is None
    assert bare("(recieve),") == "recieve" and bare("'quoted'") == "quoted" and bare("[bold]") == "bold"
