"""Losses against logits made by hand."""

from math import exp, log

import pytest
import torch
from torch.nn import functional

from cvae_tui.core.tasks.digits.loss import fake_loss, generator_loss, real_loss

# Eleven logits: digit 3 has 2, fake has 1, the others 0.
LOGITS = torch.tensor([[0.0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1]])
SUM = 9 + exp(2) + exp(1)


def test_a_discriminator_pays_for_the_digit_of_a_real_picture() -> None:
    assert real_loss(LOGITS, torch.tensor([3])).item() == pytest.approx(log(SUM) - 2)
    assert real_loss(LOGITS, torch.tensor([0])).item() == pytest.approx(log(SUM))


def test_and_for_a_made_picture_that_it_does_not_call_made() -> None:
    assert fake_loss(LOGITS).item() == pytest.approx(log(SUM) - 1)


def test_of_two_classes_the_first_is_real() -> None:
    two = torch.tensor([[0.0, log(3)]])
    assert real_loss(two, torch.tensor([7])).item() == pytest.approx(log(4))
    assert fake_loss(two).item() == pytest.approx(log(4 / 3))


def test_with_both_weights_one_the_generator_pays_the_reports_cross_entropy() -> None:
    torch.manual_seed(0)
    logits, labels = torch.randn(5, 11), torch.tensor([0, 9, 3, 3, 1])
    assert generator_loss(logits, labels).item() == pytest.approx(functional.cross_entropy(logits, labels).item())


def test_its_parts_are_passing_as_real_and_keeping_the_label() -> None:
    label = torch.tensor([3])
    real = 9 + exp(2)
    assert generator_loss(LOGITS, label, 1.0, 0.0).item() == pytest.approx(log(SUM / real))
    assert generator_loss(LOGITS, label, 0.0, 1.0).item() == pytest.approx(log(real) - 2)


def test_two_classes_know_no_label() -> None:
    logits = torch.tensor([[0.0, log(3)]])
    assert generator_loss(logits, torch.tensor([3]), 1.0, 100.0).item() == pytest.approx(log(4))
