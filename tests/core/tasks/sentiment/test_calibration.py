"""Scales that mend what was bent, and the calibration error of a handful of probabilities."""

import pytest
import torch

from cvae_tui.core.tasks.sentiment.calibration import calibration_error, fit_scales, reliability


def test_a_temperature_is_found_again() -> None:
    torch.manual_seed(0)
    logits = torch.randn(20_000) * 2
    labels = torch.bernoulli(torch.sigmoid(logits))
    assert float(fit_scales(4.0 * logits[:, None], labels)[0]) == pytest.approx(0.25, abs=0.01)


def test_parts_are_weighed_and_what_only_harms_is_left_out() -> None:
    torch.manual_seed(0)
    first, second = torch.randn(20_000) * 2, torch.randn(20_000)
    labels = torch.bernoulli(torch.sigmoid(first + 0.5 * second))
    assert fit_scales(torch.stack([first, second], 1), labels).tolist() == pytest.approx([1.0, 0.5], abs=0.05)
    assert fit_scales(torch.stack([first, -second], 1), labels)[1] == 0.0


def test_labels_that_are_told_apart_without_an_error_have_a_scale_all_the_same() -> None:
    (scale,) = fit_scales(torch.tensor([[-1.0], [1.0]]), torch.tensor([0.0, 1.0])).tolist()
    assert 5 < scale <= 20


def test_reliability_and_its_error_by_hand() -> None:
    positive, labels = torch.tensor([0.9, 0.9, 0.1, 0.6]), torch.tensor([1.0, 0.0, 0.0, 0.0])
    # Three answers 0.9 sure, two of them right; one 0.6 sure and wrong.
    (low, high) = reliability(positive, labels)
    assert low == pytest.approx((0.6, 0.0, 1))
    assert high == pytest.approx((0.9, 2 / 3, 3))
    assert calibration_error(positive, labels) == pytest.approx((0.6 + 3 * (0.9 - 2 / 3)) / 4)
    assert calibration_error(positive[:0], labels[:0]) == 0.0
