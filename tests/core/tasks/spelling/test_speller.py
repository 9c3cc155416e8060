"""Answers of a speller: words with hyphens, and an alignment while the model learns."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cvae_tui.core.answer import Query, Shown, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.spelling.corrector import Corrector
from cvae_tui.core.tasks.spelling.data import read_folder
from cvae_tui.core.tasks.spelling.lexicon import Lexicon
from cvae_tui.core.tasks.spelling.queries import parse
from cvae_tui.core.tasks.spelling.speller import Speller
from cvae_tui.core.tasks.spelling.suggestion import Suggestion
from cvae_tui.core.tasks.spelling.task import SpellingTask

SAID = {
    "well": [Suggestion("well", 0.9), Suggestion("bell", 0.1)],
    "knwon": [Suggestion("known", 0.8), Suggestion("now", 0.2)],
}


class Told:
    """Suggests what it is told to."""

    def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        return [SAID[word] for word in words]


def test_of_a_word_with_hyphens_every_part_must_be_right() -> None:
    speller = Speller(Told(), Lexicon({"well": 9, "known": 5}), lambda: read_folder(Path()))
    (found, alone) = speller.correct(["well-knwon", "knwon"])
    assert [each.word for each in found] == ["well-known", "well-now"]
    assert [each.probability for each in found] == pytest.approx([0.72, 0.18])
    assert alone == SAID["knwon"]


def test_a_possessive_is_known_as_its_owner_is_and_corrected_before_its_s() -> None:
    speller = Speller(Told(), Lexicon({"well": 9, "known": 5, "it's": 5}), lambda: read_folder(Path()))
    (found, both) = speller.correct(["Knwon's", "well's-knwon"])
    assert found == [Suggestion("Known's", 0.8), Suggestion("Now's", 0.2)] and both[0].word == "well's-known"
    assert [speller.known(word) for word in ("well's", "it's", "Well-known's", "knwon's", "'s")] == [
        *[True] * 3,
        False,
        False,
    ]


def test_an_alignment_is_the_same_while_the_model_learns(make_task: Callable[..., SpellingTask]) -> None:
    task = make_task(dropout=0.5)
    task.step(0, {"lr": 0.01, "noise": 0.0})
    suggester = task.model().suggester
    assert isinstance(suggester, Corrector) and suggester.network.training
    first, second = (task.model().answer(Query("align", ("freind", "friend"))) for _ in range(2))
    assert first == second and any(isinstance(cell, Text) and cell.score for row in first.rows for cell in row.cells)


def test_words_with_hyphens_cannot_be_aligned() -> None:
    with pytest.raises(UsageError, match="'well-knwon' is several words"):
        parse("align well-knwon well-known", Shown())
