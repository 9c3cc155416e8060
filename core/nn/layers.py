"""Recurrent layers of one level, called in the way that costs least for what they read.

Shapes: B words, T letters, E width of what is read, H hidden units, V letters of the alphabet.
"""

from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, ...]
Layer = nn.GRU | nn.LSTM
# Words up to which torch's plain cell is quicker at one letter than its fused layer.
FEW = 16


def letter_weights(layer: Layer, table: Float[Tensor, "V E"]) -> list[Tensor]:
    """Return weights for letters as one-hot vectors (V), not rows of a table: the same in half the products."""
    of_input, *others = layer.all_weights[0]
    return [functional.linear(of_input, table), *others]


def run_layer(
    layer: Layer, read: Float[Tensor, "B T E"], state: State, weights: Sequence[Tensor] | None = None
) -> tuple[Float[Tensor, "B T H"], State]:
    """Return the outputs of a layer for all letters, and its state after them; with other weights where given."""
    gru = isinstance(layer, nn.GRU)
    # torch's layers want and give a tensor for the state of a GRU, a pair for that of an LSTM.
    first = state[0] if gru else state
    if weights is None:
        hidden, last = layer(read, first)
        return hidden, (last,) if gru else cast(State, last)
    # In turn: with biases, one level, no dropout, whether it trains, one direction, words before letters.
    how = True, 1, 0.0, layer.training, False, True
    if gru:
        hidden, end = torch.gru(read, state[0], [*weights], *how)
        return hidden, (end,)
    hidden, end, cell = torch.lstm(read, state, [*weights], *how)
    return hidden, (end, cell)


def run_letter(
    layer: Layer, read: Float[Tensor, "B 1 E"], state: State, weights: Sequence[Tensor] | None = None
) -> tuple[Float[Tensor, "B 1 H"], State]:
    """Return what `run_layer` does for one letter, by torch's plain cell: fused kernels are slower there."""
    weights = layer.all_weights[0] if weights is None else list(weights)
    if isinstance(layer, nn.GRU):
        after: State = (torch.gru_cell(read[:, 0], state[0][0], *weights),)
    else:
        after = torch.lstm_cell(read[:, 0], [part[0] for part in state], *weights)
    return after[0].unsqueeze(1), tuple(part.unsqueeze(0) for part in after)


def advance(
    layer: Layer, read: Float[Tensor, "B T E"], state: State, weights: Sequence[Tensor] | None = None
) -> tuple[Float[Tensor, "B T H"], State]:
    """Return the outputs (B, T, H) for what is read and the state after that, by the quicker of the two ways."""
    # It counts how a product is called in float32 on the CPU alone.
    counts = read.device.type == "cpu" and not torch.is_autocast_enabled("cpu")
    if read.shape[1] == 1 and counts and (torch.is_grad_enabled() or len(read) <= FEW):
        return run_letter(layer, read, state, weights)
    return run_layer(layer, read, state, weights)
