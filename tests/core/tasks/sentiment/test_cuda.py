"""A whole step as it would run on a CUDA device, on a machine without one."""

from collections.abc import Callable
from typing import Any

import pytest
from pretended import check_step_never_waits

from cvae_tui.core.tasks.sentiment.task import SentimentTask

CHANGES: list[dict[str, Any]] = [
    {}, {"variant": "bag"}, {"variant": "lstm", "pooling": "report"},
    {"variant": "lstm", "pooling": "last", "padding": "read"},
    {"variant": "lstm", "pooling": "attention", "cell": "loop"}, {"bidirectional": True, "pooling": "mean"},
]  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES)
def test_a_step_never_waits_for_the_device(
    make_task: Callable[..., SentimentTask], changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_step_never_waits(lambda: make_task("cuda:0", **changes), monkeypatch)
