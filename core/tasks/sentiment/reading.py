"""What a classifier says of texts: probabilities in batches, and word by word what it looks at and what each does."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from .config import LABELS, SentimentConfig
from .model import Classifier, Output, make_batch
from .tokens import tokenise
from .vocabulary import UNKNOWN, Numbers, cut

# Tokens that are read together, padding counted: enough to be quick, flat in memory.
AT_ONCE = 40_000


class Word(NamedTuple):
    """A token that was read: its weight in the pooling (None: the model has none), and what leaving it out changes."""

    text: str
    attention: float | None
    effect: float | None
    known: bool


@dataclass(frozen=True)
class Verdict:
    """What is said of a text: the probability of "positive", how many of its tokens were read and how many unknown.

    `words` are those read, where they were asked for.
    """

    positive: float
    tokens: int
    read: int
    unknown: int
    words: tuple[Word, ...] = ()

    @property
    def label(self) -> str:
        """Negative or positive."""
        return LABELS[self.positive >= 0.5]

    @property
    def certainty(self) -> float:
        """The probability of the label."""
        return max(self.positive, 1 - self.positive)

    @property
    def note(self) -> str:
        """What whoever reads the verdict should know of it; nothing where all was read and known."""
        parts: list[str] = []
        if self.tokens > self.read:
            parts.append(f"{self.read:,} of {self.tokens:,} words read, from its beginning and its end")
        if self.unknown == self.read:
            parts.append("no word is known: it guesses")
        elif self.unknown:
            parts.append(f"{self.unknown:,} of {self.read:,} words unknown")
        return "; ".join(parts)


class Reading:
    """Reads texts with a classifier, which may go on learning; nothing of them is kept."""

    def __init__(self, model: Classifier, config: SentimentConfig, device: torch.device) -> None:
        self.model = model
        self.config = config
        self.device = device
        self.vocabulary = model.vocabulary()

    def encode(self, text: str) -> Numbers:
        """Return the numbers of what is read of a text."""
        return self.vocabulary.encode(text, self.config.longest)

    def logits(self, texts: Sequence[Numbers]) -> Float[Tensor, "N P"]:
        """Return the logits of the model's parts for texts given as numbers, those of like lengths read together."""
        found = torch.zeros(len(texts), len(self.model.scales))
        for places, output in self._outputs(texts):
            found[torch.from_numpy(places)] = output.logits.float().cpu()
        return found

    def verdicts(self, texts: Sequence[str]) -> list[Verdict]:
        """Return the verdict on each text, without its words."""
        tokens = [tokenise(text) for text in texts]
        numbers = [self.vocabulary.numbers(cut(words, self.config.longest)) for words in tokens]
        positive = self._positive(self.logits(numbers))
        return [
            Verdict(sure, len(words), len(read), int((read == UNKNOWN).sum()))
            for sure, words, read in zip(positive, tokens, numbers, strict=True)
        ]

    def judge(self, text: str, effects: bool = True) -> Verdict:
        """Return the verdict on a text, word by word; without effects where they are not wanted."""
        tokens = tokenise(text)
        read = cut(tokens, self.config.longest)
        numbers = self.vocabulary.numbers(read)
        ((_, output),) = self._outputs([numbers])
        without: list[Numbers] = [np.delete(numbers, at) for at in range(len(numbers))] if effects else []
        positive, *others = self._positive(torch.cat([output.logits.float().cpu(), self.logits(without)]))
        weights = None if output.attention is None else cast("list[float]", output.attention[0].tolist())
        words = tuple(
            Word(
                token,
                None if weights is None else weights[at],
                positive - others[at] if effects else None,
                bool(numbers[at] != UNKNOWN),
            )
            for at, token in enumerate(read)
        )
        return Verdict(positive, len(tokens), len(read), sum(not word.known for word in words), words)

    def _positive(self, logits: Tensor) -> list[float]:
        return cast("list[float]", torch.sigmoid((logits @ self.model.scales.float().cpu()).double()).tolist())

    def _outputs(self, texts: Sequence[Numbers]) -> Iterator[tuple[Numbers, Output]]:
        """Read texts in batches of like lengths; yield the places of a batch and what the model gives for it."""
        lengths = np.array([len(text) for text in texts], np.int64)
        order = np.argsort(lengths, kind="stable")
        longest = self.config.longest if self.config.padding == "read" else None
        at = 0
        while at < len(order):
            # The longest is the last, so that a batch may hold as many as its width lets.
            size = max(1, AT_ONCE // max(1, longest or int(lengths[order[min(at + 255, len(order) - 1)]])))
            places = order[at : at + min(size, 256)]
            at += len(places)
            chosen = [texts[int(place)] for place in places]
            with _at_rest(self.model):
                output = self.model(make_batch(chosen, self.vocabulary.bags(chosen), self.device, longest))
            yield places, output


@contextmanager
def _at_rest(model: Classifier) -> Generator[None]:
    """Compute without gradients, in evaluation mode."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)
