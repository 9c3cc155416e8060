"""How forms look, against the text written out."""

import math

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cvae_tui.core.tasks.tense.config import Mark
from cvae_tui.tui.messages import Cell, Line
from cvae_tui.tui.tables.forms import (
    ASCII,
    SAME,
    SIGNS,
    Pieces,
    Row,
    columns,
    conversion,
    counts,
    differences,
    distinct,
    gaussian,
    heads,
    needs_stack,
    row,
    row_heads,
    sentence,
    text,
    waiting,
)


def line(
    words: str, sure: tuple[float, ...] = (1, 1, 1, 1), *, mark: Mark = "train", gold: str = "- - - -", word: str = "",
    inferred: float | None = None, known: bool = True, source: int | None = None,
) -> Line:  # fmt: skip
    one, two, three, four = (
        Cell(form, certainty, None if right == "-" else right)
        for form, certainty, right in zip(words.split(), sure, gold.split(), strict=True)
    )
    return Line((one, two, three, four), mark, word, source, inferred, known)


EVERY = (True, True, True, True)
SPLIT = line(
    "split splits splitting splitted", (0.99, 0.7, 0.95, 0.3), mark="broken", gold="- - - split", word="splitting",
    inferred=0.984, source=2,
)  # fmt: skip


def texts(lines: list[Pieces]) -> list[str]:
    return [text(pieces) for pieces in lines]


def test_a_conversion_in_columns() -> None:
    assert text(heads(54)) == "  present     third        progressive    past"
    assert texts(conversion(SPLIT, (False, True, False, True), 54)) == [
        "× splitting  progressive 98 %                    known",
        "▇ split     ▅ splits~    ▇ splitting    ▃ splitted~",
        "                                        ✗ split",
    ]


def test_a_conversion_in_ascii() -> None:
    drawn = texts(conversion(SPLIT, (False, True, False, True), 54, signs=ASCII))
    assert drawn == [
        "x splitting  progressive 98 %                    known",
        "9 split     7 splits~    9 splitting    3 splitted~",
        "                                        ! split",
    ]
    assert all(part.isascii() for part in drawn)


def test_a_conversion_that_is_right_keeps_its_blank_line() -> None:
    right = line("go goes going went", word="went", source=3, known=False, inferred=1.0)
    assert texts(conversion(right, SAME, 54)) == [
        "● went  past 100 %                              unseen",
        "▇ go        ▇ goes       ▇ going        ▇ went",
        "",
    ]


def test_a_narrow_conversion_is_stacked() -> None:
    assert heads(40) == []
    assert needs_stack(SPLIT, 40)
    assert texts(conversion(SPLIT, (False, True, False, True), 40, stacked=True)) == [
        "× splitting  progressive 98 %      known",
        "  present     ▇ split",
        "  third       ▅ splits~",
        "  progressive ▇ splitting",
        "  past        ▃ splitted~ ✗ split",
        "",
    ]


def test_a_very_narrow_one_puts_the_right_form_below() -> None:
    assert texts(conversion(SPLIT, SAME, 30, stacked=True))[-3:] == [
        "  past        ▃ splitted",
        "              ✗ split",
        "",
    ]


def test_a_long_word_is_stacked() -> None:
    assert not needs_stack(line("refer refers referring referred", word="referring", source=2), 54)
    assert needs_stack(line("a b c d", word="industrialize", source=0), 54)
    assert needs_stack(line("a b refurbishing-x d", word="refurbish", source=0), 54)
    assert needs_stack(line("a b c d", gold="- - internationalizing -", word="a", source=0), 54)


def test_a_form_of_a_model_that_has_not_learned_is_cut() -> None:
    wild = line("goooooooooooooo goes going went", word="go", source=0)
    assert not needs_stack(wild, 54)
    assert text(conversion(wild, SAME, 54)[1]) == "▇ gooooooo… ▇ goes       ▇ going        ▇ went"


def test_a_given_tense_is_said_to_be_given() -> None:
    assert text(conversion(line("go goes going went", word="go", source=0), SAME, 40)[0]) == (
        "● go  present (given)              known"
    )


def test_an_empty_form_and_a_certainty_that_is_none() -> None:
    empty = Line((Cell("", math.nan), Cell("", 0), Cell("", 2), Cell("a", 1)), "broken", "go", 0)
    assert text(conversion(empty, SAME, 54)[1]) == "▁ –         ▁ –          ▁ –            ▇ a"


def test_waiting_is_as_tall_as_the_answer() -> None:
    assert texts(waiting("go", 54)) == ["  go …", "", ""]
    assert len(waiting("go", 40, stacked=True)) == len(conversion(SPLIT, SAME, 40, stacked=True))


GLANCE = line("glance glances glancing glanced", (0.99, 0.6, 0.2, 0.9))


def test_rows() -> None:
    assert text(row_heads(56, "z", 4)) == "  z       present   third      progressive  past"
    assert text(row(Row("3fa2", GLANCE, (False, True, False, False), cursor=True, locked=True, moved=True), 56, 4)) == (
        "▸■3fa2+ ● glance    glances~   glancing     glanced"
    )
    assert text(row(Row("3fa2", GLANCE), 56, 4)) == "  3fa2  ● glance    glances    glancing     glanced"
    assert text(row(Row("3fa2", None), 56, 4)) == "  3fa2    …"


def test_rows_in_ascii() -> None:
    drawn = text(row(Row("3fa2", GLANCE, EVERY, cursor=True, locked=True, moved=True), 56, 4, ASCII))
    assert drawn == ">#3fa2+ * glance~   glances~   glancing~    glanced~"


def test_a_head_too_long_for_its_column_is_shortened() -> None:
    assert text(row_heads(48, "z", 4)) == "  z       present third    progr.     past"


def test_a_narrow_row_has_two_tenses() -> None:
    assert text(row_heads(40, "z", 4)) == "  z       present        past"
    assert text(row(Row("3fa2", GLANCE), 40, 4)) == "  3fa2  ● glance         glanced"


def test_a_long_word_in_a_row_is_cut() -> None:
    long = line("internationalize a b c")
    assert text(row(Row("3fa2", long), 56, 4)) == "  3fa2  ● internat… a          b            c"


def test_certainty_has_its_role() -> None:
    roles = [role for part, role in row(Row("3fa2", GLANCE), 56, 4) if part.startswith("glanc")]
    assert roles == ["sure", "likely", "unsure", "sure"]


def test_counts_and_the_gaussian_score() -> None:
    other = line("go goes going went", mark="real")
    lines = [GLANCE, GLANCE, other, line("a b c d", mark="broken")]
    assert text(counts(lines)) == "● 2 train ○ 1 real ◌ 0 new × 1 broken"
    assert text(counts(lines, ASCII, names=False)) == "* 2 o 1 . 0 x 1"
    assert (gaussian(lines), distinct(lines)) == (0.5, 1)
    assert (gaussian([]), distinct([])) == (0, 0)


def test_differences() -> None:
    assert differences(None, GLANCE) == SAME
    assert differences(line("glance glance glancing glanced"), GLANCE) == (False, True, False, False)


def test_a_sentence_is_wrapped_by_cells() -> None:
    said = "'日本' is not a word of the letters a to z"
    assert texts(sentence(said, 12, "wrong")) == ["'日本' is", "not a word", "of the", "letters a to", "z"]
    assert texts(sentence("日本日本", 6, "wrong")) == ["日本日", "本"]
    assert sentence(" ", 6, "wrong") == []


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_sentence_fits_whatever_it_holds(said: str, width: int) -> None:
    for pieces in sentence(said, width, "wrong"):
        assert cell_len(text(pieces)) <= width
        assert text(pieces).isprintable()


_words = st.text("abcdefghijklmnopqrstuvwxyz", max_size=41)
_cells = st.builds(Cell, _words, st.floats(), st.none() | _words)


@given(
    st.tuples(_cells, _cells, _cells, _cells), st.sampled_from(["train", "real", "new", "broken"]), _words,
    st.none() | st.integers(0, 3), st.none() | st.floats(0, 1), st.integers(46, 160), st.booleans(),
)  # fmt: skip
def test_no_line_is_wider_than_its_pane(
    cells: tuple[Cell, Cell, Cell, Cell], mark: Mark, word: str, source: int | None, inferred: float | None, width: int,
    stacked: bool,
) -> None:  # fmt: skip
    drawn = Line(cells, mark, word, source, inferred)
    for signs in (SIGNS, ASCII):
        lines = conversion(drawn, EVERY, width, stacked=stacked, signs=signs)
        lines += [*waiting(word, width, signs=signs), row(Row("3fa2", drawn, EVERY), width, 4, signs)]
        assert all(len(text(pieces)) <= width for pieces in lines), texts(lines)


@given(st.integers(1, 400), st.integers(0, 12), st.integers(1, 3))
def test_columns_have_room_for_a_letter(width: int, before: int, around: int) -> None:
    assert min(columns(width, before, around).letters) >= 1
