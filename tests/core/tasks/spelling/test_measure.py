"""What is fitted and scored on the way: which half of validation, and from the network alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch

from cvae_tui.core.tasks.spelling.corrector import Corrector
from cvae_tui.core.tasks.spelling.measure import fit, halves, quick_scores
from cvae_tui.core.tasks.spelling.ranking import START, Scored
from cvae_tui.core.tasks.spelling.speller import Speller
from cvae_tui.core.tasks.spelling.suggestion import Suggestion
from cvae_tui.core.tasks.spelling.task import SpellingTask

Make = Callable[..., SpellingTask]


def test_the_halves_of_validation_share_no_word_that_is_meant(make_task: Make) -> None:
    data = make_task().data
    fitting, scoring = (dict(half) for half in halves(data))
    assert fitting.keys() | scoring.keys() == {x for x, _ in data.validation}
    assert not {*fitting.values()} & {*scoring.values()} and fitting and scoring


def test_the_weights_are_fitted_on_one_half_and_on_right_words(
    make_task: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task()
    corrector = task.model().suggester
    assert isinstance(corrector, Corrector)
    weighed, asked, absent = corrector.weighed, list[str](), set[str]()

    def spied(words: Sequence[str], strange: frozenset[str], **more: Any) -> tuple[list[list[str]], Scored]:
        asked.extend(words)
        absent.update(strange)
        return weighed(words, strange, **more)

    monkeypatch.setattr(corrector, "weighed", spied)
    fit(corrector, task.data)
    fitting, scoring = halves(task.data)
    assert {x for x, _ in fitting} < {*asked} <= {x for x, _ in fitting} | {*task.lexicon.words}
    assert absent == {word for _, right in fitting for word in right} and absent.isdisjoint(dict(scoring))
    assert not torch.equal(corrector.network.ranker.weights, torch.tensor(START))


def test_scores_on_the_way_are_of_the_network_alone(make_task: Make) -> None:
    data, lexicon = (task := make_task()).data, task.lexicon
    calls: list[tuple[set[str], bool, bool]] = []

    class Copies:
        """Suggests what it is asked."""

        def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
            calls.append(({*words}, itself, remember))
            return [[Suggestion(word, 1.0)] for word in words]

    scores, verdict, _ = quick_scores(Speller(Copies(), lexicon, lambda: data), data)
    held, seen, test, kept = calls
    assert held == ({x for x, _ in halves(data)[1]}, True, False)
    assert seen[0] <= {x for x, _ in data.train} and seen[1:] == (False, False)
    assert test == ({"recieve", "frend"}, False, False)
    assert kept[0] <= {*lexicon.words} and kept[1]
    assert (scores["exact"], scores["seen_exact"], scores["kept"], verdict) == (0.0, 0.0, 1.0, "copies")
