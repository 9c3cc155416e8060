"""Words near a misspelling: distances written out, and the candidates of a small lexicon."""

from pathlib import Path

import numpy as np
import pytest

from cvae_tui.core.tasks.spelling.data import read_lexicon
from cvae_tui.core.tasks.spelling.lexicon import Lexicon, _letters, distances

COUNTS = {"the": 1000, "then": 500, "letter": 100, "later": 90, "better": 80, "receive": 50, "don't": 40, "a": 30}


@pytest.mark.parametrize(
    ("written", "meant", "cost"),
    [
        ("letter", "letter", 0), ("leter", "letter", 0.5), ("lettter", "letter", 0.5), ("lettar", "letter", 0.5),
        ("lertet", "letter", 2), ("eltter", "letter", 0.75), ("letterx", "letter", 1), ("etter", "letter", 1),
        ("bletter", "letter", 1), ("x", "letter", 5.5), ("recieve", "receive", 0.75), ("", "the", 3),
    ],
)  # fmt: skip
def test_distances_written_out(written: str, meant: str, cost: float) -> None:
    found = distances(written, *_letters((meant, "zzzzzzzzzzzz")))
    assert found[0] == pytest.approx(cost)


def test_a_word_has_its_share_and_a_strange_one_that_of_the_rarest() -> None:
    lexicon = Lexicon(COUNTS)
    assert lexicon.frequency("the") == pytest.approx(float(np.log(1000 / 1890)))
    assert lexicon.frequency("zebra") == lexicon.frequency("a") == pytest.approx(lexicon.least)
    assert "don't" in lexicon and "zebra" not in lexicon and len(lexicon) == 8


def test_near_words_come_nearest_first() -> None:
    lexicon = Lexicon(COUNTS)
    assert lexicon.near("lettr", 3) == ["letter", "later", "better"]
    assert lexicon.near("teh", 1) == ["the"] and lexicon.near("dont", 1) == ["don't"]
    assert lexicon.near("receive", 1) == ["receive"] and lexicon.near("q", 3) == []


def test_the_shipped_lexicon_has_right_words_near_every_day_errors() -> None:
    lexicon = Lexicon(read_lexicon(Path(__file__).parents[4] / "data" / "spelling" / "english" / "lexicon.txt"))
    for written, meant in (
        ("recieve", "receive"),
        ("definately", "definitely"),
        ("tommorow", "tomorrow"),
        ("lise", "lies"),
    ):
        assert meant in lexicon.near(written, 20)
