"""The cell from its equations is `nn.LSTMCell`, and both ways to run it give the same numbers and gradients."""

import torch
from torch import Tensor, nn

from cvae_tui.core.nn.lstm_cell import LSTMCell, run_fused, run_loop


def seeded(input_size: int, hidden_size: int) -> LSTMCell:
    torch.manual_seed(0)
    return LSTMCell(input_size, hidden_size)


def test_a_step_is_that_of_torchs_cell() -> None:
    cell, reference = seeded(5, 7), nn.LSTMCell(5, 7)
    for name, value in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), cell.weights(), strict=True):
        reference.get_parameter(name).data.copy_(value)
    read, state = torch.randn(3, 5), (torch.randn(3, 7), torch.randn(3, 7))
    for mine, theirs in zip(cell(read, state), reference(read, state), strict=True):
        assert torch.allclose(mine, theirs, atol=1e-6, rtol=0)


def test_a_step_by_hand() -> None:
    cell = LSTMCell(1, 1)
    for parameter in cell.parameters():
        nn.init.zeros_(parameter)
    # Input gate open, forget gate shut, the cell gate at tanh(1), the output gate half open.
    cell.x2h.bias.data.copy_(torch.tensor([50.0, -50.0, 1.0, 0.0]))
    hidden, memory = cell(torch.zeros(1, 1), (torch.zeros(1, 1), torch.full((1, 1), 9.0)))
    assert torch.allclose(memory, torch.tensor([[1.0]]).tanh())
    assert torch.allclose(hidden, 0.5 * torch.tensor([[1.0]]).tanh().tanh())


def test_weights_begin_evenly_within_the_root_of_the_width() -> None:
    cell = seeded(30, 16)
    values = torch.cat([parameter.detach().flatten() for parameter in cell.parameters()])
    assert values.abs().max() <= 0.25
    assert abs(float(values.std()) - 0.25 / 3**0.5) < 0.01


def gradients(cell: LSTMCell, states: Tensor) -> list[Tensor]:
    return list(torch.autograd.grad(states.square().sum(), list(cell.parameters())))


def test_the_loop_and_the_fused_kernel_agree() -> None:
    cell = seeded(4, 6)
    read = torch.randn(3, 9, 4)
    loop, fused = run_loop(cell, read), run_fused(cell, read)
    assert loop.shape == (3, 9, 6)
    assert torch.allclose(loop, fused, atol=1e-6, rtol=0)
    for one, other in zip(gradients(cell, loop), gradients(cell, fused), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_nothing_to_read_gives_no_state() -> None:
    cell = seeded(4, 6)
    assert run_loop(cell, torch.zeros(2, 0, 4)).shape == run_fused(cell, torch.zeros(2, 0, 4)).shape == (2, 0, 6)
