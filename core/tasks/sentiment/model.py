"""The network: an LSTM that reads a text, a bag of its words and phrases, or both, their logits weighed.

Shapes: B texts, T tokens, H units of the LSTM (both directions), N features of all texts,
W width of what is pooled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from ...nn.lstm_cell import LSTMCell, run_fused, run_loop
from .config import SentimentConfig
from .pooling import BESIDE, POOLINGS, mask_of
from .vocabulary import PAD, SPECIAL, UNKNOWN, Bags, Numbers, Vocabulary, cut


@dataclass(frozen=True)
class Batch:
    """Texts ready to be read: numbers for the LSTM, padded behind, lengths, the bag's features with their offsets."""

    numbers: Int[Tensor, "B T"]
    lengths: Int[Tensor, "B"]
    features: Int[Tensor, "N"]
    offsets: Int[Tensor, "B"]

    def __len__(self) -> int:
        return len(self.lengths)


def make_batch(texts: Sequence[Numbers], bags: Bags, device: torch.device, longest: int, pad: bool = False) -> Batch:
    """Put texts side by side, cut to `longest` tokens, and the features of the whole texts.

    They are padded to the longest of them, a text without a word being one unknown word; with `pad` to `longest`, and
    then padding is part of the text.
    """
    cuts = [cut(text, longest) for text in texts]
    lengths = np.array([max(len(text), 1) for text in cuts], np.int64)
    numbers = np.full((len(cuts), longest if pad else int(lengths.max(initial=1))), PAD, np.int64)
    for row, text in enumerate(cuts):
        numbers[row, : lengths[row]] = text if len(text) else UNKNOWN
    read = np.full(len(cuts), longest, np.int64) if pad else lengths
    parts = (numbers, read, bags.features, bags.offsets[:-1].copy())
    return Batch(*(torch.from_numpy(part).to(device, non_blocking=True) for part in parts))


class Output(NamedTuple):
    """The logits of "positive" of the P parts that the model has; of the LSTM each word's weight and what it pooled."""

    logits: Float[Tensor, "B P"]
    attention: Float[Tensor, "B T"] | None
    pooled: Float[Tensor, "B W"] | None


class Reader(nn.Module):
    """Embedding, LSTM, pooling, dropout, and one logit."""

    def __init__(self, config: SentimentConfig, words: int) -> None:
        super().__init__()
        self.pool = POOLINGS[config.pooling]
        self.run = run_fused if config.cell == "fused" else run_loop
        self.dropout = config.dropout
        self.embed = nn.Embedding(words, config.embedding)
        self.embed.weight.data.mul_(config.embedding_scale)
        self.cell = LSTMCell(config.embedding, config.hidden)
        self.back = LSTMCell(config.embedding, config.hidden) if config.bidirectional else None
        width = config.hidden * (1 + config.bidirectional) * (1 + (config.pooling in BESIDE))
        self.out = nn.Linear(width, 1)

    def forward(
        self, numbers: Int[Tensor, "B T"], lengths: Int[Tensor, "B"], draw: torch.Generator | None = None
    ) -> tuple[Float[Tensor, "B"], Float[Tensor, "B T"], Float[Tensor, "B W"]]:
        """Return logits, the weights of words, and the pooled states; dropout is drawn from `draw`, if it is given."""
        states = self.run(self.cell, self.embed(numbers))
        pooled, weights = self.pool(states, lengths) if self.back is None else self._both(states, numbers, lengths)
        return self.out(dropped(pooled, self.dropout, draw))[:, 0], weights, pooled

    def _both(self, forward: Tensor, numbers: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Pool the states of both directions side by side; each ends where it has read the whole text."""
        assert self.back is not None
        backward = self.run(
            self.back, self.embed(numbers.gather(1, order := reversed_order(lengths, numbers.shape[1])))
        )
        aligned = backward.gather(1, order[..., None].expand_as(backward))
        if self.pool is POOLINGS["mean"]:
            return self.pool(torch.cat([forward, aligned], 2), lengths)
        # The last state of the second direction is that at the first word: it queries and stands there.
        ahead, behind = self.pool(forward, lengths), self.pool(backward, lengths)
        weights = (ahead[1] + behind[1].gather(1, order)) / 2
        return torch.cat([ahead[0], behind[0]], 1), weights


class Bag(nn.Module):
    """A linear model of what is in a text: the mean of its features' weights, times the root of their number."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(features, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(
        self, features: Int[Tensor, "N"], offsets: Int[Tensor, "B"], keep: Float[Tensor, "N"] | None = None
    ) -> Float[Tensor, "B"]:
        """Return the logits; `keep` are factors on the features, as dropout gives."""
        sums = functional.embedding_bag(features, self.weight, offsets, mode="sum", per_sample_weights=keep)
        ends = torch.cat([offsets[1:], offsets.new_full((1,), len(features))])
        return sums[:, 0] / (ends - offsets).clamp(min=1).sqrt() + self.bias


class Classifier(nn.Module):
    """The whole model, its vocabulary, which is saved with the weights, and how its parts are weighed."""

    def __init__(self, config: SentimentConfig, words: int, phrases: int, letters: int) -> None:
        super().__init__()
        self.word_dropout, self.bag_dropout = config.word_dropout, config.bag_dropout
        self.reader = Reader(config, words) if config.variant != "bag" else None
        self.bag = Bag(words + phrases) if config.variant != "lstm" else None
        self.register_buffer("letters", torch.zeros(letters, dtype=torch.uint8))
        self.register_buffer("phrases", torch.zeros(phrases, dtype=torch.int64))
        self.register_buffer("factors", torch.ones(2 if config.variant == "both" else 1))
        # The last validation loss, 0 before the first, and how often in a row it rose.
        self.register_buffer("watched", torch.zeros(2))

    @classmethod
    def of(cls, config: SentimentConfig, vocabulary: Vocabulary) -> "Classifier":
        """Build the model for a vocabulary."""
        letters = "\n".join(vocabulary.words).encode()
        made = cls(config, len(vocabulary), len(vocabulary.phrases), len(letters))
        made.get_buffer("letters").copy_(torch.tensor(list(letters), dtype=torch.uint8))
        made.get_buffer("phrases").copy_(torch.from_numpy(vocabulary.phrases.astype(np.int64)))
        return made

    def begin_with(self, ratios: Float[Tensor, "F"], word_prior: float, bag_prior: float) -> None:
        """Let the bag begin as naive Bayes, and the embedding know it, by the log ratios of words and phrases."""
        if self.bag is not None and bag_prior:
            self.bag.weight.data[:, 0] = bag_prior * ratios
        if self.reader is not None and word_prior:
            self.reader.embed.weight.data[:, 0] = word_prior * ratios[: len(self.reader.embed.weight)]

    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary that the buffers hold."""
        letters = self.get_buffer("letters").cpu().numpy().tobytes().decode()
        return Vocabulary(
            tuple(letters.split("\n") if letters else ()), self.get_buffer("phrases").cpu().numpy().astype(np.int64)
        )

    @property
    def scales(self) -> Float[Tensor, "P"]:
        """The factor of each part's logit in the answer's, set on validation reviews."""
        return self.get_buffer("factors")

    def forward(self, batch: Batch, draw: torch.Generator | None = None) -> Output:
        """Return the parts' logits; what is dropped in training is drawn from `draw`, nothing is without it."""
        logits: list[Tensor] = []
        attention = pooled = None
        if self.reader is not None:
            numbers = batch.numbers
            if draw is not None and self.word_dropout:
                hidden = uniform(numbers.shape, draw, numbers.device) < self.word_dropout
                numbers = torch.where(hidden & (numbers >= SPECIAL), UNKNOWN, numbers)
            logit, attention, pooled = self.reader(numbers, batch.lengths, draw)
            logits.append(logit)
        if self.bag is not None:
            keep = None
            if draw is not None and self.bag_dropout:
                keep = dropped(torch.ones(len(batch.features), device=batch.features.device), self.bag_dropout, draw)
            logits.append(self.bag(batch.features, batch.offsets, keep))
        return Output(torch.stack(logits, 1), attention, pooled)


def reversed_order(lengths: Int[Tensor, "B"], steps: int) -> Int[Tensor, "B T"]:
    """Return for each step the one that stands there when a text is read from its end; padding stays where it is."""
    place = torch.arange(steps, device=lengths.device)
    return torch.where(mask_of(lengths, steps), lengths[:, None] - 1 - place, place)


def uniform(shape: Sequence[int], draw: torch.Generator, device: torch.device) -> Tensor:
    """Return numbers from 0 to 1, drawn on the host: the same on every device."""
    return torch.rand(tuple(shape), generator=draw).to(device, non_blocking=True)


def dropped(values: Tensor, fraction: float, draw: torch.Generator | None) -> Tensor:
    """Return values with a fraction of them at 0 and the others larger for it; as they are where nothing is drawn."""
    if draw is None or not fraction:
        return values
    return values * (uniform(values.shape, draw, values.device) >= fraction) / (1 - fraction)
