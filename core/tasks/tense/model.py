"""What every model variant is and can do; see `recurrent` for the reports' three and `attention` for the default.

Shapes: B words, S letters of the source, T letters of the target with its end, V letters of the alphabet,
H hidden units, Z latent dimensions.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...nn.layers import State, advance
from ...nn.vocab import EOS, PAD, SOS
from .config import TenseConfig
from .lines import LONGEST_WORD

# Decoding goes on with the unfinished words alone, their number rounded up, when they are less than this fraction of
# those it had.
WORTH_DROPPING, ROUND = 0.8, 32


@dataclass(frozen=True)
class EncoderMemory:
    """What a decoder may attend to, made once: `keys` and `values` (B, S, H) as in attention.

    `aligned` (B, S, E) is read at the decoder's own place, `one_hot` (B, S, V) are the letters that may be copied,
    `mask` (B) is True for words whose decoder may attend.
    """

    keys: Tensor
    values: Tensor
    aligned: Tensor
    one_hot: Tensor
    mask: Tensor

    def repeated(self, times: int) -> "EncoderMemory":
        """Return every word `times` times over, one behind the other."""
        return EncoderMemory(*(part.repeat_interleave(times, 0) for part in vars(self).values()))

    def chosen(self, words: Tensor) -> "EncoderMemory":
        """Return the words with these numbers (N) alone."""
        return EncoderMemory(*(part[words] for part in vars(self).values()))


@dataclass(frozen=True)
class Posterior:
    """q(z | x, c): `mu` and `logvar` (B, Z), and what the decoder may attend to."""

    mu: Tensor
    logvar: Tensor
    memory: EncoderMemory | None = None

    def sample(self, generator: torch.Generator, noise: str = "normal") -> Float[Tensor, "B Z"]:
        """Draw z = mu + sigma * epsilon, so that the gradient reaches mu and logvar (Kingma and Welling 2014).

        epsilon is `normal`, or `uniform` from 0 to 1 as report 002 prints it.
        """
        epsilon = torch.empty_like(self.mu)
        epsilon = epsilon.uniform_(generator=generator) if noise == "uniform" else epsilon.normal_(generator=generator)
        return self.mu + epsilon * torch.exp(0.5 * self.logvar)

    def centred(self, noise: str) -> "Posterior":
        """Return it with the mean of what is drawn for mu: uniform epsilon is 0.5 in the mean, and z never below mu."""
        return replace(self, mu=self.mu + 0.5 * torch.exp(0.5 * self.logvar)) if noise == "uniform" else self


class Cvae(nn.Module, ABC):
    """What every variant can do. Subclasses build `embed_in`, `decoder` and the methods without a body."""

    decoder: nn.GRU | nn.LSTM

    def __init__(self, config: TenseConfig) -> None:
        super().__init__()
        self.config = config
        self.latent = config.latent

    @abstractmethod
    def encode(self, words: Int[Tensor, "B S"], tense: Int[Tensor, "B"]) -> Posterior:
        """Encode words of one length, given their tense."""

    @abstractmethod
    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return the decoder's first state and what of z is given at every step, (B, any width, 0 allowed)."""

    @abstractmethod
    def embed_in(
        self, letters: Int[Tensor, "B T"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T E"]:
        """Return the decoder's input for letters number `first` and on: those that came before."""

    @abstractmethod
    def read_out(
        self, hidden: Float[Tensor, "B T H"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of letters number `first` and on, attending to the memory where it is given."""

    def letter_weights(self, words: int) -> list[Tensor] | None:
        """Return the decoder's weights for what `embed_in` gives of so many words, where they are not its own."""
        return None

    def classify(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B K"] | None:
        """Return the logits of q(c | x), the kind of form that each word is, where the variant has learned them."""
        return None

    def decode(
        self,
        z: Float[Tensor, "B Z"],
        tense: Int[Tensor, "B"],
        inputs: Int[Tensor, "B T"],
        memory: EncoderMemory | None = None,
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of each next letter when the decoder is fed the truth (teacher forcing)."""
        state, code = self.start(z, tense)
        hidden, _ = self._advance(self.embed_in(inputs, memory), code, state, self.letter_weights(len(z)))
        return self.read_out(hidden, memory)

    def unroll(
        self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"], steps: int, memory: EncoderMemory | None = None
    ) -> Float[Tensor, "B T V"]:
        """Return the logits of `steps` letters when the decoder is fed its own output."""
        if self.config.feedback == "letter":
            # No gradient flows through a letter, so the letters are found first and then read as if they were given.
            return self.decode(z, tense, self.greedy_decode(z, tense, steps - 1, memory), memory)
        state, code = self.start(z, tense)
        output = self.embed_in(torch.full((len(z), 1), SOS, device=z.device), memory)
        outputs: list[Tensor] = []
        for _ in range(steps):
            output, state = self._advance(output, code, state, None)
            outputs.append(output)
        return self.read_out(torch.cat(outputs, dim=1), memory)

    @torch.no_grad()
    def greedy_decode(
        self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"], letters: int, memory: EncoderMemory | None
    ) -> Int[Tensor, "B T"]:
        """Return SOS and the next likeliest letters, so many whether the word has ended or not."""
        (state, code), weights = self.start(z, tense), self.letter_weights(len(z))
        decoded = [torch.full((len(z), 1), SOS, device=z.device)]
        for step in range(letters):
            hidden, state = self._advance(self.embed_in(decoded[-1], memory, step), code, state, weights)
            decoded.append(self.read_out(hidden, memory, step).argmax(-1))
        return torch.cat(decoded, dim=1)

    @torch.no_grad()
    def generate(
        self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"], memory: EncoderMemory | None = None
    ) -> tuple[Int[Tensor, "B T"], Float[Tensor, "B T"]]:
        """Decode greedily: letters, PAD after EOS, and the log probability of each, 0 after EOS."""
        (state, code), weights = self.start(z, tense), self.letter_weights(len(z))
        letter = torch.full((len(z), 1), SOS, device=z.device)
        embedded = self.embed_in(letter, memory)
        going = torch.ones_like(letter, dtype=torch.bool)
        letters = letter.new_full((len(z), LONGEST_WORD + 4), PAD)
        certainty = z.new_zeros(letters.shape, dtype=torch.float32)
        # Looking at an accelerator waits for it, so there this is done at every fourth letter only.
        patience = 1 if z.device.type == "cpu" else 4
        rows, step = torch.arange(len(z), device=z.device), 0
        for step in range(letters.shape[1]):
            hidden, state = self._advance(embedded, code, state, weights)
            best, letter = self.read_out(hidden, memory, step).float().log_softmax(-1).max(-1)
            letters[rows, step] = letter.masked_fill(~going, PAD)[:, 0]
            certainty[rows, step] = best.masked_fill(~going, 0.0)[:, 0]
            going = going & (letter != EOS)
            embedded = self.embed_in(letter, memory, step + 1) if self.config.feedback == "letter" else hidden
            if step % patience == patience - 1:
                count = int(going.sum())
                if not count:
                    break
                # Some finished ones stay: each new number of words is a new kernel, which is kept in memory.
                kept = -(-count // ROUND) * ROUND
                if kept < WORTH_DROPPING * len(rows):
                    left = going[:, 0].int().argsort(descending=True, stable=True)[:kept]
                    rows, going, embedded, code = rows[left], going[left], embedded[left], code[left]
                    state = tuple(part[:, left] for part in state)
                    memory = None if memory is None else memory.chosen(left)
        return letters[:, : step + 1], certainty[:, : step + 1]

    @torch.no_grad()
    def spell_between(self, z: Float[Tensor, "2 B Z"], uniform: Float[Tensor, "B T V"]) -> Int[Tensor, "B T"]:
        """Draw the letters of the present, each from the mean of what two z would spell next; PAD after EOS.

        Drawn by Gumbel's trick from uniform numbers, so that a row's letters do not depend on the others.
        """
        words, present = z.shape[1], torch.zeros(2 * z.shape[1], dtype=torch.long, device=z.device)
        (state, code), weights = self.start(z.flatten(0, 1), present), self.letter_weights(2 * words)
        letter = torch.full_like(present, SOS)[:, None]
        gumbel = -torch.log(-torch.log(uniform.clamp(1e-7, 1 - 1e-7)))
        going = torch.ones_like(letter[:words], dtype=torch.bool)
        letters: list[Tensor] = []
        for step in range(uniform.shape[1]):
            hidden, state = self._advance(self.embed_in(letter, None, step), code, state, weights)
            first, second = self.read_out(hidden, None, step).float().log_softmax(-1)[:, 0].chunk(2)
            drawn = (torch.logaddexp(first, second) + gumbel[:, step]).argmax(-1, keepdim=True)
            letters.append(drawn.masked_fill(~going, PAD))
            going = going & (drawn != EOS)
            letter = drawn.repeat(2, 1)
        return torch.cat(letters, dim=1)

    def encoder_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that report 002 gives an optimizer of their own."""
        return [value for name, value in self.named_parameters() if name.startswith(("encoder", "to_", "tense_"))]

    def _advance(
        self, inputs: Tensor, code: Tensor, state: State, weights: list[Tensor] | None
    ) -> tuple[Tensor, State]:
        """Return the decoder's outputs (B, T, H) for its inputs (B, T, E), and its state after them."""
        joined = torch.cat([inputs, code.unsqueeze(1).expand(-1, inputs.shape[1], -1)], dim=-1)
        return advance(self.decoder, joined, state, weights)
