"""Words with their frequencies, and those near a misspelling: by shared pairs of letters, then by edit distance.

Knows no torch. Shapes: N words, L longest word.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from .data import LETTERS
from .edits import sound

Places = NDArray[np.int32]
# A pair of letters, or of a letter and an end of the word, next to each other or with one letter between them.
SIDE = len(LETTERS) + 1
SHAPES = SIDE * SIDE
# Words by shared pairs that are looked at more closely.
SHORTLIST = 400
# Edits that a word may be farther than the nearest one.
FARTHER = 1.75
# What a nat of frequency is worth beside a whole of shared pairs, and beside an edit.
LIKE_FREQUENT, PREFER_FREQUENT = 0.004, 0.05
_NUMBERS = np.zeros(256, np.uint8)
_NUMBERS[[ord(letter) for letter in LETTERS]] = np.arange(1, SIDE)
_VOWELS = np.isin(np.arange(SIDE), [LETTERS.index(letter) + 1 for letter in "aeiouy"])


class Lexicon:
    """A fixed list of words. `log_frequency` is the logarithm of a word's share of all that is written.

    `added` are those of its words that come from pairs, and from no count.
    """

    def __init__(self, counts: Mapping[str, int], added: frozenset[str] = frozenset()) -> None:
        self.counts = dict(counts)
        self.added = added
        self.words = tuple(counts)
        self.place = {word: place for place, word in enumerate(self.words)}
        total = max(1, sum(counts.values()))
        least = min(counts.values(), default=1)
        self.log_frequency = np.log(np.array([max(1, counts[word]) for word in self.words], dtype=np.float64) / total)
        self.least = log(max(1, least) / total)
        self.letters, self.lengths = _letters(self.words)
        self._starts, self._postings, self._sizes = _index(self.letters)
        self._bonus = (LIKE_FREQUENT * self.log_frequency).astype(np.float32)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.place

    def frequency(self, word: str) -> float:
        """Return the logarithm of a word's frequency; that of the rarest for one that is not in the lexicon."""
        place = self.place.get(word)
        return self.least if place is None else float(self.log_frequency[place])

    def alike(self, word: str, count: int) -> list[str]:
        """Return so many words that sound like a word, the most frequent first."""
        return self._by_sound.get(sound(word), [])[:count]

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        # All of them at once: a text is read twenty times, not each word.
        for word, key in zip(self.words, sound("\n".join(self.words)).split("\n"), strict=True):
            found[key].append(word)
        return dict(found)

    def near(self, word: str, count: int) -> list[str]:
        """Return so many words nearest to a word by edit distance, among equals the more frequent first.

        Only words that share pairs of letters with it are looked at, the first SHORTLIST of those.
        """
        shapes = np.unique(_shapes(_letters((word,))[0]))
        found = np.concatenate([self._postings[self._starts[shape] : self._starts[shape + 1]] for shape in shapes[1:]])
        hits = np.bincount(found, minlength=len(self.words))
        some = np.flatnonzero(hits >= min(2, len(word)))
        # Dice's coefficient, and a little for frequency so that ties are no accident of the alphabet.
        likeness = 2 * hits[some] / (self._sizes[some] + len(shapes) - 1) + self._bonus[some]
        chosen = some[np.argpartition(-likeness, SHORTLIST)[:SHORTLIST]] if len(some) > SHORTLIST else some
        costs = (
            distances(word, self.letters[chosen], self.lengths[chosen]) - PREFER_FREQUENT * self.log_frequency[chosen]
        )
        order = np.argsort(costs, kind="stable")[:count]
        order = order[costs[order] <= costs[order[:1]] + FARTHER]
        return [self.words[int(place)] for place in chosen[order]]


def distances(word: str, letters: NDArray[np.uint8], lengths: Places) -> NDArray[np.float32]:
    """Return the edit distance (N) of a word to each of N words.

    A letter put, left out or changed is one edit, a swap of neighbours three quarters of one, and a vowel for another
    or a letter doubled or not half of one.
    """
    letters = letters[:, : int(lengths.max(initial=1))]
    source = _letters((word,))[0][0]
    vowel = _VOWELS[letters]
    inserted = np.ones(letters.shape, np.float32)
    inserted[:, 1:][letters[:, 1:] == letters[:, :-1]] = 0.5
    so_far = np.pad(np.cumsum(inserted, 1), ((0, 0), (1, 0)))
    rows = [so_far]
    for i, letter in enumerate(source):
        dropped = 0.5 if i and source[i - 1] == letter else 1.0
        changed = np.where(vowel, 0.5, 1.0) if _VOWELS[letter] else 1.0
        row = rows[-1] + np.float32(dropped)
        np.minimum(row[:, 1:], rows[-1][:, :-1] + np.where(letters == letter, 0.0, changed), out=row[:, 1:])
        if i:
            swapped = (letters[:, :-1] == letter) & (letters[:, 1:] == source[i - 1])
            np.minimum(row[:, 2:], np.where(swapped, rows[-2][:, :-2] + 0.75, np.inf), out=row[:, 2:])
        # Each place may also be reached from the ones before it, by insertions.
        rows.append(so_far + np.minimum.accumulate(row - so_far, 1))
    return rows[-1][np.arange(len(letters)), lengths].astype(np.float32)


def _letters(words: Sequence[str]) -> tuple[NDArray[np.uint8], Places]:
    """Return the letters (N, L) of words as numbers from 1, 0 behind the end, and their lengths (N)."""
    lengths = np.array([len(word) for word in words], np.int32)
    letters = np.zeros((len(words), int(lengths.max(initial=1))), np.uint8)
    letters[np.arange(letters.shape[1]) < lengths[:, None]] = _NUMBERS[np.frombuffer("".join(words).encode(), np.uint8)]
    return letters, lengths


def _shapes(letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the numbers of each word's shapes (N, 2 L + 2), in order; 0 is none, or two ends."""
    ends = np.pad(letters, ((0, 0), (1, 3))).astype(np.int64)
    pairs = ends[:, :-1] * SIDE + ends[:, 1:]
    over = ends[:, :-2] * SIDE + ends[:, 2:]
    return np.sort(np.concatenate([pairs, over], 1), 1)


def _index(letters: NDArray[np.uint8]) -> tuple[Places, Places, NDArray[np.float32]]:
    """Return where the words of each shape begin, the words by shape, and how many shapes each word has."""
    shapes = _shapes(letters)
    first = shapes > 0
    first[:, 1:] &= shapes[:, 1:] != shapes[:, :-1]
    owners = np.nonzero(first)[0]
    order = np.argsort(shapes[first], kind="stable")
    starts = np.searchsorted(shapes[first][order], np.arange(SHAPES + 1))
    return starts.astype(np.int32), owners[order].astype(np.int32), first.sum(1).astype(np.float32)
