"""What a word was read as, in words."""

import pytest

from cvae_tui.core.tasks.tense.config import Row
from cvae_tui.core.tasks.tense.description import grouped, read_as
from cvae_tui.core.tasks.tense.extra import OTHER, PARTICIPLE

WRITE, BE = ("write", "writes", "writing", "wrote"), ("be", "is", "being", "was")
TRAVEL = ("travel", "travels", "traveling", "traveled")


@pytest.mark.parametrize(
    ("word", "kind", "forms", "expected"),
    [
        ("wrote", 3, WRITE, "past"),
        ("written", PARTICIPLE, WRITE, "past participle of write"),
        ("travelled", OTHER, TRAVEL, "other spelling of traveled"),
        ("travelling", OTHER, TRAVEL, "other spelling of traveling"),
        ("focusses", OTHER, ("focus", "focuses", "focusing", "focused"), "other spelling of focuses"),
        ("learnt", OTHER, ("learn", "learns", "learning", "learned"), "other spelling of learned"),
        ("ageing", OTHER, ("age", "ages", "aging", "aged"), "other spelling of aging"),
        ("were", OTHER, BE, "other form of be"),
        ("am", OTHER, BE, "other form of be"),
        ("hanged", OTHER, ("hang", "hangs", "hanging", "hung"), "other form of hang"),
    ],
)
def test_a_reading_in_words(word: str, kind: int, forms: Row, expected: str) -> None:
    assert read_as(word, kind, forms) == expected


def test_readings_with_the_same_forms_are_one() -> None:
    put: Row = ("put", "puts", "putting", "put")
    lay: Row = ("lay", "lays", "laying", "laid")
    lie: Row = ("lie", "lies", "lying", "lay")
    assert grouped([("present", "60 %", put), ("past", "40 %", put)]) == [(0, "present 60 %, past 40 %")]
    assert grouped([("present", "", lay), ("past", "", lie)]) == [(0, "present"), (1, "past")]
