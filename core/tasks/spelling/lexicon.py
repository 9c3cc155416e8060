"""Words with their frequencies, and those near a misspelling: by shared pairs of letters, then by edit distance.

Knows no torch. Shapes: N words, L longest word.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .data import LETTERS, read_lexicon

Places = NDArray[np.int32]
# A pair of letters, or of a letter and an end of the word; and two letters with one between them left out.
SIDE = len(LETTERS) + 1
SHAPES = 2 * SIDE * SIDE
# Words by shared pairs that are looked at more closely.
SHORTLIST = 400
_NUMBER = {letter: place + 1 for place, letter in enumerate(LETTERS)}


class Lexicon:
    """A fixed list of words. `log_frequency` is the logarithm of a word's share of all that is written."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.words = tuple(counts)
        self.place = {word: place for place, word in enumerate(self.words)}
        total = max(1, sum(counts.values()))
        least = min(counts.values(), default=1)
        self.log_frequency = np.log(np.array([max(1, counts[word]) for word in self.words], dtype=np.float64) / total)
        self.least = log(max(1, least) / total)
        self.letters, self.lengths = _letters(self.words)
        self._starts, self._postings, self._sizes = _index(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.place

    def frequency(self, word: str) -> float:
        """Return the logarithm of a word's frequency; that of the rarest for one that is not in the lexicon."""
        place = self.place.get(word)
        return self.least if place is None else float(self.log_frequency[place])

    def near(self, word: str, count: int) -> list[str]:
        """Return so many words nearest to a word by edit distance, among equals the more frequent first.

        Only words that share pairs of letters with it are looked at, the first SHORTLIST of those.
        """
        shapes = _shapes(word)
        hits = np.zeros(len(self.words), np.float32)
        for shape in set(shapes):
            found = self._postings[self._starts[shape] : self._starts[shape + 1]]
            hits[found] += 1.0
        # Dice's coefficient, and a little for frequency so that ties are no accident of the alphabet.
        likeness = 2 * hits / (self._sizes + len(set(shapes))) + 0.004 * self.log_frequency
        most = min(SHORTLIST, len(self.words))
        chosen = np.argpartition(-likeness, most - 1)[:most]
        chosen = chosen[hits[chosen] > 0]
        costs = distances(word, self.letters[chosen], self.lengths[chosen]) - 0.05 * self.log_frequency[chosen]
        order = np.argsort(costs, kind="stable")[:count]
        return [self.words[int(place)] for place in chosen[order]]


def distances(word: str, letters: NDArray[np.uint8], lengths: Places) -> NDArray[np.float32]:
    """Return the edit distance of a word to each of N words; a swap of neighbours is one edit, a vowel for another
    and a doubled letter are half of one."""
    count, width = letters.shape
    source = np.array([_NUMBER.get(letter, 0) for letter in word], np.uint8)
    vowels = np.zeros(len(LETTERS) + 1, bool)
    vowels[[_NUMBER[letter] for letter in "aeiouy"]] = True
    doubled = np.full((count, width), 1.0, np.float32)
    doubled[:, 1:][letters[:, 1:] == letters[:, :-1]] = 0.5
    before = np.zeros((count, width + 1), np.float32)
    np.cumsum(doubled, 1, out=before[:, 1:])
    rows = [before]
    for i, letter in enumerate(source):
        drop = 0.5 if i and source[i - 1] == letter else 1.0
        cost = np.where(letters == letter, 0.0, np.where(vowels[letters] & vowels[letter], 0.5, 1.0))
        row = np.empty_like(before)
        row[:, 0] = rows[-1][:, 0] + drop
        best = np.minimum(rows[-1][:, :-1] + cost, rows[-1][:, 1:] + drop)
        if i:
            swapped = (letters[:, :-1] == letter) & (letters[:, 1:] == source[i - 1])
            best[:, 1:] = np.where(swapped, np.minimum(best[:, 1:], rows[-2][:, :-2] + 0.75), best[:, 1:])
        for j in range(width):
            np.minimum(best[:, j], row[:, j] + doubled[:, j], out=row[:, j + 1])
        rows.append(row)
    return rows[-1][np.arange(count), lengths]


def _letters(words: Sequence[str]) -> tuple[NDArray[np.uint8], Places]:
    lengths = np.array([len(word) for word in words], np.int32)
    letters = np.zeros((len(words), int(lengths.max(initial=1))), np.uint8)
    for place, word in enumerate(words):
        letters[place, : len(word)] = [_NUMBER[letter] for letter in word]
    return letters, lengths


def _shapes(word: str) -> list[int]:
    """Return the numbers of a word's pairs of letters, its ends among them, and of those with one left out."""
    numbers = [0, *(_NUMBER.get(letter, 0) for letter in word), 0]
    near = [a * SIDE + b for a, b in zip(numbers, numbers[1:], strict=False)]
    return near + [SIDE * SIDE + a * SIDE + b for a, b in zip(numbers, numbers[2:], strict=False)]


def _index(words: Iterable[str]) -> tuple[Places, Places, NDArray[np.float32]]:
    """Return where the words of each shape begin, the words by shape, and how many shapes each word has."""
    shapes = [sorted(set(_shapes(word))) for word in words]
    sizes = np.array([len(each) for each in shapes], np.int64)
    flat = np.fromiter((shape for each in shapes for shape in each), np.int64, int(sizes.sum()))
    owners = np.repeat(np.arange(len(sizes)), sizes)
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], np.arange(SHAPES + 1))
    return starts.astype(np.int32), owners[order].astype(np.int32), sizes.astype(np.float32)


@cache
def lexicon_at(path: Path) -> Lexicon:
    """Return the lexicon of a file, read once."""
    return Lexicon(read_lexicon(path))
