"""The log-linear model of candidates: probabilities, the shift of long words, and what a fit recovers."""

import pytest
import torch

from cvae_tui.core.tasks.spelling.ranking import FEATURES, START, Ranker, Scored


def scored(rows: list[list[list[float]]]) -> Scored:
    width = max(map(len, rows))
    features = torch.zeros(len(rows), width, len(FEATURES))
    there = torch.zeros(len(rows), width, dtype=torch.bool)
    for number, row in enumerate(rows):
        for place, values in enumerate(row):
            features[number, place, : len(values)] = torch.tensor(values)
            there[number, place] = True
    return Scored(features, there)


def test_probabilities_and_that_of_none_sum_to_one_and_what_is_not_there_has_none() -> None:
    ranker = Ranker()
    # Nothing is left unexplained here.
    ranker.weights[-2] = -30.0
    found = ranker(scored([[[-1.0], [-3.0]], [[-2.0]]])).exp()
    assert torch.allclose(found.sum(1), torch.ones(2))
    assert float(found[1, 1]) < 1e-8
    # Two nats of the channel apart, by the weight that it starts with.
    assert float(found[0, 0] / found[0, 1]) == pytest.approx(float(torch.tensor(2.0 * START[0]).exp()), rel=1e-4)


def test_a_word_that_is_long_is_not_less_certain_for_that() -> None:
    ranker = Ranker()
    short, long = ranker(scored([[[-1.0, -2.0], [-2.0, -2.0]], [[-21.0, -12.0], [-22.0, -12.0]]])).exp()
    assert torch.allclose(short, long)


def test_a_fit_finds_what_counts_and_how_often_it_is_right() -> None:
    generator = torch.Generator().manual_seed(0)
    values = torch.randn(2000, 4, generator=generator) * 3
    noise = torch.randn(2000, 4, generator=generator) * 3
    features = torch.zeros(2000, 4, len(FEATURES))
    features[..., 0], features[..., 1] = values, noise
    # The channel alone decides, with weight 0.7.
    chosen = torch.multinomial((0.7 * values).softmax(1), 1, generator=generator)
    right = torch.zeros(2000, 4, dtype=torch.bool).scatter(1, chosen, True)
    found = Scored(features, torch.ones(2000, 4, dtype=torch.bool))
    ranker = Ranker()
    ranker.fit(found, right)
    assert float(ranker.weights[0]) == pytest.approx(0.7, abs=0.1) and abs(float(ranker.weights[1])) < 0.1
    best, places = ranker(found).exp()[:, :4].max(1)
    assert float(best.mean()) == pytest.approx(float(right.gather(1, places[:, None]).float().mean()), abs=0.03)


def test_where_nothing_is_right_none_becomes_probable() -> None:
    found = scored([[[-1.0], [-3.0]]] * 50)
    ranker = Ranker()
    ranker.fit(found, torch.zeros(50, 2, dtype=torch.bool))
    assert float(ranker(found)[0, -1].exp()) > 0.9
