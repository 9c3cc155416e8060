"""What a folder's pairs tell without any learning: misspellings known one by one, and how often a word is meant.

Knows no torch.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import exp, log1p

from .data import Pair, SpellingData, targets_of
from .lexicon import Lexicon


@dataclass(frozen=True)
class Memory:
    """The words of every misspelling in the pairs, and by how many nats a target is likelier than its frequency says.

    A checker's own list of replacements is the first; the second is for writers who misspell the same words again.
    `unlearned` are words that only validating pairs taught the lexicon: to what is validated they are none.
    """

    words: Mapping[str, Set[str]] = field(default_factory=dict[str, Set[str]])
    gains: Mapping[str, float] = field(default_factory=dict[str, float])
    unlearned: frozenset[str] = frozenset()

    @property
    def forgotten(self) -> "Memory":
        """What is left of it where nothing may be remembered."""
        return Memory(unlearned=self.unlearned)


NOTHING = Memory()


def memory_of(data: SpellingData, lexicon: Lexicon) -> Memory:
    """Return what a folder's pairs tell; the gains where it has no lexicon of its own, so that its words are one."""
    gains = {} if data.lexicon.parent == data.folder else gains_of(data.pairs, lexicon)
    unlearned = lexicon.added.difference(word for _, word in data.train)
    return Memory(targets_of(data.pairs), gains, unlearned)


def gains_of(pairs: Sequence[Pair], lexicon: Lexicon) -> dict[str, float]:
    """Return by how many nats each target is likelier than a word of its frequency that is none.

    p(w) = (1 - u) c(w) / N + u f(w): c pairs of N mean the word, f is its frequency, and u is the share of pairs whose
    word is meant by no other, an estimate of how often the next one is new (Good 1953, after Turing); one more of two
    more, so that neither kind is taken for impossible.
    """
    counts = Counter(word for _, word in pairs)
    new = (sum(count == 1 for count in counts.values()) + 1) / (len(pairs) + 2)
    known = (1.0 - new) / (new * max(1, len(pairs)))
    return {word: log1p(known * count / exp(lexicon.frequency(word))) for word, count in counts.items()}
