"""A whole step as it would run on a CUDA device, on a machine without one."""

from collections.abc import Callable
from typing import Any

import pytest
from pretended import pretended_cuda, second_step

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
    with pretended_cuda(monkeypatch) as seen:
        second_step(make_task("cuda:0", **changes), seen)
    assert (seen.strays, seen.waits) == ([], [])
