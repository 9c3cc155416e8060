"""Asking the shipped model: one word at a time, and thousands together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..inference import Conjugator
from .report import Figure
from .sizes import Sizes
from .timing import Race, race

ONE_WORD = 10.0
TIMES_ALONE = 20.0
ALONE, TOGETHER = "one word at a time", "all words together"


@dataclass(frozen=True)
class Conversions:
    """Converts words whose tense is not told, `chunk` at a time; each call returns how many."""

    conjugator: Conjugator
    words: Sequence[str]
    chunk: int

    def __call__(self) -> float:
        """Convert every word into its four tenses."""
        for start in range(0, len(self.words), self.chunk):
            part = self.words[start : start + self.chunk]
            self.conjugator.convert(part, [None] * len(part))
        return float(len(self.words))


def measure_inference(
    conjugator: Conjugator, words: Sequence[str], sizes: Sizes, told: Callable[[str], None]
) -> list[Figure]:
    """Race some words asked one at a time with all of them asked at once."""
    asked = words[:: max(1, len(words) // sizes.asked)][: sizes.asked]
    contenders = {ALONE: Conversions(conjugator, asked, 1), TOGETHER: Conversions(conjugator, words, len(words))}
    return inference_figures(race(contenders, sizes.rounds, told), len(words))


def inference_figures(run: Race, words: int) -> list[Figure]:
    """Return the figures of a race in which `words` words were asked together."""
    return [
        Figure("inference.one_word", "four tenses of one word, once loaded", run.rate(ALONE).inverse(1000.0), "ms",
               ONE_WORD, at_most=True),
        Figure("inference.together", f"{words:,} words x 4 tenses beside one at a time", run.ratio(TOGETHER, ALONE),
               "times", TIMES_ALONE),
        Figure("inference.rate", f"conversion rate of {words:,} words, 4 tenses each", run.rate(TOGETHER), "words/s"),
    ]  # fmt: skip
