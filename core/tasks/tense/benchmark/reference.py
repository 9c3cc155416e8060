"""Report 001's training as it and the public solutions of the lab run it, from the equations: the reference.

One word at a time, one LSTM step per character, plain SGD. It works on the weights of this project's own lstm-hc, so
that a test can hold one against the other.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from ....benchmark.race import Work
from ....nn.vocab import EOS, LATIN, SOS
from ..recurrent import LstmBothCvae

KL_WEIGHT, LR = 0.1, 0.05


def lstm_step(
    read: Float[Tensor, "1 E"], hidden: Float[Tensor, "1 H"], cell: Float[Tensor, "1 H"], layer: nn.RNNBase
) -> tuple[Float[Tensor, "1 H"], Float[Tensor, "1 H"]]:
    """Return the hidden and the cell state after one more character (Hochreiter and Schmidhuber 1997)."""
    of_read, of_hidden, bias_read, bias_hidden = layer.all_weights[0]
    gates = functional.linear(read, of_read, bias_read) + functional.linear(hidden, of_hidden, bias_hidden)
    enter, forget, new, leave = gates.chunk(4, 1)
    cell = torch.sigmoid(forget) * cell + torch.sigmoid(enter) * torch.tanh(new)
    return torch.sigmoid(leave) * torch.tanh(cell), cell


def layer_step(
    read: Float[Tensor, "1 E"], hidden: Float[Tensor, "1 H"], cell: Float[Tensor, "1 H"], layer: nn.RNNBase
) -> tuple[Float[Tensor, "1 H"], Float[Tensor, "1 H"]]:
    """Return the same as `lstm_step`, from torch's layer called for one character, as public solutions do."""
    _, (hidden, cell) = layer(read, (hidden, cell))
    return hidden, cell


Step = Callable[[Tensor, Tensor, Tensor, nn.RNNBase], tuple[Tensor, Tensor]]


def losses(
    model: LstmBothCvae, word: str, tense: int, noise: Float[Tensor, "1 Z"], step: Step = lstm_step
) -> tuple[Tensor, Tensor]:
    """Return cross entropy and KL, in nats, of giving a word back from z = mu + sigma * noise, fed the truth."""
    device = noise.device
    condition = model.condition(torch.tensor([tense], device=device))
    letters = torch.tensor(LATIN.encode(word), device=device)
    hidden = cell = torch.cat([condition.new_zeros(1, model.hidden - condition.shape[1]), condition], 1)
    for letter in letters:
        hidden, cell = step(model.encoder_embed(letter)[None], hidden, cell, model.encoder)
    mu = torch.cat([model.to_mu_hidden(hidden), model.to_mu_cell(cell)], 1)
    logvar = torch.cat([model.to_logvar_hidden(hidden), model.to_logvar_cell(cell)], 1)
    kl = 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar).sum()
    z_hidden, z_cell = (mu + torch.exp(0.5 * logvar) * noise).chunk(2, 1)
    hidden = model.from_z_hidden(torch.cat([z_hidden, condition], 1))
    cell = model.from_z_cell(torch.cat([z_cell, condition], 1))
    ce = mu.new_zeros(())
    before = [torch.tensor(SOS, device=device), *letters]
    for letter, target in zip(before, [*letters, torch.tensor(EOS, device=device)], strict=True):
        hidden, cell = step(torch.relu(model.decoder_embed(letter))[None], hidden, cell, model.decoder)
        ce = ce + functional.cross_entropy(model.out(hidden), target[None])
    return ce, kl


def one_by_one(model: LstmBothCvae, words: Sequence[tuple[str, int]], step: Step = lstm_step) -> Work:
    """Return work that learns some words, each with its tense, one after the other, and goes on from there."""
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)

    def work() -> float:
        device = next(model.parameters()).device
        for word, tense in words:
            ce, kl = losses(model, word, tense, torch.randn(1, model.latent, device=device), step)
            optimizer.zero_grad()
            (ce + KL_WEIGHT * kl).backward()
            optimizer.step()
        return float(len(words))

    return work
