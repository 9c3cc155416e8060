"""Verbs as tensors, all of them on the device, and the batches that a step learns from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ...nn.vocab import EOS, LATIN, PAD, SOS
from .config import Row

# Targets are padded to a multiple of this many letters.
WIDTHS = 3


@dataclass(frozen=True)
class Batch:
    """Words of one length and what to make of them. B words, S letters, T letters with their end.

    `words` (B, S), `inputs` and `targets` (B, T) hold letter numbers; `targets` is PAD after EOS.
    `source` (B) are kinds of forms, `target` (B) tenses, `verbs` (B) numbers of rows.
    """

    words: Tensor
    source: Tensor
    inputs: Tensor
    targets: Tensor
    target: Tensor
    verbs: Tensor


def by_length(words: Sequence[str]) -> dict[int, list[int]]:
    """Return the positions of the words of each length: such a batch needs no padding and no mask."""
    groups: dict[int, list[int]] = defaultdict(list)
    for position, word in enumerate(words):
        groups[len(word)].append(position)
    return dict(sorted(groups.items()))


def letters(words: Sequence[str], device: torch.device) -> Tensor:
    """Return the letter numbers (N, longest word) of words, PAD after the end."""
    width = max(len(word) for word in words)
    rows = [numbers + [PAD] * (width - len(numbers)) for numbers in map(LATIN.encode, words)]
    return torch.tensor(rows, dtype=torch.long).to(device)


class VerbTensors:
    """Every form of every verb on the device; form 4 v + t is verb v in tense t, other forms come after those.

    `verbs` and `kinds` of each form are on the device, and the verbs on the host too, as `verb_of`.
    """

    def __init__(self, rows: Sequence[Row], device: torch.device, extra: Sequence[tuple[str, int, int]] = ()) -> None:
        """Take rows, and other forms: word, kind, and the number of their row."""
        words = [*(word for row in rows for word in row), *(word for word, _, _ in extra)]
        numbers = torch.arange(4 * len(rows))
        self.verb_of = torch.cat([numbers // 4, torch.tensor([verb for _, _, verb in extra], dtype=torch.long)])
        kinds = torch.cat([numbers % 4, torch.tensor([kind for _, kind, _ in extra], dtype=torch.long)])
        self.verbs, self.kinds = self.verb_of.to(device), kinds.to(device)
        self.device = device
        self.lengths = torch.tensor([len(word) for word in words])
        self.letters = letters(words, device)
        ends = torch.full((len(words), 1), PAD, device=device)
        starts = torch.full((len(words), 1), SOS, device=device)
        self.inputs = torch.cat([starts, self.letters], dim=1)
        self.targets = torch.cat([self.letters, ends], dim=1)
        self._lengths_here = self.lengths.to(device)
        self.targets[torch.arange(len(words), device=device), self._lengths_here] = EOS
        self.groups = {length: torch.tensor(found) for length, found in by_length(words).items()}

    def batch(self, source: Tensor, target: Tensor) -> Batch:
        """Return the batch that turns forms `source` (B), of one length, into `target` (B): indices on the host."""
        length = int(self.lengths[source[0]])
        longest = self._width(target)
        source, target = source.to(self.device, non_blocking=True), target.to(self.device, non_blocking=True)
        return self._batch(self.letters[source, :length], source, target, longest)

    def _width(self, targets: Tensor) -> int:
        """Return the letters of the longest form, EOS counted, rounded up where lengths differ: so shapes are few."""
        shortest, longest = (int(length) + 1 for length in self.lengths[targets].aminmax())
        if shortest < longest:
            longest = min(self.targets.shape[1], -(-longest // WIDTHS) * WIDTHS)
        return longest

    def nearest(self, forms: Tensor, length: int, count: int) -> Tensor:
        """Return the places (count) of those forms (N), numbered on the device, whose lengths are nearest to one."""
        return (self._lengths_here[forms] - length).abs().argsort(stable=True)[:count]

    def targets_of(self, forms: Tensor) -> Batch:
        """Return forms (B), numbered on the device, of any length, as targets: what noise is to be decoded into."""
        # On an accelerator as wide as the longest of all, so that nothing waits for the device to tell.
        width = self._width(forms) if self.device.type == "cpu" else self.targets.shape[1]
        return self._batch(self.letters[forms], forms, forms, width)

    def _batch(self, words: Tensor, source: Tensor, target: Tensor, width: int) -> Batch:
        inputs, targets = self.inputs[target, :width], self.targets[target, :width]
        return Batch(words, self.kinds[source], inputs, targets, target % 4, self.verbs[source])


def epoch_order(groups: dict[int, Tensor], size: int, generator: torch.Generator) -> list[Tensor]:
    """Shuffle the forms of each length and cut them into batches of `size`, in random order.

    The last batch of a length is filled up with forms that the epoch has had already, so that shapes are few: each
    new one costs the recurrent kernels a preparation.
    """
    batches: list[Tensor] = []
    for forms in groups.values():
        shuffled = forms[torch.randperm(len(forms), generator=generator)]
        if short := -len(forms) % size if len(forms) > size else 0:
            shuffled = torch.cat([shuffled, shuffled[:short]])
        batches += [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    return [batches[int(i)] for i in torch.randperm(len(batches), generator=generator)]


def thinned(groups: dict[int, Tensor], seldom: Tensor, generator: torch.Generator) -> dict[int, Tensor]:
    """Return the forms of each length, of the `seldom` ones (a boolean for each form) half, as many every time."""
    if not bool(seldom.any()):
        return groups
    kept: dict[int, Tensor] = {}
    for length, forms in groups.items():
        few = forms[seldom[forms]]
        half = few[torch.randperm(len(few), generator=generator)[: -(-len(few) // 2)]]
        kept[length] = torch.cat([forms[~seldom[forms]], half])
    return kept


def oversampled(groups: dict[int, Tensor], weighty: Tensor, times: int) -> dict[int, Tensor]:
    """Return the forms of each length, the `weighty` ones (a boolean for each form) `times` times more."""
    if not times:
        return groups
    repeats = 1 + times * weighty.long()
    return {length: forms.repeat_interleave(repeats[forms]) for length, forms in groups.items()}
