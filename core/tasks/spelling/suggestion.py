"""What suggests corrections, whatever the network."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

# Words that are answered together, so that memory stays flat.
AT_ONCE = 64


class Suggestion(NamedTuple):
    """A word, and the probability that it is what was meant."""

    word: str
    probability: float


@runtime_checkable
class Suggester(Protocol):
    """Anything that suggests corrections."""

    def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        """Return suggestions for each word, the most probable first; not `itself` where a word is told to be wrong.

        `remember`: pairs that were learned may be answered from memory, where there is one; else by the network alone.
        """
        ...
