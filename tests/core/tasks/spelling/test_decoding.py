"""Beam search against every target there is, and drawn targets against their probabilities."""

from itertools import product

import pytest
import torch

from cvae_tui.core.tasks.spelling.decoding import Hypothesis, beam_search, draw
from cvae_tui.core.tasks.spelling.transducer import Transducer
from cvae_tui.core.tasks.spelling.words import VOCAB, Words, encode

EVERY = ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]


def words(*texts: str) -> Words:
    return encode(texts, torch.device("cpu"))


def spelled(hypotheses: list[Hypothesis]) -> list[str]:
    return [VOCAB.decode(each.word) for each in hypotheses]


def test_beam_search_of_full_width_is_exhaustive(transducer: Transducer) -> None:
    transducer.out.bias.data[6] -= 3.0
    sources = ["ab", "abca", ""]
    for source, found in zip(sources, beam_search(transducer, words(*sources), 400, 5), strict=True):
        wanted = transducer.log_prob(words(*[source] * len(EVERY)), words(*EVERY))
        order = [EVERY[place] for place in wanted.argsort(descending=True).tolist()]
        assert len(found) == len(EVERY) and spelled(found)[:20] == order[:20]
        assert torch.allclose(torch.tensor([each.log_prob for each in found]), wanted.sort(descending=True).values,
                              atol=1e-4)  # fmt: skip


def test_a_narrow_beam_finds_the_best_of_an_even_transducer(transducer: Transducer) -> None:
    found = beam_search(transducer, words("ab", "abca", ""), 4, 5)
    for source, each in zip(("ab", "abca", ""), found, strict=True):
        wanted = transducer.log_prob(words(*[source] * len(EVERY)), words(*EVERY))
        assert len(each) <= 4 and spelled(each)[0] == EVERY[int(wanted.argmax())]


def test_drawn_targets_come_as_often_as_they_are_probable(transducer: Transducer) -> None:
    drawn = draw(transducer, words(*["ab"] * 4000), torch.Generator().manual_seed(0), 8)
    texts = [VOCAB.decode(row) for row in drawn.letters.tolist()]
    assert [len(text) for text in texts] == drawn.lengths.tolist()
    for text in ("", "a", "b"):
        probable = float(transducer.log_prob(words("ab"), words(text)).exp())
        assert texts.count(text) / 4000 == pytest.approx(probable, abs=0.03)


def test_drawn_targets_are_no_longer_than_allowed(transducer: Transducer) -> None:
    transducer.out.bias.data[6] -= 20.0
    drawn = draw(transducer, words("ab", "c"), torch.Generator().manual_seed(0), 4)
    assert drawn.lengths.tolist() == [4, 4]
