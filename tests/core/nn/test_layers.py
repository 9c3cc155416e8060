"""Recurrent layers called in the quicker ways, against torch's own layers fed embeddings."""

import pytest
import torch
from torch import Tensor

from cvae_tui.core.nn.layers import FEW, Layer, State, advance, letter_weights, run_layer, run_letter

LAYERS = [torch.nn.GRU(3, 5, batch_first=True), torch.nn.LSTM(3, 5, batch_first=True)]
READ = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(1))


def state_of(layer: Layer) -> State:
    return tuple(torch.full((1, 2, 5), 0.1 * part) for part in range(1, 2 + isinstance(layer, torch.nn.LSTM)))


def torchs_own(layer: Layer, read: Tensor, state: State) -> tuple[Tensor, State]:
    if isinstance(layer, torch.nn.GRU):
        hidden, last = layer(read, state[0])
        return hidden, (last,)
    return layer(read, state)


def same(mine: tuple[Tensor, State], theirs: tuple[Tensor, State]) -> bool:
    pairs = zip((mine[0], *mine[1]), (theirs[0], *theirs[1]), strict=True)
    return all(a.shape == b.shape and torch.allclose(a, b, atol=1e-6) for a, b in pairs)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_with_its_own_weights_told_is_the_layer(layer: Layer) -> None:
    state = state_of(layer)
    expected = torchs_own(layer, READ, state)
    assert same(run_layer(layer, READ, state), expected)
    assert same(run_layer(layer, READ, state, layer.all_weights[0]), expected)
    assert not same(run_layer(layer, READ, state, [2 * weight for weight in layer.all_weights[0]]), expected)


@pytest.mark.parametrize("layer", LAYERS)
def test_one_letter_is_what_the_layer_makes_of_it_gradients_too(layer: Layer) -> None:
    state = state_of(layer)
    mine, theirs = run_letter(layer, READ[:, :1], state), torchs_own(layer, READ[:, :1], state)
    assert same(mine, theirs)
    weight = layer.get_parameter("weight_hh_l0")
    a, b = (torch.autograd.grad(hidden.square().sum(), weight)[0] for hidden, _ in (mine, theirs))
    assert a.abs().sum() > 0 and torch.allclose(a, b, atol=1e-6)


@pytest.mark.parametrize("layer", LAYERS)
def test_letters_by_their_number_are_letters_embedded_gradients_to_the_table_too(layer: Layer) -> None:
    table = torch.randn(7, 3, generator=torch.Generator().manual_seed(2), requires_grad=True)
    letters = torch.tensor([[0, 6, 2, 2], [5, 1, 1, 3]])
    one_hot = torch.nn.functional.one_hot(letters, 7).float()
    weights, state = letter_weights(layer, table), state_of(layer)
    assert weights[0].shape == (layer.get_parameter("weight_ih_l0").shape[0], 7)
    mine, theirs = run_layer(layer, one_hot, state, weights), torchs_own(layer, table[letters], state)
    assert same(mine, theirs)
    assert same(run_letter(layer, one_hot[:, :1], state, weights), torchs_own(layer, table[letters[:, :1]], state))
    learned = (table, *layer.parameters())
    a, b = (torch.autograd.grad(hidden.square().sum(), learned) for hidden, _ in (mine, theirs))
    assert all(x.abs().sum() > 0 and torch.allclose(x, y, atol=1e-5) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("words", [1, FEW, FEW + 1])
@torch.no_grad()
def test_both_ways_to_the_next_letter_agree(words: int) -> None:
    layer = LAYERS[1]
    read, state = (
        READ[:1, :1].expand(words, -1, -1),
        tuple(part[:, :1].expand(-1, words, -1).contiguous() for part in state_of(layer)),
    )
    assert same(advance(layer, read, state), torchs_own(layer, read, state))
