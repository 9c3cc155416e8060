"""What a trained model makes of words and of z: conversions, posteriors, verbs from noise. Works in batches."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ...device import threads_for
from ...nn.vocab import EOS, LATIN, SOS
from .batches import by_length, letters
from .config import TENSES
from .loss import cross_entropy
from .model import Cvae, EncoderMemory, Posterior
from .transport import Transport

T = TypeVar("T")
Forms = tuple[str, str, str, str]
Four = tuple[float, float, float, float]
CHUNK = 512


@dataclass(frozen=True)
class Conversion:
    """A word and its four tenses.

    `source` is the tense it was read in (0 to 3), `tenses` how probable the model finds each of the four
    (None where the tense was given). `certainty` is the probability of each form's letters, all together.
    """

    word: str
    source: int
    forms: Forms
    certainty: Four
    tenses: Four | None = None


class Inference:
    """One model, in evaluation mode and without gradients, and the transport that it has learned, if any."""

    def __init__(self, model: Cvae, transport: Transport | None = None) -> None:
        self.model = model
        self.transport = transport
        self.device = next(model.parameters()).device

    def convert(self, words: Sequence[str], sources: Sequence[int | None]) -> list[Conversion]:
        """Convert words, each read in its tense or, where None, in the likeliest; in that one it stays as it is."""
        unknown = [i for i, source in enumerate(sources) if source is None]
        inferred = dict(zip(unknown, self.tense_probabilities([words[i] for i in unknown]), strict=True))
        tenses = [max(range(4), key=inferred[i].__getitem__) if s is None else s for i, s in enumerate(sources)]
        answers: dict[int, Conversion] = {}
        for chosen, posterior in self._posteriors(words, tenses):
            own = torch.tensor([tenses[i] for i in chosen], device=self.device)
            others = (own[:, None] + torch.arange(1, 4, device=self.device)) % 4
            decoded = self._decode_tenses(posterior.mu, others, posterior.memory)
            for i, forms, certainty in zip(chosen, *decoded, strict=True):
                answers[i] = Conversion(
                    words[i], tenses[i], _around(words[i], forms, tenses[i]), _around(1.0, certainty, tenses[i]),
                    inferred.get(i),
                )  # fmt: skip
        return [answers[i] for i in range(len(words))]

    def to_tense(self, words: Sequence[str], sources: Sequence[int], targets: Sequence[int]) -> list[str]:
        """Convert each word from its tense to one other tense, from the posterior mean."""
        converted: list[str] = [""] * len(words)
        for chosen, posterior in self._posteriors(words, sources):
            target = torch.tensor([targets[i] for i in chosen], device=self.device)
            numbers, _ = self._generate(posterior.mu, target, posterior.memory)
            for i, word in zip(chosen, _words(numbers), strict=True):
                converted[i] = word
        return converted

    @torch.no_grad()
    def tense_probabilities(self, words: Sequence[str]) -> list[Four]:
        """Return P(tense | word): what the model has learned to classify, or else how well each explains the word.

        The latter by Bayes' rule with an even prior: log p(x | c) is estimated by the decoder's likelihood of x at the
        posterior mean under c, from z alone.
        """
        result = [(0.25, 0.25, 0.25, 0.25)] * len(words)
        self.model.eval()
        for chosen in _chunks(words):
            numbers = letters([words[i] for i in chosen], self.device)
            with threads_for(len(chosen)):
                classified = self.model.classify(numbers)
                logits = self._likelihoods(numbers) if classified is None else classified
            for i, (a, b, c, d) in zip(chosen, cast(list[list[float]], logits.softmax(1).tolist()), strict=True):
                result[i] = a, b, c, d
        return result

    def _likelihoods(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B 4"]:
        """Return log p(x | c) of words of one length."""
        ends = words.new_full((len(words), 1), EOS)
        inputs, targets = torch.cat([torch.full_like(ends, SOS), words], 1), torch.cat([words, ends], 1)
        likelihoods: list[Tensor] = []
        for tense in range(len(TENSES)):
            tenses = torch.full((len(words),), tense, device=self.device)
            logits = self.model.decode(self.model.encode(words, tenses).mu, tenses, inputs)
            likelihoods.append(-cross_entropy(logits, targets))
        return torch.stack(likelihoods, 1)

    def noise(self, count: int, seed: int) -> Float[Tensor, "N Z"]:
        """Draw z from N(0, I); the same on every device for the same seed."""
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(count, self.model.latent, generator=generator).to(self.device)

    def transported(self, z: Float[Tensor, "N Z"]) -> Float[Tensor, "N Z"]:
        """Return noise moved by the model's transport, or as it is where the model has none."""
        return z if self.transport is None else self.transport(z, self.model.config.transport)

    def decode(
        self, z: Float[Tensor, "N Z"], on_progress: Callable[[float], None] = lambda done: None
    ) -> tuple[list[Forms], list[Four]]:
        """Decode each z as it is in the four tenses. Returns the forms and the probability of each."""
        forms: list[Forms] = []
        certainty: list[Four] = []
        for start in range(0, len(z), CHUNK):
            four, sure = self._decode_all(z[start : start + CHUNK], None)
            forms += four
            certainty += sure
            on_progress(len(forms) / len(z))
        return forms, certainty

    def decode_in(self, z: Float[Tensor, "N Z"], tenses: Sequence[int]) -> list[str]:
        """Decode each z as it is in one tense."""
        words: list[str] = []
        wanted = torch.tensor(tenses, device=self.device)
        for start in range(0, len(z), CHUNK):
            words += _words(self._generate(z[start : start + CHUNK], wanted[start : start + CHUNK], None)[0])
        return words

    def round_trip(self, z: Float[Tensor, "N Z"]) -> tuple[list[Forms], list[Four]]:
        """Decode each z in the present, encode that word, decode all four: pseudo-Gibbs (Rezende et al. 2014)."""
        return self.reconstruct(self.decode_in(z, [0] * len(z)))

    def reconstruct(self, words: Sequence[str]) -> tuple[list[Forms], list[Four]]:
        """Encode words of the present and decode all four tenses, with probabilities; NaN where there was none."""
        encoded = list(dict.fromkeys(word for word in words if word))
        answers: dict[str, tuple[Forms, Four]] = {"": (("", "", "", ""), (math.nan, math.nan, math.nan, math.nan))}
        for chosen, posterior in self._posteriors(encoded, [0] * len(encoded)):
            found = zip(*self._decode_all(posterior.mu, posterior.memory), strict=True)
            answers.update(zip((encoded[i] for i in chosen), found, strict=True))
        return [answers[word][0] for word in words], [answers[word][1] for word in words]

    def word_mean(self, word: str) -> Float[Tensor, "Z"]:
        """Return the posterior mean of a word, read in the tense that the model finds most likely."""
        (tenses,) = self.tense_probabilities([word])
        return self.posteriors([word], [max(range(4), key=tenses.__getitem__)]).mu[0]

    def posteriors(self, words: Sequence[str], sources: Sequence[int]) -> Posterior:
        """Return mu and logvar (N, Z) of each word read in its tense."""
        mu = torch.empty(len(words), self.model.latent, device=self.device)
        logvar = torch.empty_like(mu)
        for chosen, posterior in self._posteriors(words, sources):
            mu[chosen], logvar[chosen] = posterior.mu, posterior.logvar
        return Posterior(mu, logvar)

    def _posteriors(self, words: Sequence[str], tenses: Sequence[int]) -> Iterator[tuple[list[int], Posterior]]:
        self.model.eval()
        for chosen in _chunks(words):
            numbers = letters([words[i] for i in chosen], self.device)
            given = torch.tensor([tenses[i] for i in chosen], device=self.device)
            with torch.no_grad(), threads_for(len(chosen)):
                posterior = self.model.encode(numbers, given)
            yield chosen, posterior

    def _decode_all(self, z: Float[Tensor, "N Z"], memory: EncoderMemory | None) -> tuple[list[Forms], list[Four]]:
        every = torch.arange(4, device=self.device).expand(len(z), 4)
        words, certainty = self._decode_tenses(z, every, memory)
        return [(a, b, c, d) for a, b, c, d in words], [(a, b, c, d) for a, b, c, d in certainty]

    def _decode_tenses(
        self, z: Float[Tensor, "N Z"], tenses: Int[Tensor, "N K"], memory: EncoderMemory | None
    ) -> tuple[list[list[str]], list[list[float]]]:
        """Decode each z in K tenses. Returns N lists of K words, and of the probability of each."""
        count = tenses.shape[1]
        numbers, log_probability = self._generate(
            z.repeat_interleave(count, 0), tenses.flatten(), None if memory is None else memory.repeated(count)
        )
        words = _words(numbers)
        certainty = cast(list[list[float]], log_probability.sum(1).exp().view(-1, count).tolist())
        return [words[i : i + count] for i in range(0, len(words), count)], certainty

    def _generate(self, z: Tensor, tense: Tensor, memory: EncoderMemory | None) -> tuple[Tensor, Tensor]:
        self.model.eval()
        with threads_for(len(z)):
            return self.model.generate(z, tense, memory)


def _words(numbers: Tensor) -> list[str]:
    return LATIN.decode_all(cast(list[list[int]], numbers.tolist()))


def _around(own: T, others: Sequence[T], place: int) -> tuple[T, T, T, T]:
    """Return four values by tense: `own` at `place`, the others in turn from the one after it."""
    a, b, c, d = (own if tense == place else others[(tense - place - 1) % 4] for tense in range(4))
    return a, b, c, d


def _chunks(words: Sequence[str]) -> list[list[int]]:
    """Return positions of words of one length, at most CHUNK at a time."""
    groups = by_length(words).values()
    return [group[i : i + CHUNK] for group in groups for i in range(0, len(group), CHUNK)]
