"""The LSTM cell from its equations, as report 004 wrote it, and two ways to run it over a sequence.

Shapes: B sequences, T steps, E width of what is read, H hidden units.
"""

import math
import warnings

import torch
from jaxtyping import Float
from torch import Tensor, nn

# cuDNN puts weights that lie apart side by side at every call, and says so: they are a few kilobytes.
warnings.filterwarnings("ignore", "RNN module weights are not part of single contiguous chunk")

CellState = tuple[Tensor, Tensor]


class LSTMCell(nn.Module):
    """One step of an LSTM (Hochreiter and Schmidhuber 1997); `x2h` and `h2h` give the gates in `nn.LSTMCell`'s order.

    All weights and biases are drawn evenly from -1/sqrt(H) to 1/sqrt(H), as in report 004.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.x2h = nn.Linear(input_size, 4 * hidden_size)
        self.h2h = nn.Linear(hidden_size, 4 * hidden_size)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw every weight and bias anew."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -bound, bound)

    def forward(self, read: Float[Tensor, "B E"], state: CellState) -> CellState:
        """Return the hidden state and the cell state (B, H) after one step."""
        hidden, cell = state
        of_input, of_forget, of_cell, of_output = (self.x2h(read) + self.h2h(hidden)).chunk(4, 1)
        cell = torch.sigmoid(of_forget) * cell + torch.sigmoid(of_input) * torch.tanh(of_cell)
        return torch.sigmoid(of_output) * torch.tanh(cell), cell

    def weights(self) -> list[Tensor]:
        """Return what torch's fused layers take: weights of the input and of the state, and the biases of both."""
        return [self.x2h.weight, self.h2h.weight, self.x2h.bias, self.h2h.bias]


def run_loop(cell: LSTMCell, read: Float[Tensor, "B T E"]) -> Float[Tensor, "B T H"]:
    """Return the hidden state after every step, one step after the other, from zeros."""
    hidden = memory = read.new_zeros(len(read), cell.hidden_size)
    states: list[Tensor] = []
    for step in range(read.shape[1]):
        hidden, memory = cell(read[:, step], (hidden, memory))
        states.append(hidden)
    return torch.stack(states, 1) if states else read.new_zeros(len(read), 0, cell.hidden_size)


def run_fused(cell: LSTMCell, read: Float[Tensor, "B T E"]) -> Float[Tensor, "B T H"]:
    """Return what `run_loop` does, with the same weights, by the kernel of `nn.LSTM`."""
    if not read.shape[1]:
        return read.new_zeros(len(read), 0, cell.hidden_size)
    start = read.new_zeros(1, len(read), cell.hidden_size)
    # In turn: with biases, one level, no dropout, whether it trains, one direction, sequences before steps.
    states, _, _ = torch.lstm(read, (start, start), cell.weights(), True, 1, 0.0, cell.training, False, True)
    return states
