"""What the tense task learns from at each step: reproducible, honest about losses, sparing with the device."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.nn.vocab import LATIN
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.task import TenseTask

DIGITS = str.maketrans("0123456789", "bcdfghklmn")
CPU = torch.device("cpu")
ROWS = (
    ("walk", "walks", "walking", "walked"),
    ("abandon", "abandons", "abandoning", "abandoned"),
    ("go", "goes", "going", "went"),
    ("try", "tries", "trying", "tried"),
)
SMALL = TenseConfig(hidden=16, embedding=8, latent=3, condition=4, code=8, naming=8, batch_size=4, epochs=4)
DIALS = {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.01}


def task(**settings: object) -> TenseTask:
    data = VerbData(Path("nowhere"), ROWS, (), (), "0")
    return TenseTask(replace(SMALL, **settings), data, CPU)  # type: ignore[arg-type]


def weights(made: TenseTask) -> list[torch.Tensor]:
    return [value.clone() for value in made.model.state_dict().values()]


@pytest.mark.parametrize("variant", ["attention", "gru", "lstm-h", "lstm-hc"])
@pytest.mark.parametrize("truth", [1.0, 0.0])
def test_two_seeded_runs_are_equal_bit_for_bit(variant: str, truth: float) -> None:
    runs: list[list[torch.Tensor]] = []
    for _ in range(2):
        made = task(variant=variant, seed=7, dreamed=0.5, transport=1.0)
        for step in range(6):
            made.step(step, {**DIALS, "teacher_forcing": truth})
        runs.append(weights(made))
    assert all(torch.equal(a, b) for a, b in zip(*runs, strict=True))


def test_another_seed_is_another_run() -> None:
    first, second = task(seed=1), task(seed=2)
    assert not all(torch.equal(a, b) for a, b in zip(weights(first), weights(second), strict=True))


def test_a_step_depends_on_its_number_only() -> None:
    straight, jumped = task(), task()
    straight.model.load_state_dict(jumped.model.state_dict())
    jumped.step(0, {**DIALS, "lr": 0.0})
    losses = [made.step(5, {**DIALS, "lr": 0.0})[1]["ce"] for made in (straight, jumped)]
    assert torch.equal(losses[0], losses[1])


@pytest.mark.parametrize("settings", [{}, {"invented": 0.5, "dreamed": 1.0, "transport": 1.0}, {"variant": "lstm-hc"}])
def test_learning_lowers_the_cross_entropy(settings: dict[str, object]) -> None:
    made = task(**settings)
    losses = [float(made.step(step, DIALS)[1]["ce"]) for step in range(120)]
    assert sum(losses[-10:]) < 0.6 * sum(losses[:10])


def test_the_published_best_is_told_of_the_labs_rows_alone() -> None:
    rows = tuple((f"walk{a}{b}", "walks", "walking", "walked") for a in range(409) for b in "abc")
    lab = TenseTask(
        SMALL, VerbData(Path("nowhere"), tuple((r[0].translate(DIGITS), *r[1:]) for r in rows), (), (), "0"), CPU
    )
    assert lab.remarks({"bleu4": 0.96, "gaussian": 0.45}) == [
        "BLEU-4 and Gaussian score have both passed the published best, 0.957 and 0.444"
    ]
    assert lab.remarks({"bleu4": 0.96, "gaussian": 0.44}) == lab.remarks({"gaussian": 1.0}) == []
    assert task().remarks({"bleu4": 1.0, "gaussian": 1.0}) == []


def test_the_tense_of_a_word_is_learned_beside_the_rest() -> None:
    made = task()
    losses = [float(made.step(step, DIALS)[1]["tense_ce"]) for step in range(120)]
    assert sum(losses[-10:]) < 0.5 * sum(losses[:10])
    assert "tense_ce" not in task(variant="gru").step(0, DIALS)[1]


def test_a_mean_over_letters_is_the_sum_by_letters_in_another_measure() -> None:
    """One step of SGD without KL: the update is smaller by the words a letter, the loss that is shown is the same."""
    moved: list[torch.Tensor] = []
    for letters in ("sum", "mean"):
        made = task(
            letters=letters, optimizer="sgd", variant="gru", clip=0.0, objective="reconstruct", precision="float32"
        )
        before = made.model.get_parameter("out.weight").clone()
        size, _ = made.step(0, {**DIALS, "kl_weight": 0.0, "lr": 1.0})
        moved.append(made.model.get_parameter("out.weight") - before)
    source = made._order(0)[0]
    count = int((made.forms.lengths[source] + 1).sum())
    assert torch.allclose(moved[1], moved[0] * size / count, rtol=1e-3, atol=1e-7)
    assert moved[0].abs().max() > 0


@pytest.mark.parametrize(("size", "words"), [(16, 16), (1, 16), (2, 17)])
def test_an_epoch_counts_every_word_that_it_learns(size: int, words: int) -> None:
    """Three of the forms have four letters (walk, goes, went): in batches of two, one of them is taken twice."""
    made = task(batch_size=size)
    learned = torch.cat([made._order(0)[step] for step in range(made.steps_per_epoch)])
    assert learned.unique().tolist() == list(range(16))
    assert made.words_per_epoch == len(learned) == words
    assert sum(made.step(step, DIALS)[0] for step in range(made.steps_per_epoch)) == words


def test_emphasis_repeats_frequent_and_irregular_verbs() -> None:
    bases = [f"{a}{b}alk" for a in "bcdfghjklmnpqrstvwxz" for b in "abcdefghijklmnopqrstuvwxyz"]
    rows = tuple((base, f"{base}s", f"{base}ing", f"{base}ed") for base in bases)
    data = VerbData(Path("nowhere"), (*rows, ("go", "goes", "going", "went")), (), (), "0")
    made = TenseTask(replace(SMALL, emphasis=2), data, CPU)
    given = torch.cat(list(made._groups.values())).bincount()
    assert given[: 4 * 500].tolist() == [3] * 2000
    assert given[4 * 500 : 4 * len(rows)].unique().tolist() == [1]
    assert given[4 * len(rows) :].tolist() == [3] * 4
    assert int(given.sum()) <= made.words_per_epoch < int(given.sum()) + made.config.batch_size * len(made._groups)


def test_compounds_are_learned_beside_the_rows_and_have_no_place_in_the_latent_space() -> None:
    same = [(verb, f"{verb}s", f"{verb}ting", verb) for word in ("cut", "put", "hit") for verb in (word, f"un{word}")]
    data = VerbData(Path("nowhere"), (*ROWS, *same), (), (), "0")
    made = TenseTask(replace(SMALL, compounds=True, emphasis=1, dreamed=1.0, transport=1.0), data, CPU)
    ungo = "ungo", "ungoes", "ungoing", "unwent"
    assert tuple(LATIN.decode_all(made.forms.letters[4 * 10 :].tolist())) == ungo
    given = torch.cat(list(made._groups.values())).bincount()
    assert given.tolist() == [2] * 4 * 10 + [1] * 4
    for step in range(made.steps_per_epoch):
        made.step(step, DIALS)
    assert made.transport.mu.shape == (10, 3) and made.transport.mu.abs().sum(1).gt(0).all()


def test_reconstruct_decodes_a_word_into_itself_and_convert_into_its_verb() -> None:
    made = task(objective="reconstruct")
    source = torch.arange(16)
    choice = torch.Generator().manual_seed(0)
    assert torch.equal(made._targets(source, choice), source)
    targets = task()._targets(source, choice)
    assert torch.equal(targets // 4, source // 4) and not torch.equal(targets, source)


def test_a_gradient_that_is_not_finite_changes_nothing_and_is_told() -> None:
    made = task()
    made.step(0, DIALS)
    with torch.no_grad():
        made.model.get_parameter("out.bias").fill_(float("nan"))
    poisoned = weights(made)
    _, losses = made.step(1, DIALS)
    assert float(losses["skipped"]) == 1.0
    assert all(torch.equal(a, b) for a, b in zip(poisoned, weights(made), strict=True) if torch.isfinite(a).all())


def test_learning_rates_apart_reach_their_own_parameters() -> None:
    made = task(encoder_lr=0.5, variant="lstm-h", optimizer="sgd", clip=0.0)
    before = {name: value.clone() for name, value in made.model.named_parameters()}
    made.step(0, {**DIALS, "lr": 0.0, "encoder_lr": 0.01})
    changed = {name for name, value in made.model.named_parameters() if not torch.equal(before[name], value)}
    assert changed and all(name.startswith(("encoder", "to_", "condition")) for name in changed)
