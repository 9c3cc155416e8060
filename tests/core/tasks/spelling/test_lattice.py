"""Sums over alignments against every single one written out, and against autograd through the recursion."""

import pytest
import torch

from cvae_tui.core.tasks.spelling.lattice import log_prob, posterior
from cvae_tui.core.tasks.spelling.transducer import Transducer
from cvae_tui.core.tasks.spelling.words import Words, encode


def words(*texts: str) -> Words:
    return encode(texts, torch.device("cpu"))


def test_the_sum_over_alignments_is_that_of_every_single_one(transducer: Transducer) -> None:
    source, target = words("ab"), words("b")
    lattice = transducer.lattice(source, target)
    emit, insert, skip = (part[0].detach() for part in lattice)
    # Every way from (0, 0) over the end of "ab", written out: where b is put or inserted.
    ways = [
        emit[0, 0] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + emit[1, 0] + skip[2, 1],
        insert[0, 0] + skip[0, 1] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + insert[1, 0] + skip[1, 1] + skip[2, 1],
        skip[0, 0] + skip[1, 0] + insert[2, 0] + skip[2, 1],
    ]
    assert float(transducer.log_prob(source, target)) == pytest.approx(float(torch.stack(ways).logsumexp(0)), abs=1e-5)


def test_gradients_equal_those_of_autograd_through_the_recursion(transducer: Transducer) -> None:
    transducer.double()
    source, target = words("ab", "abca", "c"), words("b", "abcc", "ccab")
    lattice = transducer.lattice(source, target)
    plain = -log_prob(lattice, source.lengths, target.lengths)
    wanted = torch.autograd.grad(plain.sum(), list(transducer.parameters()))
    loss = transducer(source, target)
    assert torch.allclose(loss.double(), plain.double(), atol=1e-5)
    found = torch.autograd.grad(loss.sum(), list(transducer.parameters()))
    assert max(float((a - b).abs().max()) for a, b in zip(wanted, found, strict=True)) < 1e-5


def test_every_letter_of_both_words_is_read_or_written_once(transducer: Transducer) -> None:
    source, target = words("abca", "b"), words("abcc", "")
    expected, _ = posterior(transducer.lattice(source, target), source.lengths, target.lengths)
    read = (expected.emit + expected.skip).sum(2)
    written = (expected.emit + expected.insert).sum(1)
    assert torch.allclose(read[0], torch.ones(5), atol=1e-4) and torch.allclose(read[1, :2], torch.ones(2), atol=1e-4)
    assert torch.allclose(written[0, :4], torch.ones(4), atol=1e-4) and float(written[1].sum()) < 1e-6
