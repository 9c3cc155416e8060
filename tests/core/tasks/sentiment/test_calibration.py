"""Scales that mend what was bent."""

import pytest
import torch

from cvae_tui.core.tasks.sentiment.calibration import fit_scales


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
