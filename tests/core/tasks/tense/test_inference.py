"""Answers of a trained model: in order, in batches, the same whoever else is in the batch."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.runs.checkpoint import Progress, save_checkpoint
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.inference import Conjugator, load_conjugator
from cvae_tui.core.tasks.tense.task import TenseTask

ROWS = (
    ("walk", "walks", "walking", "walked"),
    ("abandon", "abandons", "abandoning", "abandoned"),
    ("go", "goes", "going", "went"),
    ("try", "tries", "trying", "tried"),
)
CONFIG = TenseConfig(
    hidden=32, embedding=16, latent=2, condition=4, code=16, naming=32, batch_size=16, dreamed=1.0,
    transport=1.0, kl="constant",
)  # fmt: skip


@pytest.fixture(scope="module")
def learned() -> TenseTask:
    """A model that has learned four verbs by heart."""
    made = TenseTask(CONFIG, VerbData(Path("nowhere"), ROWS, (), (), "0"), torch.device("cpu"))
    for step in range(1000):
        made.step(step, {"kl_weight": 0.05, "teacher_forcing": 1.0, "lr": 0.005 if step < 700 else 0.0005})
    return made


@pytest.fixture
def conjugator(learned: TenseTask) -> Conjugator:
    return Conjugator(learned.model)


def test_four_verbs_learned_by_heart_are_converted_from_every_form(conjugator: Conjugator) -> None:
    words = [word for row in ROWS for word in row]
    answers = conjugator.convert(words, [0, 1, 2, 3] * 4)
    assert [answer.word for answer in answers] == words
    assert [answer.forms for answer in answers] == [row for row in ROWS for _ in range(4)]
    assert all(answer.tenses is None for answer in answers)
    assert all(0.5 < sure <= 1.0 for answer in answers for sure in answer.certainty)


def test_the_tense_is_inferred_where_it_is_not_given(conjugator: Conjugator) -> None:
    answers = conjugator.convert(["going", "tried", "walks"], [None, None, 1])
    assert [answer.source for answer in answers] == [2, 3, 1]
    assert answers[0].tenses is not None
    assert sum(answers[0].tenses) == pytest.approx(1.0)
    assert max(answers[0].tenses) == answers[0].tenses[2] > 0.5
    assert answers[2].tenses is None


def test_alone_or_in_a_batch_the_answer_is_the_same(conjugator: Conjugator) -> None:
    words = ["tries", "going", "abandon"]
    together = conjugator.convert(words, [None] * 3)
    alone = [conjugator.convert([word], [None])[0] for word in words]
    assert [answer.forms for answer in together] == [answer.forms for answer in alone]
    assert [answer.source for answer in together] == [answer.source for answer in alone]


def test_one_word_is_read_and_decoded_on_one_thread(conjugator: Conjugator, monkeypatch: pytest.MonkeyPatch) -> None:
    model, seen = conjugator.model, []
    for name in ("read_tense", "encode", "generate"):
        way = getattr(model, name)
        monkeypatch.setattr(model, name, lambda *given, way=way: (seen.append(torch.get_num_threads()), way(*given))[1])
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        conjugator.convert(["went"], [None])
        assert seen == [1, 1, 1] and torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_nothing_asked_is_nothing_answered(conjugator: Conjugator) -> None:
    assert conjugator.convert([], []) == []
    assert conjugator.to_tense([], [], []) == []


def test_to_tense_follows_each_words_own_target(conjugator: Conjugator) -> None:
    assert conjugator.to_tense(["went", "walk", "trying"], [3, 0, 2], [0, 3, 1]) == ["go", "walked", "tries"]


def test_the_same_seed_is_the_same_noise_and_rows_come_one_for_each(conjugator: Conjugator) -> None:
    noise = conjugator.noise(5, seed=3)
    assert torch.equal(noise, conjugator.noise(5, seed=3))
    assert not torch.equal(noise, conjugator.noise(5, seed=4))
    assert torch.equal(noise[:2], conjugator.noise(2, seed=3))
    forms, certainty = conjugator.decode(noise)
    assert len(forms) == len(certainty) == 5


def test_noise_becomes_the_verbs_that_were_taught(conjugator: Conjugator) -> None:
    forms, _ = conjugator.decode(conjugator.noise(40, seed=0))
    assert sum(row in ROWS for row in forms) >= 30
    assert len({row for row in forms if row in ROWS}) == 4


def test_carried_noise_becomes_every_verb_alike(learned: TenseTask) -> None:
    carrying = Conjugator(learned.model, learned.transport)
    forms, _ = carrying.decode(carrying.carried(carrying.noise(200, seed=0)))
    assert all(25 <= forms.count(row) <= 75 for row in ROWS)


def test_noise_stays_where_it_is_without_a_transport(conjugator: Conjugator) -> None:
    noise = conjugator.noise(3, seed=0)
    assert conjugator.carried(noise) is noise


def test_a_round_trip_converts_the_word_that_noise_says(conjugator: Conjugator) -> None:
    noise = conjugator.noise(8, seed=1)
    said = [forms[0] for forms in conjugator.decode(noise)[0]]
    assert conjugator.round_trip(noise)[0] == [answer.forms for answer in conjugator.convert(said, [0] * 8)]


def test_a_round_trip_of_a_model_that_says_nothing_is_empty(learned: TenseTask) -> None:
    silent = TenseTask(CONFIG, learned.data, torch.device("cpu")).model
    with torch.no_grad():
        silent.get_parameter("out.weight").zero_()
        silent.get_parameter("out.bias").copy_(torch.eye(29)[2] * 50)  # always EOS
    assert Conjugator(silent).round_trip(torch.zeros(2, 2))[0] == [("", "", "", "")] * 2


def test_interpolation_begins_and_ends_at_its_words(conjugator: Conjugator) -> None:
    path = conjugator.interpolate("walking", "went", 5)
    assert len(path) == 5
    assert path[0] == ROWS[0]
    assert path[-1] == ROWS[2]


def test_posterior_means_are_in_the_order_of_the_words(conjugator: Conjugator) -> None:
    words = ["walks", "go", "tried"]
    mu = conjugator.posterior_means(words, [1, 0, 3])
    alone = torch.cat(
        [conjugator.posterior_means([word], [tense]) for word, tense in zip(words, [1, 0, 3], strict=True)]
    )
    assert torch.allclose(mu, alone, atol=1e-5)


def test_a_saved_model_answers_as_before(learned: TenseTask, conjugator: Conjugator, tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "run", learned, Progress())
    loaded = load_conjugator(tmp_path / "run", torch.device("cpu"))
    (before,), (after,) = conjugator.convert(["going"], [None]), loaded.convert(["going"], [None])
    assert after.forms == before.forms
    assert after.certainty == pytest.approx(before.certainty, abs=1e-4)
    noise = conjugator.noise(20, seed=0)
    assert torch.equal(loaded.carried(noise), learned.transport(noise))


def test_a_model_of_two_latents_is_saved_with_its_way_from_noise(learned: TenseTask, tmp_path: Path) -> None:
    settings = replace(CONFIG, variant="lstm-hc", dreamed=0.0, invented=0.0, objective="reconstruct")
    made = TenseTask(settings, learned.data, torch.device("cpu"))
    save_checkpoint(tmp_path / "run", made, Progress())
    loaded = load_conjugator(tmp_path / "run", torch.device("cpu"))
    noise = loaded.noise(20, seed=0)
    assert noise.shape == (20, 4)
    assert torch.equal(loaded.carried(noise), made.conjugator.carried(noise))


def test_a_checkpoint_of_another_size_is_refused_in_one_sentence(learned: TenseTask, tmp_path: Path) -> None:
    other = TenseTask(replace(CONFIG, hidden=16), learned.data, torch.device("cpu"))
    save_checkpoint(tmp_path / "a", learned, Progress())
    save_checkpoint(tmp_path / "b", other, Progress())
    (tmp_path / "a" / "model.safetensors").write_bytes((tmp_path / "b" / "model.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match="of shape") as error:
        load_conjugator(tmp_path / "a", torch.device("cpu"))
    assert "\n" not in str(error.value)
