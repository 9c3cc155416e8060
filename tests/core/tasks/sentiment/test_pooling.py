"""Poolings on arrays done in the head, and that padding never counts."""

from math import exp

import pytest
import torch

from cvae_tui.core.tasks.sentiment.pooling import (
    POOLINGS,
    last_state,
    mask_of,
    pool_attention,
    pool_last,
    pool_mean,
    pool_report,
)

# One text of three words and padding, its states of two units.
STATES = torch.tensor([[[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [9.0, 9.0]]])
THREE = torch.tensor([3])


def test_masks() -> None:
    assert mask_of(torch.tensor([1, 3]), 3).tolist() == [[True, False, False], [True, True, True]]


def test_the_last_state_is_the_last_words() -> None:
    assert last_state(STATES, THREE).tolist() == [[1.0, 1.0]]
    pooled, weights = pool_last(STATES, THREE)
    assert pooled.tolist() == [[1.0, 1.0]]
    assert weights.tolist() == [[0.0, 0.0, 1.0, 0.0]]


def test_the_mean() -> None:
    pooled, weights = pool_mean(STATES, THREE)
    assert pooled[0].tolist() == pytest.approx([2 / 3, 1.0])
    assert weights[0].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0.0])


def test_attention_goes_over_the_earlier_words() -> None:
    # The last state is (1, 1); its dot products with the two before are 1 and 2.
    first, second = 1 / (1 + exp(1)), exp(1) / (1 + exp(1))
    pooled, weights = pool_attention(STATES, THREE)
    assert weights[0].tolist() == pytest.approx([first, second, 0.0, 0.0])
    assert pooled[0].tolist() == pytest.approx([1.0, 1.0, first, 2 * second])


def test_attention_of_one_word_has_no_context() -> None:
    states = STATES.clone().requires_grad_()
    pooled, weights = pool_attention(states, torch.tensor([1]))
    assert pooled.tolist() == [[1.0, 0.0, 0.0, 0.0]]
    assert weights.tolist() == [[0.0] * 4]
    pooled.sum().backward()
    assert states.grad is not None and bool(states.grad.isfinite().all())


def test_the_reports_gate_as_printed() -> None:
    """Line by line what report 004 prints, without its dropout and its last layer."""
    torch.manual_seed(0)
    hidden = torch.randn(5, 2, 3)  # steps, texts, units, as the report stacks them
    h = hidden[-1]
    scores = h * hidden
    alpha = torch.nn.Softmax(dim=-1)(scores)
    context = torch.sum(hidden * alpha, dim=0)
    expected = torch.cat((h, context), dim=1)
    pooled, weights = pool_report(hidden.transpose(0, 1), torch.tensor([5, 5]))
    assert torch.allclose(pooled, expected)
    assert torch.allclose(weights.sum(1), torch.ones(2))


@pytest.mark.parametrize("name", POOLINGS)
def test_padding_never_counts(name: str) -> None:
    lengths = torch.tensor([3])
    once, other = STATES.clone(), STATES[:, :3]
    once[:, 3] = -5.0
    for states in (once, torch.cat([other, torch.full((1, 4, 2), 7.0)], 1)):
        pooled, weights = POOLINGS[name](states, lengths)
        alone, theirs = POOLINGS[name](other, lengths)
        assert torch.allclose(pooled, alone)
        assert torch.allclose(weights[:, :3], theirs) and not weights[:, 3:].any()
