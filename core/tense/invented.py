"""Verbs that do not exist, made of those that do: what is learned from them is spelling, not words."""

from collections.abc import Sequence
from dataclasses import replace
from os.path import commonprefix

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ..vocab import EOS, LATIN, PAD, SPECIAL
from .batches import Batch
from .data import Row

# The letters before a verb's own ending that an invented stem keeps, so that its spelling rule still shows.
KEPT_OF_STEM = 3


def stems(rows: Sequence[Row], device: torch.device) -> Int[Tensor, "V"]:
    """Return, for each verb, the number of letters that its four forms begin with alike."""
    # Letters in common, not folders.
    return torch.tensor([len(commonprefix(row)) for row in rows], device=device)  # noqa: RUF071


def invent(
    batch: Batch,
    chosen: Bool[Tensor, "B"],
    stems: Int[Tensor, "V"],
    letters: Int[Tensor, "N W"],
    noise: torch.Generator,
) -> Batch:
    """Replace the stems of the chosen words by the beginning of some other verb, the same in source and target."""
    size, width = len(batch.words), max(batch.words.shape[1], batch.targets.shape[1])
    position = torch.arange(width, device=chosen.device)
    other = torch.randint(len(letters), (size,), generator=noise, device=chosen.device)
    random = torch.randint(SPECIAL, len(LATIN), (size, width), generator=noise, device=chosen.device)
    borrowed = random.clone()
    shared = min(width, letters.shape[1])
    borrowed[:, :shared] = torch.where(letters[other, :shared] == PAD, random[:, :shared], letters[other, :shared])
    replaced = chosen[:, None] & (position < (stems[batch.verbs] - KEPT_OF_STEM)[:, None])
    source, steps = batch.words.shape[1], batch.targets.shape[1]
    inputs = batch.inputs.clone()
    inputs[:, 1:] = torch.where(replaced[:, : steps - 1], borrowed[:, : steps - 1], inputs[:, 1:])
    return replace(
        batch,
        words=torch.where(replaced[:, :source], borrowed[:, :source], batch.words),
        inputs=inputs,
        targets=torch.where(replaced[:, :steps] & (batch.targets != EOS), borrowed[:, :steps], batch.targets),
    )
