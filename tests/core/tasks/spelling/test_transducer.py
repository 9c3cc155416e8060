"""The edit transducer against sums over everything, autograd through the plain recursion, and exhaustive search."""

from itertools import product

import pytest
import torch

from cvae_tui.core.nn.vocab import Vocab
from cvae_tui.core.tasks.spelling import transducer
from cvae_tui.core.tasks.spelling.transducer import Transducer, Words, beam_search, draw, posterior

ABC = Vocab("abc")
EVERY = ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]


def words(*texts: str) -> Words:
    width = max(1, max(map(len, texts)))
    rows = [ABC.encode(text) + [0] * (width - len(text)) for text in texts]
    return Words(torch.tensor(rows), torch.tensor([len(text) for text in texts]))


def spelled(hypotheses: list[transducer.Hypothesis]) -> list[str]:
    return [ABC.decode(each.word) for each in hypotheses]


@pytest.fixture
def network() -> Transducer:
    torch.manual_seed(1)
    made = Transducer(3, 4, 5, 5, 6)
    # Leaving out is likely, so that long targets are not.
    made.out.bias.data[6] += 4.0
    return made


@pytest.mark.parametrize("source", ["", "c", "ab"])
def test_all_targets_together_have_probability_one(network: Transducer, source: str) -> None:
    total = network.log_prob(words(*[source] * len(EVERY)), words(*EVERY)).exp().sum()
    assert float(total) == pytest.approx(1.0, abs=1e-3)


def test_a_pair_is_as_probable_alone_as_among_longer_ones(network: Transducer) -> None:
    pairs = [("ab", "b"), ("abcab", "abccc"), ("", "ca"), ("c", "")]
    together = network.log_prob(*(words(*side) for side in zip(*pairs, strict=True)))
    alone = torch.cat([network.log_prob(words(a), words(b)) for a, b in pairs])
    assert torch.allclose(together, alone, atol=1e-5)


def test_the_sum_over_alignments_is_that_of_every_single_one(network: Transducer) -> None:
    source, target = words("ab"), words("b")
    lattice = network.lattice(source, target)
    emit, insert, skip = (part[0].detach() for part in lattice)
    # Every way from (0, 0) over the end of "ab", written out: where b is put or inserted.
    ways = [
        emit[0, 0] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + emit[1, 0] + skip[2, 1],
        insert[0, 0] + skip[0, 1] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + insert[1, 0] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + skip[1, 0] + insert[2, 0] + skip[2, 1],
    ]
    assert float(network.log_prob(source, target)) == pytest.approx(float(torch.stack(ways).logsumexp(0)), abs=1e-5)


def test_gradients_equal_those_of_autograd_through_the_recursion(network: Transducer) -> None:
    network.double()
    source, target = words("ab", "abca", "c"), words("b", "abcc", "ccab")
    lattice = network.lattice(source, target)
    plain = -transducer._total(transducer._alpha(lattice), lattice, source.lengths, target.lengths)
    wanted = torch.autograd.grad(plain.sum(), list(network.parameters()))
    loss = network(source, target)
    assert torch.allclose(loss.double(), plain.double(), atol=1e-5)
    found = torch.autograd.grad(loss.sum(), list(network.parameters()))
    assert max(float((a - b).abs().max()) for a, b in zip(wanted, found, strict=True)) < 1e-5


def test_every_letter_of_both_words_is_read_or_written_once(network: Transducer) -> None:
    source, target = words("abca", "b"), words("abcc", "")
    expected, _ = posterior(network.lattice(source, target), source.lengths, target.lengths)
    read = (expected.emit + expected.skip).sum(2)
    written = (expected.emit + expected.insert).sum(1)
    assert torch.allclose(read[0], torch.ones(5), atol=1e-4) and torch.allclose(read[1, :2], torch.ones(2), atol=1e-4)
    assert torch.allclose(written[0, :4], torch.ones(4), atol=1e-4) and float(written[1].sum()) < 1e-6


def test_beam_search_of_full_width_is_exhaustive(network: Transducer) -> None:
    network.out.bias.data[6] -= 3.0
    sources = ["ab", "abca", ""]
    for source, found in zip(sources, beam_search(network, words(*sources), 400, 5), strict=True):
        wanted = network.log_prob(words(*[source] * len(EVERY)), words(*EVERY))
        order = [EVERY[place] for place in wanted.argsort(descending=True).tolist()]
        assert len(found) == len(EVERY) and spelled(found)[:20] == order[:20]
        assert torch.allclose(torch.tensor([each.log_prob for each in found]), wanted.sort(descending=True).values,
                              atol=1e-4)  # fmt: skip


def test_a_narrow_beam_finds_the_best_of_an_even_network(network: Transducer) -> None:
    found = beam_search(network, words("ab", "abca", ""), 4, 5)
    for source, each in zip(("ab", "abca", ""), found, strict=True):
        wanted = network.log_prob(words(*[source] * len(EVERY)), words(*EVERY))
        assert len(each) <= 4 and spelled(each)[0] == EVERY[int(wanted.argmax())]


def test_drawn_targets_come_as_often_as_they_are_probable(network: Transducer) -> None:
    drawn = draw(network, words(*["ab"] * 4000), torch.Generator().manual_seed(0), 8)
    texts = [ABC.decode(row) for row in drawn.letters.tolist()]
    assert [len(text) for text in texts] == drawn.lengths.tolist()
    for text in ("", "a", "b"):
        probable = float(network.log_prob(words("ab"), words(text)).exp())
        assert texts.count(text) / 4000 == pytest.approx(probable, abs=0.03)


def test_drawn_targets_are_no_longer_than_allowed(network: Transducer) -> None:
    network.out.bias.data[6] -= 20.0
    drawn = draw(network, words("ab", "c"), torch.Generator().manual_seed(0), 4)
    assert drawn.lengths.tolist() == [4, 4]
