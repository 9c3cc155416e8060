"""Readings of words, their probabilities by hand, and weights that are found again."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, log

import pytest
import torch
from torch import Tensor

from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.vocab import EOS, LATIN, PAD
from cvae_tui.core.tasks.tense import readings
from cvae_tui.core.tasks.tense.attention import AttentionCvae
from cvae_tui.core.tasks.tense.config import KINDS, Row, TenseConfig
from cvae_tui.core.tasks.tense.conversion import Conversion
from cvae_tui.core.tasks.tense.inference import Inference
from cvae_tui.core.tasks.tense.model import EncoderMemory
from cvae_tui.core.tasks.tense.readings import Candidates, Memory, Weights, fit_kinds, fit_paradigms

ROUT, ROUTE = ("rout", "routs", "routing", "routed"), ("route", "routes", "routing", "routed")
MIXED = ("route", "routs", "routing", "routed")
GO = ("go", "goes", "going", "went")


class Said(AttentionCvae):
    """Decodes the likeliest of what it is told, forms by tense, and classifies by the kinds that it is told."""

    def __init__(self, said: Sequence[Mapping[str, float]], kinds: Sequence[float]) -> None:
        config = TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4, extra=True)
        super().__init__(config)
        self.said, self.logits = said, torch.tensor([log(max(share, 1e-9)) for share in kinds])
        self.register_buffer("reading", torch.tensor([1.0, 1.0, -6.0]))

    def classify(self, words: Tensor) -> Tensor:
        return self.logits.expand(len(words), -1)

    def generate(self, z: Tensor, tense: Tensor, memory: EncoderMemory | None = None) -> tuple[Tensor, Tensor]:
        best = [max(self.said[t].items(), key=lambda pair: pair[1]) for t in tense.tolist()]
        rows = [[*LATIN.encode(word), EOS] for word, _ in best]
        width = max(map(len, rows))
        sure = torch.zeros(len(rows), width)
        sure[:, 0] = torch.tensor([log(share) for _, share in best])
        return torch.tensor([row + [PAD] * (width - len(row)) for row in rows]), sure


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Conversion]:
    """Convert a word by a model that is told what to say."""

    def ask(
        word: str, said: Sequence[Mapping[str, float]], kinds: Sequence[float], memory: Memory | None = None,
        source: int | None = None,
    ) -> Conversion:  # fmt: skip
        def likelihoods(
            model: object, posterior: object, owners: object, pairs: Sequence[tuple[int, str]]
        ) -> list[float]:
            return [log(said[tense].get(form, 1e-6)) for tense, form in pairs]

        monkeypatch.setattr(readings, "likelihoods", likelihoods)
        (answer,) = Inference(Said(said, kinds), memory=memory or Memory()).convert([word], [source])
        return answer

    return ask


ROUTED = (
    {"route": 0.55, "rout": 0.45}, {"routs": 0.6, "routes": 0.4}, {"routing": 1.0}, {"routed": 1.0},
)  # fmt: skip


def test_a_form_of_two_verbs_has_the_forms_of_one_and_the_other_beside_it(asked: Callable[..., Conversion]) -> None:
    answer = asked("routed", ROUTED, (0, 0, 0, 1, 0, 0, 0))
    assert [reading.forms for reading in answer.readings[:2]] == [ROUT, ROUTE]
    assert answer.forms == ROUT and answer.source == 3
    assert answer.readings[0].probability > answer.readings[1].probability > 0.3
    # Both have this progressive, one alone this present.
    assert answer.certainty[2] > answer.certainty[0] == pytest.approx(answer.readings[0].probability, abs=0.05)


def test_readings_of_several_kinds_come_likeliest_first_and_those_that_the_data_knows_at_all_events(
    asked: Callable[..., Conversion],
) -> None:
    lie, lay = ("lie", "lies", "lying", "lay"), ("lay", "lays", "laying", "laid")
    said = ({"lay": 1.0}, {"lays": 1.0}, {"laying": 1.0}, {"laid": 1.0})
    known = Memory(lambda word: [(0, lay), (3, lie)], {"lay"}, rows={lay, lie})
    answer = asked("lay", said, (0.9, 0, 0, 0.1, 0, 0, 0), known)
    assert (answer.source, answer.forms) == (0, lay)
    assert [(r.source, r.forms) for r in answer.readings if (r.source, r.forms) == (3, lie)] == [(3, lie)]
    assert sorted((r.probability for r in answer.readings), reverse=True) == [r.probability for r in answer.readings]
    assert answer.readings[0].probability == pytest.approx(0.9, abs=1e-3)


def test_a_participle_has_all_four_forms_decoded(asked: Callable[..., Conversion]) -> None:
    said = ({"write": 1.0}, {"writes": 1.0}, {"writing": 1.0}, {"wrote": 0.98, "writed": 0.02})
    answer = asked("written", said, (0.01, 0, 0, 0, 0.98, 0, 0.01))
    assert (answer.source, answer.forms) == (4, ("write", "writes", "writing", "wrote"))
    # Taught for one in nine, typed for one in fifty.
    assert answer.no_verb == pytest.approx(0.01 * 0.02 / 0.98 * 8, rel=0.02)


def test_an_irregular_verb_has_to_be_much_likelier_than_a_regular_one(asked: Callable[..., Conversion]) -> None:
    for sure, past in ((0.9, "snaked"), (0.98, "snook")):
        said = ({"snake": 1.0}, {"snakes": 1.0}, {"snaking": 1.0}, {"snook": sure, "snaked": 1 - sure})
        assert asked("snake", said, (1, 0, 0, 0, 0, 0, 0)).forms[3] == past


def test_a_word_that_is_no_verbs_is_read_all_the_same_and_hardly_sure(asked: Callable[..., Conversion]) -> None:
    said = ({"must": 1.0}, {"musts": 1.0}, {"musting": 1.0}, {"musted": 1.0})
    answer = asked("must", said, (0.03, 0, 0, 0.01, 0, 0, 0.96), Memory(others={"must"}))
    assert answer.source == 0 and answer.no_verb == pytest.approx(0.96)
    assert answer.readings[0].probability < 0.04 and max(answer.certainty) < 0.05


def test_a_kind_that_is_given_is_not_doubted(asked: Callable[..., Conversion]) -> None:
    answer = asked("routed", ROUTED, (1, 0, 0, 0, 0, 0, 0), source=3)
    assert answer.kinds is None and answer.source == 3 and answer.forms == ROUT


def test_a_model_of_four_kinds_says_that_it_knows_no_participle() -> None:
    model = AttentionCvae(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4))
    with pytest.raises(UsageError, match="not taught participle forms"):
        Inference(model).convert(["written"], [4])


def test_without_weights_a_share_is_the_probability_of_the_letters() -> None:
    found = Candidates((ROUT, ROUTE), (log(0.6), log(0.3)), 2, 0.9)
    assert found.shares(None) == pytest.approx([0.6, 0.3])
    # What was held against is shared among the others: the letters are as probable as before.
    assert Candidates((ROUT, MIXED), (log(0.3), log(0.6) - 20), 2, 0.9).shares(None) == pytest.approx(
        [0.9, 0.0], abs=1e-6
    )


def test_with_weights_none_of_them_has_its_share_and_known_rows_take_none() -> None:
    found = Candidates((ROUT, ROUTE, GO), (0.0, -1.0, 0.0), 2, 1.0)
    total = 1.0 + exp(-2.0) + exp(-3.0)
    assert found.shares(Weights(1.0, 2.0, -3.0)) == pytest.approx([1 / total, exp(-2.0) / total, 1 / total])


def test_a_row_that_was_learned_loses_nothing_and_a_mixed_one_most() -> None:
    memory = Memory(words=frozenset({"routed"}), rows=frozenset({GO, ROUT, ROUTE}), prefixes=frozenset({"for"}))
    assert memory.penalty("go", GO) == memory.penalty("routed", ROUT) == 0.0
    assert memory.penalty("forgo", ("forgo", "forgoes", "forgoing", "forwent")) == 0.0
    assert memory.penalty("snake", ("snake", "snakes", "snaking", "snook")) == 3.0
    assert memory.penalty("lirets", ("liret", "lirets", "lireting", "liretted")) == 2.0
    assert memory.penalty("routed", MIXED) == 9.0
    # What only looks like a prefix makes no irregular verb: argo is regular until it is learned otherwise.
    assert memory.penalty("argo", ("argo", "argoes", "argoing", "arwent")) == 3.0


def test_a_present_that_is_no_known_word_loses_but_where_the_row_was_learned() -> None:
    chase, chas = ("chase", "chases", "chasing", "chased"), ("chas", "chases", "chasing", "chased")
    listed = Memory(words={"routed"}, others={"the"}, rows={GO}, word_list=frozenset({"chase"}))
    assert listed.penalty("chased", chase) == 0.0 and listed.penalty("chased", chas) == readings.UNLISTED
    assert listed.penalty("went", GO) == 0.0 and listed.penalty("routed", ROUT) == readings.UNLISTED
    assert listed.penalty("routed", MIXED) == 9.0 + readings.UNLISTED
    # Without a list nothing is held against what no list has.
    assert Memory().penalty("chased", chas) == 0.0


def test_a_word_that_the_data_has_as_no_verb_is_told_as_such(asked: Callable[..., Conversion]) -> None:
    said = ({"can": 1.0}, {"cans": 1.0}, {"canning": 1.0}, {"canned": 1.0})
    kinds = (0.9, 0.0, 0.0, 0.06, 0.0, 0.0, 0.04)
    assert asked("can", said, kinds).no_verb < 0.1
    answer = asked("can", said, kinds, Memory(no_verbs=frozenset({"can"})))
    assert answer.no_verb == pytest.approx(0.98) and answer.forms == ("can", "cans", "canning", "canned")
    assert answer.kinds is not None and sum(answer.kinds) == pytest.approx(1.0)
    assert answer.kinds[0] == pytest.approx(0.02 * 0.9 / 0.96, abs=1e-3)


def test_the_temperature_of_kinds_is_found_again() -> None:
    torch.manual_seed(0)
    logits = torch.randn(20_000, len(KINDS) + 1)
    logits[:, -1] -= 2.0
    right = torch.distributions.Categorical(logits=readings.typed(logits, torch.tensor(0.5))).sample()
    assert fit_kinds(logits, right) == pytest.approx(0.5, abs=0.05)


def test_words_of_no_verb_are_typed_less_than_they_are_taught() -> None:
    # One in nine was taught, one in fifty is typed: what looked even is 1 to 0.02 / 0.98 x 8.
    chances = readings.typed(torch.zeros(1, 2), torch.tensor([1.0])).softmax(1)[0].tolist()
    assert chances[1] / chances[0] == pytest.approx(0.02 / 0.98 * 8)


def test_the_weights_of_paradigms_are_found_again() -> None:
    torch.manual_seed(0)
    found: list[Candidates] = []
    right: list[Row] = []
    rows = (ROUT, ROUTE, GO)
    for _ in range(10_000):
        scores = (2 * torch.randn(2)).tolist()
        logits = torch.tensor([0.7 * score for score in scores] + [-1.0])
        found.append(Candidates(rows[:2], tuple(scores), 2, 1.0))
        right.append(rows[int(torch.distributions.Categorical(logits=logits).sample())])
    factor, none = fit_paradigms(found, right)
    assert (factor, none) == (pytest.approx(0.7, abs=0.05), pytest.approx(-1.0, abs=0.1))
