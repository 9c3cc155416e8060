"""The edit transducer: the probability of a word given another one, summed over every way of editing.

An LSTM in both directions reads the source, an LSTM reads what was written so far, and a small network says of each
pair of places what comes next: copy the source's letter, put another one in its place, insert one, or leave it out.
Alignments are monotonic and summed over exactly (Graves 2012, "Sequence Transduction with Recurrent Neural Networks";
Wu and Cotterell 2019, "Exact Hard Monotonic Attention"), so a pair needs no alignment to be learned from.

Shapes: B pairs, S letters of the longest source with its end, T letters of the longest target with its start,
E embedding, H hidden units, V letters of the alphabet, O = 2 V + 2 operations.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional

from ...nn.vocab import EOS, PAD, SOS, SPECIAL

# A log probability of what cannot be; finite, so that nothing becomes NaN.
NEVER = -1e5


class Words(NamedTuple):
    """Words as numbers (B, longest), PAD after the end, without start and end; and their lengths (B)."""

    letters: Int[Tensor, "B L"]
    lengths: Int[Tensor, "B"]

    def chosen(self, which: Tensor) -> "Words":
        """Return some of the words, no wider than they need."""
        lengths = self.lengths[which]
        return Words(self.letters[which, : max(1, int(lengths.max()) if len(lengths) else 1)], lengths)

    def ended(self) -> Int[Tensor, "B S"]:
        """Return the letters with EOS behind each word."""
        padded = functional.pad(self.letters, (0, 1), value=PAD)
        return padded.scatter(1, self.lengths[:, None], EOS)

    def started(self) -> Int[Tensor, "B T"]:
        """Return the letters with SOS before each word."""
        return functional.pad(self.letters, (1, 0), value=SOS)


class Lattice(NamedTuple):
    """Log probabilities of each move from (source letters read, letters written): `emit` writes the next letter of the
    target and goes on in the source, `insert` writes it and stays, `skip` goes on and writes nothing."""

    emit: Float[Tensor, "B S T"]
    insert: Float[Tensor, "B S T"]
    skip: Float[Tensor, "B S T"]


class Transducer(nn.Module):
    """p(target | source) of two words."""

    def __init__(self, letters: int, embedding: int, encoder: int, decoder: int, joint: int) -> None:
        super().__init__()
        self.letters = letters
        self.embedding = nn.Embedding(letters + SPECIAL, embedding)
        self.forth = nn.LSTM(embedding, encoder, batch_first=True)
        self.back = nn.LSTM(embedding, encoder, batch_first=True)
        self.decoder = nn.LSTM(embedding, decoder, batch_first=True)
        self.of_source = nn.Linear(2 * encoder, joint)
        self.of_target = nn.Linear(decoder, joint, bias=False)
        self.out = nn.Linear(joint, 2 * letters + 2)
        # A letter is copied, not put in its own place; at the end there is neither.
        barred = torch.zeros(letters + SPECIAL, 2 * letters + 2)
        barred[SPECIAL:, :letters].fill_diagonal_(NEVER)
        barred[:SPECIAL, :letters] = barred[:SPECIAL, -1] = NEVER
        self.register_buffer("_barred", barred, persistent=False)
        self._barred: Tensor

    def encode(self, source: Words) -> Float[Tensor, "B S J"]:
        """Read the source in both directions; each place with its end knows the whole word."""
        ended = source.ended()
        read = self.embedding(ended)
        forth, _ = self.forth(read)
        # Each word turned round within its own length: no packing, and what is behind the end changes nothing.
        places = torch.arange(ended.shape[1], device=ended.device)
        turned = (source.lengths[:, None] - places).clamp(min=0)
        back, _ = self.back(read.gather(1, turned[..., None].expand_as(read)))
        back = back.gather(1, turned[..., None].expand_as(back))
        return self.of_source(torch.cat([forth, back], 2))

    def prefixes(self, target: Words) -> Float[Tensor, "B T J"]:
        """Read the target: place j has read its first j letters."""
        read, _ = self.decoder(self.embedding(target.started()))
        return self.of_target(read)

    def operations(
        self, of_source: Float[Tensor, "B S J"], of_target: Float[Tensor, "B T J"], reads: Int[Tensor, "B S"]
    ) -> Float[Tensor, "B S T O"]:
        """Return the log probabilities of letters put, letters inserted, leaving out, and copying."""
        joined = torch.tanh(of_source[:, :, None] + of_target[:, None])
        return functional.log_softmax(self.out(joined).float() + self._barred[reads][:, :, None], -1)

    def lattice(self, source: Words, target: Words) -> Lattice:
        """Return the moves for pairs of words."""
        return self.moves(self.encode(source), self.prefixes(target), source, target)

    def moves(
        self, of_source: Float[Tensor, "B S J"], of_target: Float[Tensor, "B T J"], source: Words, target: Words
    ) -> Lattice:
        """Return the moves for what was read of both words."""
        reads = source.ended()
        found = self.operations(of_source, of_target, reads)
        v = self.letters
        writes = functional.pad(target.letters, (0, 1), value=PAD)
        which = (writes - SPECIAL).clamp(min=0)[:, None, :, None].expand(-1, found.shape[1], -1, 1)
        put, insert = (part.gather(3, which)[..., 0] for part in (found[..., :v], found[..., v : 2 * v]))
        emit = torch.where(reads[:, :, None] == writes[:, None], found[..., 2 * v + 1], put)
        written = _before(target.lengths, writes.shape[1])[:, None]
        read = _before(source.lengths, reads.shape[1])[:, :, None]
        never = torch.tensor(NEVER, device=found.device)
        return Lattice(
            torch.where(read & written, emit, never), torch.where(written, insert, never), found[..., 2 * v]
        )

    def forward(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return -log p(target | source), with its gradient."""
        return negative_log_likelihood(self.lattice(source, target), source.lengths, target.lengths)

    @torch.no_grad()
    def log_prob(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return log p(target | source)."""
        lattice = self.lattice(source, target)
        return _total(_alpha(lattice), lattice, source.lengths, target.lengths)


def _before(lengths: Int[Tensor, "B"], width: int) -> Bool[Tensor, "B W"]:
    return torch.arange(width, device=lengths.device) < lengths[:, None]


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
        base = torch.logaddexp(
            row + skip[:, i], functional.pad((row + emit[:, i])[:, :-1], (1, 0), value=NEVER)
        )
    return torch.stack(rows, 1)


def _beta(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> Float[Tensor, "B S+1 T"]:
    """Return the log probability of what is left from each (i, j)."""
    emit, insert, skip = (part.double() for part in lattice)
    ends = torch.full_like(emit[:, 0], NEVER).scatter(1, target[:, None], 0.0)
    row, rows = ends, [ends]
    for i in reversed(range(emit.shape[1])):
        base = torch.logaddexp(
            row + skip[:, i], functional.pad((row[:, 1:] + emit[:, i, :-1]), (0, 1), value=NEVER)
        )
        turned = functional.pad(insert[:, i].flip(1)[:, 1:], (0, 1))
        # From the right: place j is reached from j + 1 by the insertion that leaves j.
        made = _chain(base.flip(1), turned).flip(1)
        row = torch.where((i <= source)[:, None], made, ends)
        rows.append(row)
    return torch.stack(rows[::-1], 1)


def _total(
    alpha: Float[Tensor, "B S T"], lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> Float[Tensor, "B"]:
    pairs = torch.arange(len(source), device=source.device)
    return (alpha[pairs, source, target] + lattice.skip[pairs, source, target]).float()


def posterior(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> tuple[Lattice, Float[Tensor, "B"]]:
    """Return the probability of each move given the pair, and log p(target | source)."""
    with torch.no_grad():
        alpha, beta = _alpha(lattice), _beta(lattice, source, target)
        total = _total(alpha, lattice, source, target)
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


def negative_log_likelihood(
    lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> Float[Tensor, "B"]:
    """Return -log p(target | source); its gradient is the expected number of each move, by the posterior."""
    expected, total = posterior(lattice, source, target)
    moves = sum((part * move).sum((1, 2)) for part, move in zip(expected, lattice, strict=True))
    surrogate = -torch.as_tensor(moves)
    return surrogate + (-total - surrogate).detach()
