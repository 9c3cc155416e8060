"""What a trained model makes of words and of z: conversions, posteriors, verbs from noise. Works in batches."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ...device import threads_for
from ...errors import UsageError
from ...nn.vocab import EOS, LATIN, SOS
from .batches import by_length, letters
from .config import KINDS, TENSES
from .conversion import Conversion, Forms, Four, Paradigms, conversion_of
from .loss import cross_entropy
from .model import Cvae, EncoderMemory, Posterior
from .readings import TYPED, Asked, Memory, Weights, scored, typed
from .transport import Transport

T = TypeVar("T")
CHUNK = 512
# Probability from which a kind of form is looked into.
LEAST = 0.02


class Inference:
    """One model, in evaluation mode and without gradients, and the transport that it has learned, if any.

    Readings that `memory` knows are listed however improbable; see `readings.Memory`.
    """

    def __init__(
        self,
        model: Cvae,
        transport: Transport | None = None,
        memory: Memory = Memory(),  # noqa: B008 - frozen
    ) -> None:
        self.model = model
        self.transport = transport
        self.memory = memory
        self.device = next(model.parameters()).device

    @property
    def kinds(self) -> int:
        """How many kinds of forms the model knows: the tenses, or all of `config.KINDS`."""
        return len(KINDS if self.model.config.extra else TENSES)

    def weights(self) -> Weights | None:
        """Return what the readings of words are weighed by that were not learned; None of a model that has no such."""
        found = dict(self.model.named_buffers(recurse=False)).get("reading")
        return None if found is None else Weights(*cast(list[float], found.tolist()))

    def _weights_of(self, words: Sequence[str]) -> list[Weights | None]:
        weights = self.weights()
        return [None if self.memory.learned(word) else weights for word in words]

    def convert(self, words: Sequence[str], sources: Sequence[int | None]) -> list[Conversion]:
        """Convert words, each read as its kind of form or, where None, as what is likeliest.

        `UsageError` for a kind that the model does not know.
        """
        if unfit := [source for source in sources if source is not None and source >= self.kinds]:
            raise UsageError(f"this model was not taught {KINDS[unfit[0]]} forms; name one of {', '.join(TENSES)}")
        unknown = [i for i, source in enumerate(sources) if source is None]
        inferred = dict(zip(unknown, self.kind_probabilities([words[i] for i in unknown]), strict=True))
        asked: list[tuple[int, int]] = []
        for i, source in enumerate(sources):
            found = inferred.get(i, ())[: self.kinds]
            least = min(LEAST, max(found, default=0.0))
            also = {kind for kind, _ in self.memory.known(words[i])} if source is None else set[int]()
            likely = [kind for kind, share in enumerate(found) if not share < least or kind in also]
            asked += [(i, kind) for kind in ([source] if source is not None else likely)]
        found = self.paradigms([words[i] for i, _ in asked], [kind for _, kind in asked])
        of_word: dict[int, list[tuple[int, Paradigms]]] = {i: [] for i in range(len(words))}
        for (i, kind), paradigms in zip(asked, found, strict=True):
            of_word[i].append((kind, paradigms))
        known = [set(self.memory.known(word)) for word in words]
        return [
            conversion_of(word, of_word[i], inferred.get(i), known[i], self.weighed) for i, word in enumerate(words)
        ]

    @property
    def weighed(self) -> bool:
        """Whether the model's readings are weighed by rows that it has not learned."""
        return self.weights() is not None

    def paradigms(self, words: Sequence[str], kinds: Sequence[int]) -> list[Paradigms]:
        """Return the paradigms that each word may belong to as a form of its kind."""
        found: dict[int, Paradigms] = {}
        for is_tense in (True, False):
            places = [i for i, kind in enumerate(kinds) if (kind < len(TENSES)) == is_tense]
            for chosen, posterior in self._posteriors([words[i] for i in places], [kinds[i] for i in places]):
                words_here = [words[places[i]] for i in chosen]
                own = [kinds[places[i]] for i in chosen]
                decoded, certainty = self._decode_others(words_here, own, posterior, is_tense)
                weights = self._weights_of(words_here)
                asked = list(map(Asked, words_here, own, decoded, certainty))
                with torch.no_grad(), threads_for(len(chosen)):
                    scores = scored(self.model, posterior, asked, self.memory, self.weighed)
                for i, each, sure, weighed in zip(chosen, scores, certainty, weights, strict=True):
                    found[places[i]] = Paradigms(each, each.shares(weighed), sure, weighed is not None)
        return [found[i] for i in range(len(words))]

    def _decode_others(
        self, words: Sequence[str], kinds: Sequence[int], posterior: Posterior, is_tense: bool
    ) -> tuple[list[Forms], list[Four]]:
        """Decode the tenses that the words are not in; in its own a word stays as it is."""
        first = torch.tensor(kinds, device=self.device)[:, None] + 1 if is_tense else 0
        others = torch.arange(3 if is_tense else 4, device=self.device) + first
        others = (others % 4).expand(len(words), -1)
        forms, certainty = self._decode_tenses(posterior.mu, others, posterior.memory)
        if not is_tense:
            return [(a, b, c, d) for a, b, c, d in forms], [(a, b, c, d) for a, b, c, d in certainty]
        rows = [_around(*each) for each in zip(words, forms, kinds, strict=True)]
        return rows, [_around(1.0, sure, kind) for sure, kind in zip(certainty, kinds, strict=True)]

    def to_tense(self, words: Sequence[str], sources: Sequence[int], targets: Sequence[int]) -> list[str]:
        """Convert each word from its kind of form to one tense, as `convert` does."""
        if self.weighed:
            pairs = list(dict.fromkeys(zip(words, sources, strict=True)))
            found = self.convert([word for word, _ in pairs], [source for _, source in pairs])
            forms = {pair: each.forms for pair, each in zip(pairs, found, strict=True)}
            return [forms[word, source][target] for word, source, target in zip(words, sources, targets, strict=True)]
        converted: list[str] = [""] * len(words)
        for chosen, posterior in self._posteriors(words, sources):
            target = torch.tensor([targets[i] for i in chosen], device=self.device)
            numbers, _ = self._generate(posterior.mu, target, posterior.memory)
            for i, word in zip(chosen, _words(numbers), strict=True):
                converted[i] = word
        return converted

    def kind_logits(self, words: Sequence[str]) -> Float[Tensor, "N K"]:
        """Return the logits of q(kind | word): what the model has learned to classify, or else likelihoods.

        The latter by Bayes' rule with an even prior: log p(x | c) is estimated by the decoder's likelihood of x at the
        posterior mean under c, from z alone.
        """
        result: dict[int, Tensor] = {}
        self.model.eval()
        for chosen in _chunks(words):
            numbers = letters([words[i] for i in chosen], self.device)
            with torch.no_grad(), threads_for(len(chosen)):
                classified = self.model.classify(numbers)
                logits = self._likelihoods(numbers) if classified is None else classified
            result.update(zip(chosen, logits, strict=True))
        return torch.stack([result[i] for i in range(len(words))]) if words else torch.empty(0, len(TENSES))

    def kind_probabilities(self, words: Sequence[str]) -> list[tuple[float, ...]]:
        """Return P(kind | word) of each kind of form that the model knows; 4 of them, or 6 and that it is none."""
        logits, weights = self.kind_logits(words), self._weights_of(words)
        factors = torch.tensor([1.0 if each is None else each.kinds for each in weights], device=self.device)
        weighed = torch.tensor([each is not None for each in weights], dtype=torch.bool, device=self.device)
        shares = torch.where(weighed[:, None], typed(logits, factors), logits).softmax(1)
        told = [place for place, word in enumerate(words) if word in self.memory.no_verbs]
        # Of a word that the data has among those, so much is left to its being a verb as well: can, cans.
        shares[told, -1] = (1.0 - TYPED) / TYPED * shares[told, :-1].sum(1)
        shares = shares / shares.sum(1, keepdim=True)
        return [tuple(row) for row in cast(list[list[float]], shares.tolist())]

    def _likelihoods(self, words: Int[Tensor, "B S"]) -> Float[Tensor, "B 4"]:
        """Return log p(x | c) of words of one length."""
        ends = words.new_full((len(words), 1), EOS)
        inputs, targets = torch.cat([torch.full_like(ends, SOS), words], 1), torch.cat([words, ends], 1)
        likelihoods: list[Tensor] = []
        for tense in range(len(TENSES)):
            tenses = torch.full((len(words),), tense, device=self.device)
            posterior = self.model.encode(words, tenses).centred(self.model.config.noise)
            logits = self.model.decode(posterior.mu, tenses, inputs)
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
        """Return the posterior mean of a word, read as the kind of form that the model finds most likely."""
        return self.word_means([(word, None)])[0]

    def word_means(self, words: Sequence[tuple[str, int | None]]) -> Float[Tensor, "N Z"]:
        """Return the posterior mean of each word, read as its kind of form or, where None, as the likeliest."""
        spelled = [word for word, _ in words]
        likeliest = [max(range(self.kinds), key=each.__getitem__) for each in self.kind_probabilities(spelled)]
        kinds = [own if kind is None else kind for (_, kind), own in zip(words, likeliest, strict=True)]
        return self.posteriors(spelled, kinds).centred(self.model.config.noise).mu

    def posteriors(self, words: Sequence[str], sources: Sequence[int]) -> Posterior:
        """Return mu and logvar (N, Z) of each word read in its tense."""
        mu = torch.empty(len(words), self.model.latent, device=self.device)
        logvar = torch.empty_like(mu)
        for chosen, posterior in self._encoded(words, sources):
            mu[chosen], logvar[chosen] = posterior.mu, posterior.logvar
        return Posterior(mu, logvar)

    def _posteriors(self, words: Sequence[str], tenses: Sequence[int]) -> Iterator[tuple[list[int], Posterior]]:
        """Yield posteriors as they are decoded, at the mean of what was drawn in training."""
        for chosen, posterior in self._encoded(words, tenses):
            yield chosen, posterior.centred(self.model.config.noise)

    def _encoded(self, words: Sequence[str], tenses: Sequence[int]) -> Iterator[tuple[list[int], Posterior]]:
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
