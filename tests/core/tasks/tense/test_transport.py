"""The map from noise to the verbs: each z to its verb, every verb its share."""

import pytest
import torch

from cvae_tui.core.tasks.tense.transport import Transport


def corners() -> Transport:
    made = Transport(3, 2)
    made.mu.copy_(torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]]))
    return made


Z = torch.tensor([[1.4, 0.0], [1.6, 0.2], [0.1, 2.0], [-5.0, -5.0]])


def test_a_z_is_assigned_to_the_verb_with_the_nearest_mean() -> None:
    assert corners().assign(Z).tolist() == [0, 1, 2, 0]


def test_a_verb_of_higher_potential_gets_what_lies_nearer_to_others() -> None:
    made = corners()
    # Half the difference of the squared distances of (1.4, 0) to the second and the first mean.
    made.potential[1] = 0.5 * (1.6**2 - 1.4**2) + 0.01
    assert made.assign(Z).tolist() == [1, 1, 2, 0]


def test_noise_is_transported_to_its_verb_or_a_fraction_of_that() -> None:
    made = corners()
    assert made(Z).tolist() == [[0.0, 0.0], [3.0, 0.0], [0.0, 3.0], [0.0, 0.0]]
    assert torch.equal(made(Z, 0.0), Z)
    assert torch.allclose(made(Z, 0.5)[1], torch.tensor([2.3, 0.1]))


def test_a_mean_moves_by_a_tenth_and_not_for_invented_verbs() -> None:
    made = Transport(2, 1)
    made.update_means(torch.tensor([0, 1]), torch.tensor([[5.0], [6.0]]), torch.tensor([True, False]))
    assert made.mu.tolist() == [[0.5], [0.0]]
    # Two forms of one verb count both, and an invented one after them takes nothing back.
    made.update_means(torch.tensor([1, 1, 1]), torch.tensor([[2.0], [4.0], [9.0]]), torch.tensor([True, True, False]))
    assert made.mu.flatten().tolist() == pytest.approx([0.5, 0.6])


def test_many_forms_of_one_verb_move_its_mean_no_further_than_to_their_own() -> None:
    made = Transport(2, 1)
    verbs, mu = torch.zeros(40, dtype=torch.long), torch.full((40, 1), 5.0)
    for _ in range(3):
        made.update_means(verbs, mu, torch.ones(40, dtype=torch.bool))
    assert made.mu.flatten().tolist() == pytest.approx([5.0, 0.0])


def test_a_mean_that_is_not_finite_is_left_out() -> None:
    made = Transport(1, 2)
    mu = torch.tensor([[5.0, torch.nan], [5.0, 7.0]])
    made.update_means(torch.tensor([0, 0]), mu, torch.tensor([True, True]))
    assert made.mu.flatten().tolist() == pytest.approx([0.5, 0.7])


def test_distances_are_not_rounded_to_bfloat16() -> None:
    made = Transport(2, 1)
    made.mu.copy_(torch.tensor([[8.0], [8.1]]))
    z = torch.tensor([[8.04], [8.06]])
    with torch.autocast("cpu", torch.bfloat16):
        assert made.assign(z).tolist() == [0, 1]


def test_steps_are_as_long_as_their_share() -> None:
    made = Transport(2, 1)
    made.update_means(torch.tensor([0, 1]), torch.tensor([[5.0], [6.0]]), torch.tensor([True, True]), 0.5)
    assert made.mu[:, 0].tolist() == pytest.approx([0.25, 0.3])
    made.update_potential(torch.tensor([0, 0]), 0.5)
    # Half of 0.02, shared out for each z and taken from whom it was assigned to.
    assert made.potential.tolist() == pytest.approx([-0.01, 0.01])
    kept = made.mu.clone()
    made.update_means(torch.tensor([0]), torch.tensor([[9.0]]), torch.tensor([True]), 0.0)
    made.update_potential(torch.tensor([0, 1]), 0.0)
    assert torch.equal(made.mu, kept) and made.potential.tolist() == pytest.approx([-0.01, 0.01])


def test_every_verb_gets_its_share_in_the_end() -> None:
    made = Transport(2, 1)
    # The second verb lies so far out that it would be given next to nothing.
    made.mu.copy_(torch.tensor([[0.0], [4.0]]))
    generator = torch.Generator().manual_seed(0)
    given: list[torch.Tensor] = []
    for _ in range(600):
        z = torch.randn(8, 1, generator=generator)
        given.append(made.assign(z).float().mean())
        made.update_potential(made.assign(z))
    assert torch.stack(given[:5]).mean() < 0.1
    assert 0.45 < torch.stack(given[300:]).mean() < 0.55
