"""The rule baseline: changes of a word's end, learned by counting. A model has to beat it. Knows no torch."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from .config import Row

Rules = dict[str, tuple[str, ...]]
"""What an ending turns into, the commonest first."""


class RuleBaseline:
    """Converts a word by what its longest known ending does most often: (deny, denies) gives y > ies, ny > nies, ...

    This is the suffix half of the baseline of SIGMORPHON 2017 (Cotterell et al.); tenses change no beginnings.
    With a `word_list` a word is changed by way of its present: the first that the rules give and the list has.
    """

    def __init__(self, train: Sequence[Row], word_list: frozenset[str] = frozenset()) -> None:
        """Take the training rows; the rules of a direction are counted when they are first asked for."""
        self._train = train
        self._word_list = word_list
        self._rules: dict[tuple[int, int], Rules] = {}

    def convert(self, word: str, source: int, target: int) -> str:
        """Return the word in tense `target`; an ending that training lacks, even the empty one, leaves it as it is."""
        if source and self._word_list:
            present = next((found for found in self._changed(word, source, 0) if found in self._word_list), None)
            if present is not None:
                return self.convert(present, 0, target) if target else present
        return next(iter(self._changed(word, source, target)), word)

    def _changed(self, word: str, source: int, target: int) -> Iterator[str]:
        """Yield what the rules make of a word: the longest ending's first, of one ending the commonest first."""
        if (source, target) not in self._rules:
            self._rules[source, target] = _learned([(row[source], row[target]) for row in self._train])
        rules = self._rules[source, target]
        for kept in range(len(word) + 1):
            if (ending := word[kept:]) in rules:
                yield from (word[:kept] + new for new in rules[ending])


def _learned(pairs: Sequence[tuple[str, str]]) -> Rules:
    """Return, for every ending, what it turns into, the most frequent first; of equals the first in the alphabet."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, changed in pairs:
        same = next(
            (i for i, (a, b) in enumerate(zip(word, changed, strict=False)) if a != b), min(len(word), len(changed))
        )
        for kept in range(same + 1):
            counts[word[kept:]][changed[kept:]] += 1
    return {ending: tuple(sorted(found, key=lambda new: (-found[new], new))) for ending, found in counts.items()}
