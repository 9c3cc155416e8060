"""What is known, by what numbers, and which phrases pay."""

import numpy as np
import pytest

from cvae_tui.core.tasks.sentiment.vocabulary import Vocabulary, cut, kept, learn, log_ratios

TEXTS = [text.split() for text in ("not good film", "not good film", "good film", "a good film")]
WORDS = ("good", "film", "not")
# The numbers of these words.
GOOD, FILM, NOT = 2, 3, 4


def known(*pairs: tuple[int, int]) -> Vocabulary:
    return Vocabulary(WORDS, np.array(sorted((a << 16) | b for a, b in pairs), np.int64))


def test_words_are_numbered_by_how_many_texts_have_them() -> None:
    vocabulary = learn(TEXTS, (0, 0, 1, 1), 10, 0)
    # "a" stands in one text only; of two that are equally frequent the first in the alphabet comes first.
    assert vocabulary.words == ("film", "good", "not")
    assert vocabulary.numbers(["good", "a", "film"]).tolist() == [3, 1, 2]
    assert learn(TEXTS, (0, 0, 1, 1), 2, 0).words == ("film", "good")


def test_the_phrases_that_tell_the_labels_apart_are_kept() -> None:
    texts = [*[["so", "good", "film"]] * 4, *[["very", "good", "film"]] * 4]
    vocabulary = learn(texts, (0,) * 4 + (1,) * 4, 10, 4)
    so, good, very, film = (vocabulary.words.index(word) + 2 for word in ("so", "good", "very", "film"))
    pairs = {(first << 16) | good for first in (so, very)}
    assert set(vocabulary.phrases.tolist()) == pairs | {(first << 32) | (good << 16) | film for first in (so, very)}


def test_a_phrase_that_few_texts_have_is_none() -> None:
    assert len(learn(TEXTS, (0, 0, 1, 1), 10, 5).phrases) == 1  # good film, in four texts


def test_keys_of_phrases_by_hand() -> None:
    # Two texts: "not good film", where both words behind the first are negated, and "good ? film" with an unknown word.
    numbers, owner = np.array([NOT, GOOD, FILM, GOOD, 1, FILM]), np.array([0, 0, 0, 1, 1, 1])
    keys, of = known().keys(numbers, owner)
    pairs = [(NOT << 16) | GOOD, (GOOD << 16) | FILM]
    assert keys.tolist() == [*pairs, (NOT << 32) | (GOOD << 16) | FILM, GOOD | 1 << 48, FILM | 1 << 48]
    assert of.tolist() == [0] * 5


def test_a_negation_reaches_four_tokens_and_no_further_than_its_sentence() -> None:
    vocabulary = Vocabulary((*WORDS, "."), np.zeros(0, np.int64))
    text = np.array([GOOD, NOT, GOOD, FILM, GOOD, FILM, GOOD, NOT, 5, GOOD])
    keys, _ = vocabulary.keys(text, np.zeros(len(text), np.int64))
    # Behind the first one four, behind the second one nothing.
    assert [key & 0xFFFF for key in keys.tolist() if key >> 48] == [GOOD, FILM, GOOD, FILM]


def test_features_are_known_words_and_pairs_once_a_text() -> None:
    vocabulary = known((NOT, GOOD), (GOOD, FILM))
    texts = [np.array([NOT, GOOD, NOT, GOOD]), np.array([1, 1]), np.array([GOOD, FILM]), np.array([], np.int64)]
    bags = vocabulary.bags(texts)
    # Five numbers (padding, unknown, three words), then the pairs by their keys: good film, not good.
    assert bags.features.tolist() == [GOOD, NOT, 6, GOOD, FILM, 5]
    assert bags.offsets.tolist() == [0, 3, 3, 6, 6]


def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    bags = known((NOT, GOOD)).bags([np.array([NOT]), np.array([GOOD])])
    assert bags.features.tolist() == [NOT, GOOD]


def test_no_texts_have_no_features() -> None:
    bags = known((NOT, GOOD)).bags([])
    assert (len(bags), bags.features.tolist()) == (0, [])


@pytest.mark.parametrize(("longest", "expected"), [(8, "abcdefgh"), (9, "abcdefgh"), (4, "afgh"), (7, "acdefgh")])
def test_a_long_text_is_read_at_its_ends(longest: int, expected: str) -> None:
    assert "".join("abcdefgh"[place] for place in kept(8, longest)) == expected
    assert cut(np.arange(8), longest).tolist() == kept(8, longest).tolist()


def test_log_ratios_by_hand() -> None:
    vocabulary = known()
    texts = [np.array([GOOD, FILM]), np.array([FILM])]
    # With 1 added to each of five counts: positive 2, 2 of 7; negative 1, 2 of 6.
    ratios = log_ratios(vocabulary, texts, (1, 0))
    assert ratios[GOOD] == pytest.approx(np.log((2 / 7) / (1 / 6)))
    assert ratios[FILM] == pytest.approx(np.log((2 / 7) / (2 / 6)))
    assert ratios[[0, 1, NOT]].tolist() == [0, 0, 0]
