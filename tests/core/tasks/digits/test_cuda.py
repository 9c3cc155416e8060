"""A whole step as it would run on a CUDA device, on a machine without one."""

from collections.abc import Callable
from typing import Any

import pytest
from pretended import pretended_cuda, second_step

from cvae_tui.core.tasks.digits.task import DigitsTask


@pytest.mark.parametrize("changes", [{}, {"pretraining": 100}, {"style": 0, "ema": 0.0}, {"shift": 2}])
def test_a_step_never_waits_for_the_device(
    make_task: Callable[..., DigitsTask], changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pretended_cuda(monkeypatch) as seen:
        second_step(make_task("cuda:0", **changes), seen)
    assert (seen.strays, seen.waits) == ([], [])
