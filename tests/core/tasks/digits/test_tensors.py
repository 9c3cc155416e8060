"""Pictures on a device: which are drawn, and how they are moved."""

import numpy as np
import torch

from cvae_tui.core.tasks.digits.data import Pictures
from cvae_tui.core.tasks.digits.tensors import Deck, moved

CPU = torch.device("cpu")


def test_pictures_are_moved_and_the_border_comes_in() -> None:
    picture = torch.arange(9.0).view(1, 1, 3, 3).expand(2, 1, 3, 3)
    down_and_left = moved(picture, torch.tensor([[1, 0], [0, -1]]))
    assert down_and_left[0, 0].tolist() == [[0, 1, 2], [0, 1, 2], [3, 4, 5]]
    assert down_and_left[1, 0].tolist() == [[1, 2, 2], [4, 5, 5], [7, 8, 8]]


def test_the_channels_stay_last_in_memory() -> None:
    pictures = torch.rand(4, 3, 8, 8).to(memory_format=torch.channels_last)
    found = moved(pictures, torch.zeros(2, 4, dtype=torch.long))
    assert found.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(found, pictures)


def test_a_batch_belongs_to_its_draw_and_moves_no_farther_than_it_may() -> None:
    pixels = np.zeros((3, 32, 32, 1), np.uint8)
    pixels[:, 16, 16] = 255
    deck = Deck(Pictures(pixels, np.array([3, 1, 4])), CPU)

    def batch(shift: int) -> tuple[torch.Tensor, torch.Tensor]:
        return deck.batch(64, torch.Generator().manual_seed(5), shift)

    still, labels = batch(0)
    found, same = batch(2)
    assert torch.equal(labels, same)
    assert torch.equal(found, batch(2)[0])
    assert still[:, 0, 16, 16].tolist() == [1.0] * 64
    places = (found[:, 0] > 0).nonzero()[:, 1:] - 16
    assert sorted(set(places.flatten().tolist())) == [-2, -1, 0, 1, 2]
