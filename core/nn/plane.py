"""The plane in which points of many dimensions are looked at: their two principal components, or two of them."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from jaxtyping import Float
from torch import Tensor

from ..answer import Frame
from ..errors import UsageError


class Plane(NamedTuple):
    """A plane through `centre` (Z), along two `axes` (2, Z) of length 1 at right angles; of one dimension, one is 0."""

    centre: Float[Tensor, "Z"]
    axes: Float[Tensor, "2 Z"]

    def project(self, points: Float[Tensor, "N Z"]) -> Float[Tensor, "N 2"]:
        """Return where points lie on the plane."""
        return (points - self.centre) @ self.axes.T

    def lift(self, x: float, y: float) -> Float[Tensor, "Z"]:
        """Return the point at a place of the plane."""
        return self.centre + x * self.axes[0] + y * self.axes[1]

    def like(self, other: "Plane") -> "Plane":
        """Return the plane with its axes turned, or mirrored, to be nearest to another's (Schönemann 1966)."""
        u, _, v = cast("tuple[Tensor, Tensor, Tensor]", torch.linalg.svd(other.axes @ self.axes.T))
        return Plane(self.centre, u @ v @ self.axes)

    def to_frame(self) -> Frame:
        """Return it as plain values."""
        rows = cast("list[list[float]]", torch.cat([self.centre[None], self.axes]).tolist())
        return tuple(map(tuple, rows))

    @classmethod
    def from_frame(cls, frame: Frame) -> "Plane":
        """Return the plane that `to_frame` was called on."""
        rows = torch.tensor(frame, dtype=torch.float64)
        return cls(rows[0], rows[1:])


def principal_plane(points: Float[Tensor, "N Z"]) -> tuple[Plane, float]:
    """Return the plane of the first two principal components, and the share of the variance that lies in it.

    Two dimensions or fewer are taken as they are. Points that are not finite are left out; with fewer than two others
    the axes are the first dimensions. In float64 on the host, so that it is the same on every device.
    """
    points = points.detach().cpu().double()
    points = points[torch.isfinite(points).all(1)]
    dimensions = points.shape[1]
    centre = points.mean(0) if len(points) else points.new_zeros(dimensions)
    axes, share = torch.eye(2, dimensions, dtype=torch.float64), 1.0
    if dimensions > 2 and len(points) > 1:
        scatter = (points - centre).T @ (points - centre)
        variances, directions = cast("tuple[Tensor, Tensor]", torch.linalg.eigh(scatter))
        axes = directions.T[[-1, -2]]
        # Eigenvectors have no sign of their own.
        axes = axes * axes.gather(1, axes.abs().argmax(1, keepdim=True)).sign()
        total = float(variances.sum())
        share = float(variances[-2:].sum()) / total if total > 0 else 1.0
    return Plane(centre, axes), share


def plane_of(points: Float[Tensor, "N Z"], axes: Sequence[int], before: Frame) -> tuple[Plane, str]:
    """Return the plane in which points are looked at, and what it is: that of two dimensions, else the principal one.

    The principal one is turned to look most like `before`, where that is a frame of as many dimensions.

    Raises:
        UsageError: `axes` are not two of the dimensions.
    """
    principal, share = principal_plane(points)
    count = points.shape[1]
    if not axes:
        fits = bool(before) and len(before[0]) == count
        plane = principal.like(Plane.from_frame(before)) if fits else principal
        return plane, "both dimensions" if count <= 2 else f"PCA, {100 * share:.0f} % of the variance"
    if len(set(axes)) != 2 or not all(0 <= axis < count for axis in axes):
        raise UsageError(f"a map has two dimensions of 0 to {count - 1}; name them, as in :map 0 1")
    known = points.detach().cpu().double()
    known = known[torch.isfinite(known).all(1)]
    variances = known.var(0, correction=0) if len(known) else known.new_zeros(count)
    share = float(variances[list(axes)].sum()) / total if (total := float(variances.sum())) > 0 else 1.0
    of = torch.eye(count, dtype=torch.float64)[list(axes)]
    return Plane(principal.centre, of), f"dimensions {axes[0]}, {axes[1]}: {100 * share:.0f} % of variance"
