"""New verbs from noise: words spelled between two verbs, drawn again while they are forms that were learned."""

from collections.abc import Callable, Sequence
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from ...nn.randomness import mixed_seed
from ...nn.vocab import LATIN
from .conversion import Forms, Four
from .inference import CHUNK, Inference
from .lines import LONGEST_WORD

# How often a word is drawn anew, and the numbers of the draws of a row: its letters' count up from 0.
TRIES, OTHER = 8, -1


def novel(
    inference: Inference, z: Float[Tensor, "N Z"], seeds: Sequence[int], learned: Callable[[str], bool]
) -> tuple[list[Forms], list[Four]]:
    """Make a verb of each z and another z, drawn from the row's seed. Returns the forms and the probability of each.

    The letters of the present are drawn one by one from the mean of what the two z would spell next. A word that is
    `learned` is drawn again, `TRIES` times at most; then it is read and its four tenses are decoded, as in a round
    trip.
    """
    words: list[str] = []
    for start in range(0, len(z), CHUNK):
        words += _spelled(inference, z[start : start + CHUNK], seeds[start : start + CHUNK], learned)
    return inference.reconstruct(words)


def _spelled(inference: Inference, z: Tensor, seeds: Sequence[int], learned: Callable[[str], bool]) -> list[str]:
    others = [inference.noise(1, mixed_seed(seed, OTHER)) for seed in seeds]
    both = torch.stack([z, torch.cat(others)])
    words = [""] * len(seeds)
    left = list(range(len(seeds)))
    for attempt in range(TRIES):
        uniform = torch.stack([_uniform(mixed_seed(seeds[row], attempt)) for row in left]).to(z.device)
        numbers = inference.model.eval().spell_between(both[:, left], uniform)
        for row, word in zip(left, LATIN.decode_all(cast(list[list[int]], numbers.tolist())), strict=True):
            words[row] = word
        left = [row for row in left if not words[row] or learned(words[row])]
        if not left:
            break
    return words


def _uniform(seed: int) -> Float[Tensor, "T V"]:
    return torch.rand(LONGEST_WORD, len(LATIN), generator=torch.Generator().manual_seed(seed))
