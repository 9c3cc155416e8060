"""What a classifier says of texts: probabilities in batches, and word by word what it looks at and what each does."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

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


@dataclass(frozen=True)
class Word:
    """A token that was read: its weight in the pooling (None: the model has none), and what leaving it out changes."""

    text: str
    attention: float | None
    effect: float | None
    known: bool


@dataclass(frozen=True)
class Verdict:
    """What is said of a text: the probability of "positive", and its words; `tokens` counts those not read too."""

    positive: float
    words: tuple[Word, ...]
    tokens: int

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
        if self.tokens > len(self.words):
            parts.append(f"{len(self.words):,} of {self.tokens:,} words read, from its beginning and its end")
        if unknown := sum(not word.known for word in self.words):
            every = unknown == len(self.words)
            parts.append("no word known: it guesses" if every else f"{unknown:,} of {len(self.words):,} words unknown")
        return "; ".join(parts)


class Reading:
    """Reads texts with a classifier, which may go on learning; nothing of them is kept."""

    def __init__(self, model: Classifier, config: SentimentConfig, device: torch.device) -> None:
        self.model = model
        self.config = config
        self.device = device
        self.vocabulary = model.vocabulary()

    @property
    def temperature(self) -> float:
        """By what logits are divided before they are probabilities."""
        return float(self.model.get_buffer("temperature"))

    def encode(self, text: str) -> Numbers:
        """Return the numbers of what is read of a text."""
        return self.vocabulary.encode(text, self.config.longest)

    def positive(self, texts: Sequence[str]) -> list[float]:
        """Return the probability of "positive" of each text."""
        logits = self.logits([self.encode(text) for text in texts])
        return cast("list[float]", torch.sigmoid(logits / self.temperature).tolist())

    def logits(self, texts: Sequence[Numbers]) -> Float[Tensor, "N"]:
        """Return the logits of texts given as numbers, those of like lengths read together."""
        found = torch.zeros(len(texts))
        for places, output in self._outputs(texts):
            found[torch.from_numpy(places)] = output.logit.float().cpu()
        return found

    def judge(self, text: str, effects: bool = True) -> Verdict:
        """Return the verdict on a text, word by word; without effects where they are not wanted."""
        tokens = tokenise(text)
        read = cut(tokens, self.config.longest)
        numbers = self.vocabulary.numbers(read)
        ((_, output),) = self._outputs([numbers])
        without: list[Numbers] = [np.delete(numbers, at) for at in range(len(numbers))] if effects else []
        logits = torch.cat([output.logit.float().cpu(), self.logits(without)]) / self.temperature
        positive, *others = cast("list[float]", torch.sigmoid(logits.double()).tolist())
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
        return Verdict(positive, words, len(tokens))

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
