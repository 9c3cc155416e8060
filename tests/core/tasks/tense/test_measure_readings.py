"""What is measured of readings, of a model that is told what to answer: every figure is known."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cvae_tui.core.tasks.tense.attention import AttentionCvae
from cvae_tui.core.tasks.tense.config import Row, TenseConfig
from cvae_tui.core.tasks.tense.conversion import Conversion, Reading
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.extra import OTHER, PARTICIPLE, Extra
from cvae_tui.core.tasks.tense.inference import Inference
from cvae_tui.core.tasks.tense.measure_readings import inferred, other_forms, readings
from cvae_tui.core.tasks.tense.readings import Memory
from cvae_tui.core.tasks.tense.rules import RuleBaseline

WALK, GO = ("walk", "walks", "walking", "walked"), ("go", "goes", "going", "went")
TALK, UNDERGO = ("talk", "talks", "talking", "talked"), ("undergo", "undergoes", "undergoing", "underwent")
SURE = (1.0, 1.0, 1.0, 1.0)


class Told(Inference):
    """Answers with a kind, forms and a probability for each word."""

    def __init__(self, answers: dict[str, tuple[int, Row, float]]) -> None:
        super().__init__(AttentionCvae(TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4)))
        self.answers = answers

    def convert(self, words: Sequence[str], sources: Sequence[int | None]) -> list[Conversion]:
        found: list[Conversion] = []
        for word in words:
            kind, forms, chance = self.answers[word]
            found.append(Conversion(word, kind, forms, SURE, None, (Reading(kind, chance, forms, SURE),)))
        return found


def verb(row: Row) -> tuple[tuple[str, ...], ...]:
    return tuple((form,) for form in row)


DATA = VerbData(
    Path("nowhere"), (WALK, GO), (), (verb(TALK), verb(UNDERGO)), "0",
    extra=(Extra("gone", PARTICIPLE, verb(GO)),),
    extra_unseen=(Extra("undergone", PARTICIPLE, verb(UNDERGO)), Extra("talkt", OTHER, verb(TALK))),
)  # fmt: skip
RIGHT = {word: (kind, row, 0.995) for row in (TALK, UNDERGO) for kind, word in enumerate(row)}


def test_unseen_verbs_are_scored_as_they_are_typed_beside_rules_that_are_told_the_tense() -> None:
    answers = RIGHT | {"talked": (0, ("talked", "talkeds", "talkeding", "talkeded"), 0.6)}
    report = inferred(Told(answers), DATA, RuleBaseline(DATA.train))
    # Of 12 directions of talk the three from talked are wrong; the rules know walk and went and so are right in all.
    assert report["unseen_inferred_exact"] == pytest.approx(21 / 24)
    assert report["unseen_regular_inferred_exact"] == pytest.approx(9 / 12)
    assert report["unseen_irregular_inferred_exact"] == 1.0
    assert report["rules_unseen_exact"] == report["rules_unseen_irregular_exact"] == 1.0
    difference = report["above_rules"]["unseen"]
    assert difference["difference"] == pytest.approx(-3 / 24)
    # A verb is drawn twice, once or never: the interval has the ends of what that can give.
    assert difference["ci95"] == pytest.approx([-3 / 12, 0.0])
    assert inferred(Told({}), VerbData(Path("x"), (WALK,), (), (), "0"), RuleBaseline(())) == {
        "unseen_inferred_exact": None
    }


def test_other_forms_are_right_where_all_four_forms_are() -> None:
    answers = {"undergone": (PARTICIPLE, UNDERGO, 0.9), "talkt": (3, TALK, 0.9), "gone": (PARTICIPLE, WALK, 0.9)}
    report = other_forms(Told(answers), DATA)
    assert (report["participles"]["exact"], report["participles"]["kind"], report["participles"]["forms"]) == (1, 1, 1)
    assert (report["other_spellings"]["exact"], report["other_spellings"]["kind"]) == (1.0, 0.0)
    assert report["frequent"]["failures"] == [
        {"input": "gone", "from": "participle", "target": list(GO), "prediction": list(WALK)}
    ]
    assert other_forms(Told({}), VerbData(Path("x"), (WALK,), (), (), "0")) == {
        "participles": None, "other_spellings": None, "frequent": None,
    }  # fmt: skip


def test_the_likeliest_reading_is_held_against_how_often_it_is_right() -> None:
    # Eight words: six 99.5 % sure and right, talked 60 % sure with the wrong kind, talk 60 % sure and right.
    answers = RIGHT | {"talked": (0, TALK, 0.6), "talk": (0, TALK, 0.6)}
    report = readings(Told(answers), DATA)
    assert report["held_out"] is None
    unseen = report["unseen"]
    assert unseen["words"] == 8 and unseen["right"] == 7 / 8
    assert unseen["sure"] == {"answers": 6, "right": 1.0}
    assert unseen["calibration"] == pytest.approx((6 * 0.005 + 2 * 0.1) / 8)
    assert [each["answers"] for each in unseen["bins"]] == [2, 6]


def test_a_word_list_is_told_apart_and_the_rules_have_it_too() -> None:
    bake, wipe = ("bake", "bakes", "baking", "baked"), ("wipe", "wipes", "wiping", "wiped")
    data = VerbData(Path("nowhere"), (WALK, bake, TALK), (), (verb(wipe),), "0")
    model = Told({word: (kind, wipe, 0.9) for kind, word in enumerate(wipe)})
    rules = RuleBaseline(data.train)
    plain = inferred(model, data, rules)
    assert "without_words" not in plain and "rules_words_unseen_exact" not in plain
    model.memory = Memory(word_list=frozenset({"wipe"}))
    report = inferred(model, data, rules)
    assert report["rules_unseen_exact"] == plain["rules_unseen_exact"] < report["rules_words_unseen_exact"] == 1.0
    assert report["above_rules_words"]["unseen"]["difference"] == 0.0
    # The model that is told what to say is asked anew without the list, as it is: untrained.
    assert report["without_words"]["unseen_inferred_exact"] < report["unseen_inferred_exact"] == 1.0
    assert set(report["without_words"]) == set(plain) - {"told"}
    assert report["told"]["unseen_told_exact"] == 1.0
    assert report["told"]["above_rules"]["unseen"] == report["above_rules"]["unseen"]
