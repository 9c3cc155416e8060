"""Texts as pieces, against the lines written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cvae_tui.core.spec import Sign
from cvae_tui.tui.tables.pieces import ASCII, SIGNS, Pieces, clip, sentence, signs_of, text, two_columns


def texts(lines: list[Pieces]) -> list[str]:
    return [text(pieces) for pieces in lines]


def test_a_text_is_clipped_by_cells() -> None:
    assert clip("internationalize", 9) == "internat…"
    assert clip("internationalize", 9, ASCII) == "internat>"
    assert clip("日本語", 5) == "日本…"
    assert clip("go\nto", 6) == "go to "
    assert (clip("go", 4, pad=False), clip("going", 4, pad=False)) == ("go", "goi…")
    assert clip("go", 0) == ""


def test_the_signs_of_a_legend() -> None:
    signs = signs_of([Sign("kept", "●", "*", "good", "the label is kept")])
    assert signs.category("kept") == ("●", "good")
    assert signs.category("other") == (" ", "plain")
    assert signs_of(signs.legend, ascii=True).category("kept") == ("*", "good")
    assert (signs.ramp, signs_of((), no_color=True).ramp) == ("", " ░▒▓█")
    assert (SIGNS.text("a · b"), ASCII.text("a · b")) == ("a · b", "a - b")


def test_a_sentence_is_wrapped_by_cells() -> None:
    said = "'日本' is not a word of the letters a to z"
    assert texts(sentence(said, 12, "bad")) == ["'日本' is", "not a word", "of the", "letters a to", "z"]
    assert texts(sentence("日本日本", 6, "bad")) == ["日本日", "本"]
    assert sentence(" ", 6, "bad") == []


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_sentence_fits_whatever_it_holds(said: str, width: int) -> None:
    for pieces in sentence(said, width, "bad"):
        assert cell_len(text(pieces)) <= width
        assert text(pieces).isprintable()


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["  one    a sentence", "  three  another"]),
        (20, ["  one", "    a sentence", "  three", "    another"]),
    ],
)
def test_two_columns(width: int, lines: list[str]) -> None:
    assert texts(two_columns([("one", "a sentence"), ("three", "another")], width)) == lines
