"""BLEU against nltk, intervals against published values, shares by hand."""

import math
import subprocess
import sys

import pytest
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from cvae_tui.core.metrics import bleu4, distinct_per_100, share, wilson


@pytest.mark.parametrize(
    ("predicted", "target"),
    [("abandoned", "abandoned"), ("sents", "sends"), ("splits", "splitting"), ("a", "sends"), ("sendssends", "sends")],
)
def test_bleu_is_nltks_on_characters(predicted: str, target: str) -> None:
    expected = sentence_bleu([list(target)], list(predicted), smoothing_function=SmoothingFunction().method1)
    assert bleu4(predicted, target) == pytest.approx(expected)


def test_a_target_of_three_letters_is_weighed_by_thirds() -> None:
    assert bleu4("ran", "ran") == pytest.approx(1.0)
    expected = sentence_bleu(
        [list("ran")], list("run"), weights=(1 / 3,) * 3, smoothing_function=SmoothingFunction().method1
    )
    assert bleu4("run", "ran") == pytest.approx(expected)


def test_bleu_misjudges_two_letters_as_the_lab_does() -> None:
    assert bleu4("go", "go") == pytest.approx(0.316, abs=5e-4)


def test_nothing_said_scores_nothing() -> None:
    assert bleu4("", "sends") == 0.0


def test_copying_the_labs_ten_pairs_scores_what_was_published() -> None:
    pairs = (
        "abandon abandoned, abet abetting, begin begins, expend expends, sent sends, split splitting, flared flare,"
        " functioning function, functioning functioned, healing heals"
    )
    copied = [bleu4(*pair.split()) for pair in pairs.split(", ")]
    assert sum(copied) / 10 == pytest.approx(0.607, abs=5e-4)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (50, 100, 0.4038, 0.5962),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 10, 0.0179, 0.4042),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_distinct_things_are_counted_in_each_hundred() -> None:
    same, different = ["walk"] * 100, [str(i) for i in range(100)]
    assert distinct_per_100(same) == 1.0
    assert distinct_per_100([*same, *different]) == 50.5
    assert distinct_per_100([*different, *same[:99]]) == 100.0
    assert distinct_per_100([None] * 100) == 0.0
    assert math.isnan(distinct_per_100(different[:99])) and math.isnan(distinct_per_100([]))


def test_share_of_nothing_is_zero() -> None:
    assert share([True, False, True, True]) == 0.75
    assert share([]) == 0.0


def test_neither_torch_nor_nltk_is_loaded_before_it_is_needed() -> None:
    code = "import sys, cvae_tui.core.metrics; sys.exit('torch' in sys.modules or 'nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
