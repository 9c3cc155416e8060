"""Words and pairs of words that a model knows, learned from training rows alone. Knows no torch.

Numbers: 0 is padding, 1 any unknown word, words begin at 2. The bag's features are words by their numbers and, from
`len(vocabulary)` on, pairs of neighbours.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

PAD, UNKNOWN, SPECIAL = 0, 1, 2
Numbers = NDArray[np.int64]
# Texts that a word or a pair must be in to be known, and what is added to counts before their ratio is taken.
LEAST_WORD, LEAST_PAIR, ADDED = 2, 4, 1.0
# Texts whose features are found together.
AT_ONCE = 512
_SHIFT = 16


@dataclass(frozen=True)
class Bags:
    """Features of texts, each once a text: those of text i are `features[offsets[i] : offsets[i + 1]]`."""

    features: Numbers
    offsets: Numbers

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Vocabulary:
    """Words in the order of their numbers, and the keys of pairs in ascending order."""

    words: tuple[str, ...]
    pairs: NDArray[np.uint32]
    _number: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_number", {word: SPECIAL + at for at, word in enumerate(self.words)})

    def __len__(self) -> int:
        return SPECIAL + len(self.words)

    @property
    def features(self) -> int:
        """How many features the bag has: numbers of words, those of padding and unknown words among them, and pairs."""
        return len(self) + len(self.pairs)

    def numbers(self, tokens: Iterable[str]) -> Numbers:
        """Return the numbers of tokens, 1 for those that are not known."""
        get = self._number.get
        return np.array([get(token, UNKNOWN) for token in tokens], np.int64)

    def bags(self, texts: Sequence[Numbers]) -> Bags:
        """Return the features of texts: known words, and known pairs of neighbours."""
        sizes = np.array([len(text) for text in texts], np.int64)
        numbers = np.concatenate([*texts, np.zeros(0, np.int64)])
        owner = np.repeat(np.arange(len(texts)), sizes)
        known = numbers >= SPECIAL
        features, owners = [numbers[known]], [owner[known]]
        if len(self.pairs) and len(numbers) > 1:
            keys, inside = pair_keys(numbers), owner[1:] == owner[:-1]
            places = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
            found = inside & (self.pairs[places] == keys)
            features.append(len(self) + places[found])
            owners.append(owner[1:][found])
        whole = np.unique(np.concatenate(owners) * self.features + np.concatenate(features))
        of, feature = np.divmod(whole, self.features)
        counts = np.bincount(of, minlength=len(texts))
        return Bags(feature, np.concatenate([[0], np.cumsum(counts)]))


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


def pair_keys(numbers: Numbers) -> NDArray[np.uint32]:
    """Return a key for each number and the next; padding and unknown words have keys that are no pair's."""
    return ((numbers[:-1] << _SHIFT) | numbers[1:]).astype(np.uint32)


def learn(texts: Sequence[Sequence[str]], labels: Sequence[int], words: int, pairs: int) -> Vocabulary:
    """Return the vocabulary of training texts: the most frequent words, and the pairs that tell the labels apart best.

    What pays of a pair is how far its share among the positive texts lies from what its words' frequency alone would
    give: the square of its log-odds ratio over that ratio's variance.
    """
    counted = Counter(word for text in texts for word in set(text))
    ranked = sorted(
        (word for word, count in counted.items() if count >= LEAST_WORD), key=lambda word: (-counted[word], word)
    )
    alone = Vocabulary(tuple(ranked[:words]), np.zeros(0, np.uint32))
    if not pairs:
        return alone
    keys: list[NDArray[np.uint32]] = []
    for text in texts:
        numbers = alone.numbers(text)
        whole = (numbers[:-1] >= SPECIAL) & (numbers[1:] >= SPECIAL)
        keys.append(np.unique(pair_keys(numbers)[whole]))
    flat = np.concatenate([*keys, np.zeros(0, np.uint32)])
    positive = np.repeat(np.asarray(labels, np.int64), [len(key) for key in keys]).astype(bool)
    found, counts = np.unique(flat, return_counts=True)
    found = found[counts >= LEAST_PAIR]
    evidence = _evidence(_counts(found, flat[positive]), _counts(found, flat[~positive]))
    best = np.argsort(-evidence, kind="stable")[:pairs]
    return Vocabulary(alone.words, np.sort(found[best]))


def _counts(known: NDArray[np.uint32], flat: NDArray[np.uint32]) -> NDArray[np.float64]:
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
