"""What a classifier says of texts: probabilities in batches, and word by word what it looks at and what each does."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from .config import LABELS, SentimentConfig
from .model import Classifier, Output, make_batch
from .tokens import tokenise
from .vocabulary import UNKNOWN, Numbers, kept

# Tokens that are read together, padding counted: enough to be quick, flat in memory.
AT_ONCE, MOST_TEXTS = 40_000, 64
# Tokens that a bag reads of a text at the most, so that a judgement is flat in memory whatever the text.
MOST_READ = 5_000


class Word(NamedTuple):
    """A token that was read: its weight in the pooling (None: the model has none), and what leaving it out changes."""

    text: str
    attention: float | None
    effect: float | None
    known: bool


@dataclass(frozen=True)
class Verdict:
    """What is said of a text: the probability of "positive", and how many tokens it has, were read, and are unknown.

    `lstm_read` are those that the LSTM read, where the bag read more. `words` are those read, where they are asked for.
    """

    positive: float
    tokens: int
    read: int
    lstm_read: int
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
        if self.lstm_read < self.read:
            parts.append(f"the LSTM reads {self.lstm_read:,} of {self.read:,} words, the bag all")
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
        return self.vocabulary.numbers(self._read(tokenise(text)))

    def _read(self, tokens: list[str]) -> list[str]:
        most = self.config.longest if self.config.variant == "lstm" else MOST_READ
        return tokens if len(tokens) <= most else [tokens[place] for place in kept(len(tokens), most)]

    def logits(self, texts: Sequence[Numbers]) -> Float[Tensor, "N P"]:
        """Return the logits of the model's parts for texts given as numbers, those of like lengths read together."""
        found = torch.zeros(len(texts), len(self.model.scales))
        for places, output in self._outputs(texts):
            found[torch.from_numpy(places)] = output.logits.float().cpu()
        return found

    def vectors(self, texts: Sequence[str]) -> Float[Tensor, "N W"]:
        """Return what the LSTM pools of each text; of width 0 where the model has none."""
        numbers = [self.encode(text) for text in texts]
        found = [(torch.from_numpy(places), output.pooled) for places, output in self._outputs(numbers)]
        width = max((pooled.shape[1] for _, pooled in found if pooled is not None), default=0)
        vectors = torch.zeros(len(texts), width)
        for places, pooled in found:
            if pooled is not None:
                vectors[places] = pooled.float().cpu()
        return vectors

    def verdicts(self, texts: Sequence[str]) -> list[Verdict]:
        """Return the verdict on each text, without its words."""
        tokens = [tokenise(text) for text in texts]
        numbers = [self.vocabulary.numbers(self._read(words)) for words in tokens]
        positive = self._positive(self.logits(numbers))
        return [self._verdict(*found) for found in zip(positive, tokens, numbers, strict=True)]

    def judge(self, text: str, effects: bool = True) -> Verdict:
        """Return the verdict on a text, word by word; without effects where they are not wanted."""
        tokens = tokenise(text)
        read = self._read(tokens)
        numbers = self.vocabulary.numbers(read)
        ((_, output),) = self._outputs([numbers])
        without: list[Numbers] = [np.delete(numbers, at) for at in range(len(numbers))] if effects else []
        positive, *others = self._positive(torch.cat([output.logits.float().cpu(), self.logits(without)]))
        attention: list[float | None] = [None] * len(read)
        if output.attention is not None:
            weights = cast("list[float]", output.attention[0].tolist())
            attention = [0.0] * len(read)
            for place, weight in zip(kept(len(read), self.config.longest).tolist(), weights, strict=False):
                attention[place] = weight
        words = tuple(
            Word(token, attention[at], positive - others[at] if effects else None, bool(numbers[at] != UNKNOWN))
            for at, token in enumerate(read)
        )
        return replace(self._verdict(positive, tokens, numbers), words=words)

    def _verdict(self, positive: float, tokens: Sequence[str], numbers: Numbers) -> Verdict:
        lstm_read = len(numbers) if self.model.reader is None else min(len(numbers), self.config.longest)
        return Verdict(positive, len(tokens), len(numbers), lstm_read, int((numbers == UNKNOWN).sum()))

    def _positive(self, logits: Tensor) -> list[float]:
        return cast("list[float]", torch.sigmoid((logits @ self.model.scales.float().cpu()).double()).tolist())

    def _outputs(self, texts: Sequence[Numbers]) -> Iterator[tuple[Numbers, Output]]:
        """Read texts in batches of like lengths; yield the places of a batch and what the model gives for it."""
        lengths = np.minimum([len(text) for text in texts], self.config.longest).astype(np.int64)
        order = np.argsort(lengths, kind="stable")
        pad = self.config.padding == "read"
        at = 0
        while at < len(order):
            # The longest of a batch comes last: by it as many are read together as fit.
            widest = self.config.longest if pad else lengths[order[min(at + MOST_TEXTS, len(order)) - 1]]
            places = order[at : at + min(MOST_TEXTS, max(1, AT_ONCE // max(1, int(widest))))]
            at += len(places)
            chosen = [texts[int(place)] for place in places]
            with _at_rest(self.model):
                batch = make_batch(chosen, self.vocabulary.bags(chosen), self.device, self.config.longest, pad)
                output = self.model(batch)
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
