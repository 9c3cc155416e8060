"""Rules of a word's end, learned from a few rows."""

from pathlib import Path

import pytest

from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.core.tasks.tense.data import VerbData, read_folder
from cvae_tui.core.tasks.tense.rules import RuleBaseline

LAB = Path(__file__).parents[5] / "shared" / "lab_1227"
PRESENT, THIRD, PROGRESSIVE, PAST = range(4)
ROWS = (
    ("deny", "denies", "denying", "denied"),
    ("walk", "walks", "walking", "walked"),
    ("talk", "talks", "talking", "talked"),
    ("come", "comes", "coming", "came"),
    ("bake", "bakes", "baking", "baked"),
)


@pytest.fixture
def rules() -> RuleBaseline:
    return RuleBaseline(ROWS)


@pytest.mark.parametrize(
    ("word", "source", "target", "expected"),
    [
        ("stalk", PRESENT, PAST, "stalked"),
        ("stalking", PROGRESSIVE, THIRD, "stalks"),
        ("reny", PRESENT, THIRD, "renies"),
        ("become", PRESENT, PAST, "became"),
        ("overcame", PAST, PRESENT, "overcome"),
        ("take", PRESENT, PROGRESSIVE, "taking"),
        ("", PRESENT, PAST, "ed"),
    ],
)
def test_the_longest_known_ending_decides(
    rules: RuleBaseline, word: str, source: int, target: int, expected: str
) -> None:
    assert rules.convert(word, source, target) == expected


def test_of_equally_long_endings_the_commonest_wins_and_then_the_alphabet() -> None:
    common = RuleBaseline([("ring", "rings", "ringing", "rang")] * 2 + [("bring", "brings", "bringing", "brought")])
    assert common.convert("spring", PRESENT, PAST) == "sprang"
    tied = RuleBaseline([("aing", "a", "a", "aang"), ("being", "b", "b", "beung")])
    assert tied.convert("xing", PRESENT, PAST) == "xang"


def test_an_unknown_ending_leaves_the_word() -> None:
    rules = RuleBaseline([("go", "goes", "going", "went")])
    assert rules.convert("run", PRESENT, PAST) == "run"
    assert RuleBaseline([]).convert("run", PRESENT, PAST) == "run"


def test_with_a_word_list_a_form_goes_by_way_of_the_first_present_that_the_list_has() -> None:
    rows = [("walk", "walks", "walking", "walked")] * 2 + [("bake", "bakes", "baking", "baked")]
    plain, listed = RuleBaseline(rows), RuleBaseline(rows, frozenset({"hike", "walk"}))
    assert plain.convert("hiking", PROGRESSIVE, PRESENT) == "hik"
    assert listed.convert("hiking", PROGRESSIVE, PRESENT) == listed.convert("hiked", PAST, PRESENT) == "hike"
    assert listed.convert("hiking", PROGRESSIVE, THIRD) == "hikes"
    # No rule gives a listed word, and a present is taken as it is.
    assert listed.convert("loking", PROGRESSIVE, THIRD) == plain.convert("loking", PROGRESSIVE, THIRD)
    assert listed.convert("lok", PRESENT, PAST) == plain.convert("lok", PRESENT, PAST)


def held_out(data: VerbData) -> float:
    """Exact match over 12 directions of every fifth row, learned from the others."""
    rules = RuleBaseline([row for i, row in enumerate(data.train) if i % 5])
    right = [
        rules.convert(row[source], source, target) == row[target]
        for row in data.train[::5]
        for source in range(4)
        for target in range(4)
        if source != target
    ]
    return sum(right) / len(right)


@pytest.mark.skipif(not LAB.is_dir(), reason="the lab's own data lie beside the checkout, and are not here")
def test_the_baseline_on_the_labs_verbs_is_the_known_one() -> None:
    assert held_out(read_folder(LAB)) == pytest.approx(0.928, abs=0.015)


def test_the_baseline_on_the_shipped_verbs_is_the_known_one() -> None:
    data = read_folder(shipped_data("tense", "full"))
    assert held_out(data) == pytest.approx(0.960, abs=0.01)
