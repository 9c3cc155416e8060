"""The edit transducer: the probability of a word given another one, summed over every way of editing.

An LSTM in both directions reads the source, an LSTM reads what was written so far, and a small network says of each
pair of places what comes next: copy the source's letter, put another one in its place, insert one, or leave it out.
Alignments are monotonic and summed over exactly (Graves 2012, "Sequence Transduction with Recurrent Neural Networks";
Wu and Cotterell 2019, "Exact Hard Monotonic Attention"), so a pair needs no alignment to be learned from.

Shapes: B pairs, S letters of the longest source with its end, T letters of the longest target with its start,
E embedding, H hidden units, V letters of the alphabet, O = 2 V + 2 operations.
"""

from typing import NamedTuple, cast

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
    target and goes on in the source, `insert` writes it and stays, `skip` goes on and writes nothing.
    """

    emit: Float[Tensor, "B S T"]
    insert: Float[Tensor, "B S T"]
    skip: Float[Tensor, "B S T"]


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
        never = torch.tensor(NEVER, device=found.device)
        return Lattice(torch.where(read & written, emit, never), torch.where(written, insert, never), found[..., 2 * v])

    def forward(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return -log p(target | source), with its gradient."""
        return negative_log_likelihood(self.lattice(source, target), source.lengths, target.lengths)

    @torch.no_grad()
    def log_prob(self, source: Words, target: Words) -> Float[Tensor, "B"]:
        """Return log p(target | source)."""
        return total(self.lattice(source, target), source, target)


def total(lattice: Lattice, source: Words, target: Words) -> Float[Tensor, "B"]:
    """Return log p(target | source), summed over all alignments."""
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


def _total(
    alpha: Float[Tensor, "B S T"], lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> Float[Tensor, "B"]:
    pairs = torch.arange(len(source), device=source.device)
    return (alpha[pairs, source, target] + lattice.skip[pairs, source, target]).float()


def posterior(
    lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]
) -> tuple[Lattice, Float[Tensor, "B"]]:
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


def negative_log_likelihood(lattice: Lattice, source: Int[Tensor, "B"], target: Int[Tensor, "B"]) -> Float[Tensor, "B"]:
    """Return -log p(target | source); its gradient is the expected number of each move, by the posterior."""
    expected, total = posterior(lattice, source, target)
    moves = sum((part * move).sum((1, 2)) for part, move in zip(expected, lattice, strict=True))
    surrogate = -torch.as_tensor(moves)
    return surrogate + (-total - surrogate).detach()


class Hypothesis(NamedTuple):
    """A word that a beam search found, and log p(word | source)."""

    word: tuple[int, ...]
    log_prob: float


class Walker:
    """The decoder of a transducer, letter by letter."""

    def __init__(self, network: Transducer, count: int, device: torch.device) -> None:
        self._network = network
        layer = network.decoder
        self._weights = [layer.get_parameter(f"{name}_l0") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        nothing = torch.zeros(count, layer.hidden_size, device=device)
        self.hidden, self.cell = nothing, nothing
        self.read(torch.full((count,), SOS, device=device))

    def read(self, letters: Int[Tensor, "N"], only: Bool[Tensor, "N"] | None = None) -> None:
        """Read a letter in each row, or in some rows alone."""
        state = torch.lstm_cell(self._network.embedding(letters), (self.hidden, self.cell), *self._weights)
        if only is not None:
            state = tuple(
                torch.where(only[:, None], new, old) for new, old in zip(state, (self.hidden, self.cell), strict=True)
            )
        self.hidden, self.cell = state

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
    walker = Walker(network, count, device)
    alive = torch.ones(count, dtype=torch.bool, device=device)
    for _ in range(int(source.lengths.max()) + longest + 1):
        seen = reads[rows, at][:, None]
        found = network.operations(of_source[rows, at][:, None], walker.joint[:, None], seen)[:, 0, 0]
        operation = torch.multinomial(found.exp(), 1, generator=generator)[:, 0]
        copies, skips = operation == 2 * v + 1, operation == 2 * v
        letter = torch.where(copies, seen[:, 0], operation % v + SPECIAL)
        writes = alive & ~skips & (length < longest)
        written[rows[writes], length[writes]] = letter[writes]
        length = length + writes
        walker.read(letter, writes)
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
    ends = source.lengths
    enter = torch.full((count, 1, size), NEVER, device=device)
    enter[:, :, 0] = 0.0
    words = torch.zeros(count, 1, 0, dtype=torch.long, device=device)
    walker = Walker(network, count, device)
    best = torch.full((count, width), NEVER, device=device)
    found: list[list[Hypothesis]] = [[] for _ in range(count)]
    inside = torch.arange(size, device=device) <= ends[:, None]
    letters = torch.where(reads < SPECIAL, 0, reads - SPECIAL)
    for step in range(longest + 1):
        beams = enter.shape[1]
        joint = walker.joint.view(count, beams, -1)
        moves = network.operations(of_source, joint, reads).transpose(1, 2)
        skip = moves[..., 2 * v]
        so_far = functional.pad(skip[..., :-1], (1, 0)).clamp(min=-200.0).cumsum(2)
        alpha = torch.logcumsumexp((enter - so_far).double(), 2).float() + so_far
        alpha = torch.where(inside[:, None], alpha, NEVER)
        last = ends[:, None, None].expand(-1, beams, 1)
        whole = (alpha.gather(2, last) + skip.gather(2, last))[..., 0]
        _keep(found, words, whole, best)
        best = torch.cat([best, whole], 1).topk(width, 1).values
        if step == longest:
            break
        copied = torch.full_like(moves[..., :v], NEVER)
        copied.scatter_(3, letters[:, None, :, None].expand(-1, beams, -1, 1), moves[..., 2 * v + 1 :])
        puts = torch.logaddexp(moves[..., :v], torch.where(reads[:, None, :, None] < SPECIAL, NEVER, copied))
        entered = torch.logaddexp(
            functional.pad((alpha[..., None] + puts)[:, :, :-1], (0, 0, 1, 0), value=NEVER),
            alpha[..., None] + moves[..., v : 2 * v],
        )
        scores = torch.where(inside[:, None, :, None], entered, NEVER).logsumexp(2).view(count, -1)
        top, places = scores.topk(min(width, scores.shape[1]), 1)
        # A prefix is no less probable than any word that begins so.
        if bool((top[:, 0] < best[:, -1]).all()):
            break
        parents, chosen = places // v, places % v
        enter = (
            entered.transpose(2, 3).reshape(count, beams * v, size).gather(1, places[..., None].expand(-1, -1, size))
        )
        words = torch.cat(
            [words.gather(1, parents[..., None].expand(-1, -1, words.shape[2])), chosen[..., None] + SPECIAL], 2
        )
        walker.choose((parents + beams * torch.arange(count, device=device)[:, None]).view(-1))
        walker.read((chosen + SPECIAL).view(-1))
    return [sorted(each, key=lambda hypothesis: -hypothesis.log_prob)[:width] for each in found]


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
