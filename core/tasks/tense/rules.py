"""The rule baseline: changes of a word's end, learned by counting. A model has to beat it. Knows no torch."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from .config import Row

Rules = dict[str, str]


class RuleBaseline:
    """Converts a word by what its longest known ending does most often: (deny, denies) gives y > ies, ny > nies, ...

    This is the suffix half of the baseline of SIGMORPHON 2017 (Cotterell et al.); tenses change no beginnings.
    """

    def __init__(self, train: Sequence[Row]) -> None:
        """Take the training rows; the rules of a direction are counted when they are first asked for."""
        self._train = train
        self._rules: dict[tuple[int, int], Rules] = {}

    def convert(self, word: str, source: int, target: int) -> str:
        """Return the word in tense `target`; an ending that training lacks, even the empty one, leaves it as it is."""
        if (source, target) not in self._rules:
            self._rules[source, target] = _learned([(row[source], row[target]) for row in self._train])
        rules = self._rules[source, target]
        for kept in range(len(word) + 1):
            if word[kept:] in rules:
                return word[:kept] + rules[word[kept:]]
        return word


def _learned(pairs: Sequence[tuple[str, str]]) -> Rules:
    """Return, for every ending, what it turns into most often; of equals the first in the alphabet."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, changed in pairs:
        same = next(
            (i for i, (a, b) in enumerate(zip(word, changed, strict=False)) if a != b), min(len(word), len(changed))
        )
        for kept in range(same + 1):
            counts[word[kept:]][changed[kept:]] += 1
    return {ending: min(found, key=lambda new: (-found[new], new)) for ending, found in counts.items()}
