"""An update of two weights, by hand; one whose gradients are not finite is left out."""

import pytest
import torch

from cvae_tui.core.nn.optimizing import update


def weight(value: float, gradient: float) -> torch.nn.Parameter:
    made = torch.nn.Parameter(torch.tensor([value]))
    made.grad = torch.tensor([gradient])
    return made


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
