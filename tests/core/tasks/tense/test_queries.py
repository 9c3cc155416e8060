"""What a typed line means to a tense model, and what is no query of it."""

import pytest

from cvae_tui.core.answer import Query, SampleRow, Shown
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.tense.queries import EXAMPLES, between, parse

ROWS = Shown((SampleRow(3), SampleRow(0xAB, ((1, 0.5),))), cursor=1)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        (" Splitting ", Query("convert", (("splitting", None),))),
        ("split, go;ran", Query("convert", (("split", None), ("go", None), ("ran", None)))),
        ("split from past", Query("convert", (("split", 3),))),
        ("split:p go", Query("convert", (("split", 3), ("go", None)))),
        ("split --from past --to third", Query("convert", (("split", 3),))),
        ("go go", Query("convert", (("go", None),))),
        ("interpolate go walk", Query("interpolate", ("go", "walk", 7))),
        ("Interpolate z#0003 z#00ab 5", Query("interpolate", (SampleRow(3), SampleRow(0xAB), 5))),
        ("walk 3", Query("walk", (SampleRow(0xAB, ((1, 0.5),)), 3))),
        ("walk z[0] 1", Query("walk", (SampleRow(3), 0))),
        ("walk 2 z#00ff", Query("walk", (SampleRow(0xFF), 2))),
        # Verbs all the same.
        ("walk", Query("convert", (("walk", None),))),
        ("interpolate", Query("convert", (("interpolate", None),))),
        ("walk run", Query("convert", (("walk", None), ("run", None)))),
    ],
)
def test_a_line_is_a_query(typed: str, query: Query) -> None:
    assert parse(typed, ROWS) == query


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "there is no word"),
        ("split from future", "no tense 'future'"),
        ("w0rd", "'w0rd' is not a word"),
        (" ".join(["go"] * 21), "21 words are too many"),
        ("interpolate go z#0001", "no path between them"),
        ("interpolate go walk 1", "steps cannot be '1'; type a whole number from 2 to 50"),
        ("intrpolate go walk", "type interpolate A B"),
        ("walk 1 3", "there is no row 3"),
        ("walk 1 2 3", "walk is typed as"),
        ("walk 99999", "the dimension cannot be '99999'"),
    ],
)
def test_what_is_no_query_gets_one_sentence(typed: str, reason: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(typed, ROWS)
    assert reason in str(error.value) and "\n" not in str(error.value)


def test_a_row_that_is_not_on_show_is_none() -> None:
    with pytest.raises(UsageError, match="there is no row 1"):
        parse("walk 0", Shown())


def test_the_path_between_two_samples_is_an_interpolation() -> None:
    assert between(SampleRow(1), SampleRow(2), 9) == Query("interpolate", (SampleRow(1), SampleRow(2), 9))


def test_every_example_without_a_placeholder_can_be_typed() -> None:
    for typed, _ in EXAMPLES:
        assert typed.upper() != typed
        if not any(word.isupper() for word in typed.split()):
            assert parse(typed, ROWS).key == "convert"
