"""A whole step as it would run on a CUDA device, on a machine without one."""

from collections.abc import Callable
from typing import Any

import pytest
from pretended import check_step_never_waits

from cvae_tui.core.tasks.digits.task import DigitsTask


@pytest.mark.parametrize("changes", [{}, {"pretraining": 100}, {"style": 0, "ema": 0.0}, {"shift": 2}])
def test_a_step_never_waits_for_the_device(
    make_task: Callable[..., DigitsTask], changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_step_never_waits(lambda: make_task("cuda:0", **changes), monkeypatch)
