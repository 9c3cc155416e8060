"""Words and phrases that a model knows, learned from training rows alone. Knows no torch.

Numbers: 0 is padding, 1 any unknown word, words begin at 2. The bag's features are words by their numbers and, from
`len(vocabulary)` on, phrases: two or three neighbouring words, and single words behind a negation (Das and Chen 2001):
up to four tokens after one of NEGATIONS, in the same sentence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

PAD, UNKNOWN, SPECIAL = 0, 1, 2
Numbers = NDArray[np.int64]
Keys = NDArray[np.int64]
# Texts that a word or a phrase must be in to be known, and what is added to counts before their ratio is taken.
LEAST_WORD, LEAST_PHRASE, ADDED = 2, 4, 1.0
NEGATIONS = "not n't never no nothing nobody neither nor without hardly cannot none".split()
ENDS, REACH = (".", "!", "?"), 4
# Texts whose features are found together.
AT_ONCE = 512
# Bits of a number in a phrase's key, and what marks that of a word behind a negation.
_BITS, _NEGATED = 16, 1 << 48


@dataclass(frozen=True)
class Bags:
    """Features of texts, each once a text: those of text i are `features[offsets[i] : offsets[i + 1]]`."""

    features: Numbers
    offsets: Numbers

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Vocabulary:
    """Words in the order of their numbers, and the keys of phrases in ascending order."""

    words: tuple[str, ...]
    phrases: Keys
    _number: dict[str, int] = field(init=False, repr=False, compare=False)
    _negates: NDArray[np.bool_] = field(init=False, repr=False, compare=False)
    _ends: NDArray[np.bool_] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_number", {word: SPECIAL + at for at, word in enumerate(self.words)})
        for name, chosen in (("_negates", NEGATIONS), ("_ends", ENDS)):
            marked = [False] * SPECIAL + [word in chosen for word in self.words]
            object.__setattr__(self, name, np.array(marked, bool))

    def __len__(self) -> int:
        return SPECIAL + len(self.words)

    @property
    def features(self) -> int:
        """How many features the bag has: numbers of words, padding and unknown words among them, and phrases."""
        return len(self) + len(self.phrases)

    def numbers(self, tokens: Iterable[str]) -> Numbers:
        """Return the numbers of tokens, 1 for those that are not known."""
        get = self._number.get
        return np.array([get(token, UNKNOWN) for token in tokens], np.int64)

    def bags(self, texts: Sequence[Numbers]) -> Bags:
        """Return the features of texts: known words, and known phrases."""
        sizes = np.array([len(text) for text in texts], np.int64)
        numbers = np.concatenate([*texts, np.zeros(0, np.int64)])
        owner = np.repeat(np.arange(len(texts)), sizes)
        known = numbers >= SPECIAL
        features, owners = [numbers[known]], [owner[known]]
        if len(self.phrases):
            keys, of = self.keys(numbers, owner)
            places = np.minimum(np.searchsorted(self.phrases, keys), len(self.phrases) - 1)
            found = self.phrases[places] == keys
            features.append(len(self) + places[found])
            owners.append(of[found])
        whole = np.unique(np.concatenate(owners) * self.features + np.concatenate(features))
        text, feature = np.divmod(whole, self.features)
        counts = np.bincount(text, minlength=len(texts))
        return Bags(feature, np.concatenate([[0], np.cumsum(counts)]))

    def keys(self, numbers: Numbers, owner: Numbers) -> tuple[Keys, Numbers]:
        """Return the key of every phrase of known words, and the text that it is of.

        `numbers` are those of all texts one after the other, `owner` the text of each; no phrase is of two texts.
        """
        known = numbers >= SPECIAL
        two = known[1:] & known[:-1] & (owner[1:] == owner[:-1])
        three = two[1:] & two[:-1]
        pairs = (numbers[:-1] << _BITS) | numbers[1:]
        triples = (numbers[:-2] << 2 * _BITS) | pairs[1:]
        negated = known & self._negated(numbers, owner)
        keys = [pairs[two], triples[three], numbers[negated] | _NEGATED]
        return np.concatenate(keys), np.concatenate([owner[1:][two], owner[2:][three], owner[negated]])

    def _negated(self, numbers: Numbers, owner: Numbers) -> NDArray[np.bool_]:
        """Mark what stands up to REACH tokens behind a negation, with no end of a sentence or a text between."""
        place = np.arange(len(numbers))
        negation = np.maximum.accumulate(np.where(self._negates[numbers], place, -1))
        begins = np.searchsorted(owner, owner) - 1
        end = np.maximum(np.maximum.accumulate(np.where(self._ends[numbers], place, -1)), begins)
        return (negation > end) & (negation < place) & (place - negation <= REACH)


def kept(count: int, longest: int) -> Numbers:
    """Return the places that are read of `count` tokens: of more than `longest` a quarter first, the rest at the end.

    A review tells what it thinks at its ends.
    """
    if count <= longest:
        return np.arange(count)
    first = longest // 4
    return np.concatenate([np.arange(first), np.arange(count - (longest - first), count)])


def cut(numbers: Numbers, longest: int) -> Numbers:
    """Return what is read of a text's numbers, as `kept` says."""
    return numbers if len(numbers) <= longest else numbers[kept(len(numbers), longest)]


def learn(texts: Sequence[Sequence[str]], labels: Sequence[int], words: int, phrases: int) -> Vocabulary:
    """Return the vocabulary of training texts: the most frequent words, and the phrases that tell the labels best.

    What pays of a phrase is how far the numbers of positive and negative texts that have it lie apart: the square of
    their log ratio over that ratio's variance.
    """
    counted = Counter(word for text in texts for word in set(text))
    ranked = sorted(
        (word for word, count in counted.items() if count >= LEAST_WORD), key=lambda word: (-counted[word], word)
    )
    alone = Vocabulary(tuple(ranked[:words]), np.zeros(0, np.int64))
    if not phrases:
        return alone
    keys: list[Keys] = []
    for text in texts:
        numbers = alone.numbers(text)
        keys.append(np.unique(alone.keys(numbers, np.zeros(len(numbers), np.int64))[0]))
    flat = np.concatenate([*keys, np.zeros(0, np.int64)])
    positive = np.repeat(np.asarray(labels, np.int64), [len(key) for key in keys]).astype(bool)
    found, counts = np.unique(flat, return_counts=True)
    found = found[counts >= LEAST_PHRASE]
    evidence = _evidence(_counts(found, flat[positive]), _counts(found, flat[~positive]))
    best = np.argsort(-evidence, kind="stable")[:phrases]
    return Vocabulary(alone.words, np.sort(found[best]))


def _counts(known: Keys, flat: Keys) -> NDArray[np.float64]:
    """Return how often each of the known keys, in ascending order, comes."""
    if not len(known):
        return np.zeros(0)
    places = np.minimum(np.searchsorted(known, flat), len(known) - 1)
    return np.bincount(places[known[places] == flat], minlength=len(known)).astype(np.float64)


def _evidence(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = np.log((positive + ADDED) / (negative + ADDED))
    return ratio**2 / (1 / (positive + ADDED) + 1 / (negative + ADDED))


def log_ratios(vocabulary: Vocabulary, texts: Sequence[Numbers], labels: Sequence[int]) -> NDArray[np.float64]:
    """Return each feature's log ratio of its shares among positive and negative texts (Wang and Manning 2012).

    A feature that no text has gets 0.
    """
    counts = np.zeros((2, vocabulary.features))
    for at in range(0, len(texts), AT_ONCE):
        bags = vocabulary.bags(texts[at : at + AT_ONCE])
        positive = np.repeat(np.asarray(labels[at : at + AT_ONCE], np.int64), np.diff(bags.offsets)).astype(bool)
        for label, which in enumerate((~positive, positive)):
            counts[label] += np.bincount(bags.features[which], minlength=vocabulary.features)
    shares = (counts + ADDED) / (counts + ADDED).sum(1, keepdims=True)
    return np.where(counts.sum(0) > 0, np.log(shares[1] / shares[0]), 0.0)
