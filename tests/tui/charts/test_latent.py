"""The latent report against literal rows of text."""

import math
from typing import Any

import pytest

from cvae_tui.tui.charts.latent import bars, describe
from cvae_tui.tui.charts.panel import Look

REPORT = {
    "kl": 7.42,
    "kl_per_dimension": [0.8, 0.4, 0.001, 0.0],
    "active_units": 2,
    "dimensions": 4,
    "mutual_information": 6.5,
    "mutual_information_n": 1024,
    "tense_probe": 0.27,
    "verdict": "healthy",
    "reason": "z tells 6.5 nats about the input",
}


def rows(report: dict[str, Any], width: int, height: int, look: Look | None = None) -> list[str]:
    return [row.rstrip() for row in describe(report, 1200, width, height, look or Look()).plain.split("\n")]


def test_a_report() -> None:
    assert rows(REPORT, 60, 11) == [
        "healthy  z tells 6.5 nats about the input",
        "KL 7.42 nats a word   active units 2 of 4",
        "mutual information 6.5 nats (of 1,024 words, at most 6.9)",
        "tense probe 27% (chance 25%)   at step 1,200",
        "KL of each dimension",
        "0.8┤███",
        "   │███",
        "   │███ ▄▄▄",
        "   │███ ███",
        "  0┤███ ███ ▁▁▁",
        "    0   1   2   3",
    ]


def test_ascii() -> None:
    assert [row.plain.rstrip() for row in bars([0.8, 0.4, 0.001, 0.0], 20, 5, Look(ascii=True))] == [
        "0.8+###",
        "   |###",
        "   |### ###",
        "  0+### ### ...",
        "    0   1   2   3",
    ]


def test_many_dimensions_are_laid_out_in_bands() -> None:
    found = [row.plain for row in bars([1.0] * 48, 34, 8, Look())]
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


def test_too_many_show_the_largest_of_neighbours() -> None:
    values = [0.0] * 400
    values[201] = 2.0
    found = [row.plain for row in bars(values, 60, 4, Look())]
    assert len(found) <= 4
    assert sum(row.count("█") for row in found[:1]) == 1


def test_a_collapsed_latent_looks_flat() -> None:
    assert [row.plain.rstrip() for row in bars([0.0005, 0.0004], 20, 4, Look())] == [
        "0.1┤",
        "   │",
        "  0┤▁▁▁ ▁▁▁",
        "    0   1",
    ]


def test_the_verdict_has_its_tone() -> None:
    look = Look({"good": "green", "bad": "red", "notice": "yellow"})
    tones = {
        verdict: str(describe({**REPORT, "verdict": verdict}, 1, 60, 12, look).spans[0].style)
        for verdict in ("healthy", "collapsed", "ignores z", "autoencoder", "leaky")
    }
    assert tones == {
        "healthy": "bold green", "collapsed": "bold red", "ignores z": "bold red",
        "autoencoder": "bold yellow", "leaky": "bold yellow",
    }  # fmt: skip


@pytest.mark.parametrize("odd", [None, math.nan, math.inf, "x", [], -1, True])
def test_odd_reports_do_no_harm(odd: object) -> None:
    for name in REPORT:
        rows({**REPORT, name: odd}, 40, 14)
    rows({**REPORT, "kl_per_dimension": [odd, 1.0]}, 40, 14)
    rows({}, 40, 14)


@pytest.mark.parametrize("size", [(1, 1), (8, 4), (28, 6), (60, 9), (120, 40)])
@pytest.mark.parametrize("dimensions", [1, 32, 64, 1024])
def test_it_keeps_to_its_size(size: tuple[int, int], dimensions: int) -> None:
    found = rows({**REPORT, "kl_per_dimension": [0.5] * dimensions, "reason": "word " * 60}, *size)
    assert len(found) <= size[1]
    assert max(map(len, found)) <= size[0]
