"""Candidates, and which there are not: the input itself, words that count as absent, what only validation taught."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cvae_tui.core.tasks.spelling.corrector import Corrector
from cvae_tui.core.tasks.spelling.ranking import FEATURES
from cvae_tui.core.tasks.spelling.task import SpellingTask

Make = Callable[..., SpellingTask]


@pytest.fixture
def corrector(make_task: Make) -> Corrector:
    found = make_task().model().suggester
    assert isinstance(found, Corrector)
    return found


def test_a_word_told_to_be_wrong_is_not_its_own_correction(corrector: Corrector) -> None:
    (alone,), (both,) = (corrector.suggest(["friend"], itself=itself) for itself in (False, True))
    assert "friend" not in {each.word for each in alone} and "friend" in {each.word for each in both}


def test_a_strange_word_is_no_candidate_and_as_itself_in_no_lexicon(corrector: Corrector) -> None:
    known, same_unknown = FEATURES.index("known"), FEATURES.index("same and unknown")
    (names, _), _ = corrector.weighed(["freind", "friend"], frozenset({"friend"}))
    assert "friend" not in names and "fiend" in names
    (names,), scored = corrector.weighed(["friend"], frozenset({"friend"}))
    itself = scored.features[0, names.index("friend")]
    assert (itself[known], itself[same_unknown]) == (0.0, 1.0)
    (names,), scored = corrector.weighed(["friend"])
    assert scored.features[0, names.index("friend"), known] == 1.0


def test_a_word_that_only_validation_taught_is_known_where_pairs_are_remembered(make_task: Make, folder: Path) -> None:
    lexicon = (folder / "lexicon.txt").read_text().splitlines()
    held = {word for _, word in make_task().data.validation}
    (folder / "lexicon.txt").write_text("\n".join(line for line in lexicon if line.split()[0] not in held))
    task = make_task()
    corrector = task.model().suggester
    assert isinstance(corrector, Corrector)
    assert task.lexicon.added == corrector.memory.unlearned == held
    for wrong, word in task.data.validation:
        (alone,), (remembered,) = (corrector.suggest([wrong], remember=remember) for remember in (False, True))
        assert word not in {each.word for each in alone} and word in {each.word for each in remembered}
