"""Report 003's equations against autograd, and how the gradient fades."""

import torch
from torch import nn

from cvae_tui.core.tasks.spelling.bptt import Rnn, backward, forward, gradient_by_distance


def test_every_gradient_equals_autograd() -> None:
    torch.manual_seed(0)
    shapes = ((5, 5), (5, 3), (4, 5), (5,), (4,))
    rnn = Rnn(*(torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in shapes))
    x, y = torch.randn(6, 2, 3, dtype=torch.float64), torch.randint(4, (6, 2))
    went = forward(rnn, x, y)
    wanted = torch.autograd.grad(went.loss, [*rnn])
    with torch.no_grad():
        found, of_state = backward(rnn, x, y, went)
    for name, a, b in zip(Rnn._fields, wanted, found, strict=True):
        assert float((a - b).abs().max()) < 1e-6, name
    assert of_state.shape == (6, 2, 5)


def test_the_forward_pass_is_that_of_torch() -> None:
    torch.manual_seed(1)
    layer = nn.RNN(3, 4)
    w, u, b_ih, b_hh = (layer.get_parameter(f"{name}_l0") for name in ("weight_hh", "weight_ih", "bias_ih", "bias_hh"))
    rnn = Rnn(w, u, torch.randn(2, 4), b_ih + b_hh, torch.zeros(2))
    x, y = torch.randn(5, 1, 3), torch.zeros(5, 1, dtype=torch.long)
    assert torch.allclose(forward(rnn, x, y).states[1:], layer(x)[0], atol=1e-6)


def test_an_lstm_that_keeps_carries_the_gradient_farther() -> None:
    sizes = gradient_by_distance(steps=20, hidden=16)
    assert all(len(each) == 20 and each[0] == 1.0 for each in sizes.values())
    assert sizes["plain RNN"][10] < sizes["LSTM, forget bias 1"][10]
    assert sizes["plain RNN"][19] < 1e-3 < sizes["LSTM, forget bias 1"][10]
