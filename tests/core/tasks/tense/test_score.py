"""Scores of models that are tables, so that every figure is known: perfect, half right, empty, endless, one word."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.vocab import EOS, LATIN, PAD
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import LONGEST_WORD, Pair, Row, VerbData
from cvae_tui.core.tasks.tense.inference import Conjugator
from cvae_tui.core.tasks.tense.model import Cvae, Posterior, Source
from cvae_tui.core.tasks.tense.score import quick_scores, score
from cvae_tui.core.tasks.tense.transport import Transport
from cvae_tui.core.tasks.tense.variants import build_model

WALK = ("walk", "walks", "walking", "walked")
SPLIT = ("split", "splits", "splitting", "split")
ABIDE = ("abide", "abides", "abiding", "abode")
TRAVEL = (("travel",), ("travels",), ("traveling", "travelling"), ("traveled", "travelled"))
DATA = VerbData(
    folder=Path("somewhere"),
    train=(WALK, WALK, SPLIT),
    test=(Pair("walk", 0, "walked", 3), Pair("split", 3, "splitting", 2)),
    unseen=(TRAVEL, tuple((form,) for form in ABIDE)),
    fingerprint="0",
)
# What a table knows: the training rows, and how it would answer the unseen verbs.
KNOWN: tuple[Row, ...] = (WALK, SPLIT, ("travel", "travels", "travelling", "traveled"), ABIDE)


class Table(Cvae):
    """Knows verbs by heart: z names one of its first `drawn` verbs, all equally likely under N(0, 1)."""

    def __init__(self, verbs: Sequence[Row], drawn: int, said: Callable[[Row, int], str]) -> None:
        super().__init__(TenseConfig(latent=1, transport=1.0))
        self.verbs, self.drawn, self.said = verbs, drawn, said
        self.weight = nn.Parameter(torch.zeros(1))

    def encode(self, words: Tensor, tense: Tensor) -> Posterior:
        spelled = [word.replace("traveling", "travelling") for word in LATIN.decode_all(words.tolist())]
        place = [
            next((i for i, verb in enumerate(self.verbs) if verb[t] == word), 0)
            for word, t in zip(spelled, tense.tolist(), strict=True)
        ]
        # The verbs that noise does not name lie beyond +8.
        mu = torch.special.ndtri((torch.tensor(place) + 0.5) / self.drawn)
        mu = torch.where(torch.tensor(place) < self.drawn, mu, 8.0 + torch.tensor(place))
        return Posterior(mu[:, None], torch.full((len(words), 1), -9.0))

    def generate(self, z: Tensor, tense: Tensor, source: Source | None = None) -> tuple[Tensor, Tensor]:
        place = torch.where(z > 7, z - 8.0, (torch.special.ndtr(z) * self.drawn).floor()).long().flatten().tolist()
        words = [self.said(self.verbs[i], t) for i, t in zip(place, tense.tolist(), strict=True)]
        rows = [[*LATIN.encode(word), EOS] if len(word) <= LONGEST_WORD else LATIN.encode(word) for word in words]
        width = max(map(len, rows))
        numbers = torch.tensor([row + [PAD] * (width - len(row)) for row in rows])
        return numbers, torch.zeros(numbers.shape)

    def start(self, z: Tensor, tense: Tensor) -> Any:
        raise NotImplementedError

    def embed_in(self, letters: Tensor, source: Source | None, first: int = 0) -> Any:
        raise NotImplementedError

    def read_out(self, hidden: Tensor, source: Source | None, first: int = 0) -> Any:
        raise NotImplementedError

    def decode(self, z: Tensor, tense: Tensor, inputs: Tensor, source: Source | None = None) -> Tensor:
        return torch.zeros(*inputs.shape, len(LATIN))


def table(said: Callable[[Row, int], str] = lambda verb, tense: verb[tense], drawn: int = 2) -> Conjugator:
    return Conjugator(Table(KNOWN, drawn, said))


def scored(conjugator: Conjugator, data: VerbData = DATA, draws: int = 300) -> dict[str, Any]:
    report = score(conjugator, data, draws=draws)
    return json.loads(json.dumps(report, allow_nan=False))


def test_every_field_of_the_contract_is_there() -> None:
    report = scored(table())
    assert report.keys() == {"run", "data", "rows", "distinct_rows", "conversion", "paradigm", "gaussian", "latent"}
    assert (report["run"], report["data"], report["rows"], report["distinct_rows"]) == ("", "somewhere", 3, 2)
    assert score(table(), DATA, draws=10, run="mine")["run"] == "mine"
    fields = {
        "conversion": "pairs bleu4 exact copy_bleu4 predictions",
        "paradigm": "seen_exact unseen_exact unseen_verbs rules_unseen_exact by_direction",
        "gaussian": "draws score ci95 lab_score distinct_per_100 distinct new_consistent broken uncarried round_trip",
        "latent": "kl kl_per_dimension active_units dimensions mutual_information mutual_information_n"
        " tense_probe verdict reason",
    }
    for block, names in fields.items():
        assert set(names.split()) <= report[block].keys()
    trip = "score ci95 distinct_per_100 distinct new_consistent broken"
    assert set(trip.split()) <= report["gaussian"]["round_trip"].keys()


def test_a_perfect_model_scores_one_throughout() -> None:
    report = scored(table())
    assert report["conversion"]["bleu4"] == pytest.approx(1.0)
    assert report["conversion"]["exact"] == 1.0
    assert report["conversion"]["predictions"][1] == {
        "input": "split",
        "from": "past",
        "to": "progressive",
        "target": "splitting",
        "prediction": "splitting",
    }
    paradigm = report["paradigm"]
    assert paradigm["seen_exact"] == paradigm["seen_possible"] == paradigm["unseen_exact"] == 1.0
    assert paradigm["unseen_regular_exact"] == paradigm["unseen_irregular_exact"] == 1.0
    assert (paradigm["unseen_verbs"], paradigm["by_direction_of"]) == (2, "unseen")
    assert len(paradigm["by_direction"]) == 12
    assert (paradigm["frequent_500"], paradigm["frequent_verbs"], paradigm["frequent_failures"]) == (1.0, 3, [])
    noise = report["gaussian"]
    assert noise["score"] == noise["round_trip"]["score"] == noise["by_mark"]["train"] == 1.0
    assert noise["ci95"] == pytest.approx([0.9874, 1.0], abs=5e-5)
    assert noise["distinct_per_100"] == noise["distinct"] == 2
    assert noise["broken"] == noise["new_consistent"] == 0.0
    # Half of the draws are the verb that train.txt has twice.
    assert noise["lab_score"] == pytest.approx(1.5, abs=0.1)


def test_copying_is_scored_beside_it() -> None:
    conversion = scored(table())["conversion"]
    # walk, walked: (1 x 1 x 1 x 1) ^ 1/4 with the brevity penalty exp(1 - 6/4). split, splitting: exp(1 - 9/5).
    assert conversion["copy_bleu4"] == pytest.approx((0.60653 + 0.44933) / 2, abs=1e-5)
    assert conversion["copy_exact"] == 0.0


def test_a_model_that_says_the_present_for_every_tense() -> None:
    report = scored(table(lambda verb, tense: verb[0]))
    # Of 12 directions, 3 lead to the present; for split, the past is the same word.
    assert report["paradigm"]["seen_exact"] == pytest.approx((3 + 3 + 6) / 36)
    directions = report["paradigm"]["by_direction"]
    assert {name for name, exact in directions.items() if exact == 1.0} == {
        "third>present",
        "progressive>present",
        "past>present",
    }
    assert report["paradigm"]["unseen_exact"] == pytest.approx(0.25)
    assert report["conversion"]["exact"] == 0.0
    assert report["paradigm"]["frequent_500"] == 0.0
    failure = report["paradigm"]["frequent_failures"][0]
    assert failure == {"input": "walk", "from": "present", "target": list(WALK), "prediction": ["walk"] * 4}
    assert report["gaussian"]["score"] == 0.0
    assert report["gaussian"]["broken"] == report["gaussian"]["round_trip"]["broken"] == 1.0


def test_without_unseen_verbs_or_pairs_there_is_null() -> None:
    report = scored(table(), VerbData(Path("somewhere"), (WALK, SPLIT), (), (), "0"))
    assert report["conversion"]["pairs"] == 0
    assert report["conversion"]["bleu4"] is None
    assert report["conversion"]["predictions"] == []
    alone = scored(table(), VerbData(Path("somewhere"), DATA.train, (), DATA.unseen[:1], "0"), draws=5)["paradigm"]
    assert (alone["unseen_regular_exact"], alone["unseen_irregular_exact"]) == (1.0, None)
    for name in ("unseen_exact", "unseen_verbs", "rules_unseen_exact", "unseen_regular_exact"):
        assert report["paradigm"][name] is None
    assert report["paradigm"]["by_direction_of"] == "train"
    assert report["paradigm"]["by_direction"]["present>past"] == 1.0


def test_marks_tell_real_and_new_verbs_from_broken_ones() -> None:
    # drawn=3: noise also names travel, which the folder lists as unseen, so it is real though it is not trained on.
    noise = scored(table(drawn=3), draws=600)["gaussian"]
    assert noise["uncarried"] is None
    assert noise["by_mark"]["train"] == noise["score"] == pytest.approx(2 / 3, abs=0.08)
    assert noise["by_mark"]["real"] == noise["new_consistent"] == pytest.approx(1 / 3, abs=0.08)
    assert noise["distinct"] == 2
    invented = ("liret", "lirets", "lireting", "lireted")
    noise = scored(table(lambda verb, tense: invented[tense]))["gaussian"]
    assert noise["by_mark"]["new"] == noise["new_consistent"] == 1.0
    assert noise["score"] == noise["distinct"] == 0


def test_a_round_trip_makes_a_mixture_consistent() -> None:
    # Noise names walk alone, and its present comes out as split's: each form is a training word, the four do not agree.
    noise = scored(table(lambda verb, tense: SPLIT[0] if verb == WALK and tense == 0 else verb[tense], drawn=1))[
        "gaussian"
    ]
    assert (noise["score"], noise["broken"], noise["distinct"]) == (0.0, 1.0, 0)
    assert (noise["round_trip"]["score"], noise["round_trip"]["distinct"]) == (1.0, 1)


@pytest.mark.parametrize(
    ("said", "score_of_noise", "broken"),
    [
        (lambda verb, tense: "", 0.0, 1.0),
        (lambda verb, tense: "a" * (LONGEST_WORD + 4), 0.0, 1.0),
        (lambda verb, tense: "walk", 0.0, 1.0),
        # One verb for all noise looks perfect to the lab, and even better as it is there twice.
        (lambda verb, tense: WALK[tense], 1.0, 0.0),
    ],
    ids=["empty", "endless", "one word", "one verb"],
)
def test_degenerate_models_score_what_they_deserve(
    said: Callable[[Row, int], str], score_of_noise: float, broken: float
) -> None:
    report = scored(table(said))
    noise = report["gaussian"]
    assert noise["score"] == noise["round_trip"]["score"] == score_of_noise
    assert noise["broken"] == noise["round_trip"]["broken"] == broken
    assert noise["lab_score"] == 2 * score_of_noise
    assert noise["distinct_per_100"] == noise["distinct"] == score_of_noise
    assert report["latent"]["verdict"] == "ignores z"


def test_weights_that_are_not_numbers_give_a_table_all_the_same() -> None:
    model = build_model(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, naming=4))
    with torch.no_grad():
        for weights in model.parameters():
            weights.fill_(torch.nan)
    report = scored(Conjugator(model), draws=20)
    assert report["paradigm"]["seen_exact"] == report["gaussian"]["score"] == 0.0
    assert report["latent"]["kl"] is None
    assert "not finite" in report["latent"]["reason"]


def test_without_draws_there_is_no_score() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        score(table(), DATA, draws=0)


def test_progress_and_repetition() -> None:
    told: list[tuple[str, float]] = []
    first = score(table(), DATA, draws=50, seed=3, progress=lambda part, share: told.append((part, share)))
    assert list(dict.fromkeys(part for part, _ in told)) == ["test pairs", "conversions", "verbs from noise", "latent"]
    assert all(0.0 <= share <= 1.0 for _, share in told)
    assert told[-1] == ("latent", 1.0)
    assert first == score(table(), DATA, draws=50, seed=3)


def test_an_ambiguous_form_bounds_what_is_possible() -> None:
    rows = (("bath", "baths", "bathing", "bathed"), ("bathe", "bathes", "bathing", "bathed"))
    report = scored(table(), VerbData(Path("somewhere"), rows, (), (), "0"), draws=10)
    # From each of bathing and bathed, to the present and the third: 4 of 24 cannot be right for both.
    assert report["paradigm"]["seen_possible"] == pytest.approx(20 / 24)


def test_quick_scores_of_a_perfect_model() -> None:
    scores, samples = quick_scores(table(), DATA)
    assert scores.pop("gaussian_low") == pytest.approx(0.9812, abs=5e-5)
    assert scores.pop("distinct") == 2.0
    assert scores == pytest.approx(
        {
            "bleu4": 1.0,
            "test_exact": 1.0,
            "exact": 1.0,
            "gaussian": 1.0,
            "gaussian_high": 1.0,
            "round_trip": 1.0,
        }
    )
    assert len(samples) == 8
    assert set(samples) == {WALK, SPLIT}


def test_quick_scores_without_pairs_repeat_and_leave_torchs_generator_alone() -> None:
    data = VerbData(Path("somewhere"), (WALK, SPLIT), (), (), "0")
    model = build_model(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, naming=4))
    before = torch.get_rng_state()
    first, second = quick_scores(Conjugator(model), data), quick_scores(Conjugator(model), data)
    assert first == second
    assert torch.equal(torch.get_rng_state(), before)
    assert "bleu4" not in first[0]
    assert "test_exact" not in first[0]


def test_a_model_that_carries_noise_is_scored_without_that_too() -> None:
    transport = Transport(2, 1)
    # All noise ends at the first verb.
    transport.mu.copy_(torch.tensor([[-1.0], [-2.0]]))
    noise = scored(Conjugator(table().model, transport))["gaussian"]
    assert (noise["score"], noise["distinct"], noise["round_trip"]["distinct"]) == (1.0, 1, 1)
    assert (noise["uncarried"]["score"], noise["uncarried"]["distinct"]) == (1.0, 2)
