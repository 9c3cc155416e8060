"""Letters beside letters, kinds of error, and capitals."""

import pytest

from cvae_tui.core.tasks.spelling.edits import KINDS, Edit, align, changes, kind_of, marked, with_case


def test_a_word_letter_by_letter() -> None:
    assert align("the", "teh") == (Edit("t", "t"), Edit("he", "eh"))
    assert align("cat", "ct") == (Edit("c", "c"), Edit("a", ""), Edit("t", "t"))
    assert align("", "ab") == (Edit("", "a"), Edit("", "b")) and align("", "") == ()
    assert changes("separate", "seperate") == (Edit("a", "e"),)


@pytest.mark.parametrize(
    ("meant", "written", "kind"),
    [
        ("separate", "seperate", "wrong vowel"), ("letter", "leter", "doubled"), ("later", "latter", "doubled"),
        ("because", "becuse", "left out"), ("because", "becauxse", "added"), ("receive", "recieve", "swapped"),
        ("knowledge", "nolij", "by sound"), ("phone", "fone", "by sound"), ("cat", "cab", "wrong letter"),
        ("definitely", "defanitly", "several"), ("same", "same", ""),
    ],
)  # fmt: skip
def test_kinds(meant: str, written: str, kind: str) -> None:
    assert kind_of(meant, written) == kind and kind in (*KINDS, "")


@pytest.mark.parametrize(
    ("written", "meant", "said"),
    [
        ("definately", "definitely", "a→i"),
        ("leter", "letter", "+t"),
        ("lettter", "letter", "-t"),
        ("recieve", "receive", "ie→ei"),
        ("a", "a", ""),
    ],
)
def test_letters_changed_are_marked(written: str, meant: str, said: str) -> None:
    assert marked(written, meant) == said


@pytest.mark.parametrize(
    ("word", "typed", "cased"),
    [("the", "Teh", "The"), ("the", "TEH", "THE"), ("the", "teh", "the"), ("a", "E", "A"), ("don't", "DON'Y", "DON'T")],
)
def test_capitals_are_those_that_were_typed(word: str, typed: str, cased: str) -> None:
    assert with_case(word, typed) == cased
