"""A whole step as it would run on a CUDA device, on a machine without one."""

from collections.abc import Callable
from typing import Any

import pytest
from pretended import check_step_never_waits, pretended_cuda, second_step

from cvae_tui.core.tasks.spelling.task import SpellingTask


@pytest.mark.parametrize("changes", [{"variant": "lstm", "batch_size": 1}, {"noise": 0.0}, {"direct": 0}])
def test_a_step_never_waits_for_the_device(
    make_task: Callable[..., SpellingTask], changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_step_never_waits(lambda: make_task("cuda:0", **changes), monkeypatch)


def test_noise_alone_waits_once_a_letter_to_know_whether_all_words_are_over(
    make_task: Callable[..., SpellingTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pretended_cuda(monkeypatch) as seen:
        second_step(make_task("cuda:0", dropout=0.1), seen, noise=1.0)
    assert seen.strays == []
    assert {place.partition(" in ")[2].partition(",")[0] for place in seen.waits} == {"decoding.py"}
