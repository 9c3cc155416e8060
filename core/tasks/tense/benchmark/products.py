"""The matrix products in a step of report 001's system: what must be computed, and how fast torch can.

Counted from the equations, since torch's own counter does not see into fused recurrent layers. Only matrix products
count, as in published model FLOPs; gates, softmax and optimizer are what a step costs beside them.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from ....nn.vocab import LATIN
from ..config import TenseConfig


class Product(NamedTuple):
    """Matrices of (rows, inner) and (inner, columns) multiplied, `times` times over."""

    rows: int
    inner: int
    columns: int
    times: int = 1


def flops(products: Iterable[Product]) -> int:
    """Return the operations: a multiplication and an addition for each element of result and inner dimension."""
    return sum(2 * math.prod(product) for product in products)


def linear(rows: int, inputs: int, outputs: int) -> list[Product]:
    """Return a linear layer's products: forward, gradient of its input, gradient of its weights."""
    return [Product(rows, inputs, outputs), Product(rows, outputs, inputs), Product(outputs, rows, inputs)]


def lstm(words: int, letters: int, width: int, hidden: int) -> list[Product]:
    """Return an LSTM's products over words of `letters` letters: all inputs at once, the state letter by letter."""
    gates = 4 * hidden
    state = [Product(words, hidden, gates, letters), Product(words, gates, hidden, letters)]
    return [*linear(words * letters, width, gates), *state, Product(gates, words * letters, hidden)]


def step_products(config: TenseConfig, words: int, letters: int) -> list[Product]:
    """Return the products of learning to give back `words` words of `letters` letters, in variant lstm-hc."""
    hidden, latent = config.hidden, config.latent
    heads = 4 * linear(words, hidden, latent) + 2 * linear(words, latent + config.condition, hidden)
    encoder = lstm(words, letters, config.embedding, hidden)
    decoder = lstm(words, letters + 1, config.embedding, hidden)
    return [*encoder, *heads, *decoder, *linear(words * (letters + 1), hidden, len(LATIN))]


def flops_per_word(config: TenseConfig, words: Sequence[str]) -> float:
    """Return the mean of what learning a word costs in lstm-hc, padding not counted."""
    return sum(flops(step_products(config, 1, len(word))) for word in words) / len(words)


def multiplier(products: Sequence[Product], dtype: torch.dtype, device: torch.device) -> Callable[[], float]:
    """Return work that multiplies such matrices, and nothing else; it returns the operations it did."""
    # The recurrent layers multiply with oneDNN. In float32 `mm` may take another library, at half the rate on some
    # processors, which would be no limit at all.
    onednn = device.type == "cpu" and dtype == torch.float32 and torch.backends.mkldnn.is_available()

    def drawn(rows: int, columns: int) -> Tensor:
        matrix = torch.randn(rows, columns, device=device, dtype=dtype)
        return matrix.to_mkldnn() if onednn else matrix

    ready = [(drawn(rows, inner), drawn(columns, inner), times) for rows, inner, columns, times in products]

    def work() -> float:
        result = ready[0][0]
        for left, right, times in ready:
            for _ in range(times):
                result = functional.linear(left, right)
        if device.type != "cpu":
            # An accelerator is only done when something of the result is looked at.
            result[0, 0].item()
        return float(flops(products))

    return work
