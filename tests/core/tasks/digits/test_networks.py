"""Shapes and parameter counts, the skip, and the average."""

import copy

import torch
from torch import nn

from cvae_tui.core.tasks.digits.networks import (
    Discriminator,
    Generator,
    Judge,
    ResidualBlock,
    StyleReader,
    update_average,
)


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_a_generator_keeps_the_size_and_changes_the_channels() -> None:
    made = Generator(1, 3, 4)(torch.zeros(2, 1, 32, 32))
    assert made.shape == (2, 3, 32, 32)
    assert made.abs().max() <= 1


def test_parameters_at_the_reports_width() -> None:
    w = 64
    down = 1 * w * 16 + 2 * w + w * 2 * w * 16 + 4 * w
    blocks = 2 * (2 * (2 * w) ** 2 * 9 + 8 * w)
    up = 2 * w * w * 16 + 2 * w + w * 3 * 16 + 3
    assert count(Generator(1, 3, w)) == down + blocks + up
    layers = 3 * w * 16 + w + w * 2 * w * 16 + 2 * w + 2 * w * 4 * w * 16 + 4 * w
    assert count(Discriminator(3, w, 11, False)) == layers + 4 * w * 11 * 16 + 11


def test_a_style_changes_the_picture_and_none_is_one_of_zeros() -> None:
    torch.manual_seed(0)
    generator, x = Generator(1, 3, 4, 2).eval(), torch.rand(1, 1, 32, 32)
    plain, zeros, other = generator(x), generator(x, torch.zeros(1, 2)), generator(x, torch.ones(1, 2))
    assert torch.equal(plain, zeros)
    assert not torch.equal(plain, other)


def test_a_style_is_read_off_a_picture() -> None:
    assert StyleReader(3, 4, 5)(torch.zeros(2, 3, 32, 32)).shape == (2, 5)


def test_a_discriminator_has_a_logit_for_each_class() -> None:
    for classes in (11, 2):
        assert Discriminator(1, 4, classes, False)(torch.zeros(3, 1, 32, 32)).shape == (3, classes)


def test_a_judge_reads_ten_digits() -> None:
    assert Judge(3, 4)(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


def test_a_block_that_adds_nothing_gives_back_what_it_was_given() -> None:
    block = ResidualBlock(4).eval()
    nn.init.zeros_(block.conv2.weight)
    x = torch.rand(1, 4, 8, 8)
    assert torch.equal(block(x), x)


def test_spectral_normalisation_makes_the_largest_singular_value_one() -> None:
    torch.manual_seed(0)
    critic = Discriminator(1, 4, 11, True)
    for _ in range(200):
        critic(torch.zeros(1, 1, 32, 32))
    weight = getattr(critic.out, "weight").flatten(1)  # noqa: B009
    assert torch.linalg.matrix_norm(weight, 2).isclose(torch.tensor(1.0), atol=1e-3)


def test_an_average_moves_by_its_rate_and_takes_the_buffers() -> None:
    model = nn.BatchNorm1d(2)
    average = copy.deepcopy(model)
    nn.init.constant_(model.weight, 3.0)
    assert model.running_mean is not None and average.running_mean is not None
    model.running_mean += 5.0
    update_average(average, model, 0.75)
    assert average.weight.tolist() == [1.5, 1.5]
    assert average.running_mean.tolist() == [5.0, 5.0]
