"""Verbs that do not exist, made of those that do: what is learned from them is spelling, not words."""

from collections import Counter, defaultdict
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
# A prefix has letters enough, and stands before verbs enough, not to be chance.
SHORTEST_PREFIX, BEFORE_VERBS = 2, 3


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


class Prefixes:
    """The prefixes that some of the rows are other rows with: outdo is do with out-, in all four forms.

    Put before any verb they teach that a verb keeps its forms behind a prefix: outran is to outrun as ran is to run.
    """

    def __init__(self, rows: Sequence[Row], device: torch.device) -> None:
        found = found_prefixes(rows)
        by_length: dict[int, list[list[int]]] = defaultdict(list)
        for prefix, verbs in sorted(found.items()):
            by_length[len(prefix)] += [LATIN.encode(prefix)] * verbs
        self._letters = {length: torch.tensor(several).to(device) for length, several in by_length.items()}
        self._verbs = torch.tensor([float(len(several)) for several in by_length.values()])

    def put_before(self, batch: Batch, choice: torch.Generator) -> Batch:
        """Put a prefix before every word and its target, as often as it is found, all of one length; none if none is.

        `choice` is a generator on the host.
        """
        if not self._letters:
            return batch
        several = list(self._letters.values())[int(torch.multinomial(self._verbs, 1, generator=choice))]
        picked = torch.randint(len(several), (len(batch.words),), generator=choice)
        prefix = several[picked.to(several.device, non_blocking=True)]
        return replace(
            batch,
            words=torch.cat([prefix, batch.words], dim=1),
            inputs=torch.cat([batch.inputs[:, :1], prefix, batch.inputs[:, 1:]], dim=1),
            targets=torch.cat([prefix, batch.targets], dim=1),
        )


def found_prefixes(rows: Sequence[Row]) -> Counter[str]:
    """Return how many of the rows are another row with a prefix, for every prefix that is found a few times."""
    known, found = frozenset(rows), Counter[str]()
    for row in rows:
        for cut in range(SHORTEST_PREFIX, len(commonprefix(row)) + 1):  # noqa: RUF071 - letters in common, not folders
            present, third, progressive, past = (form[cut:] for form in row)
            if (present, third, progressive, past) in known:
                found[row[0][:cut]] += 1
    return Counter({prefix: verbs for prefix, verbs in found.items() if verbs >= BEFORE_VERBS})
