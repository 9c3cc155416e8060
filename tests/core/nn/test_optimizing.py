"""Gradients clipped and an update of two weights, by hand; one whose gradients are not finite is left out."""

import pytest
import torch

from cvae_tui.core.nn.optimizing import clip, update


def weight(value: float, gradient: float) -> torch.nn.Parameter:
    made = torch.nn.Parameter(torch.tensor([value]))
    made.grad = torch.tensor([gradient])
    return made


@pytest.mark.parametrize(("most", "wanted"), [(0.0, (3.0, -4.0)), (10.0, (3.0, -4.0)), (1.0, (0.6, -0.8))])
def test_gradients_are_clipped_by_their_norm_together(most: float, wanted: tuple[float, float]) -> None:
    weights = [weight(1.0, 3.0), weight(1.0, -4.0), torch.nn.Parameter(torch.zeros(1))]
    assert float(clip(weights, most)) == 5.0
    found = [each.grad.item() for each in weights if each.grad is not None]
    assert found == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("norms", [torch.tensor(2.5), torch.tensor([2.0, 1.5])])
def test_every_optimizer_steps_at_its_own_rate(norms: torch.Tensor) -> None:
    first, second = weight(1.0, 2.0), weight(1.0, -1.5)
    optimizers = [torch.optim.SGD([each], lr=9.0, fused=True) for each in (first, second)]
    skipped = update(zip(optimizers, (0.25, 0.5), strict=True), norms)
    assert float(skipped) == 0.0
    assert (first.item(), second.item()) == (0.5, 1.75)
    assert first.grad is None and second.grad is None


@pytest.mark.parametrize("norms", [torch.tensor(float("nan")), torch.tensor([1.0, float("inf")])])
def test_one_norm_that_is_not_finite_leaves_every_weight(norms: torch.Tensor) -> None:
    first, second = weight(1.0, 2.0), weight(1.0, float("inf"))
    optimizers = [torch.optim.SGD([each], lr=9.0, fused=True) for each in (first, second)]
    skipped = update(((each, 0.5) for each in optimizers), norms)
    assert float(skipped) == 1.0
    assert (first.item(), second.item()) == (1.0, 1.0)
    assert first.grad is None and second.grad is None
