"""Sums over every alignment of two words: the forward-backward recursion, its posterior and its gradient.

After Graves 2012, "Sequence Transduction with Recurrent Neural Networks", and Wu and Cotterell 2019, "Exact Hard
Monotonic Attention". Places are (i, j): i letters of the source read, j letters of the target written.

Shapes: B pairs, S letters of the longest source with its end, T letters of the longest target with its start.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

# A log probability of what cannot be; finite, so that nothing becomes NaN.
NEVER = -1e5


class Lattice(NamedTuple):
    """Log probabilities of each move from (source letters read, letters written): `emit` writes the next letter of the
    target and goes on in the source, `insert` writes it and stays, `skip` goes on and writes nothing.
    """

    emit: Float[Tensor, "B S T"]
    insert: Float[Tensor, "B S T"]
    skip: Float[Tensor, "B S T"]


def _chain(base: Float[Tensor, "B T"], insert: Float[Tensor, "B T"]) -> Float[Tensor, "B T"]:
    """Return the log sums over a row when each place may also be reached from the one before it by an insertion."""
    so_far = functional.pad(insert[:, :-1], (1, 0)).clamp(min=-200.0).cumsum(1)
    return torch.logcumsumexp(base - so_far, 1) + so_far


def _alpha(lattice: Lattice) -> Float[Tensor, "B S T"]:
    """Return the log probability of coming to each (i, j)."""
    emit, insert, skip = (part.double() for part in lattice)
    base = torch.full_like(emit[:, 0], NEVER)
    base[:, 0] = 0.0
    rows: list[Tensor] = []
    for i in range(emit.shape[1]):
        row = _chain(base, insert[:, i])
        rows.append(row)
        base = torch.logaddexp(row + skip[:, i], functional.pad((row + emit[:, i])[:, :-1], (1, 0), value=NEVER))
    return torch.stack(rows, 1)


def _beta(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> Float[Tensor, "B S1 T"]:
    """Return the log probability of what is left from each (i, j)."""
    emit, insert, skip = (part.double() for part in lattice)
    ends = torch.full_like(emit[:, 0], NEVER).scatter(1, target[:, None], 0.0)
    row, rows = ends, [ends]
    for i in reversed(range(emit.shape[1])):
        base = torch.logaddexp(row + skip[:, i], functional.pad((row[:, 1:] + emit[:, i, :-1]), (0, 1), value=NEVER))
        turned = functional.pad(insert[:, i].flip(1)[:, 1:], (0, 1))
        # From the right: place j is reached from j + 1 by the insertion that leaves j.
        made = _chain(base.flip(1), turned).flip(1)
        row = torch.where((i <= source)[:, None], made, ends)
        rows.append(row)
    return torch.stack(rows[::-1], 1)


def log_prob(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> Float[Tensor, "B"]:
    """Return log p(target | source), summed over all alignments; of the words the lengths (B)."""
    return _at_the_end(_alpha(lattice), lattice, source, target)


def _at_the_end(
    alpha: Float[Tensor, "B S T"], lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> Float[Tensor, "B"]:
    pairs = torch.arange(len(source), device=source.device)
    return (alpha[pairs, source, target] + lattice.skip[pairs, source, target]).float()


def posterior(
    lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> tuple[Lattice, Float[Tensor, "B"]]:
    """Return the probability of each move given the pair, and log p(target | source); of the words the lengths (B)."""
    with torch.no_grad():
        alpha, beta = _alpha(lattice), _beta(lattice, source, target)
        total = _at_the_end(alpha, lattice, source, target)
        here = alpha - total.double()[:, None, None]
        # What lies behind a source's end was never reached: its rows of alpha mean nothing.
        inside = (torch.arange(alpha.shape[1], device=source.device) <= source[:, None])[..., None]
        after, stay = beta[:, 1:], beta[:, :-1]
        beyond = functional.pad(after[..., 1:], (0, 1), value=NEVER)
        moves = (
            lattice.emit + beyond, lattice.insert + functional.pad(stay[..., 1:], (0, 1), value=NEVER),
            lattice.skip + after,
        )  # fmt: skip
        emit, insert, skip = (torch.where(inside, (here + move).exp(), 0.0).float() for move in moves)
    return Lattice(emit, insert, skip), total


def negative_log_likelihood(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> Float[Tensor, "B"]:
    """Return -log p(target | source); its gradient is the expected number of each move, by the posterior."""
    expected, total = posterior(lattice, source, target)
    moves = sum((part * move).sum((1, 2)) for part, move in zip(expected, lattice, strict=True))
    surrogate = -torch.as_tensor(moves)
    return surrogate + (-total - surrogate).detach()
