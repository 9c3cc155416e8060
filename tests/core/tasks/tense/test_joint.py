from collections.abc import Callable, Mapping, Sequence
from math import log

import pytest
import torch
from torch import Tensor

from cvae_tui.core.answer import SampleRow, Text
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.tasks.tense import joint as module
from cvae_tui.core.tasks.tense.conversion import Forms, Four
from cvae_tui.core.tasks.tense.joint import joint
from cvae_tui.core.tasks.tense.predictor import Predictor, load_predictor

Said = Sequence[Mapping[str, float]]
"""How probable each form is in each tense, the likeliest of each being what is decoded greedily."""


@pytest.fixture(scope="module")
def shipped() -> Predictor:
    return load_predictor(find_run(None), torch.device("cpu"))


@pytest.fixture
def decoded(shipped: Predictor, monkeypatch: pytest.MonkeyPatch) -> Callable[[Said], tuple[Forms, Four]]:
    """Decode one z of a model that is told what to say."""

    def decode(said: Said) -> tuple[Forms, Four]:
        def greedily(z: Tensor) -> tuple[list[Forms], list[Four]]:
            a, b, c, d = (max(forms, key=forms.__getitem__) for forms in said)
            e, f, g, h = (max(forms.values()) for forms in said)
            return [(a, b, c, d)], [(e, f, g, h)]

        def likelihoods(*asked: object) -> list[float]:
            *_, pairs = asked
            assert isinstance(pairs, list)
            return [log(said[tense].get(form, 1e-9)) for tense, form in pairs]

        monkeypatch.setattr(shipped, "decode", greedily)
        monkeypatch.setattr(module, "likelihoods", likelihoods)
        (forms,), (certainty,) = joint(shipped, torch.zeros(1, shipped.dimensions))
        return forms, certainty

    return decode


def test_forms_of_two_verbs_become_those_of_the_likelier(decoded: Callable[[Said], tuple[Forms, Four]]) -> None:
    mixed = (
        {"walk": 0.6, "talk": 0.4},
        {"talks": 0.7, "walks": 0.3},
        {"talking": 0.9, "walking": 0.1},
        {"walked": 0.5, "talked": 0.5},
    )
    forms, certainty = decoded(mixed)
    assert forms == ("talk", "talks", "talking", "talked") and certainty == pytest.approx((0.4, 0.7, 0.9, 0.5))


def test_an_irregular_past_has_to_be_twenty_times_as_likely(decoded: Callable[[Said], tuple[Forms, Four]]) -> None:
    sing = ({"sing": 0.9}, {"sings": 0.9}, {"singing": 0.9})
    assert decoded((*sing, {"sang": 0.9, "singed": 0.01}))[0][3] == "sang"
    assert decoded((*sing, {"sang": 0.7, "singed": 0.2}))[0][3] == "singed"
    # Three nats and not more: 20.1 times.
    assert decoded((*sing, {"sang": 0.84, "singed": 0.04}))[0][3] == "sang"
    assert decoded((*sing, {"sang": 0.76, "singed": 0.04}))[0][3] == "singed"


def test_forms_that_are_no_verbs_at_all_stay_as_they_are(decoded: Callable[[Said], tuple[Forms, Four]]) -> None:
    assert decoded(({"": 0.9}, {"ss": 0.9}, {"": 0.9}, {"q": 0.9}))[0] == ("", "ss", "", "q")


def test_what_is_all_but_certain_is_not_searched(
    shipped: Predictor, decoded: Callable[[Said], tuple[Forms, Four]]
) -> None:
    forms, certainty = decoded(({"go": 0.99}, {"goes": 0.99}, {"going": 0.99}, {"went": 1.0}))
    assert forms == ("go", "goes", "going", "went") and certainty == (0.99, 0.99, 0.99, 1.0)


def test_noise_as_it_was_drawn_is_broken_less_often_and_its_forms_are_as_probable_as_is_said(
    shipped: Predictor,
) -> None:
    z = shipped.noise(200, 3)
    alone, _ = shipped.decode(z)
    together, certainty = joint(shipped, z)
    broken = [sum(shipped.lexicon.mark(four) == "broken" for four in forms) for forms in (alone, together)]
    assert broken[1] < broken[0] / 2
    same = [place for place in range(200) if alone[place] == together[place]]
    said = shipped.decode(z)[1]
    assert len(same) > 100 and all(certainty[i] == pytest.approx(said[i], rel=1e-3) for i in same)


def test_a_row_is_the_same_whoever_is_beside_it(shipped: Predictor) -> None:
    rows = [SampleRow(seed) for seed in (3, 1, 4)]
    together = shipped.sample(rows, "joint")
    alone = [shipped.sample([row], "joint").rows[0] for row in rows]
    assert [_forms(row.cells) for row in together.rows] == [_forms(row.cells) for row in alone]


def _forms(cells: Sequence[object]) -> list[str]:
    return [cell.text for cell in cells if isinstance(cell, Text)]
