"""Operations counted by hand on a system small enough for that."""

import torch

from cvae_tui.core.nn.vocab import LATIN
from cvae_tui.core.tasks.tense.benchmark.products import (
    Product,
    flops,
    flops_per_word,
    linear,
    lstm,
    multiplier,
    step_products,
)
from cvae_tui.core.tasks.tense.config import TenseConfig

CONFIG = TenseConfig(variant="lstm-hc", hidden=4, embedding=3, latent=2, condition=1)


def test_a_product_is_a_multiplication_and_an_addition_for_each_element() -> None:
    # (2, 3) by (3, 5), seven times: 2 * 2 * 3 * 5 * 7
    assert flops([Product(2, 3, 5, 7)]) == 420


def test_learning_costs_three_times_the_forward_pass() -> None:
    assert flops(linear(2, 3, 5)) == 3 * 60
    # Two words of three letters; gates are 4 * 4 wide: inputs 2 * 6 * 3 * 16, states 2 * 2 * 4 * 16 a letter.
    assert flops(lstm(2, 3, 3, 4)) == 3 * (576 + 3 * 256)


def test_a_step_of_report_001s_system() -> None:
    forward = 2 * (3 + 4) * 16 * 2  # the encoder, two letters
    forward += 4 * 2 * 4 * 2 + 2 * 2 * (2 + 1) * 4  # four heads, two from z
    forward += 2 * (3 + 4) * 16 * 3 + 2 * 4 * len(LATIN) * 3  # the decoder and its letters, with the end
    assert flops(step_products(CONFIG, 1, 2)) == 3 * forward
    assert flops(step_products(CONFIG, 5, 2)) == 5 * 3 * forward


def test_a_word_costs_what_its_letters_cost() -> None:
    two, four = (flops(step_products(CONFIG, 1, letters)) for letters in (2, 4))
    assert flops_per_word(CONFIG, ["go", "goes"]) == (two + four) / 2


def test_the_multiplier_does_what_it_says() -> None:
    products = [Product(2, 3, 5, 7), Product(1, 2, 2)]
    assert multiplier(products, torch.float32, torch.device("cpu"))() == 428.0
