"""Answers of a trained model: in order, in batches, the same whoever else is in the batch."""

import pytest
import torch

from cvae_tui.core.nn.vocab import EOS
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.inference import Inference
from cvae_tui.core.tasks.tense.predictor import build_model, load_predictor

ROWS = (
    ("walk", "walks", "walking", "walked"),
    ("abandon", "abandons", "abandoning", "abandoned"),
    ("go", "goes", "going", "went"),
    ("try", "tries", "trying", "tried"),
)


@pytest.fixture(scope="module")
def inference() -> Inference:
    """The shipped model, which knows these verbs by heart."""
    return load_predictor(find_run(None), torch.device("cpu"))


def test_verbs_learned_by_heart_are_converted_from_every_form(inference: Inference) -> None:
    words = [word for row in ROWS for word in row]
    answers = inference.convert(words, [0, 1, 2, 3] * 4)
    assert [answer.word for answer in answers] == words
    assert [answer.forms for answer in answers] == [row for row in ROWS for _ in range(4)]
    assert all(answer.kinds is None for answer in answers)
    assert all(0.5 < sure <= 1.0 for answer in answers for sure in answer.certainty)


def test_the_tense_is_inferred_where_it_is_not_given(inference: Inference) -> None:
    answers = inference.convert(["going", "tried", "walks"], [None, None, 1])
    assert [answer.source for answer in answers] == [2, 3, 1]
    assert answers[0].kinds is not None
    assert sum(answers[0].kinds) == pytest.approx(1.0)
    assert max(answers[0].kinds) == answers[0].kinds[2] > 0.5
    assert answers[2].kinds is None


def test_alone_or_in_a_batch_the_answer_is_the_same(inference: Inference) -> None:
    words = ["tries", "going", "abandon"]
    together = inference.convert(words, [None] * 3)
    alone = [inference.convert([word], [None])[0] for word in words]
    assert [answer.forms for answer in together] == [answer.forms for answer in alone]
    assert [answer.source for answer in together] == [answer.source for answer in alone]


def test_one_word_is_read_and_decoded_on_one_thread(inference: Inference, monkeypatch: pytest.MonkeyPatch) -> None:
    model, seen = inference.model, []
    for name in ("classify", "encode", "generate"):
        method = getattr(model, name)
        monkeypatch.setattr(
            model, name, lambda *given, method=method: (seen.append(torch.get_num_threads()), method(*given))[1]
        )
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        inference.convert(["went"], [None])
        assert seen == [1, 1, 1] and torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_nothing_asked_is_nothing_answered(inference: Inference) -> None:
    assert inference.convert([], []) == []
    assert inference.to_tense([], [], []) == []


def test_to_tense_follows_each_words_own_target(inference: Inference) -> None:
    assert inference.to_tense(["went", "walk", "trying"], [3, 0, 2], [0, 3, 1]) == ["go", "walked", "tries"]


def test_the_same_seed_is_the_same_noise_and_rows_come_one_for_each(inference: Inference) -> None:
    noise = inference.noise(5, seed=3)
    assert torch.equal(noise, inference.noise(5, seed=3))
    assert not torch.equal(noise, inference.noise(5, seed=4))
    assert torch.equal(noise[:2], inference.noise(2, seed=3))
    forms, certainty = inference.decode(noise)
    assert len(forms) == len(certainty) == 5


def test_transported_noise_lies_where_verbs_do_and_becomes_them(inference: Inference) -> None:
    noise = inference.noise(20, seed=0)
    moved = inference.transported(noise)
    assert inference.transport is not None
    assert torch.allclose(moved, inference.transport.mu[inference.transport.assign(noise)], atol=1e-5)
    assert len(set(inference.decode(moved)[0])) == 20


def test_noise_stays_where_it_is_without_a_transport(inference: Inference) -> None:
    noise = inference.noise(3, seed=0)
    assert Inference(inference.model).transported(noise) is noise


def test_a_round_trip_converts_the_word_that_noise_decodes_to(inference: Inference) -> None:
    noise = inference.noise(8, seed=1)
    words = [forms[0] for forms in inference.decode(noise)[0]]
    assert inference.round_trip(noise)[0] == [answer.forms for answer in inference.convert(words, [0] * 8)]


def test_a_round_trip_of_a_model_that_decodes_nothing_is_empty() -> None:
    silent = build_model(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4))
    with torch.no_grad():
        silent.get_parameter("out.weight").zero_()
        silent.get_parameter("out.bias").copy_(torch.eye(29)[EOS] * 50)
    assert Inference(silent).round_trip(torch.zeros(2, 2))[0] == [("", "", "", "")] * 2


def test_posterior_means_are_in_the_order_of_the_words(inference: Inference) -> None:
    words = ["walks", "go", "tried"]
    mu = inference.posteriors(words, [1, 0, 3]).mu
    alone = torch.cat([inference.posteriors([word], [t]).mu for word, t in zip(words, [1, 0, 3], strict=True)])
    assert torch.allclose(mu, alone, atol=1e-5)


def test_uniform_noise_is_answered_at_the_mean_of_what_the_decoder_has_seen() -> None:
    config = TenseConfig(variant="lstm-h", noise="uniform", hidden=12, embedding=4, latent=3, condition=2)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = build_model(config)
    inference = Inference(model)
    posterior = inference.posteriors(["walk"], [0])
    mean = inference.word_means([("walk", 0)])
    torch.testing.assert_close(mean, posterior.mu + 0.5 * torch.exp(0.5 * posterior.logvar))
    assert inference.reconstruct(["walk"]) == inference.decode(mean)
