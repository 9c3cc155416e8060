from collections.abc import Callable
from typing import Any

import pytest

from cvae_tui.core.experiments.answers import QUESTIONS, figure
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.experiments.plan import Claim, Experiment
from cvae_tui.core.experiments.report import markdown, words_per_second
from cvae_tui.core.experiments.sets import SETS

POINTS = [(1.0, 0.0, 1.0, 9.0, 50.0, 0.2, 0.1), (2.0, 0.1, 0.9, 6.0, 20.0, 0.7, 0.2)]


def latent(gaussian: float, apart: float, bleu4: float = 0.7, same: float = 0.1) -> dict[str, Any]:
    return {
        "conversion": {"bleu4": bleu4},
        "gaussian": {"score": gaussian, "distinct_per_100": 12.5},
        "latent": {
            "kl": apart + 7.0, "mutual_information": 7.0, "aggregate_kl": apart, "exact": 0.9, "shuffled_same": same,
        },
    }  # fmt: skip


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]


def test_theirs_stands_beside_ours(made: Callable[..., Outcome]) -> None:
    found = Experiment("one", "One", ("seed-001-tf8-1",), {"seed-001-tf8-1": Claim(0.655, 0.28)})
    outcomes = [
        made("seed-001-tf8-1", POINTS, seed=seed, score=latent(gaussian, 3.0))
        for seed, gaussian in ((0, 0.3), (1, 0.4))
    ]
    text = markdown(found, outcomes, ["Data: lab."], "curves.svg", 1000)
    head, _, row = table(text)
    cells = dict(zip(head, row, strict=True))
    assert cells == {
        "run": "seed-001-tf8-1", "ended": "done", "epochs": "2.0 (2.0 to 2.0)",
        "BLEU-4 theirs": "0.655", "BLEU-4 ours": "0.700 (0.700 to 0.700)",
        "BLEU-4 best on the way": "0.700 (0.700 to 0.700)",
        "Gaussian theirs": "0.28", "Gaussian ours": "0.350 (0.300 to 0.400)",
        "Gaussian best on the way": "0.200 (0.200 to 0.200)", "different in 100": "12.5 (12.5 to 12.5)",
        "CE": "6.00 (6.00 to 6.00)", "KL": "20.00 (20.00 to 20.00)", "words/s": "500 (500 to 500)",
    }  # fmt: skip
    assert "![Losses, scores and schedules by epoch](curves.svg)" in text
    assert "seed-001-tf8-1:\n\n```\ngo goes\n```" in text
    assert "went wrong" not in text


def test_without_claims_there_is_no_column_for_them(made: Callable[..., Outcome]) -> None:
    text = markdown(Experiment("one", "One", ("seed-000",), {}), [made("seed-000", POINTS)], [], None, 100)
    assert "theirs" not in table(text)[0] and "Curves" not in text


def test_what_broke_off_or_is_unfinished_is_told_without_this_machines_folders(made: Callable[..., Outcome]) -> None:
    broken = made("seed-000", POINTS, reason="failed", message="the loss exploded; kept in /runs/seed-000")
    open_ = made("seed-000", POINTS[:1], reason="", seed=1)
    text = markdown(Experiment("one", "One", ("seed-000",), {}), [broken, open_], [], None, 100)
    assert table(text)[2][1] == "1 broke off, 1 unfinished"
    assert "- seed-000.seed0: the loss exploded; kept in seed-000\n" in text
    assert "- seed-000.seed1: not finished; the same command takes it up again" in text


@pytest.mark.parametrize("experiment", SETS, ids=lambda item: item.name)
def test_every_question_is_answered_whatever_is_missing(experiment: Experiment, made: Callable[..., Outcome]) -> None:
    nothing = [made(preset, [], reason="") for preset in experiment.presets]
    scored = [made(preset, POINTS, score=latent(0.3, 2.0)) for preset in experiment.presets]
    broken = [made(preset, POINTS, reason="failed", message="it broke; why") for preset in experiment.presets]
    for outcomes in (nothing, scored, broken):
        text = markdown(experiment, outcomes, [], None, 100)
        for name in experiment.questions:
            assert f"**{QUESTIONS[name].asks}**\n\n" in text
        assert "nan" not in text


def test_teacher_forcing_is_explained_only_where_the_latent_space_agrees(made: Callable[..., Outcome]) -> None:
    def answer(high: float, low: float) -> str:
        arms = {
            "seed-001-tf8-1": [made("seed-001-tf8-1", POINTS, score=latent(0.39, high))],
            "seed-001-tf4-1": [made("seed-001-tf4-1", POINTS, score=latent(0.06, low))],
        }
        return QUESTIONS["teacher forcing"].answer(arms)

    assert "Gaussian 0.390 against 0.060" in answer(1.0, 5.0)
    assert "here that does explain it" in answer(1.0, 5.0)
    assert "here that does not explain it" in answer(5.0, 1.0)


def test_a_kl_that_breaks_is_one_that_makes_words_independent_of_z(made: Callable[..., Outcome]) -> None:
    def answer(*same: float) -> str:
        names = ("seed-000", "seed-000-monotonic", "seed-000-cyclical")
        pairs = zip(names, same, strict=True)
        return QUESTIONS["kl breaks"].answer({n: [made(n, POINTS, score=latent(0.0, 1.0, same=s))] for n, s in pairs})

    assert answer(0.1, 0.95, 0.2).endswith("So the KL broke 1 of the 2: its words no longer depend on z.")
    assert answer(0.1, 0.2, 0.2).endswith("it did not break it here.")
    assert "nothing can be said" in answer(0.95, 1.0, 1.0)


def test_what_z_tells_is_told_with_the_most_that_can_be_measured(made: Callable[..., Outcome]) -> None:
    score = latent(0.0, 1.0)
    score["latent"]["mutual_information_n"] = 2000
    arms = {"seed-000": [made("seed-000", POINTS, score=score)]}
    assert "z tells 7.00 nats (of at most 7.6 that can be measured)" in QUESTIONS["kl breaks"].answer(arms)


@pytest.mark.parametrize(
    ("apart", "equal", "said"),
    [
        (0.05, 0.95, "So with equal rates the decoder says one word whatever z is."),
        (0.05, 0.05, "So with equal rates the decoder still listens."),
        (0.95, 0.95, "these runs do not tell them apart."),
    ],
)
def test_equal_rates(made: Callable[..., Outcome], apart: float, equal: float, said: str) -> None:
    names = {"seed-002": apart, "seed-002-equal-rates": equal}
    arms = {name: [made(name, POINTS, score=latent(0.0, 1.0, same=same))] for name, same in names.items()}
    assert QUESTIONS["equal rates"].answer(arms).endswith(said)


def test_nothing_is_said_that_the_figures_deny(made: Callable[..., Outcome]) -> None:
    fed = [(float(i), 0.0, forcing, ce, 5.0, 0.5, 0.0) for i, (forcing, ce) in enumerate(((1, 9), (1, 8), (0.5, 7)), 1)]
    told = QUESTIONS["exposure"].answer({"lesson-exposure": [made("lesson-exposure", fed)]})
    assert "CE came to 8.50 nats" in told and "it came to 7.00 and so did not rise." in told
    hard = [*fed[:2], (3.0, 0.0, 0.5, 20.0, 5.0, 0.5, 0.0)]
    assert "20.00 and so rose: it had" in QUESTIONS["exposure"].answer({"lesson-exposure": [made("x", hard)]})
    alive = made("lesson-collapse", POINTS, score=latent(7.0, 1.0, same=0.0))
    assert "where z tells nothing" not in QUESTIONS["collapse"].answer({"lesson-collapse": [alive]})
    score = latent(0.2, 1.0, same=0.9)
    score["latent"]["mutual_information"] = 0.2
    dead = made("lesson-collapse", POINTS, score=score)
    assert "where z tells nothing" in QUESTIONS["collapse"].answer({"lesson-collapse": [dead]})
    falling = [(1.0, 0.0, 1.0, 9.0, 50.0, 0.1, 0.0), (2.0, 0.0, 1.0, 8.0, 20.0, 0.1, 0.0)]
    told = QUESTIONS["explosion"].answer({"lesson-explosion": [made("lesson-explosion", falling)]})
    assert told.startswith("The KL, of weight 0 at first, went from 50 to at most 50 nats.")


def test_small_things(made: Callable[..., Outcome]) -> None:
    assert (figure(None), figure(float("nan")), figure(0.12345), figure(2.0, 0)) == ("-", "-", "0.123", "2")
    assert figure(7.7e30, 2) == "8e+30"
    assert words_per_second(made("seed-000", [])) is None
