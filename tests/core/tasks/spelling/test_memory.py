"""What pairs tell without any learning."""

from collections.abc import Callable
from math import log
from pathlib import Path

import pytest

from cvae_tui.core.tasks.spelling.corrector import Corrector
from cvae_tui.core.tasks.spelling.data import read_folder
from cvae_tui.core.tasks.spelling.lexicon import Lexicon
from cvae_tui.core.tasks.spelling.memory import NOTHING, Memory, gains_of, memory_of
from cvae_tui.core.tasks.spelling.task import SpellingTask

LEXICON = Lexicon({"the": 90, "then": 9, "hen": 1})
PAIRS = (("teh", "the"), ("hte", "the"), ("thne", "then"), ("hne", "hen"))


def test_a_target_is_likelier_than_its_frequency_says() -> None:
    # Two pairs of four mean a word that no other means, so p = c / 8 + f / 2 beside f / 2 of a word that is no target.
    gains = gains_of(PAIRS, LEXICON)
    assert gains == pytest.approx({
        "the": log((2 / 8 + 0.9 / 2) / (0.9 / 2)), "then": log((1 / 8 + 0.09 / 2) / (0.09 / 2)),
        "hen": log((1 / 8 + 0.01 / 2) / (0.01 / 2)),
    })  # fmt: skip


def test_where_all_or_none_of_the_words_are_new_neither_is_taken_for_certain() -> None:
    # None of two pairs has a word of its own: u = 1 / 4, and p = 3 / 4 c / 2 + f / 4 beside f / 4.
    assert gains_of(PAIRS[:2], LEXICON) == pytest.approx({"the": log((3 / 4 + 0.9 / 4) / (0.9 / 4))})
    # Both of two have: u = 3 / 4.
    assert gains_of(PAIRS[2:], LEXICON)["hen"] == pytest.approx(log((1 / 8 + 0.01 * 3 / 4) / (0.01 * 3 / 4)))
    assert gains_of((), LEXICON) == {}


def test_a_folder_with_a_lexicon_of_its_own_has_no_gains(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("".join(f"{wrong} {word}\n" for wrong, word in PAIRS))
    memory = memory_of(read_folder(tmp_path), LEXICON)
    assert memory.words == {"teh": {"the"}, "hte": {"the"}, "thne": {"then"}, "hne": {"hen"}}
    assert memory.gains == gains_of(PAIRS, LEXICON)
    (tmp_path / "lexicon.txt").write_text("the 90\nthen 9\nhen 1\n")
    assert memory_of(read_folder(tmp_path), LEXICON).gains == {}


def test_what_is_remembered_moves_the_probabilities(make_task: Callable[..., SpellingTask]) -> None:
    corrector = make_task().model().suggester
    assert isinstance(corrector, Corrector)

    def chance(memory: Memory, word: str) -> float:
        corrector.memory = memory
        return {each.word: each.probability for each in corrector.suggest(["freind"])[0]}.get(word, 0.0)

    plain = chance(NOTHING, "friend"), chance(NOTHING, "fiend")
    liked = Memory(gains={"fiend": 3.0})
    assert chance(liked, "fiend") > plain[1]
    assert chance(liked, "friend") < plain[0]
    listed = Memory({"freind": {"operate"}})
    assert chance(NOTHING, "operate") < 0.1 < chance(listed, "operate"), "the very pair, far away as it is"


def test_where_the_pairs_have_an_input_other_words_lose_and_the_input_itself_does_not(
    make_task: Callable[..., SpellingTask],
) -> None:
    corrector = make_task().model().suggester
    assert isinstance(corrector, Corrector)

    def chances(memory: Memory) -> dict[str, float]:
        corrector.memory = memory
        return {each.word: each.probability for each in corrector.suggest(["friend"])[0]}

    before, after = chances(NOTHING), chances(Memory({"friend": {"fiend"}}))
    others = before.keys() & after.keys() - {"friend", "fiend"}
    assert after["fiend"] > before["fiend"] and others
    assert all(after[word] < before[word] or before[word] < 1e-4 for word in others)
    assert after["friend"] > 10 * max(after[word] for word in others)
