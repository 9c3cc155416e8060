"""What is timed, on a few reviews."""

from collections.abc import Callable

import torch

from cvae_tui.core.tasks.sentiment.benchmark import WORDS, batches, judged
from cvae_tui.core.tasks.sentiment.task import SentimentTask

CPU = torch.device("cpu")


def test_both_cells_learn_as_much(make_task: Callable[..., SentimentTask]) -> None:
    learned: list[float] = []
    for cell in ("fused", "loop"):
        task = make_task(cell=cell)
        learned.append(batches(task.config, task.data, CPU, 2)())
    assert learned[0] == learned[1] > 0


def test_a_review_by_itself_and_some_at_once(make_task: Callable[..., SentimentTask]) -> None:
    found = judged(make_task().model(), ["a lovely film"] * 3, 2, torch.device("cpu"), lambda _: None)
    figures = {figure.key: figure for figure in found}
    assert {key: len(figure.values) for key, figure in figures.items()} == {"inference.one": 2, "inference.rate": 2}
    assert min(min(figure.values) for figure in figures.values()) > 0
    assert f"{WORDS} words" in figures["inference.one"].what and figures["inference.one"].at_most
