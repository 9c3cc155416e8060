"""What is measured on labelled reviews: accuracy, cross entropy, confusion, calibration, and probes by family."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from ...calibration import Bin, expected_calibration_error, reliability
from ...metrics import wilson
from .data import Reviews
from .probes import Probe
from .reading import Reading

# Reviews read between two reports of progress.
AT_ONCE = 500


@dataclass(frozen=True)
class Measured:
    """Logits of "positive" of some reviews, and their labels of 0 and 1."""

    logits: Float[Tensor, "N"]
    labels: Float[Tensor, "N"]

    @property
    def positive(self) -> Float[Tensor, "N"]:
        """The probabilities of "positive"."""
        return torch.sigmoid(self.logits)

    @property
    def right(self) -> list[bool]:
        """Which labels are right."""
        return cast("list[bool]", ((self.logits >= 0) == (self.labels >= 0.5)).tolist())

    @property
    def accuracy(self) -> float:
        """The share of labels that are right."""
        return sum(self.right) / max(1, len(self.right))

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson(sum(self.right), len(self.right))

    @property
    def loss(self) -> float:
        """The cross entropy of the probabilities, in nats."""
        return float(functional.binary_cross_entropy_with_logits(self.logits, self.labels))

    @property
    def calibration(self) -> float:
        """The expected calibration error of the probabilities."""
        return expected_calibration_error(self._certainty, self.right, 0.5)

    @property
    def reliability(self) -> list[Bin]:
        """The reviews by how sure the answer is, from 0.5 to 1."""
        return reliability(self._certainty, self.right, 0.5)

    @property
    def _certainty(self) -> list[float]:
        return cast("list[float]", torch.maximum(self.positive, 1 - self.positive).tolist())

    @property
    def confusion(self) -> list[list[int]]:
        """Counts by label (rows) and answer (columns), negative first."""
        cells = 2 * (self.labels >= 0.5).long() + (self.logits >= 0).long()
        return cast("list[list[int]]", torch.bincount(cells, minlength=4).view(2, 2).tolist())


def read_all(
    reading: Reading, reviews: Reviews, on_part: Callable[[float], None] = lambda done: None
) -> tuple[Float[Tensor, "N P"], Float[Tensor, "N"]]:
    """Return the logits of the parts for reviews, and the labels; `on_part` is told the fraction that is done."""
    logits: list[Tensor] = []
    for at in range(0, len(reviews), AT_ONCE):
        logits.append(reading.logits([reading.encode(text) for text in reviews.texts[at : at + AT_ONCE]]))
        on_part(min(1.0, (at + AT_ONCE) / len(reviews)))
    labels = torch.tensor(reviews.labels, dtype=torch.float32)
    return torch.cat([*logits, torch.zeros(0, len(reading.model.scales))]), labels


def measure(reading: Reading, reviews: Reviews, on_part: Callable[[float], None] = lambda done: None) -> Measured:
    """Read reviews and return what the model says of them, its parts weighed as they are in its answers."""
    logits, labels = read_all(reading, reviews, on_part)
    return Measured(logits @ reading.model.scales.float().cpu(), labels)


def failures(reading: Reading, probes: Sequence[Probe]) -> dict[str, list[bool]]:
    """Return for each family which of its probes are answered wrongly, in their order."""
    found = measure(reading, Reviews(tuple(probe.text for probe in probes), tuple(probe.label for probe in probes)))
    by_family: dict[str, list[bool]] = defaultdict(list)
    for probe, right in zip(probes, found.right, strict=True):
        by_family[probe.family].append(not right)
    return dict(by_family)
