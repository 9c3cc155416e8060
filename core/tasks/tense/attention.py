"""The default variant: z names the verb, and a decoder that may attend to the source. Shapes as in `model`."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...nn.layers import State
from ...nn.vocab import LATIN
from .config import KINDS, TENSES, TenseConfig
from .model import Cvae, EncoderMemory, Posterior

# Offsets between a letter's place in the target and in the source that have a weight of their own.
REACH = 12
# What readings are weighed by (see `readings.Weights`) before a fit on held-out rows.
FIRST = (1.0, 1.0, -6.0)


class AttentionCvae(Cvae):
    """`attention`: z at every step, and attention to the encoder's states that can be left out.

    z goes through a wide network that knows no tense before the decoder sees it, so that the four tenses of one z
    agree on the verb. With a memory the decoder also attends to the source (Luong et al. 2015, with a weight for each
    offset as in Shaw et al. 2018) and may copy its letters (See et al. 2017); without, it decodes from z alone, which
    is how noise becomes verbs.
    """

    def __init__(self, config: TenseConfig) -> None:
        super().__init__(config)
        half, width = config.hidden // 2, config.embedding
        quarter, kinds = config.hidden // 4, len(KINDS if config.extra else TENSES)
        self.encoder_embed = nn.Embedding(len(LATIN), width)
        self.encoder_tense = nn.Embedding(kinds, width)
        self.encoder = nn.LSTM(width, half, batch_first=True, bidirectional=True)
        self.to_posterior = nn.Linear(2 * half, 2 * config.latent)
        self.tense_embed = nn.Embedding(len(LATIN), width)
        self.tense_reader = nn.LSTM(width, quarter, batch_first=True, bidirectional=True)
        # Where other forms are learned, words that are no verb's are told apart too.
        self.to_tense = nn.Linear(2 * quarter, kinds + config.extra)
        if config.extra:
            self.register_buffer("reading", torch.tensor(FIRST))
        self.latent_mlp = nn.Sequential(
            nn.Linear(config.latent, config.latent_mlp),
            nn.GELU(),
            nn.Linear(config.latent_mlp, config.latent_mlp),
            nn.GELU(),
            nn.Linear(config.latent_mlp, config.code),
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
        """Encode the words in both directions, the tense added to every letter."""
        embedded = self.encoder_embed(words) + self.encoder_tense(tense).unsqueeze(1)
        states, (last, _) = self.encoder(self.dropout(embedded))
        mu, logvar = self.to_posterior(torch.cat([last[0], last[1]], dim=-1)).float().chunk(2, dim=-1)
        return Posterior(mu, logvar, self.memory(self.dropout(states), words))

    def memory(self, states: Float[Tensor, "B S H"], words: Int[Tensor, "B S"]) -> EncoderMemory:
        """Return what the decoder may attend to, `query` and `mix` applied to it once and not at every letter."""
        values = nn.functional.linear(states, self.mix.weight[:, self.config.hidden :])
        one_hot = nn.functional.one_hot(words, len(LATIN)).float()
        mask = torch.ones_like(words[:, 0], dtype=torch.bool)
        return EncoderMemory(states @ self.query.weight, values, self.align(states), one_hot, mask)

    def classify(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B K"]:
        """Return the logits of q(c | x): the classifier of Kingma et al. 2014 (model M2).

        c is a tense or, where other forms are learned, one of `config.KINDS` or none.
        """
        _, (last, _) = self.tense_reader(self.dropout(self.tense_embed(words)))
        return self.to_tense(torch.cat([last[0], last[1]], dim=-1)).float()

    def start(self, z: Float[Tensor, "B Z"], tense: Int[Tensor, "B"]) -> tuple[State, Tensor]:
        """Return the state and the code [network(z), tense] that is given at every step."""
        # Which verb a z names turns on small differences, which bfloat16 would round away.
        with torch.autocast(z.device.type, enabled=False):
            code = torch.cat([self.latent_mlp(z.float()), self.condition(tense)], dim=-1)
        hidden, cell = self.first(code).unsqueeze(0).chunk(2, dim=-1)
        return (torch.tanh(hidden), cell.contiguous()), code

    def embed_in(
        self, letters: Int[Tensor, "B T"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T E"]:
        """Embed the letters, each beside the encoder's state at the same place of the source, if there is one."""
        embedded = self.decoder_embed(letters)
        aligned = torch.zeros_like(embedded)
        if memory is not None:
            found = memory.aligned[:, first : first + letters.shape[1]] * memory.mask[:, None, None]
            aligned[:, : found.shape[1]] = found
        return self.dropout(torch.cat([embedded, aligned], dim=-1))

    def read_out(
        self, hidden: Float[Tensor, "B T H"], memory: EncoderMemory | None, first: int = 0
    ) -> Float[Tensor, "B T V"]:
        """Return log probabilities: of letters of the alphabet or, where the source is attended to, copied from it."""
        mixed = nn.functional.linear(hidden, self.mix.weight[:, : self.config.hidden], self.mix.bias)
        if memory is None:
            return self._logits(mixed)[0].log_softmax(-1)
        weights = self._attention(hidden, memory, first)
        logits, mixed = self._logits(mixed + weights.to(memory.values.dtype) @ memory.values)
        copied = weights.float() @ memory.one_hot
        copying = torch.sigmoid(self.copies(mixed).float()) * memory.mask[:, None, None]
        # Copying with a probability of exactly 1 would leave the logarithm of 0 to every other letter.
        return torch.log((1 - copying) * logits.softmax(-1) + copying * copied + 1e-9)

    def _attention(self, hidden: Tensor, memory: EncoderMemory, first: int) -> Tensor:
        """Return how much each letter (B, T, S) is attended to; nothing where the word is masked."""
        scores = (hidden @ memory.keys.transpose(1, 2)).float()
        here = torch.arange(first, first + hidden.shape[1], device=hidden.device)[:, None]
        there = torch.arange(memory.keys.shape[1], device=hidden.device)
        scores = scores + self.offset[(here - there).clamp(-REACH, REACH) + REACH]
        return scores.softmax(-1) * memory.mask[:, None, None]

    def _logits(self, mixed: Tensor) -> tuple[Tensor, Tensor]:
        mixed = self.dropout(torch.tanh(mixed))
        return self.out(mixed).float(), mixed
