"""Degenerate generators are scored as what they are."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from cvae_tui.core.task import ScoreOptions
from cvae_tui.core.tasks.digits.networks import Judge
from cvae_tui.core.tasks.digits.score import variety, within_class
from cvae_tui.core.tasks.digits.task import DigitsTask
from cvae_tui.core.tasks.digits.translator import Translator

OPTIONS = ScoreOptions()


class ByLight(Judge):
    """A judge of the test pictures, whose light is their digit."""

    def __init__(self) -> None:
        super().__init__(1, 4)

    def forward(self, input: Tensor) -> Tensor:
        light = (input[:, :, 2:-2, 2:-2].mean((1, 2, 3)) + 1) * 127.5
        digit = ((light - 19.5) / 20).round().clamp(0, 9).long()
        return 20.0 * nn.functional.one_hot(digit, 10).float()


class Made(nn.Module):
    """A generator that is no network."""

    def __init__(self, make: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.make = make

    def forward(self, pictures: Tensor) -> Tensor:
        return self.make(pictures)


def with_generators(
    task: DigitsTask, to_street: Callable[[Tensor], Tensor], to_mnist: Callable[[Tensor], Tensor]
) -> Translator:
    made = Translator(nn.ModuleDict({"to_street": Made(to_street), "to_mnist": Made(to_mnist)}), task.data, task.device)
    judge = ByLight()
    made.judges = {"mnist": judge, "street": judge}
    return made


def colour(x: Tensor) -> Tensor:
    return x.repeat(1, 3, 1, 1)


def grey(x: Tensor) -> Tensor:
    return x.mean(1, keepdim=True)


def test_the_identity_keeps_every_label_and_closes_the_cycle(make_task: Callable[..., DigitsTask]) -> None:
    report = with_generators(make_task(), colour, grey).score(None, OPTIONS, lambda part, done: None)
    assert report.details["to_street"]["label_kept"] == 1.0
    assert report.details["to_street"]["cycle_error"] == pytest.approx(0.0, abs=1e-9)
    assert report.details["judges"] == {"mnist": 1.0, "street": 1.0}
    assert report.verdict == "keeps labels"
    low, high = report.details["to_mnist"]["ci95"]
    assert low < 1.0 == high


def test_a_constant_picture_is_one_picture_per_class(make_task: Callable[..., DigitsTask]) -> None:
    translator = with_generators(make_task(), lambda x: torch.zeros(len(x), 3, 32, 32), lambda x: x[:, :1] * 0)
    report = translator.score(None, OPTIONS, lambda part, done: None)
    assert report.details["to_street"]["label_kept"] == pytest.approx(0.1)
    assert report.details["to_street"]["variety"] == 0.0
    assert report.verdict == "one picture per class"


def test_flipped_labels_are_told_though_the_cycle_is_perfect(make_task: Callable[..., DigitsTask]) -> None:
    def inverted(x: Tensor) -> Tensor:
        # As light as nine minus the digit.
        return 438 / 255 - 2 - x

    translator = with_generators(make_task(), lambda x: inverted(colour(x)), lambda x: inverted(grey(x)))
    report = translator.score(None, OPTIONS, lambda part, done: None)
    assert report.details["to_street"]["cycle_error"] == pytest.approx(0.0, abs=1e-6)
    assert report.details["to_street"]["label_kept"] == 0.0
    assert report.verdict == "labels flipped"
    table = report.details["to_street"]["read_as"]
    assert [row.index(max(row)) for row in table] == list(reversed(range(10)))


def test_variety_by_hand() -> None:
    pictures = torch.zeros(4, 1, 1, 2)
    pictures[1, 0, 0, 0] = 2.0
    labels = torch.tensor([0, 0, 1, 1])
    # Of digit 0 the first pixel deviates by 1, the second by 0; of digit 1 neither does.
    assert within_class(pictures, labels) == pytest.approx(0.25)
    assert variety(pictures, labels, 2 * pictures, labels) == pytest.approx(0.5)
