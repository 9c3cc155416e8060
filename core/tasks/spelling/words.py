"""Words as tensors, and the batches of an epoch."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn import functional

from ...nn.vocab import EOS, PAD, SOS, Vocab
from .data import LETTERS

VOCAB = Vocab(LETTERS)
# Batches whose words are sorted by length together.
CHUNK = 32


class Words(NamedTuple):
    """Words as numbers (B, longest), PAD after the end, without start and end; and their lengths (B)."""

    letters: Int[Tensor, "B L"]
    lengths: Int[Tensor, "B"]

    def chosen(self, which: Tensor, width: int | None = None) -> "Words":
        """Return some of the words, no wider than they need, which is asked of the device where it is not known."""
        lengths = self.lengths[which]
        if width is None:
            width = int(lengths.max()) if len(lengths) else 1
        return Words(self.letters[which, : max(1, width)], lengths)

    def ended(self) -> Int[Tensor, "B S"]:
        """Return the letters with EOS behind each word."""
        padded = functional.pad(self.letters, (0, 1), value=PAD)
        return padded.scatter(1, self.lengths[:, None], EOS)

    def started(self) -> Int[Tensor, "B T"]:
        """Return the letters with SOS before each word."""
        return functional.pad(self.letters, (1, 0), value=SOS)


def encode(words: Sequence[str], device: torch.device) -> Words:
    """Return words as numbers, PAD after the end."""
    width = max((len(word) for word in words), default=1) or 1
    rows = [numbers + [PAD] * (width - len(numbers)) for numbers in map(VOCAB.encode, words)]
    letters = torch.tensor(rows, dtype=torch.long).view(len(words), width)
    return Words(letters.to(device), torch.tensor([len(word) for word in words], dtype=torch.long).to(device))


def epoch_order(sizes: Tensor, batch: int, generator: torch.Generator) -> list[Tensor]:
    """Shuffle the examples, sort each CHUNK of batches by size, cut, and shuffle the batches.

    So a batch has examples of about one size, and little padding, while any may meet any in the end.
    """
    order = torch.randperm(len(sizes), generator=generator)
    batches: list[Tensor] = []
    for part in torch.split(order, batch * CHUNK):
        batches += torch.split(part[sizes[part].argsort(dim=0, stable=True)], batch)
    return [batches[int(place)] for place in torch.randperm(len(batches), generator=generator)]
