"""The plane in which points of many dimensions are looked at."""

import math

import pytest
import torch

from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.plane import Plane, plane_of, principal_plane


def test_the_plane_lies_where_most_of_the_variance_is() -> None:
    # Four points: 3 apart from the middle along the third dimension, 2 along the first, nothing along the second.
    points = torch.tensor([[1.0, 5.0, 4.0], [1.0, 5.0, -2.0], [3.0, 5.0, 1.0], [-1.0, 5.0, 1.0]])
    plane, share = principal_plane(points)
    assert plane.centre.tolist() == [1.0, 5.0, 1.0] and share == pytest.approx(1.0)
    assert plane.axes.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert plane.project(points.double()).tolist() == [[3, 0], [-3, 0], [0, 2], [0, -2]]
    assert plane.lift(3, 2).tolist() == [3, 5, 4]


def test_the_share_is_that_of_two_components() -> None:
    points = torch.diag(torch.tensor([3.0, 2.0, 1.0]))
    _, share = principal_plane(torch.cat([points, -points]))
    assert share == pytest.approx((9 + 4) / 14)


def test_two_dimensions_are_taken_as_they_are_and_one_gets_a_second() -> None:
    plane, share = principal_plane(torch.tensor([[0.0, 1.0], [2.0, 1.0]]))
    assert (plane.axes.tolist(), plane.centre.tolist(), share) == ([[1, 0], [0, 1]], [1, 1], 1.0)
    line, _ = principal_plane(torch.tensor([[0.0], [2.0]]))
    assert line.project(torch.tensor([[3.0]], dtype=torch.float64)).tolist() == [[2, 0]]


def test_points_that_are_not_finite_do_not_turn_it() -> None:
    odd = torch.tensor([[math.nan, 0.0, 0.0], [math.inf, 0.0, 0.0], [1.0, 2.0, 3.0]])
    plane, share = principal_plane(odd)
    assert plane.centre.tolist() == [1, 2, 3] and plane.axes.tolist() == [[1, 0, 0], [0, 1, 0]] and share == 1.0
    assert principal_plane(odd[:2])[0].centre.tolist() == [0, 0, 0]
    assert principal_plane(torch.ones(3, 3))[1] == 1.0


def test_it_is_turned_to_look_like_another() -> None:
    before = Plane(torch.zeros(3).double(), torch.tensor([[1.0, 0, 0], [0, 1, 0]]).double())
    mirrored = Plane(torch.ones(3).double(), torch.tensor([[0.0, 1, 0], [-1, 0, 0]]).double())
    turned = mirrored.like(before)
    torch.testing.assert_close(turned.axes, before.axes)
    assert turned.centre.tolist() == [1, 1, 1]


def test_it_comes_back_from_plain_values() -> None:
    plane, _ = principal_plane(torch.randn(9, 4, generator=torch.Generator().manual_seed(0)))
    again = Plane.from_frame(plane.to_frame())
    assert torch.equal(again.centre, plane.centre) and torch.equal(again.axes, plane.axes)


def test_two_dimensions_are_seen_as_they_are_and_others_are_refused() -> None:
    # Variances 1, 4 and 9 around (0, 0, 5).
    points = torch.tensor([[1.0, -2, 8], [-1, 2, 8], [1, 2, 2], [-1, -2, 2], [math.nan, 0, 0]])
    plane, note = plane_of(points, (2, 0), ())
    assert (plane.centre.tolist(), plane.axes.tolist()) == ([0, 0, 5], [[0, 0, 1], [1, 0, 0]])
    assert note == "dimensions 2, 0: 71 % of variance"
    assert plane.project(points[:1].double()).tolist() == [[3, 1]]
    principal, told = plane_of(points, (), ((0, 0, 0), (0, 0, -1), (0, 1, 0)))
    assert principal.axes.round().tolist() == [[0, 0, -1], [0, 1, 0]] and told == "PCA, 93 % of the variance"
    assert plane_of(points[:, :2], (), ())[1] == "both dimensions"
    for wrong in ((0, 0), (0, 3), (1,)):
        with pytest.raises(UsageError, match="two dimensions of 0 to 2"):
            plane_of(points, wrong, ())
