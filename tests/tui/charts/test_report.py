"""Reports against literal rows of text."""

import math
from dataclasses import replace

import pytest

from cvae_tui.core.answer import Bars, Curve, Figure, Heatmap, Image, Report, Row, Scatter, Table, Text, Tone
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.report import bars, describe

KL = Bars("KL of each dimension", ("0", "1", "2", "3"), (0.8, 0.4, 0.001, 0.0), least=0.1)
REPORT = Report(
    figures=(
        Figure("kl", "KL", 7.42, "nats", note="a word"),
        Figure("units", "active units", 2, "count", note="of 4"),
        Figure("probe", "probe", None),
        Figure("mi", "mutual information", 6.5, "nats", note="of 1,024 words, at most 6.9"),
    ),
    views=(KL,),
    verdict="healthy",
    tone="good",
    reason="z tells 6.5 nats about the input",
)
HEAT = Heatmap("Kept", ("a", "bb"), ("0", "1", "2"), ((0.0, 0.5, 1.0), (0.01, math.nan, 0.99)))
CURVE = Curve("Calibration", (1.0, 0.0), {"model": (1.0, 0.0), "ideal": (0.5, 0.5)})
SCATTER = Scatter("Places", ((-1.0, 0.0), (1.0, 1.0), (0.0, 0.5)), ("old", "new", "old"))
TABLE = Table(
    ("from", "to"),
    (Row((Text("ei"), Text("ie")), label="12"), Row((Image(2, 3, 1, bytes(6)), Text("x", tone="bad")), label="7")),
    note="Letters mistaken",
)


def rows(report: Report, width: int, height: int, look: Look | None = None) -> list[str]:
    return [row.rstrip() for row in describe(report, 1200, width, height, look or Look()).plain.split("\n")]


def drawn(
    view: Bars | Curve | Heatmap | Scatter | Table, width: int, height: int, look: Look | None = None
) -> list[str]:
    """Return what lies below the row of figures: a view's title and the view."""
    return rows(Report(views=(view,)), width, height + 1, look)[1:]


def test_a_report() -> None:
    assert rows(REPORT, 60, 11) == [
        "healthy  z tells 6.5 nats about the input",
        "KL 7.42 (a word)   active units 2 (of 4)   probe –",
        "mutual information 6.50 (of 1,024 words, at most 6.9)",
        "at step 1,200",
        "KL of each dimension",
        "0.8┤███",
        "   │███",
        "   │███ ▄▄▄",
        "   │███ ███",
        "  0┤███ ███ ▁▁▁",
        "    0   1   2   3",
    ]


def test_what_does_not_fit_is_cut_where_it_matters_least() -> None:
    assert rows(replace(REPORT, reason="word " * 30), 24, 9) == [
        "healthy  word word word",
        "word word word word word",
        "word word word word …",
        "KL 7.42 (a word)",
        "active units 2 (of 4)",
        "probe –",
        "mutual information 6.50",
        "at step 1,200",
        "no room for: KL of each…",
    ]


def test_ascii() -> None:
    assert [row.plain.rstrip() for row in bars(KL, 20, 5, Look(ascii=True))] == [
        "0.8+###",
        "   |###",
        "   |### ###",
        "  0+### ### ...",
        "    0   1   2   3",
    ]
    views = (KL, HEAT, CURVE, SCATTER, TABLE)
    assert describe(replace(REPORT, views=views, reason="n " * 99), 1, 30, 60, Look(ascii=True)).plain.isascii()


def test_many_bars_are_laid_out_in_bands() -> None:
    found = [row.plain for row in bars(Bars("", tuple(map(str, range(48))), (1.0,) * 48), 34, 8, Look())]
    assert found == [
        "1┤" + "█" * 24,
        " │" + "█" * 24,
        "0┤" + "█" * 24,
        "  0   4   8   12  16  20",
        "1┤" + "█" * 24,
        " │" + "█" * 24,
        "0┤" + "█" * 24,
        "  24  28  32  36  40  44",
    ]


def test_too_many_bars_show_the_largest_of_neighbours() -> None:
    values = [0.0] * 400
    values[201] = 2.0
    found = [row.plain for row in bars(Bars("", tuple(map(str, range(400))), tuple(values)), 60, 4, Look())]
    assert len(found) <= 4
    assert found[0].count("█") == 1


def test_next_to_nothing_looks_flat() -> None:
    small = Bars("", ("0", "1"), (0.0005, 0.0004), least=0.1)
    assert [row.plain.rstrip() for row in bars(small, 20, 4, Look())] == ["0.1┤", "   │", "  0┤▁▁▁ ▁▁▁", "    0   1"]


def test_a_heatmap_has_shades_and_in_ascii_digits() -> None:
    assert drawn(HEAT, 20, 5) == ["Kept", "   0 1 2", " a   ▒▒██", "bb ░░??██"]
    assert drawn(HEAT, 20, 5, Look(ascii=True)) == ["Kept", "   0 1 2", " a 005599", "bb 00??99"]
    assert drawn(HEAT, 6, 5)[2] == " a  ▒█"


def test_heatmaps_stand_side_by_side_where_they_fit_in_full() -> None:
    other = replace(HEAT, title="And the other way round", values=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    both = Report(views=(HEAT, other, KL))
    assert rows(both, 24, 12)[1:6] == [
        "Kept         And the",
        "             other …",
        "   0 1 2        0 1 2",
        " a   ▒▒██     a ██",
        "bb ░░??██    bb   ██",
    ]
    # A cell less, and they stand one above the other.
    assert rows(both, 20, 16)[1:6] == ["Kept", "   0 1 2", " a   ▒▒██", "bb ░░??██", "And the other way"]


def test_a_table_has_its_rows_labels_first() -> None:
    assert drawn(TABLE, 30, 5) == ["Letters mistaken", "    from  to", "12  ei    ie", "7   3x2   x"]


def test_rows_and_views_that_have_no_room_are_told() -> None:
    tall = replace(HEAT, rows=("a", "b", "c", "d"), values=HEAT.values * 2)
    assert drawn(tall, 20, 4)[-1] == "+3 rows"
    assert rows(Report(views=(HEAT, TABLE)), 30, 7)[-1] == "no room for: Letters mistaken"


def test_curves_and_points_have_axes_and_names() -> None:
    assert drawn(CURVE, 20, 6, Look(no_color=True)) == [
        "Calibration",
        "━ model  × ideal",
        "1┤            ⣀⣀⠤⠔⠒⠉",
        " │×××××××⡠⠤⠒⠊×××××××",
        "0┤⣀⠤⠔⠒⠉⠉",
        "  0       0.5      1",
    ]
    assert drawn(SCATTER, 20, 6, Look(ascii=True)) == [
        "Places",
        "* old  x new",
        "1+                 x",
        " |         *",
        "0+*",
        " -1        0       1",
    ]


def test_views_share_the_height() -> None:
    found = rows(Report(views=(HEAT, TABLE, KL)), 30, 13)
    assert [found.index(title) for title in ("Kept", "Letters mistaken", "KL of each dimension")] == [1, 5, 9]
    assert "Letters mistaken" not in rows(Report(views=(HEAT, TABLE)), 30, 8)


@pytest.mark.parametrize("tone", ["good", "bad", "notice"])
def test_the_verdict_has_its_tone(tone: Tone) -> None:
    look = Look({"good": "green", "bad": "red", "notice": "yellow"})
    assert str(describe(replace(REPORT, tone=tone), 1, 60, 12, look).spans[0].style) == f"bold {look.style(tone)}"


@pytest.mark.parametrize("odd", [math.nan, math.inf, -1.0])
def test_odd_numbers_do_no_harm(odd: float) -> None:
    views = (
        replace(KL, values=(odd, 1.0), labels=("0", "1")),
        Bars("", (), ()),
        replace(HEAT, values=((odd,),)),
        Curve("", (0.0, odd), {"a": (odd, odd)}),
        Scatter("", ((odd, odd),), ("a",)),
        Curve("", (), {}),
        Heatmap("", (), (), ()),
        Table(),
    )
    for view in views:
        assert len(rows(Report((Figure("", "x", odd),), (view,)), 40, 14)) <= 14


@pytest.mark.parametrize("size", [(1, 1), (8, 4), (28, 6), (60, 9), (120, 40)])
@pytest.mark.parametrize("dimensions", [1, 64, 1024])
def test_it_keeps_to_its_size(size: tuple[int, int], dimensions: int) -> None:
    many = Bars("KL", tuple(map(str, range(dimensions))), (0.5,) * dimensions)
    found = rows(replace(REPORT, reason="word " * 60, views=(many, HEAT, CURVE, SCATTER, TABLE)), *size)
    assert len(found) <= size[1]
    assert max(map(len, found)) <= size[0]
