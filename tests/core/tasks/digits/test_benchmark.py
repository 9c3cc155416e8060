"""What is raced, on pictures small in number: that both contenders learn the same amount, every network of it."""

from collections.abc import Callable

import pytest
import torch

from cvae_tui.core.tasks.digits import benchmark
from cvae_tui.core.tasks.digits.benchmark import plain_steps, steps
from cvae_tui.core.tasks.digits.task import DigitsTask

CPU = torch.device("cpu")


@pytest.mark.parametrize("way", [steps, plain_steps])
def test_both_ways_learn_all_networks(
    make_task: Callable[..., DigitsTask], monkeypatch: pytest.MonkeyPatch, way: Callable[..., Callable[[], float]]
) -> None:
    made: list[DigitsTask] = []
    tiny = make_task(pretraining=1, style=2)

    def build(*given: object) -> DigitsTask:
        made.append(DigitsTask(*given))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(benchmark, "DigitsTask", build)
    work = way(tiny.config, tiny.data, CPU, 2)
    modules = {**made[0].generators, **made[0].critics}
    before = {name: [value.clone() for value in module.parameters()] for name, module in modules.items()}
    assert work() == 2 * tiny.config.batch_size
    for name, module in modules.items():
        assert any(not torch.equal(a, b) for a, b in zip(before[name], module.parameters(), strict=True)), name
