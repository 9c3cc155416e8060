"""What is drawn by a seed is drawn again by it, and leaves what is drawn elsewhere as it was."""

import torch

from cvae_tui.core.nn.randomness import mixed_seed, seeded


def test_neighbours_have_other_seeds_and_each_its_own() -> None:
    seeds = {mixed_seed(seed, number) for seed in range(20) for number in range(-20, 20)}
    assert len(seeds) == 800 and all(0 <= seed < 2**63 for seed in seeds)
    assert mixed_seed(3, 4) == mixed_seed(3, 4)


def test_a_seed_draws_the_same_and_touches_nothing_outside() -> None:
    before = torch.random.get_rng_state()
    drawn: list[torch.Tensor] = []
    for _ in range(2):
        with seeded(7, torch.device("cpu")):
            drawn.append(torch.rand(3))
    assert torch.equal(*drawn)
    assert torch.equal(torch.random.get_rng_state(), before)
