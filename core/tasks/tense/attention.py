"""The default variant: z names the verb, and a decoder that may look at the source's letters. Shapes as in `model`."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...nn.layers import State
from ...nn.vocab import LATIN
from .config import TENSES, TenseConfig
from .model import Cvae, Posterior, Source

# Offsets between a letter's place in the target and in the source that have a weight of their own.
REACH = 12


class AttentionCvae(Cvae):
    """`attention`: z at every step, and attention to the encoder's states that can be left out.

    z goes through a wide network that knows no tense before the decoder sees it, so that the four tenses of one z
    agree on the verb. With a source the decoder also looks at its letters (Luong et al. 2015, with a weight for each
    offset as in Shaw et al. 2018) and may copy them (See et al. 2017); without, it decodes from z alone, which is
    how noise becomes verbs.
    """

    def __init__(self, config: TenseConfig) -> None:
        super().__init__(config)
        half, width = config.hidden // 2, config.embedding
        quarter = config.hidden // 4
        self.encoder_embed = nn.Embedding(len(LATIN), width)
        self.encoder_tense = nn.Embedding(len(TENSES), width)
        self.encoder = nn.LSTM(width, half, batch_first=True, bidirectional=True)
        self.to_posterior = nn.Linear(2 * half, 2 * config.latent)
        self.tense_embed = nn.Embedding(len(LATIN), width)
        self.tense_reader = nn.LSTM(width, quarter, batch_first=True, bidirectional=True)
        self.to_tense = nn.Linear(2 * quarter, len(TENSES))
        self.name = nn.Sequential(
            nn.Linear(config.latent, config.naming),
            nn.GELU(),
            nn.Linear(config.naming, config.naming),
            nn.GELU(),
            nn.Linear(config.naming, config.code),
        )
        self.condition = nn.Embedding(len(TENSES), config.condition)
        self.decoder_embed = nn.Embedding(len(LATIN), width)
        self.first = nn.Linear(config.code + config.condition, 2 * config.hidden)
        self.align = nn.Linear(2 * half, width)
        self.decoder = nn.LSTM(2 * width + config.code + config.condition, config.hidden, batch_first=True)
        self.query = nn.Linear(config.hidden, 2 * half, bias=False)
        self.offset = nn.Parameter(torch.zeros(2 * REACH + 1))
        self.mix = nn.Linear(config.hidden + 2 * half, config.hidden)
        self.copies = nn.Linear(config.hidden, 1)
        self.out = nn.Linear(config.hidden, len(LATIN))
        self.dropout = nn.Dropout(config.dropout)

    def encode(self, words: Int[Tensor, "B S"], tense: Int[Tensor, "B"]) -> Posterior:
        """Read the words in both directions, the tense added to every letter."""
        read = self.encoder_embed(words) + self.encoder_tense(tense).unsqueeze(1)
        states, (last, _) = self.encoder(self.dropout(read))
        mu, logvar = self.to_posterior(torch.cat([last[0], last[1]], dim=-1)).float().chunk(2, dim=-1)
        return Posterior(mu, logvar, self.source(self.dropout(states), words))

    def source(self, states: Float[Tensor, "B S H"], words: Int[Tensor, "B S"]) -> Source:
        """Return what the decoder may look at of the words, all of which look.

        The layers `query` and `mix` are applied to the states as far as they can be, once, not at every letter.
        """
        values = nn.functional.linear(states, self.mix.weight[:, self.config.hidden :])
        spelled = nn.functional.one_hot(words, len(LATIN)).float()
        looks = torch.ones_like(words[:, 0], dtype=torch.bool)
        return Source(states @ self.query.weight, values, self.align(states), spelled, looks)

    def read_tense(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B 4"]:
        """Read the words not knowing their tense: the classifier of Kingma et al. 2014 (model M2)."""
        _, (last, _) = self.tense_reader(self.dropout(self.tense_embed(words)))
        return self.to_tense(torch.cat([last[0], last[1]], dim=-1)).float()

    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return the state and the code [network(z), tense] that is given at every step."""
        # Which verb a z names turns on small differences, which bfloat16 would round away.
        with torch.autocast(z.device.type, enabled=False):
            code = torch.cat([self.name(z.float()), self.condition(tense)], dim=-1)
        hidden, cell = self.first(code).unsqueeze(0).chunk(2, dim=-1)
        return (torch.tanh(hidden), cell.contiguous()), code

    def embed_in(self, letters: Int[Tensor, "B T"], source: Source | None, first: int = 0) -> Float[Tensor, "B T E"]:
        """Embed the letters, each beside what the encoder read at the same place of the source, if anything."""
        read = self.decoder_embed(letters)
        beside = read.new_zeros(*read.shape)
        if source is not None:
            aligned = source.beside[:, first : first + letters.shape[1]] * source.looks[:, None, None]
            beside[:, : aligned.shape[1]] = aligned
        return self.dropout(torch.cat([read, beside], dim=-1))

    def read_out(self, hidden: Float[Tensor, "B T H"], source: Source | None, first: int = 0) -> Float[Tensor, "B T V"]:
        """Return log probabilities: of letters spelled or, where the source may be looked at, copied from it."""
        mixed = nn.functional.linear(hidden, self.mix.weight[:, : self.config.hidden], self.mix.bias)
        if source is None:
            return self._spelled(mixed)[0].log_softmax(-1)
        weights = self._weights(hidden, source, first)
        logits, mixed = self._spelled(mixed + weights.to(source.values.dtype) @ source.values)
        copied = weights.float() @ source.spelled
        share = torch.sigmoid(self.copies(mixed).float()) * source.looks[:, None, None]
        # A copied share of exactly 1 would leave the logarithm of 0 to every other letter.
        return torch.log((1 - share) * logits.softmax(-1) + share * copied + 1e-9)

    def _weights(self, hidden: Tensor, source: Source, first: int) -> Tensor:
        """Return how much each letter (B, T, S) is looked at; nothing where the word does not look."""
        scores = (hidden @ source.keys.transpose(1, 2)).float()
        here = torch.arange(first, first + hidden.shape[1], device=hidden.device)[:, None]
        there = torch.arange(source.keys.shape[1], device=hidden.device)
        scores = scores + self.offset[(here - there).clamp(-REACH, REACH) + REACH]
        return scores.softmax(-1) * source.looks[:, None, None]

    def _spelled(self, mixed: Tensor) -> tuple[Tensor, Tensor]:
        mixed = self.dropout(torch.tanh(mixed))
        return self.out(mixed).float(), mixed
