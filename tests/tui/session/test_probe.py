"""Which z are decoded for noise rows, walks and ways, seen by a conjugator that only remembers them."""

from types import SimpleNamespace
from typing import Any

import torch

from cvae_tui.core.tasks.tense.data import Row
from cvae_tui.core.tasks.tense.lexicon import lexicon_of
from cvae_tui.tui.messages import Decode, Interpolate, Walk
from cvae_tui.tui.session.probe import Probe

NOISE = {3: [1.0, -2.0], 4: [0.0, 0.5]}


class Remembering:
    """z of a seed is the row of NOISE; every z becomes the same verb."""

    model = SimpleNamespace(latent=2)

    def __init__(self) -> None:
        self.z: list[list[float]] = []

    def noise(self, count: int, seed: int) -> torch.Tensor:
        return torch.tensor([NOISE.get(seed, [])] * count).reshape(count, 2)

    def carried(self, z: torch.Tensor) -> torch.Tensor:
        return 2 * z

    def decode(self, z: torch.Tensor) -> tuple[list[Row], list[tuple[float, ...]]]:
        self.z = z.tolist()
        return [("go", "goes", "going", "went")] * len(z), [(0.9, 0.9, 0.9, 0.9)] * len(z)


def probed() -> tuple[Remembering, Probe]:
    conjugator: Any = Remembering()
    return conjugator, Probe(conjugator, lexicon_of(None))


def test_a_row_moved_by_hand_starts_from_its_noise() -> None:
    conjugator, probe = probed()
    answer = probe.answer(Decode(((3, ((1, 0.5),)), (4, ()))), 7)
    assert answer.error == "" and answer.step == 7
    assert conjugator.z == [[2.0, -3.0], [0.0, 1.0]]


def test_raw_noise_is_not_carried() -> None:
    conjugator, probe = probed()
    assert probe.answer(Decode(((3, ()),), "raw"), 0).error == ""
    assert conjugator.z == [[1.0, -2.0]]


def test_a_walk_sets_its_dimension() -> None:
    conjugator, probe = probed()
    assert probe.answer(Walk((3, ()), 1, (-3.0, 0.0, 3.0)), 0).error == ""
    assert conjugator.z == [[2.0, -6.0], [2.0, 0.0], [2.0, 6.0]]


def test_a_walk_starts_from_where_its_row_was_moved() -> None:
    conjugator, probe = probed()
    assert probe.answer(Walk((3, ((0, 2.0),)), 1, (0.0,)), 0).error == ""
    assert conjugator.z == [[6.0, 0.0]]


def test_a_way_goes_from_one_to_the_other() -> None:
    conjugator, probe = probed()
    assert probe.answer(Interpolate((3, ()), (4, ((1, 0.5),)), 3), 0).error == ""
    assert conjugator.z == [[2.0, -4.0], [1.0, -1.0], [0.0, 2.0]]


def test_a_dimension_that_z_has_not_is_told() -> None:
    _, probe = probed()
    sentence = "z has no dimension 2; give one from 0 to 1"
    assert probe.answer(Decode(((3, ((2, 0.5),)),)), 0).error == sentence
    assert probe.answer(Walk((3, ()), 2), 0).error == sentence


def test_without_rows_there_is_nothing_to_decode() -> None:
    _, probe = probed()
    assert probe.answer(Decode(()), 0).lines == ()
