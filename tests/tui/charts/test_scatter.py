"""A map of points as rows of text."""

import math

import pytest

from cvae_tui.core.answer import Mark, Query, Scatter
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.scatter import Area, area_of, draw_map, groups_of, legend, nearest, plain, signs

LOOK = Look({f"slot{slot}": f"color({slot})" for slot in range(1, 9)})
PLAIN, ASCII = Look(no_color=True), Look(ascii=True)
# Four corners of a square, and its middle.
CORNERS = ((-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (0.0, 0.0))
MAP = Scatter("five", CORNERS, tuple("abcde"), {"side": ("top", "top", "low", "low", "low"), "name": tuple("abcde")})
SQUARE = Area((-1.0, 1.0), (-1.0, 1.0), 5, 3)


def rows(scatter: Scatter, look: Look, colouring: str = "side") -> list[str]:
    return [row.plain for row in draw_map(scatter, colouring, SQUARE, look)]


def test_points_are_dots_where_they_lie() -> None:
    assert rows(MAP, LOOK) == ["⠁   ⠈", "  ⠠  ", "⡀   ⢀"]


def test_a_dot_has_the_colour_of_its_group() -> None:
    top, _, low = draw_map(MAP, "side", SQUARE, LOOK)
    assert {str(span.style) for span in top.spans if str(span.style)} == {"color(1)"}
    assert {str(span.style) for span in low.spans if str(span.style)} == {"color(2)"}


def test_a_cell_has_the_colour_that_most_of_its_points_have() -> None:
    crowd = Scatter("", ((0.0, 0.0),) * 3 + ((1.0, 1.0),), ("",) * 4, {"g": ("x", "y", "y", "x")})
    row = draw_map(crowd, "g", SQUARE, LOOK)[1]
    assert [str(span.style) for span in row.spans if str(span.style)] == ["color(2)"]


def test_without_colours_groups_have_signs() -> None:
    assert rows(MAP, PLAIN) == ["*   *", "  ×  ", "×   ×"]
    assert rows(MAP, ASCII) == ["*   *", "  x  ", "x   x"]
    assert rows(MAP, ASCII, colouring="") == [".   .", "  .  ", ".   ."]


def test_more_groups_than_colours_have_their_letters() -> None:
    many = Scatter("", tuple((number / 8, 0.0) for number in range(9)), ("",) * 9, {"g": tuple("ihgfedcba")})
    assert groups_of(many, "g") == list("abcdefghi")
    (row,) = draw_map(many, "g", Area((0.0, 1.0), (-1.0, 1.0), 9, 1), LOOK)
    assert row.plain == "ihgfedcba"
    assert legend(many, "g", LOOK, 40).plain == "by g  a to i"


def test_marks_lie_over_points() -> None:
    marks = (Mark(-1.0, 1.0, "no", True), Mark(0.0, 0.0, "it"), Mark(1.0, -1.0, "far"))
    marked = Scatter("five", CORNERS, tuple("abcde"), MAP.groups, marks)
    assert rows(marked, LOOK) == ["◇   ⠈", "  ▪it", "⡀far▪"]
    assert rows(marked, ASCII) == ["%   *", "  @it", "xfar@"]
    assert legend(marked, "side", LOOK, 50).plain == "by side  • top  • low  "
    assert legend(marked, "side", ASCII, 50).plain == "by side  * top  x low  "
    assert signs(marked) == "◇ sample  ▪ typed" and plain(signs(marked)) == "% sample  @ typed"
    assert signs(MAP) == ""


def test_a_long_name_of_a_mark_is_cut() -> None:
    long = Scatter("", ((0.0, 0.0), (1.0, 0.0)), ("", ""), {}, (Mark(0.0, 0.0, "a film that is long"),))
    wide = Area((0.0, 1.0), (-1.0, 1.0), 24, 1)
    assert draw_map(long, "", wide, LOOK)[0].plain == "▪a film that is…       ⠠"
    assert draw_map(long, "", wide, ASCII)[0].plain == "@a film that is.       ."


def test_the_area_holds_points_and_marks_and_a_cell_is_a_place() -> None:
    area = area_of(Scatter("", ((0.0, 0.0), (math.nan, 9.0)), ("", ""), {}, (Mark(1.0, 2.0, ""),)), 10, 4)
    assert area.x == pytest.approx((-0.04, 1.04)) and area.y == pytest.approx((-0.08, 2.08))
    assert area.cell(*area.place(3, 2)) == (3, 2) and area.cell(99.0, -99.0) == (9, 3)
    alone = area_of(Scatter("", ((5.0, 0.0),), ("",)), 10, 4)
    assert alone.x[0] < 5.0 < alone.x[1] and alone.y[0] < 0.0 < alone.y[1]
    assert area_of(Scatter("", (), ()), 0, 0).cell(0.0, 0.0) == (0, 0)


def test_the_nearest_point_is_the_one_that_looks_so() -> None:
    assert nearest(MAP, 0.9, 0.8, SQUARE) == 1
    assert nearest(MAP, 0.1, 0.1, SQUARE) == 4
    assert nearest(Scatter("", (), ()), 0.0, 0.0, SQUARE) is None
    assert nearest(Scatter("", ((math.nan, 0.0),), ("",)), 0.0, 0.0, SQUARE) is None


def test_points_that_are_not_finite_are_left_out() -> None:
    odd = Scatter("", ((math.nan, 0.0), (math.inf, 0.0), (0.0, 0.0)), ("", "", ""), {}, (Mark(math.nan, 0.0, "x"),))
    assert rows(odd, LOOK, colouring="") == ["     ", "  ⠠  ", "     "]


def test_a_place_has_its_question() -> None:
    assert MAP.at(1.0, 2.0) is None
    assert Scatter("", (), (), ask=Query("place", ("here",))).at(1.0, 2.0) == Query("place", ("here", 1.0, 2.0))


@pytest.mark.parametrize(
    ("width", "text"), [(23, "by side  • top  • low  "), (20, "• top  • low  "), (9, "top low "), (5, "t l ")]
)
def test_the_legend_has_fewer_words_and_then_fewer_letters(width: int, text: str) -> None:
    assert legend(MAP, "side", LOOK, width).plain == text[:width]
