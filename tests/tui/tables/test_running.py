"""A text whose words are coloured by what they weigh."""

import pytest

from cvae_tui.core.answer import Row, Table, Text
from cvae_tui.core.spec import Sign
from cvae_tui.tui.tables.paint import STYLES
from cvae_tui.tui.tables.pieces import signs_of, text
from cvae_tui.tui.tables.running import heaviest, running, shades

SIGNS = signs_of([Sign("positive", "+", "+", "good", "the text is positive")])


def words(*weighed: tuple[str, float, float], unknown: str = "") -> Table:
    rows = [
        Row((Text(word, weights={"attention": attention, "effect": effect}),), category="unknown" * (word == unknown))
        for word, attention, effect in weighed
    ]
    return Table(
        ("word",), (Row((Text("positive", 0.9),), category="positive"), *rows), "positive 90.0 %", running=True
    )


READ = words(("not", 0.0, -0.1), ("a", 0.02, 0.0), ("lovely", 0.7, 0.4), ("film", 0.28, 0.05), (".", 0.0, 0.0),
             unknown="film")  # fmt: skip


def test_words_have_the_shade_of_their_share_of_the_heaviest() -> None:
    assert shades([0.0, 0.05, 0.1, 0.3, 0.55, 0.8, 1.0]) == [
        "", "", "shade 1", "shade 2", "shade 3", "shade 4", "shade 4",
    ]  # fmt: skip
    assert shades([0.4, -0.4, 0.05]) == ["for 4", "against 4", "for 1"]
    assert shades([0.001, -0.001]) == ["", ""], "next to nothing is not coloured as if it were much"
    assert shades([]) == []


def test_a_running_text_is_summed_up_set_and_shaded() -> None:
    lines = running(READ, "not a lovely film.", "attention", 40, SIGNS)
    assert list(map(text, lines)) == [
        "+ not a lovely film.", "positive 90.0 %", "attention: lovely 70.0 %, film 28.0 %, a", "2.0 %",
        "not a lovely film.", "",
    ]  # fmt: skip
    roles = dict(lines[-2])
    assert (roles["not"], roles["lovely"], roles["film"], roles["."]) == (
        "plain",
        "shade 4",
        "shade 2 unknown",
        "plain",
    )


def test_effects_have_both_signs() -> None:
    lines = running(READ, "x", "effect", 60, SIGNS)
    assert text(lines[2]) == "effect: lovely +40.0 %, film +5.0 %; not -10.0 %"
    assert dict(lines[-2])["not"] == "against 1"
    assert text(running(READ, "x", "weight", 60, SIGNS)[2]) == "weight: no word has weight"


def test_a_word_that_comes_twice_is_told_once_by_its_heavier_place() -> None:
    assert list(heaviest(["a", "a", "b"], [0.1, 0.3, 0.2])) == ["a 30.0 %, b 20.0 %"]


@pytest.mark.parametrize("width", [2, 7, 20])
def test_lines_are_no_wider_than_they_may_be(width: int) -> None:
    lines = running(
        words(("incomprehensibilities", 0.5, 0.0), ("n't", 0.5, 0.0), ("do", 0.1, 0.0)), "y", "attention", width, SIGNS
    )
    assert max(len(text(line)) for line in lines[1:]) <= width


def test_every_role_has_a_style() -> None:
    roles = {role for shade in ("attention", "effect") for _, role in running(READ, "x", shade, 60, SIGNS)[-2]}
    assert roles <= set(STYLES)
