"""Targets out of the edit transducer: drawn at random, or the most probable by beam search.

Shapes: N sources, W hypotheses of each, S letters of the longest source with its end, T letters written so far,
J units of the joint network, V letters of the alphabet, O = 2 V + 2 operations.
"""

from typing import NamedTuple, cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

from ...nn.vocab import PAD, SOS, SPECIAL
from .lattice import NEVER
from .transducer import Transducer
from .words import Words


class Hypothesis(NamedTuple):
    """A word that a beam search found, and log p(word | source)."""

    word: tuple[int, ...]
    log_prob: float


class DecoderState:
    """The state of a transducer's decoder after what each of N rows wrote, letter by letter."""

    def __init__(self, network: Transducer, count: int, device: torch.device) -> None:
        self._network = network
        layer = network.decoder
        self._weights = [layer.get_parameter(f"{name}_l0") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        nothing = torch.zeros(count, layer.hidden_size, device=device)
        self.hidden, self.cell = nothing, nothing
        self.read(torch.full((count,), SOS, device=device))

    def read(self, letters: Int[Tensor, "N"], only: Bool[Tensor, "N"] | None = None) -> None:
        """Read a letter in each row, or in some rows alone."""
        after = torch.lstm_cell(self._network.embedding(letters), (self.hidden, self.cell), *self._weights)
        if only is not None:
            after = tuple(
                torch.where(only[:, None], new, old) for new, old in zip(after, (self.hidden, self.cell), strict=True)
            )
        self.hidden, self.cell = after

    def choose(self, rows: Int[Tensor, "M"]) -> None:
        """Go on with these rows."""
        self.hidden, self.cell = self.hidden[rows], self.cell[rows]

    @property
    def joint(self) -> Float[Tensor, "N J"]:
        """What the joint network reads of what was written."""
        return self._network.of_target(self.hidden)


@torch.no_grad()
def draw(network: Transducer, source: Words, generator: torch.Generator, longest: int) -> Words:
    """Draw a target for each source; one that would be longer ends at `longest` letters."""
    device, count, v = source.letters.device, len(source.lengths), network.letters
    of_source, reads = network.encode(source), source.ended()
    rows = torch.arange(count, device=device)
    at, length = torch.zeros_like(source.lengths), torch.zeros_like(source.lengths)
    written = torch.full((count, longest), PAD, device=device)
    state = DecoderState(network, count, device)
    alive = torch.ones(count, dtype=torch.bool, device=device)
    for _ in range(source.letters.shape[1] + longest + 1):
        seen = reads[rows, at][:, None]
        found = network.operations(of_source[rows, at][:, None], state.joint[:, None], seen)[:, 0, 0]
        operation = torch.multinomial(found.exp(), 1, generator=generator)[:, 0]
        copies, skips = operation == 2 * v + 1, operation == 2 * v
        letter = torch.where(copies, seen[:, 0], operation % v + SPECIAL)
        writes = alive & ~skips & (length < longest)
        here = length.clamp(max=longest - 1)[:, None]
        written.scatter_(1, here, torch.where(writes[:, None], letter[:, None], written.gather(1, here)))
        length = length + writes
        state.read(letter, writes)
        goes_on = alive & (skips | copies | (operation < v))
        alive = alive & ~(skips & (at == source.lengths)) & (length < longest)
        at = torch.where(goes_on, torch.minimum(at + 1, source.lengths), at)
        if not bool(alive.any()):
            break
    return Words(written[:, : max(1, int(length.max()))], length)


@torch.no_grad()
def beam_search(network: Transducer, source: Words, width: int, longest: int) -> list[list[Hypothesis]]:
    """Return the most probable targets of each source, best first, at most `width`; alignments are summed over.

    A hypothesis carries the log probability of each place in the source that it may have come to; what it is pruned by
    is the exact probability that a target begins so.
    """
    device, count, v = source.letters.device, len(source.lengths), network.letters
    of_source, reads = network.encode(source), source.ended()
    size = reads.shape[1]
    inside = (torch.arange(size, device=device) <= source.lengths[:, None])[:, None]
    enter = torch.full((count, 1, size), NEVER, device=device)
    enter[:, :, 0] = 0.0
    words = torch.zeros(count, 1, 0, dtype=torch.long, device=device)
    state = DecoderState(network, count, device)
    best = torch.full((count, width), NEVER, device=device)
    found: list[list[Hypothesis]] = [[] for _ in range(count)]
    for step in range(longest + 1):
        beams = enter.shape[1]
        operations = network.operations(of_source, state.joint.view(count, beams, -1), reads).transpose(1, 2)
        skip = operations[..., 2 * v]
        alpha = torch.where(inside, _skipped_to(enter, skip), NEVER)
        last = source.lengths[:, None, None].expand(-1, beams, 1)
        whole = (alpha.gather(2, last) + skip.gather(2, last))[..., 0]
        _keep(found, words, whole, best)
        best = torch.cat([best, whole], 1).topk(width, 1).values
        if step == longest:
            break
        entered = _written(alpha, operations, reads)
        scores = torch.where(inside[..., None], entered, NEVER).logsumexp(2).view(count, -1)
        top, places = scores.topk(min(width, scores.shape[1]), 1)
        # A prefix is no less probable than any word that begins so.
        if bool((top[:, 0] < best[:, -1]).all()):
            break
        parents, chosen = places // v, places % v
        enter = entered.transpose(2, 3).reshape(count, -1, size).gather(1, places[..., None].expand(-1, -1, size))
        words = words.gather(1, parents[..., None].expand(-1, -1, words.shape[2]))
        words = torch.cat([words, chosen[..., None] + SPECIAL], 2)
        state.choose((parents + beams * torch.arange(count, device=device)[:, None]).view(-1))
        state.read((chosen + SPECIAL).view(-1))
    return [sorted(each, key=lambda hypothesis: -hypothesis.log_prob)[:width] for each in found]


def _skipped_to(enter: Float[Tensor, "N W S"], skip: Float[Tensor, "N W S"]) -> Float[Tensor, "N W S"]:
    """Return the log probability of being at each place, any letters before it left out since it was entered."""
    so_far = functional.pad(skip[..., :-1], (1, 0)).clamp(min=-200.0).cumsum(2)
    return torch.logcumsumexp((enter - so_far).double(), 2).float() + so_far


def _written(
    alpha: Float[Tensor, "N W S"], operations: Float[Tensor, "N W S O"], reads: Int[Tensor, "N S"]
) -> Float[Tensor, "N W S V"]:
    """Return the log probability of being at each place once each letter is written: put, copied or inserted."""
    v = operations.shape[3] // 2 - 1
    read = reads[:, None, :, None]
    copied = torch.full_like(operations[..., :v], NEVER)
    letters = torch.where(read < SPECIAL, 0, read - SPECIAL).expand(-1, alpha.shape[1], -1, 1)
    copied.scatter_(3, letters, operations[..., 2 * v + 1 :])
    # What ends a source is no letter, and cannot be copied.
    puts = torch.logaddexp(operations[..., :v], torch.where(read < SPECIAL, NEVER, copied))
    return torch.logaddexp(
        functional.pad((alpha[..., None] + puts)[:, :, :-1], (0, 0, 1, 0), value=NEVER),
        alpha[..., None] + operations[..., v : 2 * v],
    )


def _keep(
    found: list[list[Hypothesis]], words: Int[Tensor, "N W T"], whole: Float[Tensor, "N W"], best: Float[Tensor, "N K"]
) -> None:
    """Add the hypotheses that end here and are among the best so far."""
    good = cast("list[list[bool]]", (whole > best[:, -1:]).tolist())
    texts, values = cast("list[list[list[int]]]", words.tolist()), cast("list[list[float]]", whole.tolist())
    for number, marks in enumerate(good):
        for beam, mark in enumerate(marks):
            if mark:
                found[number].append(Hypothesis(tuple(texts[number][beam]), values[number][beam]))
