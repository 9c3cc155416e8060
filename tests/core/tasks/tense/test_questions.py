from typing import Any

import pytest
from outcomes import made

from cvae_tui.core.experiments.lessons import lesson_presets
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.experiments.report import markdown
from cvae_tui.core.tasks.tense import questions
from cvae_tui.core.tasks.tense.experiments import EXPERIMENTS
from cvae_tui.core.tasks.tense.spec import SPEC

# epoch, KL weight, teacher forcing, CE, KL, BLEU-4, Gaussian
POINTS = [(1.0, 0.0, 1.0, 9.0, 50.0, 0.2, 0.1), (2.0, 0.1, 0.9, 6.0, 20.0, 0.7, 0.2)]


def run(preset: str, points: Any = POINTS, **given: Any) -> Outcome:
    named = [
        (
            epoch, {"kl_weight": weight, "teacher_forcing": forcing}, {"ce": ce, "kl": kl},
            {"bleu4": bleu4, "gaussian": gaussian},
        )
        for epoch, weight, forcing, ce, kl, bleu4, gaussian in points
    ]  # fmt: skip
    return made(SPEC, preset, named, **given)


def score(gaussian: float, apart: float, same: float = 0.1, tells: float = 7.0) -> dict[str, Any]:
    latent = {"kl": apart + 7.0, "mutual_information": tells, "aggregate_kl": apart, "exact": 0.9}
    return {
        "conversion": {"bleu4": 0.7},
        "gaussian": {"score": gaussian, "distinct_per_100": 12.5, "transported": {"score": 1.0}},
        "latent": {**latent, "shuffled_same": same},
    }


def test_the_experiments_name_presets_and_claims_that_exist() -> None:
    assert [item.name for item in EXPERIMENTS] == ["tense-lessons", "report-000", "report-001", "report-002"]
    known = {preset.name for preset in (*SPEC.presets, *lesson_presets(SPEC))}
    for item in EXPERIMENTS:
        assert len(item.presets) >= 3 and item.questions
        assert set(item.presets) <= known
        assert set(item.claims) <= set(item.presets)
        assert {key for claim in item.claims.values() for key in claim} <= set(SPEC.headline)
        assert item.data in {data.name for data in SPEC.datasets}


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda item: item.name)
def test_every_question_is_answered_whatever_is_missing(experiment: Any) -> None:
    nothing = [run(preset, [], reason="") for preset in experiment.presets]
    scored = [run(preset, score=score(0.3, 2.0)) for preset in experiment.presets]
    broken = [run(preset, reason="failed", message="it broke; why") for preset in experiment.presets]
    for outcomes in (nothing, scored, broken):
        text = markdown(experiment, outcomes, "", {}, 100)
        for question in experiment.questions:
            assert f"**{question.asks}**\n\n" in text
        assert "nan" not in text


def test_teacher_forcing_is_explained_only_where_the_latent_space_agrees() -> None:
    def answer(high: float, low: float) -> str:
        return questions.teacher_forcing(
            {
                "report-001-tf8-1": [run("report-001-tf8-1", score=score(0.39, high))],
                "report-001-tf4-1": [run("report-001-tf4-1", score=score(0.06, low))],
            }
        )

    assert "Gaussian 0.390 against 0.060" in answer(1.0, 5.0), "of the prior, not of what is transported"
    assert "here that does explain it" in answer(1.0, 5.0)
    assert "here that does not explain it" in answer(5.0, 1.0)


def test_a_kl_that_breaks_is_one_that_makes_words_independent_of_z() -> None:
    def answer(*same: float) -> str:
        names = ("report-000", "report-000-monotonic", "report-000-cyclical")
        pairs = zip(names, same, strict=True)
        return questions.kl_breaks({n: [run(n, score=score(0.0, 1.0, same=s))] for n, s in pairs})

    assert answer(0.1, 0.95, 0.2).endswith("So the KL broke 1 of the 2: its words no longer depend on z.")
    assert "it did not break it here" in answer(0.1, 0.2, 0.2)
    assert "nothing can be said of the KL" in answer(0.95, 0.95, 0.95)


def test_what_z_tells_is_told_with_the_most_that_can_be_measured() -> None:
    found = score(0.0, 1.0)
    found["latent"]["mutual_information_n"] = 2000
    answer = questions.kl_breaks({"report-000": [run("report-000", score=found)]})
    assert "z tells 7.00 nats (of at most 7.6 that can be measured)" in answer


@pytest.mark.parametrize(
    ("apart", "equal", "sentence"),
    [
        (0.05, 0.95, "So with equal rates the decoder gives one word whatever z is."),
        (0.05, 0.05, "So with equal rates the decoder still depends on z."),
        (0.95, 0.95, "these runs do not tell them apart."),
    ],
)
def test_equal_rates(apart: float, equal: float, sentence: str) -> None:
    names = {"report-002": apart, "report-002-equal-rates": equal}
    arms = {name: [run(name, score=score(0.0, 1.0, same=same))] for name, same in names.items()}
    assert questions.equal_rates(arms).endswith(sentence)


def test_a_decoder_that_lives_with_its_own_mistakes_is_not_accused() -> None:
    def answer(last: float) -> str:
        ces = ((1.0, 9.0), (1.0, 8.0), (0.5, last))
        points = [(float(epoch), 0.0, forcing, ce, 5.0, 0.5, 0.0) for epoch, (forcing, ce) in enumerate(ces)]
        return questions.exposure({"lesson-exposure": [run("lesson-exposure", points)]})

    assert "CE came to 8.50 nats" in answer(7.0) and "it came to 7.00 and so did not rise." in answer(7.0)
    assert "20.00 and so rose: it had" in answer(20.0)
    assert questions.exposure({}) == "The run did not come far enough to be fed its own letters."


def test_a_collapse_is_told_only_where_z_tells_nothing() -> None:
    def answer(tells: float) -> str:
        return questions.collapse({"lesson-collapse": [run("lesson-collapse", score=score(0.2, 1.0, 0.9, tells))]})

    assert "where z tells nothing" in answer(0.2) and "where z tells nothing" not in answer(7.0)


def test_a_rescue_is_told_beside_the_collapse_that_it_goes_on_from() -> None:
    before, after = (score(0.2, 1.0, tells=tells) for tells in (0.2, 6.9))
    arms = {
        "lesson-collapse": [run("lesson-collapse", score=before)],
        "lesson-rescue": [run("lesson-rescue", score=after)],
    }
    told = "At a tenth of the weight z tells 6.90 against 0.20 nats before; BLEU-4 is 0.700 against 0.700."
    assert questions.rescue(arms) == told


def test_an_explosion_is_told_by_its_first_and_its_highest_kl() -> None:
    points = [(1.0, 0.0, 1.0, 9.0, 50.0, 0.1, 0.0), (2.0, 0.0, 1.0, 8.0, 2e7, 0.1, 0.0)]
    answer = questions.explosion({"lesson-explosion": [run("lesson-explosion", points)]})
    assert answer.startswith("The KL, of weight 0 at first, went from 50.00 to at most 2e+07 nats.")


def test_a_release_is_a_fall_of_the_weight_with_the_best_of_three_evaluations_after_it() -> None:
    points = [
        (1.0, 1.0, 1.0, 9.0, 2.0, 0.2, 0.30), (2.0, 0.0, 1.0, 5.0, 9.0, 0.6, 0.28),
        (3.0, 0.0, 1.0, 2.0, 9.0, 0.9, 0.25),
        (4.0, 0.0, 1.0, 1.0, 9.0, 0.8, 0.2), (5.0, 0.5, 1.0, 1.0, 9.0, 1.0, 0.1), (6.0, 0.9, 1.0, 1.0, 9.0, 1.0, 0.1),
    ]  # fmt: skip
    assert questions.release({"lesson-release": [run("lesson-release", points)]}) == (
        "When the weight fell back at epoch 2.0, BLEU-4 went from 0.200 to 0.900 within 1.0 epochs"
        " and the Gaussian score from 0.300 to 0.250."
    )


@pytest.mark.parametrize("rise", [0.0, 0.25])
def test_weights_that_rise_or_stay_are_no_release(rise: float) -> None:
    outcome = run("lesson-release", [(float(i), rise * i, 1.0, 1.0, 1.0, 0.5, 0.1) for i in range(4)])
    assert questions.releases(outcome) == []
