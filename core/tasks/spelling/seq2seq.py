"""Report 003's encoder-decoder: two LSTMs without attention, the decoder's embedding through ReLU.

Shapes: B pairs, L letters, T letters of the target with its end, H hidden units, V letters with the special ones.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from ...nn.layers import State, advance
from ...nn.vocab import EOS, PAD, SOS, SPECIAL
from .data import LONGEST
from .decoding import Hypothesis
from .suggestion import AT_ONCE, Suggestion
from .words import VOCAB, Words, encode


class EncoderDecoder(nn.Module):
    """p(word | misspelling), letter by letter; the encoder's last state is all that the decoder is given."""

    def __init__(self, letters: int, hidden: int) -> None:
        super().__init__()
        self.read = nn.Embedding(letters + SPECIAL, hidden)
        self.encoder = nn.LSTM(hidden, hidden, batch_first=True)
        self.write = nn.Embedding(letters + SPECIAL, hidden)
        self.decoder = nn.LSTM(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, letters + SPECIAL)

    def encode(self, source: Words) -> State:
        """Return hidden and cell state (1, B, H) after each source and its end."""
        ended = source.ended()
        if len(source.lengths) == 1 or bool((source.lengths == source.lengths[0]).all()):
            return self.encoder(self.read(ended))[1]
        lengths = (source.lengths + 1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(self.read(ended), lengths, batch_first=True, enforce_sorted=False)
        return self.encoder(packed)[1]

    def step(self, letters: Int[Tensor, "B L"], state: State) -> tuple[Float[Tensor, "B L V"], State]:
        """Return the log probabilities after each letter, and the state after the last."""
        outputs, state = advance(self.decoder, functional.relu(self.write(letters)), state)
        return functional.log_softmax(self.out(outputs), -1), state

    def forward(self, source: Words, target: Words, truth: bool = True) -> Float[Tensor, "B"]:
        """Return the cross entropy of each target, summed over its letters: fed the truth, or its own letters."""
        state = self.encode(source)
        wanted = target.ended()
        fed = target.started() if truth else self._own_letters(state, wanted.shape[1])
        logits, _ = self.step(fed, state)
        return functional.nll_loss(logits.transpose(1, 2), wanted, ignore_index=PAD, reduction="none").sum(1)

    @torch.no_grad()
    def _own_letters(self, state: State, length: int) -> Int[Tensor, "B L"]:
        """Return what the decoder reads that hears its own most probable letters, the start first.

        No gradient goes through a choice, so they can be found first and then be learned from in one call.
        """
        letters = [torch.full((state[0].shape[1], 1), SOS, device=state[0].device)]
        for _ in range(length - 1):
            log_probs, state = self.step(letters[-1], state)
            letters.append(log_probs.argmax(-1))
        return torch.cat(letters, 1)


class Beam(NamedTuple):
    """What a beam search knows of B inputs and K hypotheses each."""

    words: Int[Tensor, "B K T"]
    scores: Float[Tensor, "B K"]
    over: Tensor
    state: State


@torch.no_grad()
def beam_search(network: EncoderDecoder, source: Words, width: int, longest: int) -> list[list[Hypothesis]]:
    """Return the most probable targets of each source, best first; of width 1 it is the greedy answer."""
    device, count = source.letters.device, len(source.lengths)
    state = network.encode(source)
    beam = Beam(
        torch.full((count, 1, 1), SOS, device=device), torch.zeros(count, 1, device=device),
        torch.zeros(count, 1, dtype=torch.bool, device=device), state,
    )  # fmt: skip
    for length in range(longest + 1):
        beam = _grown(network, beam, width, length == longest)
        if bool(beam.over.all()):
            break
    found: list[list[Hypothesis]] = []
    texts, values = cast("list[list[list[int]]]", beam.words.tolist()), cast("list[list[float]]", beam.scores.tolist())
    for words, scores in zip(texts, values, strict=True):
        # With a wide beam some places hold what cannot be: a word that is over, gone on with.
        ended = [(word[1:], score) for word, score in zip(words, scores, strict=True) if score > float("-inf")]
        found.append([Hypothesis(tuple(word[: word.index(EOS)]), score) for word, score in ended])
    return found


def _grown(network: EncoderDecoder, beam: Beam, width: int, last: bool) -> Beam:
    """Add a letter to every hypothesis that is not over, the end where it is the `last`, and keep the best."""
    count, beams, _ = beam.words.shape
    log_probs, state = network.step(beam.words[:, :, -1].reshape(-1, 1), beam.state)
    letters = log_probs.shape[-1]
    log_probs = log_probs.view(count, beams, letters)
    log_probs[..., [PAD, SOS]] = float("-inf")
    if last:
        log_probs[..., EOS + 1 :] = float("-inf")
    # A word that is over goes on as it is, at no cost.
    stay = torch.full_like(log_probs, float("-inf"))
    stay[..., EOS] = 0.0
    scores = beam.scores[..., None] + torch.where(beam.over[..., None], stay, log_probs)
    top, places = scores.view(count, -1).topk(min(width, beams * letters), 1)
    parents, chosen = places // letters, places % letters
    rows = (parents + beams * torch.arange(count, device=parents.device)[:, None]).view(-1)
    words = beam.words.gather(1, parents[..., None].expand(-1, -1, beam.words.shape[2]))
    words = torch.cat([words, chosen[..., None]], 2)
    return Beam(words, top, beam.over.gather(1, parents) | (chosen == EOS), (state[0][:, rows], state[1][:, rows]))


class Reader:
    """Suggests what the network says: words and their own probabilities."""

    def __init__(self, network: EncoderDecoder, width: int, device: torch.device) -> None:
        self.network = network
        self.width = width
        self.device = device

    def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        """Return the words of a beam search with their probabilities, the most probable first."""
        self.network.eval()
        found: list[list[Suggestion]] = []
        for start in range(0, len(words), AT_ONCE):
            part = encode(words[start : start + AT_ONCE], self.device)
            found += [
                [Suggestion(VOCAB.decode(each.word), math.exp(each.log_prob)) for each in beam]
                for beam in beam_search(self.network, part, self.width, LONGEST)
            ]
        return found
