"""Back-propagation through time of a plain tanh RNN with softmax output, as report 003 derives it, without autograd.

    a(t) = W h(t-1) + U x(t) + b,   h(t) = tanh a(t),   o(t) = V h(t) + c,   L = -sum_t log softmax(o(t))[y(t)]

The report's dL/dh(t) = W (1 - h(t+1)^2) dL/dh(t+1) + V (y_hat(t) - y(t)) is meant with W and V transposed. Two slips of
its text are corrected: the last step's gradient is V' (y_hat - y), and so is that of V, not (y - y_hat).

Shapes: T steps, B sequences, H hidden units, E inputs, O outputs.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn


class Rnn(NamedTuple):
    """The weights: of the state W (H, H), of the input U (H, E), of the output V (O, H), and biases b (H), c (O)."""

    w: Float[Tensor, "H H"]
    u: Float[Tensor, "H E"]
    v: Float[Tensor, "O H"]
    b: Float[Tensor, "H"]
    c: Float[Tensor, "O"]


class Pass(NamedTuple):
    """What went forward: states (T + 1, B, H), the first of them zero, probabilities (T, B, O), and the loss."""

    states: Float[Tensor, "T1 B H"]
    probabilities: Float[Tensor, "T B O"]
    loss: Float[Tensor, ""]


def forward(rnn: Rnn, x: Float[Tensor, "T B E"], y: Int[Tensor, "T B"]) -> Pass:
    """Read the inputs, and return states, probabilities and the summed loss."""
    states = [torch.zeros(x.shape[1], len(rnn.b), dtype=x.dtype)]
    for step in x:
        states.append(torch.tanh(states[-1] @ rnn.w.T + step @ rnn.u.T + rnn.b))
    stacked = torch.stack(states)
    logits = stacked[1:] @ rnn.v.T + rnn.c
    log_probs = logits.log_softmax(-1)
    return Pass(stacked, log_probs.exp(), -log_probs.gather(2, y[..., None]).sum())


def backward(
    rnn: Rnn, x: Float[Tensor, "T B E"], y: Int[Tensor, "T B"], went: Pass
) -> tuple[Rnn, Float[Tensor, "T B H"]]:
    """Return the gradient of every weight, and dL/dh(t) of every step (T, B, H)."""
    of_output = went.probabilities - nn.functional.one_hot(y, len(rnn.c)).to(x.dtype)
    of_state = torch.zeros_like(went.states[1:])
    later = torch.zeros_like(went.states[0])
    for t in reversed(range(len(x))):
        # What comes back from step t + 1 goes through its tanh and W; at the last step there is none.
        of_state[t] = later + of_output[t] @ rnn.v
        later = (of_state[t] * (1 - went.states[t + 1] ** 2)) @ rnn.w
    of_sum = of_state * (1 - went.states[1:] ** 2)
    return (
        Rnn(
            torch.einsum("tbi,tbj->ij", of_sum, went.states[:-1]),
            torch.einsum("tbi,tbj->ij", of_sum, x),
            torch.einsum("tbi,tbj->ij", of_output, went.states[1:]),
            of_sum.sum((0, 1)),
            of_output.sum((0, 1)),
        ),
        of_state,
    )


def gradient_by_distance(steps: int = 30, hidden: int = 64, seed: int = 0) -> dict[str, tuple[float, ...]]:
    """Return how large the last step's gradient is at each state before it, as a share of the last, for two networks.

    A plain tanh RNN and an LSTM, each with torch's weights at the start (uniform within 1 / sqrt(H), the LSTM's forget
    gate also with a bias of 1), read the same noise; the loss looks at the last output alone.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        x = torch.randn(steps, 32, hidden, dtype=torch.float64)
        cells = {
            "plain RNN": nn.RNNCell(hidden, hidden, dtype=torch.float64),
            "LSTM": nn.LSTMCell(hidden, hidden, dtype=torch.float64),
            "LSTM, forget bias 1": nn.LSTMCell(hidden, hidden, dtype=torch.float64),
        }
        outward = torch.randn(hidden, dtype=torch.float64)
    with torch.no_grad():
        forgets = cells["LSTM, forget bias 1"].bias_ih
        forgets[hidden : 2 * hidden] += 1.0
    return {name: _sizes(cell, x, outward) for name, cell in cells.items()}


def _sizes(cell: nn.RNNCell | nn.LSTMCell, x: Tensor, outward: Tensor) -> tuple[float, ...]:
    # What an LSTM carries on is its cell state, a plain RNN its hidden one.
    hidden = torch.zeros_like(x[0])
    memory = torch.zeros_like(x[0])
    carried: list[Tensor] = []
    with torch.enable_grad():
        for step in x:
            if isinstance(cell, nn.LSTMCell):
                hidden, memory = cell(step, (hidden, memory))
                carried.append(memory)
            else:
                hidden = cell(step, hidden)
                carried.append(hidden)
        gradients = cast("Sequence[Tensor]", torch.autograd.grad((hidden @ outward).sum(), carried))
    sizes = [float(torch.sqrt(torch.sum(gradient * gradient))) for gradient in reversed(gradients)]
    return tuple(size / sizes[0] for size in sizes)
