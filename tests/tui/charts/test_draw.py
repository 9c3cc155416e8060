"""Charts against literal rows of text, sized to be checked by eye."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import plotext
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text
from textual_plotext.plot import Plot

from cvae_tui.tui.charts.draw import draw, draw_rows, margins, x_at
from cvae_tui.tui.charts.panel import Line, Look, Panel, Rule

NAN = math.nan


def line(name: str, x: list[float], y: list[float], **more: bool | int) -> Line:
    return Line(name, np.array(x, float), np.array(y, float), **more)  # type: ignore[arg-type]


def rows(panel: Panel, width: int, height: int, look: Look | None = None) -> list[str]:
    text = draw(panel, width, height, look or Look()).plain.split("\n")
    assert [len(row) for row in text] == [width] * height
    return text


CROSSING = (line("a", [0, 4], [0, 4]), line("b", [0, 4], [10, 0], right=True, mark=1))


def test_a_falling_line() -> None:
    panel = Panel((line("a", [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]),), extent=(0, 4))
    assert rows(panel, 24, 8) == [
        "4┤⠑⠢⣀                   ",
        " │   ⠉⠢⢄                ",
        " │      ⠉⠒⠤⣀            ",
        "2┤          ⠉⠢⢄         ",
        " │             ⠑⠢⣀      ",
        " │                ⠑⠢⣀   ",
        "0┤                   ⠉⠢⢄",
        "  0    1     2    3    4",
    ]


def test_a_nan_is_a_gap() -> None:
    panel = Panel((line("a", [0, 1, 2, 3, 4], [4, 3, NAN, 1, 0]),), extent=(0, 4))
    assert rows(panel, 24, 8) == [
        "4┤⠑⠢⣀                   ",
        " │   ⠉⠢⢄                ",
        " │                      ",
        "2┤                      ",
        " │                      ",
        " │                ⠑⠢⣀   ",
        "0┤                   ⠉⠢⢄",
        "  0    1     2    3    4",
    ]


def test_two_axes_and_a_base_where_there_is_room() -> None:
    assert rows(Panel(CROSSING, extent=(0, 4)), 30, 10) == [
        "4┤⠑⠢⣀                   ⣀⠔⠊├10",
        " │   ⠉⠢⢄             ⡠⠔⠉   │  ",
        " │      ⠉⠒⢄⡀     ⢀⡠⠒⠉      │  ",
        "2┤         ⠈⠒⢄⣀⡠⠒⠁         ├5 ",
        " │         ⢀⠤⠊⠉⠑⠤⡀         │  ",
        " │      ⣀⠤⠊⠁     ⠈⠑⠤⣀      │  ",
        " │   ⣀⠔⠊             ⠑⠢⣀   │  ",
        "0┤⡠⠔⠉                   ⠉⠢⢄├0 ",
        " └┬─────┬─────┬─────┬─────┬┘  ",
        "  0     1     2     3     4   ",
    ]


def test_ascii_has_a_marker_for_each_line() -> None:
    assert rows(Panel(CROSSING, (Rule(2, "dial"),), extent=(0, 4)), 30, 10, Look(ascii=True)) == [
        "4+xx          :          **+10",
        " |  xxxx      :      ****  |  ",
        " |      xxx   :   ***      |  ",
        "2+         xxx:***         +5 ",
        " |         ****xxx         |  ",
        " |      ***   :   xxx      |  ",
        " |  ****      :      xxxx  |  ",
        "0+**          :          xx+0 ",
        " ++-----+-----+-----+-----++  ",
        "  0     1     2     3     4   ",
    ]


def test_without_colours_the_second_line_has_another_marker() -> None:
    lines = line("a", [0, 4], [0, 4]), line("b", [0, 4], [10, 0], mark=1)
    assert rows(Panel(lines, extent=(0, 4)), 30, 7, Look(no_color=True)) == [
        "10┤×××                        ",
        "  │   ×××××                   ",
        " 5┤        ×××××              ",
        "  │             ××××××   ⢀⣀⣀⡠⠤",
        "  │          ⢀⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉×⠁×   ",
        " 0┤⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁             ×××",
        "   0      1     2      3     4",
    ]


def test_lines_that_coincide_can_all_be_seen() -> None:
    lines = tuple(line(name, [0, 4], [1, 1], mark=mark) for mark, name in enumerate("abcde"))
    assert rows(Panel(lines, extent=(0, 4)), 24, 4, Look(no_color=True))[1] == "1┤⠤×○◆▲⠤×○◆▲⠤×○◆▲⠤×○◆▲⠤×"
    assert rows(Panel(lines, extent=(0, 4)), 24, 4, Look(ascii=True))[1] == "1+*xo#^*xo#^*xo#^*xo#^*x"


def test_a_single_point_can_be_seen() -> None:
    assert rows(Panel((line("a", [1000], [2.5]),), extent=(0, 2000)), 24, 6) == [
        "   │                    ",
        "   │                    ",
        "2.5┤          •         ",
        "   │                    ",
        "   │                    ",
        "    0        1k      2k ",
    ]


def test_a_constant_with_zero_in_sight() -> None:
    assert rows(Panel((line("a", [0, 4], [0.003, 0.003]),), extent=(0, 4), zero=True), 24, 6) == [
        "0.005┤                  ",
        "     │                  ",
        "     │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉",
        "     │                  ",
        "    0┤                  ",
        "      0        2       4",
    ]


def test_logarithms_leave_out_what_has_none() -> None:
    assert rows(Panel((line("a", [0, 1, 2, 3], [1, 10, 0, 1000]),), extent=(0, 3), log=True), 24, 8) == [
        "   │                   •",
        "   │                    ",
        "100┤                    ",
        "   │                    ",
        "   │     ⢀⡠             ",
        "   │   ⡠⠒⠁              ",
        "  1┤⡠⠔⠉                 ",
        "    0     1      2     3",
    ]


def test_what_happened_stands_behind_the_lines() -> None:
    rules = Rule(2, "saved"), Rule(4, "dial"), Rule(6, "alert"), Rule(8, "cursor")
    assert rows(Panel((line("a", [0, 8], [0, 0]),), rules, extent=(0, 8), zero=True), 24, 6) == [
        "1┤     ┊     ╎    ┃    │",
        " │     ┊     ╎    ┃    │",
        " │     ┊     ╎    ┃    │",
        " │     ┊     ╎    ┃    │",
        "0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀",
        "  0    2     4    6    8",
    ]


def test_an_interval_is_shaded() -> None:
    low, high = np.array([0.0, 0.2, 0.3]), np.array([0.4, 0.6, 0.7])
    shaded = Line("a", np.array([0.0, 4, 8]), np.array([0.2, 0.4, 0.5]), interval=(low, high))
    assert rows(Panel((shaded,), extent=(0, 8), zero=True), 28, 8) == [
        "   │                      ⠄⠄",
        "   │          ⠄⠄⠄⠄⠅⠅⠅⠅⠅⠅⠅⠅⠅⠅",
        "0.5┤    ⠄⠄⠄⠅⠅⠅⠅⠅⠅⠅⠅⠅⢀⣀⣀⡠⠤⠤⠔⠒",
        "   │⠄⠅⠅⠅⠅⠅⠅⠅⣀⡠⠤⠔⠒⠊⠉⠉⠁⠅⠅⠅⠅⠅⠅⠅",
        "   │⠅⣀⣀⠤⠔⠒⠊⠉⠅⠅⠅⠅⠅⠅⠅⠅⠅⠅⠅⠅⠁⠁⠁⠁",
        "   │⠉⠅⠅⠅⠅⠅⠅⠅⠅⠅⠁⠁⠁⠁          ",
        "  0┤⠅⠅⠅⠁⠁⠁⠁                 ",
        "    0     2     4    6     8",
    ]


def test_the_raw_curve_stays_behind_the_smoothed_one() -> None:
    lines = line("a", [0, 1, 2, 3, 4], [0, 4, 0, 4, 0], faint=True), line("a", [0, 4], [2, 2])
    assert rows(Panel(lines, extent=(0, 4)), 24, 8) == [
        "4┤     ⡜⡄        ⢠⢣     ",
        " │    ⡸ ⠸⡀      ⢀⠎ ⢇    ",
        " │   ⢰⠁  ⢱      ⡜  ⠈⡆   ",
        "2┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒",
        " │ ⢀⠇      ⢇  ⢠⠃     ⠸⡀ ",
        " │ ⡎       ⠈⡆⢀⠎       ⢱ ",
        "0┤⡜         ⠘⡜         ⢣",
        "  0    1     2    3    4",
    ]


def test_time_below() -> None:
    assert rows(Panel((line("a", [0, 3600], [0, 1]),), extent=(0, 3600), seconds=True), 40, 6) == [
        "1┤                               ⣀⣀⠤⠤⠒⠒⠉",
        " │                       ⣀⣀⠤⠤⠒⠒⠉⠉       ",
        " │               ⣀⣀⠤⠤⠒⠒⠉⠉               ",
        " │       ⣀⣀⠤⠤⠒⠒⠉⠉                       ",
        "0┤⣀⠤⠤⠒⠒⠉⠉                               ",
        " 0s    10m   20m    30m   40m   50m  1h ",
    ]


def test_a_tiny_chart_is_still_labelled() -> None:
    assert rows(Panel(CROSSING, extent=(0, 40000)), 26, 4) == [
        "5┤⡇                    ├10",
        " │⡇                    │  ",
        "0┤⡇                    ├0 ",
        "  0        20k       40k  ",
    ]


def test_without_points_it_says_so() -> None:
    assert rows(Panel(empty="no evaluation yet"), 24, 3) == [" " * 24, "   no evaluation yet    ", " " * 24]


def test_next_to_nothing_looks_so() -> None:
    panel = Panel((line("b", [0, 4], [0.0003, 0.0006]),), extent=(0, 4), least_range=(0.1, 0.0))
    assert rows(panel, 24, 6) == [
        "0.1┤                    ",
        "   │                    ",
        "   │                    ",
        "   │                    ",
        "  0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀",
        "    0    1    2   3    4",
    ]


def test_scattered_points_are_not_joined_and_come_in_any_order() -> None:
    points = line("a", [3, -1, 1], [0, 2, 1], scattered=True), line("b", [-1], [0], scattered=True, mark=1)
    assert rows(Panel(points, extent=(-1, 3)), 24, 6) == [
        "2┤•                     ",
        " │                      ",
        " │           •          ",
        " │                      ",
        "0┤•                    •",
        " -1    0     1    2    3",
    ]


def test_the_faint_gives_way_and_a_shade_covers_no_line() -> None:
    ends = np.array([0.0, 0.0]), np.array([4.0, 4.0])
    first = Line("a", np.array([0.0, 4]), np.array([2.0, 2]), interval=ends)
    faint, second = line("c", [0, 4], [2, 2], faint=True), line("b", [0, 4], [4, 4])
    text = draw(Panel((faint, first, replace(second, interval=ends)), extent=(0, 4)), 24, 8, LOOK)
    middle, top = text.split("\n")[3], text.split("\n")[0]
    assert {str(span.style) for span in middle.spans if "⠒" in middle.plain[span.start : span.end]} == {"red"}
    assert {str(span.style) for span in top.spans if "⠉" in top.plain[span.start : span.end]} == {"blue"}


LOOK = Look({"a": "red", "b": "blue", "axis": "dim", "cursor": "green", "a:faint": "magenta", "c:faint": "cyan"})


def test_lines_have_their_styles_and_the_axis_of_a_single_line_its_own() -> None:
    lines = line("a", [0, 4], [0, 4]), line("b", [0, 4], [10, 0], right=True, mark=1)
    text = draw(Panel(lines, extent=(0, 4)), 30, 10, LOOK)
    first = text.spans[0]
    assert (text.plain[first.start : first.end], first.style) == ("4", "red")
    styles = {text.plain[span.start : span.end].strip(): str(span.style) for span in text.spans}
    assert (styles["10"], styles["5"]) == ("blue", "blue")
    braille = {style for glyphs, style in styles.items() if any("\u2801" <= glyph <= "\u28ff" for glyph in glyphs)}
    assert braille == {"red", "blue"}


class Spy:
    """A figure that hands on what it is asked, and keeps what it built."""

    def __init__(self) -> None:
        self.figure: Any = Plot()
        self.built = ""

    def main(self) -> "Spy":
        self.figure = self.figure.main()
        return self

    def subplots(self, *size: int) -> "Spy":
        self.figure = self.figure.subplots(*size)
        return self

    def subplot(self, *place: int) -> "Spy":
        self.figure = self.figure.subplot(*place)
        return self

    def build(self) -> str:
        self.built = self.figure.build()
        return self.built

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figure, name)


def test_every_cell_comes_back_as_plotext_coloured_it() -> None:
    """Read once more by Rich: the same text, and for each colour of a line one style."""
    lines = line("a", [0, 1, 2, 3, 4], [0, 3, 1, 4, 0]), line("b", [0, 4], [10, 0], right=True)
    spy = Spy()
    found = draw_rows(spy, Panel(lines, (Rule(2, "cursor"),), extent=(0, 4)), 40, 12, LOOK)
    pairs: set[tuple[object, str]] = set()
    for runs, row in zip(found, spy.built.splitlines(), strict=True):
        again = Text.from_ansi(row)
        assert "".join(text for text, _ in runs) == again.plain
        styles = [style for text, style in runs for _ in text]
        colours: list[object] = [None] * len(styles)
        for span in again.spans:
            colours[span.start : span.end] = [span.style.color.number] * (span.end - span.start)  # type: ignore[union-attr]
        # Past the axes the labels have their line's style instead.
        canvas = range(row.find("│") > 0, len(styles) - 2)
        pairs |= {(colours[at], styles[at]) for at in canvas if again.plain[at] in "│┤├" or again.plain[at] > "⠀"}
    assert sorted(style for _, style in pairs) == ["blue", "dim", "green", "red"]
    assert len({colour for colour, _ in pairs}) == 4


def test_plotext_itself_draws_the_same_again_and_again_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    panel = Panel(CROSSING, extent=(0, 4))
    found = draw_rows(plotext, panel, 60, 14, LOOK)
    assert found == draw_rows(plotext, panel, 60, 14, LOOK) == draw_rows(Plot(), panel, 60, 14, LOOK)
    assert capsys.readouterr() == ("", "")


def test_a_column_names_its_x() -> None:
    panel = Panel(CROSSING, extent=(0, 4))
    assert [x_at(panel, 30, 10, column) for column in (0, 1, 2, 26, 27, 29)] == [None, None, 0.0, 4.0, None, None]


numbers = st.one_of(st.floats(), st.just(NAN), st.sampled_from([0.0, -1.0, 1e300, -1e300, 5e-324]))


@given(
    st.lists(st.lists(numbers, max_size=12), max_size=3),
    st.integers(0, 70),
    st.integers(0, 20),
    st.booleans(),
    st.booleans(),
)
def test_nothing_makes_it_fail(values: list[list[float]], width: int, height: int, log: bool, no_color: bool) -> None:
    clipped = [[value if abs(value) <= 1e300 else NAN for value in part] for part in values]
    lines = tuple(
        line(f"line {mark}", list(range(len(part))), part, right=mark == 1, mark=mark)
        for mark, part in enumerate(clipped)
    )
    text = draw(Panel(lines, extent=(0, 12), log=log), width, height, Look(no_color=no_color)).plain
    assert [len(row) for row in text.split("\n")] == [width if height else 0] * max(1, height)


@pytest.mark.parametrize("size", [(12, 3), (13, 4), (28, 6), (200, 60)])
@pytest.mark.parametrize("terminal", ["1", "24"])
def test_every_size_is_filled_whatever_the_terminal(
    size: tuple[int, int], terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINES", terminal)
    monkeypatch.setenv("COLUMNS", terminal)
    panel = Panel(CROSSING, extent=(0, 4))
    for _ in range(2):
        assert [len("".join(text for text, _ in row)) for row in draw_rows(Plot(), panel, *size, LOOK)] == [
            size[0]
        ] * size[1]


def test_lines_in_colour_that_coincide_share_the_columns() -> None:
    lines = line("a", [0, 4], [1, 1]), line("b", [0, 4], [1, 1], mark=1)
    row = draw_rows(plotext, Panel(lines, extent=(0, 4)), 24, 4, LOOK)[1]
    assert "".join(style[0] * len(text) for text, style in row)[-6:] == "rbrbrb"


def test_a_line_has_its_dashes() -> None:
    dashed = line("a", [0, 4], [1, 1], style=1)
    assert rows(Panel((dashed,), extent=(0, 4)), 24, 4)[1] == "1┤⠤⠤⠄ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤"


def test_charts_line_up_by_their_margins() -> None:
    left = Panel((line("a", [0, 4], [0, 4]),), extent=(0, 4))
    right = Panel((line("b", [0, 4], [1000, 0], right=True),), extent=(0, 4))
    assert (margins(left, 30, 8), margins(right, 30, 8)) == ((1, 0), (0, 4))
    common = [replace(panel, margins=(3, 5)) for panel in (left, right)]
    below = [rows(panel, 30, 8)[-1] for panel in common]
    assert below[0] == below[1]
    assert [x_at(common[0], 30, 8, column) for column in (3, 4)] == [None, 0.0]


def test_moments_have_their_numbers_above_each_other_and_words_where_no_line_is() -> None:
    falling = (line("a", [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]),)
    moments = (Rule(3.8, "moment", "was seen", "2"), Rule(3.6, "moment", "it fell", "1"))
    panel = Panel(falling, extent=(0, 4), rules=moments)
    # Beside another's line there is no room for words.
    assert rows(panel, 24, 8)[:3] == [
        "4┤⠑⠢⣀        it fell 1║ ",
        " │   ⠉⠢⢄             ║2 ",
        " │      ⠉⠒⠤⣀         ║║ ",
    ]
    assert rows(panel, 14, 8)[:3] == [
        "4┤⠑⢄        1 ",
        " │ ⠈⠢⡀      2 ",
        " │   ⠈⠢⡀    ║ ",
    ]
    # Words that would cover the line are left to the lesson's own lines.
    wide = Panel((line("a", [0, 4], [0, 4]),), extent=(0, 4), rules=(Rule(1, "moment", "here a wide word", "1"),))
    assert rows(wide, 24, 8)[0] == "4┤     1             ⣀⠔⠊"
