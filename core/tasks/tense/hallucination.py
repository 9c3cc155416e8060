"""Verbs that do not exist, made of those that do: what is learned from them is spelling, not words."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from os.path import commonprefix
from typing import cast

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from ...nn.vocab import EOS, LATIN, PAD, SPECIAL
from .batches import Batch
from .config import Row
from .regular import is_regular

# The letters before a verb's own ending that an invented stem keeps, so that its spelling rule still shows.
KEPT_OF_STEM = 3
# A prefix has letters enough, and stands before irregular verbs enough, not to be chance.
SHORTEST_PREFIX, BEFORE_VERBS = 2, 3


def replaceable(row: Row, others: Sequence[str] = ()) -> int:
    """Return how many of a verb's first letters say nothing of its (other) forms: none where it is irregular."""
    alike = commonprefix([*row, *others])  # noqa: RUF071 - not of folders
    return max(0, len(alike) - KEPT_OF_STEM) if is_regular(row) else 0


def hallucinate(
    batch: Batch,
    chosen: Bool[Tensor, "B"],
    replaceable: Int[Tensor, "V"],
    letters: Int[Tensor, "N W"],
    noise: torch.Generator,
) -> Batch:
    """Replace the first letters of the chosen words by those of some other verb, in source and target alike."""
    size, width = len(batch.words), max(batch.words.shape[1], batch.targets.shape[1])
    position = torch.arange(width, device=chosen.device)
    other = torch.randint(len(letters), (size,), generator=noise, device=chosen.device)
    random = torch.randint(SPECIAL, len(LATIN), (size, width), generator=noise, device=chosen.device)
    borrowed = random.clone()
    shared = min(width, letters.shape[1])
    borrowed[:, :shared] = torch.where(letters[other, :shared] == PAD, random[:, :shared], letters[other, :shared])
    replaced = chosen[:, None] & (position < replaceable[batch.verbs][:, None])
    source, steps = batch.words.shape[1], batch.targets.shape[1]
    inputs = batch.inputs.clone()
    inputs[:, 1:] = torch.where(replaced[:, : steps - 1], borrowed[:, : steps - 1], inputs[:, 1:])
    return replace(
        batch,
        words=torch.where(replaced[:, :source], borrowed[:, :source], batch.words),
        inputs=inputs,
        targets=torch.where(replaced[:, :steps] & (batch.targets != EOS), borrowed[:, :steps], batch.targets),
    )


def prefixed_verbs(rows: Sequence[Row]) -> dict[Row, int]:
    """Return irregular verbs behind prefixes that the rows have with others (outrun), and the prefixes' letters."""
    known, parts = {row[0] for row in rows}, _all_parts(rows)
    prefixes = sorted(_common(parts))
    simple = [row for row, found in parts.items() if not any(prefix in prefixes for prefix in found)]
    made = {cast(Row, tuple(p + form for form in row)): len(p) for row in simple for p in prefixes}
    return {row: letters for row, letters in made.items() if row[0] not in known}


def prefixes_of(rows: Iterable[Row]) -> frozenset[str]:
    """Return the prefixes that irregular verbs of the rows have, enough of them not to be chance."""
    return _common(_all_parts(rows))


def _common(parts: Mapping[Row, Sequence[str]]) -> frozenset[str]:
    counts = Counter(prefix for found in parts.values() for prefix in found)
    return frozenset(prefix for prefix, verbs in counts.items() if verbs >= BEFORE_VERBS)


def _all_parts(rows: Iterable[Row]) -> dict[Row, list[str]]:
    irregular = dict.fromkeys(row for row in rows if not is_regular(row))
    return {row: _parts(row, irregular) for row in irregular}


def _parts(row: Row, others: Container[tuple[str, ...]]) -> list[str]:
    """Return what a row begins with, in all four forms, before the forms of another row."""
    alike = commonprefix(row)  # noqa: RUF071 - letters in common, not folders
    cuts = range(SHORTEST_PREFIX, len(alike) + 1)
    return [alike[:cut] for cut in cuts if tuple(form[cut:] for form in row) in others]
