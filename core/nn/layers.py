"""Recurrent layers of one level, called in the way that costs least for what they read.

Shapes: B words, T letters, E width of what is read, H hidden units, V letters of the alphabet.
"""

from collections.abc import Sequence
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, ...]
Layer = nn.GRU | nn.LSTM
# Words up to which torch's plain cell is quicker at one letter than its fused layer.
FEW = 16


def own_weights(layer: Layer) -> list[Tensor]:
    """Return a layer's weights of the input (G, E) and of the state (G, H), and the biases of both (G)."""
    return [layer.get_parameter(f"{name}_l0") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]


def letter_weights(layer: Layer, table: Float[Tensor, "V E"]) -> list[Tensor]:
    """Return a layer's weights for letters given as one-hot vectors (V), not by their rows in a table of embeddings.

    The table is multiplied with the weights once, instead of every letter of every word: the same function, with
    gradients to both, and nearly half of an LSTM's arithmetic saved where E is as large as H.
    """
    of_input, *others = own_weights(layer)
    return [functional.linear(of_input, table), *others]


def run_layer(
    layer: Layer, read: Float[Tensor, "B T E"], state: State, weights: Sequence[Tensor] | None = None
) -> tuple[Float[Tensor, "B T H"], State]:
    """Return the outputs of a layer for all letters, and its state after them; with other weights where given."""
    gru = isinstance(layer, nn.GRU)
    # torch's layers want and give a tensor for the state of a GRU, a pair for that of an LSTM.
    first = state[0] if gru else state
    if weights is None:
        if len(read) == 1 and _counts(read) and torch.is_grad_enabled() and isinstance(layer, nn.LSTM):
            return _one_word(layer, read, state)
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
    """Return what `run_layer` does for one letter, computed by torch's cell of that kind.

    The fused kernels are made for sequences: a few letters alone, or the backward pass of one, cost them several times
    more.
    """
    weights = own_weights(layer) if weights is None else list(weights)
    if isinstance(layer, nn.GRU):
        after: State = (torch.gru_cell(read[:, 0], state[0][0], *weights),)
    else:
        after = torch.lstm_cell(read[:, 0], [part[0] for part in state], *weights)
    return after[0].unsqueeze(1), tuple(part.unsqueeze(0) for part in after)


def advance(
    layer: Layer, read: Float[Tensor, "B T E"], state: State, weights: Sequence[Tensor] | None = None
) -> tuple[Float[Tensor, "B T H"], State]:
    """Return the outputs (B, T, H) for what is read and the state after that, by the quicker of the two ways."""
    if read.shape[1] == 1 and _counts(read) and (torch.is_grad_enabled() or len(read) <= FEW):
        return run_letter(layer, read, state, weights)
    return run_layer(layer, read, state, weights)


def _counts(read: Tensor) -> bool:
    """Tell whether it counts how a product is called: in float32 on the CPU."""
    return read.device.type == "cpu" and not torch.is_autocast_enabled("cpu")


def _one_word(layer: nn.LSTM, read: Float[Tensor, "1 T E"], state: State) -> tuple[Float[Tensor, "1 T H"], State]:
    """Return what `run_layer` does for one word, in half the time where gradients are wanted."""
    of_input, of_state, bias, other_bias = own_weights(layer)
    fed = functional.linear(read[0], of_input, bias + other_bias)
    hidden, last, cell = cast("tuple[Tensor, ...]", _Word.apply(fed, state[0][0, 0], state[1][0, 0], of_state))
    return hidden.unsqueeze(0), (last.view_as(state[0]), cell.view_as(state[1]))


class _Word(torch.autograd.Function):
    """An LSTM over one word, told what its gates get from the input (T, 4H) and its first states (H, H).

    A batch of one is bound by memory: the gradient of the state's weights (4H, H) is as large as they are, and is made
    here once for the word, not added up letter by letter (Hochreiter and Schmidhuber 1997 for the equations).
    """

    @staticmethod
    def forward(ctx: Any, fed: Tensor, hidden: Tensor, cell: Tensor, of_state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        gates = torch.empty_like(fed)
        outputs, cells = hidden.repeat(len(fed) + 1, 1), cell.repeat(len(fed) + 1, 1)
        for step in range(len(fed)):
            raw = torch.addmv(fed[step], of_state, outputs[step])
            gates[step] = raw.sigmoid()
            enter, forget, new, leave = gates[step].chunk(4)
            torch.tanh(raw.chunk(4)[2], out=new)
            torch.addcmul(forget * cells[step], enter, new, out=cells[step + 1])
            torch.mul(leave, cells[step + 1].tanh(), out=outputs[step + 1])
        ctx.save_for_backward(gates, outputs, cells, of_state)
        return outputs[1:], outputs[-1].clone(), cells[-1].clone()

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        gates, outputs, cells, of_state = ctx.saved_tensors
        of_outputs, hidden, cell = grads
        enter, forget, new, leave = gates.chunk(4, dim=1)
        bent = cells[1:].tanh()
        # What a change of each gate's input does to the cell, and of the last one's to the output: of all letters.
        to_cell = torch.stack([new * enter * (1 - enter), cells[:-1] * forget * (1 - forget), enter * (1 - new**2)], 1)
        to_output, through = bent * leave * (1 - leave), leave * (1 - bent**2)
        of_fed = torch.empty_like(gates).view(len(gates), 4, -1)
        for step in reversed(range(len(gates))):
            hidden = hidden + of_outputs[step]
            cell = torch.addcmul(cell, hidden, through[step])
            torch.mul(to_cell[step], cell, out=of_fed[step, :3])
            torch.mul(to_output[step], hidden, out=of_fed[step, 3])
            hidden = torch.mv(of_state.t(), of_fed[step].flatten())
            cell = cell * forget[step]
        flat = of_fed.flatten(1)
        return flat, hidden, cell, flat.t() @ outputs[:-1]
