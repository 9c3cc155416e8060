"""How tables look, against the text written out."""

import math

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cvae_tui.core.answer import Cell, Image, Row, Table, Text
from cvae_tui.core.spec import Sign
from cvae_tui.tui.tables.layout import Rows, columns, counts, differences, needs_stack, records
from cvae_tui.tui.tables.pieces import Pieces, signs_of, text

LEGEND = (Sign("train", "●", "*", "good", "known"), Sign("broken", "×", "x", "bad", "anything else"))
SIGNS, ASCII = signs_of(LEGEND), signs_of(LEGEND, ascii=True)
HEADS = ("present", "third", "progressive", "past")


def row(
    words: str, scores: tuple[float, ...] = (1, 1, 1, 1), category: str = "train", gold: str = "- - - -",
    label: str = "", note: str = "",
) -> Row:  # fmt: skip
    found = zip(words.split(), scores, gold.split(), strict=True)
    cells = tuple(Text(word, score, gold=None if right == "-" else right) for word, score, right in found)
    return Row(cells, label, category, note)


def table(*rows: Row) -> Table:
    return Table(HEADS, rows, growth=(0, 1, 3, 2), narrow=(0, 3))


def texts(lines: list[Pieces]) -> list[str]:
    return [text(pieces) for pieces in lines]


SAME, EVERY = (False,) * 4, (True,) * 4
SPLIT = row(
    "split splits splitting splitted", (0.99, 0.7, 0.95, 0.3), "broken", "- - - split", "splitting", "98 % · known"
)
GLANCE = row("glance glances glancing glanced", (0.99, 0.6, 0.2, 0.9))
PICTURE = Image(4, 4, 1, bytes(range(0, 160, 10)))

# --- records ---


def test_a_record_in_columns() -> None:
    heads, lines = records(table(SPLIT), [(False, True, False, True)], 54, SIGNS)
    assert text(heads) == "  present     third        progressive    past"
    assert texts(lines) == [
        "× splitting  98 % · known",
        "▇ split     ▅ splits~    ▇ splitting    ▃ splitted~",
        "                                        ✗ split",
    ]


def test_a_record_in_ascii() -> None:
    drawn = texts(records(table(SPLIT), [(False, True, False, True)], 54, ASCII)[1])
    assert drawn == [
        "x splitting  98 % - known",
        "9 split     7 splits~    9 splitting    3 splitted~",
        "                                        ! split",
    ]
    assert all(part.isascii() for part in drawn)


def test_records_that_are_right_keep_their_blank_line() -> None:
    right = row("go goes going went", label="went", note="past 100 %")
    assert texts(records(table(right, SPLIT), [SAME, SAME], 54, SIGNS)[1]) == [
        "● went  past 100 %",
        "▇ go        ▇ goes       ▇ going        ▇ went",
        "",
        "× splitting  98 % · known",
        "▇ split     ▅ splits     ▇ splitting    ▃ splitted",
        "                                        ✗ split",
    ]


def test_a_narrow_record_is_stacked() -> None:
    assert needs_stack(table(SPLIT), 45)
    assert texts(records(table(SPLIT), [(False, True, False, True)], 40, SIGNS, stacked=True)[1]) == [
        "× splitting  98 % · known",
        "  present     ▇ split",
        "  third       ▅ splits~",
        "  progressive ▇ splitting",
        "  past        ▃ splitted~ ✗ split",
        "",
    ]
    assert texts(records(table(SPLIT), [SAME], 30, SIGNS, stacked=True)[1])[-3:] == [
        "  past        ▃ splitted",
        "              ✗ split",
        "",
    ]


def test_a_long_word_is_stacked_and_one_of_a_model_that_has_not_learned_is_cut() -> None:
    assert not needs_stack(table(row("refer refers referring referred", label="referring")), 54)
    assert needs_stack(table(row("a b refurbishing-x d", label="refurbish")), 54)
    assert needs_stack(table(row("a b c d", gold="- - internationalizing -", label="a")), 54)
    wild = table(row("goooooooooooooo goes going went", label="go"))
    assert not needs_stack(wild, 54)
    assert text(records(wild, [SAME], 54, SIGNS)[1][1]) == "▇ gooooooo… ▇ goes       ▇ going        ▇ went"


def test_an_empty_text_no_score_and_one_that_is_none() -> None:
    empty = Row((Text("", math.nan), Text("", 0), Text("", 2), Text("a")))
    assert text(records(table(empty), [SAME], 54)[1][1]) == "▁ –         ▁ –          ▁ –              a"


def test_a_record_without_heads_has_a_column_for_each_cell() -> None:
    bare = Table(rows=(Row((Text("bad", 0.5), Text("was", 0.9)), "the film", note="negative 93 %"),))
    assert texts(records(bare, [(False, True)], 30)[1]) == ["  the film  negative 93 %", "▄ bad          ▇ was~", ""]


def test_what_is_long_leaves_room_for_its_note() -> None:
    long = Table(("word",), (Row((Text("x"),), "a text that goes on and on", note="negative"),))
    assert text(records(long, [(False,)], 24)[1][0]) == "  a text that…  negative"


# --- rows ---


def test_rows() -> None:
    drawn = Rows(table(GLANCE), 56, 4, SIGNS)
    assert text(drawn.heads("seed")) == "  seed    present   third      progressive  past"
    assert texts(drawn.draw("3fa2", GLANCE)) == ["  3fa2  ● glance    glances    glancing     glanced"]
    assert texts(drawn.draw("3fa2", GLANCE, (False, True, False, False), "▸■", "+")) == [
        "▸■3fa2+ ● glance    glances~   glancing     glanced"
    ]
    assert texts(drawn.draw("3fa2", None)) == ["  3fa2    …"]


def test_a_note_is_shown_where_there_is_room() -> None:
    noted = Row((Text("good", 1.0),), category="train", note="negative 93 %")
    assert texts(Rows(Table(("word",), (noted,)), 44, 4, SIGNS).draw("3fa2", noted)) == [
        "  3fa2  ● good                negative 93 %"
    ]
    assert texts(Rows(Table(("word",), (noted,)), 36, 4, SIGNS).draw("3fa2", noted)) == [
        "  3fa2  ● good                negat…"
    ]


def test_a_narrow_table_shows_the_columns_that_it_keeps() -> None:
    drawn = Rows(table(GLANCE), 40, 4, ASCII)
    assert text(drawn.heads()) == "          present        past"
    assert texts(drawn.draw("3fa2", GLANCE, EVERY)) == ["  3fa2  * glance~        glanced~"]


def test_what_changed_is_marked_before_the_gap_to_the_next_column() -> None:
    full = row("abcdefgh walking a b")
    drawn = text(Rows(table(), 56, 4, ASCII).draw("3fa2", full, (True, True, False, False))[0])
    assert "abcdefgh~ walking~" in drawn


def test_what_is_too_long_for_its_column_is_cut() -> None:
    assert text(Rows(table(), 48, 4).heads()) == "          present third    progr.     past"
    drawn = Rows(table(), 56, 4, SIGNS).draw("3fa2", row("internationalize a b c"))
    assert texts(drawn) == ["  3fa2  ● interna…  a          b            c"]


def test_the_right_text_stands_beside_a_wrong_one_where_there_is_room() -> None:
    row = Row((Text("fan", gold="fann"), Text("run")))
    drawn = {width: Rows(Table(rows=(row,)), width, 4).draw("0001", row, (True, False)) for width in (40, 24)}
    (wide,), (narrow,) = (["".join(part for part, _ in line) for line in lines] for lines in drawn.values())
    assert "fan~ ✗ fann    run" in wide
    assert "✗" not in narrow and "fan~" in narrow


def test_certainty_tones_and_wrong_texts_have_their_role() -> None:
    cells = (
        Text("a", 0.9),
        Text("b", 0.5),
        Text("c", 0.2),
        Text("d"),
        Text("e", 0.9, tone="info"),
        Text("f", 1, gold="g"),
    )
    (drawn,) = Rows(Table(rows=(Row(cells),)), 100, 4).draw("0001", Row(cells))
    assert ("g", "gold") in [(part.strip(), role) for part, role in drawn]
    roles = [role for part, role in drawn if part in "abcdef"]
    assert roles == ["sure", "likely", "unsure", "plain", "info", "bad"]


# --- pictures ---


def test_a_row_is_as_tall_as_its_picture() -> None:
    mixed = Row((Text("7"), PICTURE, PICTURE), category="train")
    drawn = Rows(Table(("digit", "drawn", "back"), (mixed,)), 40, 4, ASCII)
    assert columns(drawn.table, 40, 10).letters == (5, 5, 4)
    assert drawn.height == 2
    assert text(drawn.heads()) == "          digit drawn back"
    assert texts(drawn.draw("3fa2", mixed, (False, True, False), "> ")) == [
        "> 3fa2  * 7      ...~  ...",
        "                -==+  -==+",
    ]


def test_pictures_share_the_room_and_shrink() -> None:
    wide = Image(4, 28, 1, bytes(112))
    mixed = Table(("digit", "drawn", "back"), (Row((Text("7"), wide, wide)),))
    assert columns(mixed, 50, 10).letters == (5, 16, 16)
    assert Rows(mixed, 50, 4).height == 1
    tall = Table(("drawn",), (Row((Image(28, 4, 1, bytes(112)),)),))
    assert [Rows(tall, 50, 4, lines=lines).height for lines in (0, 20, 6)] == [14, 14, 5]


def test_a_record_with_pictures() -> None:
    mixed = Table(("digit", "drawn"), (Row((Text("7", 0.9), PICTURE), "7", "train", "kept"),))
    assert texts(records(mixed, [(False, False)], 40, ASCII)[1]) == [
        "* 7  kept",
        "9 7        ...",
        "          -==+",
        "",
    ]
    assert texts(records(mixed, [(False, False)], 20, ASCII, stacked=True)[1])[1:] == [
        "  digit 9 7",
        "  drawn    ...",
        "          -==+",
        "",
    ]


# --- what is the same ---


def test_counts() -> None:
    rows = [GLANCE, GLANCE, row("a b c d", category="broken")]
    assert text(counts(rows, SIGNS)) == " ● 2 train × 1 broken"
    assert text(counts(rows, ASCII, names=False)) == " * 2 x 1"
    assert counts(rows, signs_of(())) == []


def test_differences() -> None:
    assert differences(None, GLANCE) == SAME
    assert differences(row("glance glance glancing glanced"), GLANCE) == (False, True, False, False)
    assert differences(Row((PICTURE,)), Row((Image(4, 4, 1, bytes(16)),))) == (True,)
    assert differences(Row((PICTURE,)), GLANCE) == SAME


_words = st.text("abcdefghijklm 日", max_size=41)
_texts = st.builds(Text, _words, st.none() | st.floats(), gold=st.none() | _words)
_images = st.builds(lambda h, w: Image(h, w, 1, bytes(h * w)), st.integers(1, 9), st.integers(1, 70))
_cells: st.SearchStrategy[Cell] = _texts | _images


@given(st.lists(_cells, min_size=1, max_size=5).map(tuple), _words, _words, st.integers(46, 160), st.booleans())
def test_no_line_is_wider_than_its_pane(
    cells: tuple[Cell, ...], label: str, note: str, width: int, stacked: bool
) -> None:
    shown = Table(("a head that is long",) * len(cells), (Row(cells, label, "train", note),))
    changed = (True,) * len(cells)
    for signs in (SIGNS, ASCII):
        heads, drawn = records(shown, [changed], width, signs, stacked=stacked)
        drawn.append(heads)
        drawn += Rows(shown, width, 4, signs).draw("3fa2", shown.rows[0], changed)
        assert all(cell_len(text(pieces)) <= width for pieces in drawn), texts(drawn)
