"""Words as tensors, and the batches of an epoch."""

from collections.abc import Sequence

import torch

from ...nn.vocab import PAD, Vocab
from .data import LETTERS
from .transducer import Words

VOCAB = Vocab(LETTERS)
# Batches whose words are sorted by length together.
CHUNK = 32


def encode(words: Sequence[str], device: torch.device) -> Words:
    """Return words as numbers, PAD after the end."""
    width = max((len(word) for word in words), default=1) or 1
    rows = [numbers + [PAD] * (width - len(numbers)) for numbers in map(VOCAB.encode, words)]
    letters = torch.tensor(rows, dtype=torch.long).view(len(words), width)
    return Words(letters.to(device), torch.tensor([len(word) for word in words]).to(device))


def epoch_order(sizes: torch.Tensor, batch: int, generator: torch.Generator) -> list[torch.Tensor]:
    """Shuffle the examples, sort each CHUNK of batches by size, cut, and shuffle the batches.

    So a batch has examples of about one size, and little padding, while any may meet any in the end.
    """
    order = torch.randperm(len(sizes), generator=generator)
    batches: list[torch.Tensor] = []
    for part in torch.split(order, batch * CHUNK):
        batches += torch.split(part[sizes[part].argsort(dim=0, stable=True)], batch)
    return [batches[int(place)] for place in torch.randperm(len(batches), generator=generator)]
