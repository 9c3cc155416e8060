"""What every model variant is and can do; see `recurrent` for the seeds' three and `attention` for the default.

Shapes: B words, S letters of the source, T letters of the target with its end, V letters of the alphabet,
H hidden units, Z latent dimensions.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...nn.layers import State, advance
from ...nn.vocab import EOS, PAD, SOS
from .config import TenseConfig
from .data import LONGEST_WORD

# Decoding goes on with the unfinished words alone, their number rounded up, when they are less than this share of
# those it had.
WORTH_DROPPING, ROUND = 0.8, 32


@dataclass(frozen=True)
class Source:
    """What a decoder may look at of the source, for words that `looks` (B): made once, read at every letter.

    `keys` (B, S, H) say how well each letter answers, `values` (B, S, H) what it then adds, `beside` (B, S, E) is read
    at the decoder's own place, and `spelled` (B, S, V) has a 1 for each letter that may be copied.
    """

    keys: Tensor
    values: Tensor
    beside: Tensor
    spelled: Tensor
    looks: Tensor

    def repeated(self, times: int) -> "Source":
        """Return every word `times` times over, one behind the other."""
        return Source(*(part.repeat_interleave(times, 0) for part in self._parts()))

    def chosen(self, words: Tensor) -> "Source":
        """Return the words with these numbers (N) alone."""
        return Source(*(part[words] for part in self._parts()))

    def _parts(self) -> tuple[Tensor, ...]:
        return self.keys, self.values, self.beside, self.spelled, self.looks


@dataclass(frozen=True)
class Posterior:
    """q(z | x, c): `mu` and `logvar` (B, Z), and the source where the variant's decoder may look at it."""

    mu: Tensor
    logvar: Tensor
    source: Source | None = None

    def sample(self, generator: torch.Generator) -> Float[Tensor, "B Z"]:
        """Draw z = mu + sigma * epsilon, so that the gradient reaches mu and logvar (Kingma and Welling 2014)."""
        noise = torch.empty_like(self.mu).normal_(generator=generator)
        return self.mu + noise * torch.exp(0.5 * self.logvar)


class Cvae(nn.Module, ABC):
    """What every variant can do. Subclasses build `embed_in`, `decoder` and the methods without a body."""

    decoder: nn.GRU | nn.LSTM

    def __init__(self, config: TenseConfig) -> None:
        super().__init__()
        self.config = config
        self.latent = config.latent

    @abstractmethod
    def encode(self, words: Int[Tensor, "B S"], tense: Int[Tensor, "B"]) -> Posterior:
        """Read words of one length, told their tense."""

    @abstractmethod
    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return the decoder's first state and what of z is given at every step, (B, any width, 0 allowed)."""

    @abstractmethod
    def embed_in(self, letters: Int[Tensor, "B T"], source: Source | None, first: int = 0) -> Float[Tensor, "B T E"]:
        """Return what the decoder reads for letters number `first` and on: those that came before."""

    @abstractmethod
    def read_out(self, hidden: Float[Tensor, "B T H"], source: Source | None, first: int = 0) -> Float[Tensor, "B T V"]:
        """Return the logits of letters number `first` and on, looking at the source where it is given."""

    def letter_weights(self, words: int) -> list[Tensor] | None:
        """Return the decoder's weights for what `embed_in` gives of so many words, where they are not its own."""
        return None

    def read_tense(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B 4"] | None:
        """Return the logits of q(c | x), the tense that each word is in, where the variant has learned to tell."""
        return None

    def decode(
        self,
        z: Float[Tensor, "B Z"],
        tense: Int[Tensor, "B"],
        inputs: Int[Tensor, "B T"],
        source: Source | None = None,
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of each next letter when the decoder is fed the truth (teacher forcing)."""
        state, code = self.start(z, tense)
        hidden, _ = self._advance(self.embed_in(inputs, source), code, state, self.letter_weights(len(z)))
        return self.read_out(hidden, source)

    def unroll(
        self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"], steps: int, source: Source | None = None
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of `steps` letters when the decoder is fed what it said itself."""
        if self.config.feedback == "letter":
            # No gradient flows through a letter, so the letters are found first and then read as if they were given.
            return self.decode(z, tense, self._said(z, tense, steps - 1, source), source)
        state, code = self.start(z, tense)
        read = self.embed_in(torch.full((len(z), 1), SOS, device=z.device), source)
        outputs: list[Tensor] = []
        for _ in range(steps):
            read, state = self._advance(read, code, state, None)
            outputs.append(read)
        return self.read_out(torch.cat(outputs, dim=1), source)

    @torch.no_grad()
    def _said(self, z: Tensor, tense: Tensor, letters: int, source: Source | None) -> Int[Tensor, "B T"]:
        """Return SOS and the next letters that are said, whether the word has ended or not."""
        (state, code), weights = self.start(z, tense), self.letter_weights(len(z))
        said = [torch.full((len(z), 1), SOS, device=z.device)]
        for step in range(letters):
            hidden, state = self._advance(self.embed_in(said[-1], source, step), code, state, weights)
            said.append(self.read_out(hidden, source, step).argmax(-1))
        return torch.cat(said, dim=1)

    @torch.no_grad()
    def generate(
        self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"], source: Source | None = None
    ) -> tuple[Int[Tensor, "B T"], Float[Tensor, "B T"]]:
        """Decode greedily up to EOS, however long the word.

        Returns the letters, PAD after EOS, and the log probability of each, 0 after EOS.
        """
        (state, code), weights = self.start(z, tense), self.letter_weights(len(z))
        letter = torch.full((len(z), 1), SOS, device=z.device)
        said = self.embed_in(letter, source)
        going = torch.ones_like(letter, dtype=torch.bool)
        letters = letter.new_full((len(z), LONGEST_WORD + 4), PAD)
        certainty = z.new_zeros(letters.shape, dtype=torch.float32)
        # Looking at an accelerator waits for it, so there this is done at every fourth letter only.
        patience = 1 if z.device.type == "cpu" else 4
        rows, step = torch.arange(len(z), device=z.device), 0
        for step in range(letters.shape[1]):
            hidden, state = self._advance(said, code, state, weights)
            best, letter = self.read_out(hidden, source, step).float().log_softmax(-1).max(-1)
            letters[rows, step] = letter.masked_fill(~going, PAD)[:, 0]
            certainty[rows, step] = best.masked_fill(~going, 0.0)[:, 0]
            going = going & (letter != EOS)
            said = self.embed_in(letter, source, step + 1) if self.config.feedback == "letter" else hidden
            if step % patience == patience - 1:
                count = int(going.sum())
                if not count:
                    break
                # Some finished ones stay: each new number of words is a new kernel, which is kept in memory.
                kept = -(-count // ROUND) * ROUND
                if kept < WORTH_DROPPING * len(rows):
                    left = going[:, 0].int().argsort(descending=True, stable=True)[:kept]
                    rows, going, said, code = rows[left], going[left], said[left], code[left]
                    state = tuple(part[:, left] for part in state)
                    source = None if source is None else source.chosen(left)
        return letters[:, : step + 1], certainty[:, : step + 1]

    def encoder_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that seed 002 gives an optimizer of their own."""
        return [value for name, value in self.named_parameters() if name.startswith(("encoder", "to_", "tense_"))]

    def _advance(self, read: Tensor, code: Tensor, state: State, weights: list[Tensor] | None) -> tuple[Tensor, State]:
        """Return the decoder's outputs (B, T, H) for what it reads (B, T, E), and its state after that."""
        beside = torch.cat([read, code.unsqueeze(1).expand(-1, read.shape[1], -1)], dim=-1)
        return advance(self.decoder, beside, state, weights)
