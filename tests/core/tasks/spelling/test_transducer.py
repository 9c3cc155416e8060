"""The edit transducer: what it gives to all targets, and to a pair among others."""

from itertools import product

import pytest
import torch

from cvae_tui.core.tasks.spelling.transducer import Transducer
from cvae_tui.core.tasks.spelling.words import Words, encode

EVERY = ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]


def words(*texts: str) -> Words:
    return encode(texts, torch.device("cpu"))


@pytest.mark.parametrize("source", ["", "c", "ab"])
def test_all_targets_together_have_probability_one(transducer: Transducer, source: str) -> None:
    total = transducer.log_prob(words(*[source] * len(EVERY)), words(*EVERY)).exp().sum()
    assert float(total) == pytest.approx(1.0, abs=1e-3)


def test_a_pair_is_as_probable_alone_as_among_longer_ones(transducer: Transducer) -> None:
    pairs = [("ab", "b"), ("abcab", "abccc"), ("", "ca"), ("c", "")]
    together = transducer.log_prob(*(words(*side) for side in zip(*pairs, strict=True)))
    alone = torch.cat([transducer.log_prob(words(a), words(b)) for a, b in pairs])
    assert torch.allclose(together, alone, atol=1e-5)
