"""What a trained model answers: conversions, verbs from noise, and the way between two words. Works in batches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...device import threads_for
from ...errors import CheckpointError
from ...nn.vocab import EOS, LATIN, SOS
from ...runs.checkpoint import load_weights, rows_stored
from ...runs.metadata import read_facts, settings_of
from .batches import by_length, letters
from .config import TENSES, TenseConfig
from .loss import cross_entropy
from .model import Cvae, Posterior, Source
from .transport import Transport
from .variants import build_model

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


class Conjugator:
    """Answers questions with one model, in evaluation mode and without gradients.

    Where the model has learned a transport, `carried` tells where a z from the prior is decoded.
    """

    def __init__(self, model: Cvae, transport: Transport | None = None) -> None:
        self.model = model
        self.transport = transport
        self.device = next(model.parameters()).device

    def convert(self, words: Sequence[str], sources: Sequence[int | None]) -> list[Conversion]:
        """Convert words, each read in its tense or, where that is None, in the tense the model finds most likely.

        A word's form in its own tense is the word, as it was given: that one is not decoded.

        Raises:
            UsageError: a letter that the alphabet lacks.
        """
        unknown = [i for i, source in enumerate(sources) if source is None]
        inferred = dict(zip(unknown, self.tense_probabilities([words[i] for i in unknown]), strict=True))
        tenses = [max(range(4), key=inferred[i].__getitem__) if s is None else s for i, s in enumerate(sources)]
        answers: list[Conversion | None] = [None] * len(words)
        for chosen, posterior in self._posteriors(words, tenses):
            own = torch.tensor([tenses[i] for i in chosen], device=self.device)
            others = (own[:, None] + torch.arange(1, 4, device=self.device)) % 4
            for i, said, sure in zip(chosen, *self._said(posterior.mu, others, posterior.source), strict=True):
                answers[i] = Conversion(
                    words[i], tenses[i], _around(words[i], said, tenses[i]), _around(1.0, sure, tenses[i]),
                    inferred.get(i),
                )  # fmt: skip
        return [answer for answer in answers if answer is not None]

    def to_tense(self, words: Sequence[str], sources: Sequence[int], targets: Sequence[int]) -> list[str]:
        """Convert each word from its tense to one other tense, from the posterior mean."""
        said: list[str] = [""] * len(words)
        for chosen, posterior in self._posteriors(words, sources):
            target = torch.tensor([targets[i] for i in chosen], device=self.device)
            numbers, _ = self._generate(posterior.mu, target, posterior.source)
            for i, word in zip(chosen, _spelled(numbers), strict=True):
                said[i] = word
        return said

    @torch.no_grad()
    def tense_probabilities(self, words: Sequence[str]) -> list[Four]:
        """Return P(tense | word): what the model has learned to tell, or else how well each reading explains the word.

        The latter by Bayes' rule with an even prior: log p(x | c) is estimated by the decoder's likelihood of x at the
        posterior mean under c, from z alone.
        """
        result = [(0.25, 0.25, 0.25, 0.25)] * len(words)
        self.model.eval()
        for chosen in _chunks(words):
            read = letters([words[i] for i in chosen], self.device)
            with threads_for(len(chosen)):
                told = self.model.read_tense(read)
                logits = self._likelihoods(read) if told is None else told
            for i, four in zip(chosen, _fours(logits.softmax(1)), strict=True):
                result[i] = four
        return result

    def _likelihoods(self, read: Tensor) -> Tensor:
        """Return log p(x | c) (B, 4) of words of one length."""
        ends = read.new_full((len(read), 1), EOS)
        inputs, targets = torch.cat([torch.full_like(ends, SOS), read], 1), torch.cat([read, ends], 1)
        likelihoods: list[Tensor] = []
        for tense in range(len(TENSES)):
            tenses = torch.full((len(read),), tense, device=self.device)
            logits = self.model.decode(self.model.encode(read, tenses).mu, tenses, inputs)
            likelihoods.append(-cross_entropy(logits, targets))
        return torch.stack(likelihoods, 1)

    def noise(self, count: int, seed: int) -> Float[Tensor, "N Z"]:
        """Draw z from N(0, I); the same on every device for the same seed."""
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(count, self.model.latent, generator=generator).to(self.device)

    def carried(self, z: Float[Tensor, "N Z"]) -> Float[Tensor, "N Z"]:
        """Return where noise is decoded: carried by the model's transport, or as it is where it has none."""
        return z if self.transport is None else self.transport(z, self.model.config.transport)

    def decode(self, z: Float[Tensor, "N Z"]) -> tuple[list[Forms], list[Four]]:
        """Decode each z itself in the four tenses. Returns the forms and the probability of each."""
        forms: list[Forms] = []
        certainty: list[Four] = []
        for start in range(0, len(z), CHUNK):
            four, sure = self._four(z[start : start + CHUNK], None)
            forms += four
            certainty += sure
        return forms, certainty

    def decode_in(self, z: Float[Tensor, "N Z"], tenses: Sequence[int]) -> list[str]:
        """Decode each z itself in one tense."""
        words: list[str] = []
        wanted = torch.tensor(tenses, device=self.device)
        for start in range(0, len(z), CHUNK):
            numbers, _ = self._generate(z[start : start + CHUNK], wanted[start : start + CHUNK], None)
            words += _spelled(numbers)
        return words

    def round_trip(self, z: Float[Tensor, "N Z"], tense: int = 0) -> tuple[list[Forms], list[Four]]:
        """Decode each z in one tense, read that word, and decode the four tenses. Returns forms and probabilities.

        One step of pseudo-Gibbs sampling (Rezende et al. 2014, section 6). A z that decodes to nothing stays so.
        """
        return self.reread(self.decode_in(z, [tense] * len(z)), tense)

    def reread(self, words: Sequence[str], tense: int = 0) -> tuple[list[Forms], list[Four]]:
        """Read decoded words in their tense and decode all four tenses: the way back of a round trip.

        Returns the forms and the probability of each, NaN where there was no word to read.
        """
        readable = list(dict.fromkeys(word for word in words if word))
        answers: dict[str, tuple[Forms, Four]] = {"": (("", "", "", ""), (math.nan, math.nan, math.nan, math.nan))}
        for chosen, posterior in self._posteriors(readable, [tense] * len(readable)):
            found = zip(*self._four(posterior.mu, posterior.source), strict=True)
            answers.update(zip((readable[i] for i in chosen), found, strict=True))
        return [answers[word][0] for word in words], [answers[word][1] for word in words]

    def interpolate(self, first: str, second: str, steps: int) -> list[Forms]:
        """Decode `steps` points of the straight line between two words' posterior means, both ends among them."""
        ends = self.convert([first, second], [None, None])
        mu = self.posterior_means([first, second], [end.source for end in ends])
        along = torch.linspace(0, 1, steps, device=self.device)[:, None]
        return self.decode(mu[0] + along * (mu[1] - mu[0]))[0]

    def posterior_means(self, words: Sequence[str], sources: Sequence[int]) -> Float[Tensor, "N Z"]:
        """Return mu of each word."""
        return self.posteriors(words, sources).mu

    def posteriors(self, words: Sequence[str], sources: Sequence[int]) -> Posterior:
        """Return mu and logvar (N, Z) of each word read in its tense."""
        mu = torch.empty(len(words), self.model.latent, device=self.device)
        logvar = torch.empty_like(mu)
        for chosen, posterior in self._posteriors(words, sources):
            mu[chosen], logvar[chosen] = posterior.mu, posterior.logvar
        return Posterior(mu, logvar)

    @torch.no_grad()
    def _posteriors(self, words: Sequence[str], tenses: Sequence[int]) -> "list[tuple[list[int], Posterior]]":
        self.model.eval()
        found: list[tuple[list[int], Posterior]] = []
        for chosen in _chunks(words):
            read = letters([words[i] for i in chosen], self.device)
            told = torch.tensor([tenses[i] for i in chosen], device=self.device)
            with threads_for(len(chosen)):
                found.append((chosen, self.model.encode(read, told)))
        return found

    def _four(self, z: Tensor, source: Source | None) -> tuple[list[Forms], list[Four]]:
        every = torch.arange(4, device=self.device).expand(len(z), 4)
        words, certainty = self._said(z, every, source)
        return [(a, b, c, d) for a, b, c, d in words], [(a, b, c, d) for a, b, c, d in certainty]

    def _said(
        self, z: Float[Tensor, "N Z"], tenses: Int[Tensor, "N K"], source: Source | None
    ) -> tuple[list[list[str]], list[list[float]]]:
        """Decode each z in K tenses. Returns N lists of K words, and of the probability of each."""
        count = tenses.shape[1]
        numbers, log_probability = self._generate(
            z.repeat_interleave(count, 0), tenses.flatten(), None if source is None else source.repeated(count)
        )
        words = _spelled(numbers)
        certainty = cast(list[list[float]], log_probability.sum(1).exp().view(-1, count).tolist())
        return [words[i : i + count] for i in range(0, len(words), count)], certainty

    def _generate(self, z: Tensor, tense: Tensor, source: Source | None) -> tuple[Tensor, Tensor]:
        self.model.eval()
        with threads_for(len(z)):
            return self.model.generate(z, tense, source)


def _spelled(numbers: Tensor) -> list[str]:
    return LATIN.decode_all(cast(list[list[int]], numbers.tolist()))


def _fours(values: Tensor) -> list[Four]:
    return [(a, b, c, d) for a, b, c, d in cast(list[list[float]], values.tolist())]


def _around(own: T, others: Sequence[T], place: int) -> tuple[T, T, T, T]:
    """Return four values by tense: `own` at `place`, the others in turn from the one after it."""
    a, b, c, d = (own if tense == place else others[(tense - place - 1) % 4] for tense in range(4))
    return a, b, c, d


def _chunks(words: Sequence[str]) -> list[list[int]]:
    """Return positions of words of one length, at most CHUNK at a time."""
    groups = by_length(words).values()
    return [group[i : i + CHUNK] for group in groups for i in range(0, len(group), CHUNK)]


def load_conjugator(run: Path, device: torch.device) -> Conjugator:
    """Return a conjugator with the model of a run.

    Raises:
        CheckpointError: the run is missing, damaged or of another task.
    """
    facts = read_facts(run)
    if facts.task != "tense":
        raise CheckpointError(f"{run} is of the task {facts.task[:40]!r}; give a run of the tense task")
    if facts.vocabulary != LATIN.letters:
        raise CheckpointError(f"{run} has another alphabet than a to z; train it again with this version")
    config = settings_of(facts, TenseConfig.from_dict)
    # Not on the meta device, which would be a second and a half of importing torch's compiler.
    with torch.random.fork_rng(devices=[]):
        model = build_model(config)
    modules: dict[str, nn.Module] = {"model": model}
    transport = None
    if config.transport:
        transport = modules["transport"] = Transport(rows_stored(run, "transport.mu"), model.latent)
    load_weights(run, modules)
    return Conjugator(model.to(device), None if transport is None else transport.to(device))
