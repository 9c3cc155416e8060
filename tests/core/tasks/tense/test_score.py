"""Scores of models that are tables, so that every figure is known: perfect, half right, empty, endless, one word."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from cvae_tui.core.nn.vocab import EOS, LATIN, PAD
from cvae_tui.core.runs.metadata import value_at
from cvae_tui.core.task import ScoreOptions
from cvae_tui.core.tasks.tense.config import Row, TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.inference import Inference
from cvae_tui.core.tasks.tense.lines import LONGEST_WORD
from cvae_tui.core.tasks.tense.model import Cvae, EncoderMemory, Posterior
from cvae_tui.core.tasks.tense.pairs import Pair
from cvae_tui.core.tasks.tense.predictor import build_model
from cvae_tui.core.tasks.tense.score import passes_published, quick_scores, score
from cvae_tui.core.tasks.tense.spec import SPEC
from cvae_tui.core.tasks.tense.transport import Transport

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

    def __init__(self, verbs: Sequence[Row], drawn: int, decoded: Callable[[Row, int], str]) -> None:
        super().__init__(TenseConfig(latent=1, transport=1.0))
        self.verbs, self.drawn, self.decoded = verbs, drawn, decoded
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

    def generate(self, z: Tensor, tense: Tensor, memory: EncoderMemory | None = None) -> tuple[Tensor, Tensor]:
        place = torch.where(z > 7, z - 8.0, (torch.special.ndtr(z) * self.drawn).floor()).long().flatten().tolist()
        words = [self.decoded(self.verbs[i], t) for i, t in zip(place, tense.tolist(), strict=True)]
        rows = [[*LATIN.encode(word), EOS] if len(word) <= LONGEST_WORD else LATIN.encode(word) for word in words]
        width = max(map(len, rows))
        numbers = torch.tensor([row + [PAD] * (width - len(row)) for row in rows])
        return numbers, torch.zeros(numbers.shape)

    def spell_between(self, z: Tensor, uniform: Tensor) -> Tensor:
        return self.generate(z[0], torch.zeros(z.shape[1], dtype=torch.long))[0]

    def start(self, z: Tensor, tense: Tensor) -> Any:
        raise NotImplementedError

    def embed_in(self, letters: Tensor, memory: EncoderMemory | None, first: int = 0) -> Any:
        raise NotImplementedError

    def read_out(self, hidden: Tensor, memory: EncoderMemory | None, first: int = 0) -> Any:
        raise NotImplementedError

    def decode(self, z: Tensor, tense: Tensor, inputs: Tensor, memory: EncoderMemory | None = None) -> Tensor:
        return torch.zeros(*inputs.shape, len(LATIN))


def table(decoded: Callable[[Row, int], str] = lambda verb, tense: verb[tense], drawn: int = 2) -> Inference:
    return Inference(Table(KNOWN, drawn, decoded))


def quiet(part: str, done: float) -> None:
    pass


def scored(inference: Inference, data: VerbData = DATA, draws: int = 300) -> dict[str, Any]:
    report = score(inference, data, ScoreOptions(draws), quiet)
    return json.loads(json.dumps(report.details, allow_nan=False))


def test_every_field_of_the_contract_is_there() -> None:
    report = scored(table())
    assert {"rows", "distinct_rows", "conversion", "paradigm", "gaussian", "latent"} <= report.keys()
    assert (report["rows"], report["distinct_rows"]) == (3, 2)
    drawn = "draws score ci95 lab_score distinct_per_100 distinct new_real new_invented broken"
    fields = {
        "conversion": "pairs bleu4 exact copy_bleu4 predictions",
        "paradigm": "seen_exact unseen_exact unseen_verbs rules_unseen_exact by_direction"
        " unseen_inferred_exact above_rules",
        "other_forms": "participles other_spellings frequent",
        "readings": "unseen held_out",
        "gaussian": f"{drawn} joint transported round_trip novel",
        "latent": "kl kl_per_dimension active_units dimensions mutual_information mutual_information_n"
        " tense_probe verdict reason",
    }
    for block, names in fields.items():
        assert set(names.split()) <= report[block].keys()
    assert set(drawn.split()) <= report["gaussian"]["round_trip"].keys()
    assert report["gaussian"]["transported"] is None


def test_figures_name_their_place_in_the_details_and_what_they_have_to_beat() -> None:
    report = score(table(), DATA, ScoreOptions(draws=100), quiet)
    figures = {figure.key: figure for figure in report.figures}
    assert all(value_at(report.details, key) == figure.value for key, figure in figures.items())
    assert figures["conversion.exact"].baselines == (("copy", 0.0), ("rules", 1.0))
    assert figures["gaussian.score"].interval == pytest.approx((0.963, 1.0), abs=5e-4)
    assert figures["gaussian.distinct"].kind == "count" and "gaussian.transported.score" not in figures
    assert report.verdict == report.details["latent"]["verdict"]
    assert report.tone == SPEC.verdict(report.verdict).tone


def test_the_published_best_stands_beside_the_prior_on_the_labs_number_of_rows_alone() -> None:
    lab = VerbData(Path("somewhere"), (WALK,) * 1227, (), (), "0")
    for data, best in ((DATA, ()), (lab, (("published best", 0.444),))):
        figures = {f.key: f for f in score(transporting(), data, ScoreOptions(draws=5), quiet).figures}
        assert figures["gaussian.score"].baselines == best
        assert figures["gaussian.transported.score"].baselines == figures["gaussian.round_trip.score"].baselines == ()


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
    assert noise["score"] == noise["round_trip"]["score"] == 1.0
    assert noise["ci95"] == pytest.approx([0.9874, 1.0], abs=5e-5)
    assert noise["distinct_per_100"] == noise["distinct"] == 2
    assert noise["broken"] == noise["new_real"] == noise["new_invented"] == 0.0
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
    assert noise["score"] == pytest.approx(2 / 3, abs=0.08)
    assert noise["new_real"] == pytest.approx(1 / 3, abs=0.08) and noise["new_invented"] == 0
    assert noise["distinct"] == 2
    invented = ("liret", "lirets", "lireting", "lireted")
    noise = scored(table(lambda verb, tense: invented[tense]))["gaussian"]
    assert noise["new_invented"] == 1.0 and noise["new_real"] == 0
    assert noise["score"] == noise["distinct"] == 0


def test_a_round_trip_makes_a_mixture_consistent() -> None:
    # Noise names walk alone, and its present comes out as split's: each form is a training word, the four do not agree.
    noise = scored(table(lambda verb, tense: SPLIT[0] if verb == WALK and tense == 0 else verb[tense], drawn=1))[
        "gaussian"
    ]
    assert (noise["score"], noise["broken"], noise["distinct"]) == (0.0, 1.0, 0)
    assert (noise["round_trip"]["score"], noise["round_trip"]["distinct"]) == (1.0, 1)


@pytest.mark.parametrize(
    ("decoded", "score_of_noise", "broken"),
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
    decoded: Callable[[Row, int], str], score_of_noise: float, broken: float
) -> None:
    report = scored(table(decoded))
    noise = report["gaussian"]
    assert noise["score"] == noise["round_trip"]["score"] == score_of_noise
    assert noise["broken"] == noise["round_trip"]["broken"] == broken
    assert noise["lab_score"] == 2 * score_of_noise
    assert noise["distinct_per_100"] == noise["distinct"] == score_of_noise
    assert report["latent"]["verdict"] == "collapsed"


def test_weights_that_are_not_numbers_give_a_table_all_the_same() -> None:
    model = build_model(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4))
    with torch.no_grad():
        for weights in model.parameters():
            weights.fill_(torch.nan)
    report = scored(Inference(model), draws=20)
    assert report["paradigm"]["seen_exact"] == report["gaussian"]["score"] == 0.0
    assert report["latent"]["kl"] is None
    assert "not finite" in report["latent"]["reason"]


def test_progress_and_repetition() -> None:
    seen: list[tuple[str, float]] = []
    options = ScoreOptions(draws=50, seed=3)
    first = score(table(), DATA, options, lambda part, done: seen.append((part, done)))
    assert list(dict.fromkeys(part for part, _ in seen)) == ["test pairs", "conversions", "verbs from noise", "latent"]
    assert all(0.0 <= done <= 1.0 for _, done in seen)
    assert seen[-1] == ("latent", 1.0)
    assert first == score(table(), DATA, options, quiet)


def test_an_ambiguous_form_bounds_what_is_possible() -> None:
    rows = (("bath", "baths", "bathing", "bathed"), ("bathe", "bathes", "bathing", "bathed"))
    report = scored(table(), VerbData(Path("somewhere"), rows, (), (), "0"), draws=10)
    # From each of bathing and bathed, to the present and the third: 4 of 24 cannot be right for both.
    assert report["paradigm"]["seen_possible"] == pytest.approx(20 / 24)


def test_quick_scores_of_a_perfect_model() -> None:
    scores = quick_scores(table(), DATA)
    assert scores.pop("gaussian_low") == pytest.approx(0.9812, abs=5e-5)
    assert scores.pop("distinct") == 2.0
    ones = ("bleu4", "test_exact", "exact", "gaussian", "gaussian_high", "round_trip")
    assert scores == pytest.approx(dict.fromkeys(ones, 1.0))


def test_quick_scores_without_pairs_repeat_and_leave_torchs_generator_alone() -> None:
    data = VerbData(Path("somewhere"), (WALK, SPLIT), (), (), "0")
    model = build_model(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4))
    before = torch.get_rng_state()
    first, second = quick_scores(Inference(model), data), quick_scores(Inference(model), data)
    assert first == second
    assert torch.equal(torch.get_rng_state(), before)
    assert "bleu4" not in first
    assert "test_exact" not in first


def transporting() -> Inference:
    """Noise names both verbs, and all of it is transported to the first."""
    transport = Transport(2, 1)
    transport.mu.copy_(torch.tensor([[-1.0], [-2.0]]))
    return Inference(table().model, transport)


def test_the_prior_is_decoded_as_drawn_and_transported_noise_stands_beside_it() -> None:
    noise = scored(transporting())["gaussian"]
    assert (noise["score"], noise["distinct"]) == (1.0, 2)
    assert noise["lab_score"] == pytest.approx(1.5, abs=0.1)
    assert (noise["transported"]["score"], noise["transported"]["distinct"]) == (1.0, 1)
    assert noise["transported"]["lab_score"] == 2.0 and noise["round_trip"]["distinct"] == 1
    scores = quick_scores(transporting(), DATA)
    assert (scores["distinct"], scores["transported_distinct"], scores["transported"]) == (2.0, 1.0, 1.0)


def test_only_the_prior_passes_what_was_published() -> None:
    assert passes_published({"bleu4": 0.957, "gaussian": 0.444})
    assert not passes_published({"bleu4": 1.0, "gaussian": 0.44, "transported": 1.0, "round_trip": 1.0})
