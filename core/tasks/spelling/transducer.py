"""The edit transducer: the probability of a word given another one, summed over every way of editing.

An LSTM in both directions reads the source, an LSTM reads what was written so far, and a small network says of each
pair of places what comes next: copy the source's letter, put another one in its place, insert one, or leave it out.
Alignments are monotonic and summed over exactly (see `lattice`), so a pair needs no alignment to be learned from.

Shapes: B pairs, S letters of the longest source with its end, T letters of the longest target with its start,
J units of the joint network, V letters of the alphabet, O = 2 V + 2 operations.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional

from ...nn.vocab import PAD, SPECIAL
from .lattice import NEVER, Lattice, log_prob, negative_log_likelihood
from .words import Words


class Transducer(nn.Module):
    """p(target | source) of two words."""

    def __init__(
        self, letters: int, embedding: int, encoder: int, decoder: int, joint: int, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.letters = letters
        self.embedding = nn.Embedding(letters + SPECIAL, embedding)
        self.forth = nn.LSTM(embedding, encoder, batch_first=True)
        self.back = nn.LSTM(embedding, encoder, batch_first=True)
        self.decoder = nn.LSTM(embedding, decoder, batch_first=True)
        self.of_source = nn.Linear(2 * encoder, joint)
        self.of_target = nn.Linear(decoder, joint, bias=False)
        self.out = nn.Linear(joint, 2 * letters + 2)
        self.dropout = nn.Dropout(dropout)
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
        return self.of_source(self.dropout(torch.cat([forth, back], 2)))

    def prefixes(self, target: Words) -> Float[Tensor, "B T J"]:
        """Read the target: place j has read its first j letters."""
        read, _ = self.decoder(self.embedding(target.started()))
        return self.of_target(self.dropout(read))

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
        return Lattice(torch.where(read & written, emit, NEVER), torch.where(written, insert, NEVER), found[..., 2 * v])

    def forward(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return -log p(target | source), with its gradient."""
        return negative_log_likelihood(self.lattice(source, target), source.lengths, target.lengths)

    @torch.no_grad()
    def log_prob(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return log p(target | source)."""
        return log_prob(self.lattice(source, target), source.lengths, target.lengths)


def _before(lengths: Int[Tensor, "B"], width: int) -> Bool[Tensor, "B W"]:
    return torch.arange(width, device=lengths.device) < lengths[:, None]
