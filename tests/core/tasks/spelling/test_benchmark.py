"""What is timed, on a few words."""

from collections.abc import Callable

import torch

from cvae_tui.core.tasks.spelling.benchmark import corrected
from cvae_tui.core.tasks.spelling.task import SpellingTask


def test_a_word_by_itself_and_some_at_once(make_task: Callable[..., SpellingTask]) -> None:
    found = corrected(make_task().model(), ["recieve", "freind"], 2, torch.device("cpu"), lambda _: None)
    figures = {figure.key: figure for figure in found}
    assert {key: len(figure.values) for key, figure in figures.items()} == {"inference.one": 2, "inference.rate": 2}
    assert min(min(figure.values) for figure in figures.values()) > 0
    assert figures["inference.rate"].what == "2 words at once"
