"""Lines as dots."""

import numpy as np
import pytest

from cvae_tui.tui.charts.raster import line


def drawn(x: list[float], y: list[float], width: int = 4, height: int = 3) -> list[str]:
    dots, _ = line(np.array(x), np.array(y), width, height)
    return ["".join("#" if dot else "." for dot in row) for row in dots]


def test_a_line_joins_its_points() -> None:
    assert drawn([0, 2], [0, 2]) == ["#...", ".#..", "..#."]
    assert drawn([0, 1, 3], [2, 2, 2]) == ["....", "....", "####"]


@pytest.mark.parametrize("far", [10.0, 1e6, 4.7e10])
def test_a_point_far_beside_the_canvas_costs_nothing(far: float) -> None:
    assert drawn([-far, 2], [1, 1]) == ["....", "###.", "...."]
    assert drawn([1, 1 + far], [1, 1]) == ["....", ".###", "...."]
    assert drawn([1, 1], [-far, far]) == [".#..", ".#..", ".#.."]
    assert drawn([-far, far], [-far, far])[1] == ".#.."
    # Wholly beside it.
    assert drawn([-far, -far + 1], [0, 2]) == drawn([0, 3], [far, far]) == ["....", "....", "...."]
