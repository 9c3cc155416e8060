"""What a word may be: the paradigms of each kind of form, scored jointly, with probabilities that are calibrated.

p(kind | word) is the classifier's, with a temperature (Guo et al. 2017). p(paradigm | word, kind) is a log-linear model
over a few candidates (Collins and Koo 2005): the log likelihood of all the forms, whether they are irregular, whether
they agree in doubling; what is left over to 1 is that none of the candidates is right.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from ...nn.vocab import EOS, LATIN, PAD, SOS
from .config import Row
from .loss import cross_entropy
from .model import Cvae, Posterior
from .paradigms import candidates, features, follows

# So many words of verbs are learned to one that is no verb's; and the share of such words among those that are typed.
OTHERS, TYPED = 8, 0.02
# What is typed less of than was taught (Saerens et al. 2002), in nats.
RARER = log(TYPED / (1 - TYPED)) + log(OTHERS)
# What a paradigm loses, in nats, where it is irregular, and where it doubles a letter in one form only: chosen on rows
# that the models compared had not learned (docs/experiments.md).
PENALTIES = (3.0, 2.0)
# How much more a learned word loses: such a paradigm has the forms of two verbs (routed: route, routs).
MIXED = 3.0
# What it loses where its present is no word of the list, chosen on the same rows.
UNLISTED = 10.0
STEPS = 60
# Certainty of all letters from which no other paradigm is looked for, and the least that is told from 0.
SETTLED, LEAST = 0.99, 1e-30


class Weights(NamedTuple):
    """How far the logits of kinds and of paradigms are to be believed, and the logit of none of the paradigms."""

    kinds: float
    paradigms: float
    none: float


@dataclass(frozen=True)
class Candidates:
    """The paradigms of one word and kind, the model's own first, and the score of each in nats.

    Behind the first `found` are rows that the data knows and the model did not learn: they are never the answer.
    `mass` is the probability of the letters of all that were found.
    """

    rows: tuple[Row, ...]
    scores: tuple[float, ...]
    found: int
    mass: float

    def shares(self, weights: Weights | None) -> list[float]:
        """Return the probability of each, where there are no weights by its letters; what is left is none of them."""
        if weights is None:
            powers = [exp(score) for score in self.scores]
            return [self.mass * power / max(LEAST, sum(powers[: self.found])) for power in powers]
        logits = [weights.paradigms * score for score in self.scores]
        top = max(*logits, weights.none)
        powers = [exp(logit - top) for logit in logits]
        total = sum(powers[: self.found]) + exp(weights.none - top)
        return [power / total for power in powers]


@dataclass(frozen=True)
class Memory:
    """What the data that a model has learned says of words: all the kinds and rows that a word has there.

    `words`, `others` and `rows` are what was learned, of verbs and of other words: such words have the probabilities
    that were taught, such rows, and those that follow one behind one of the `prefixes`, need not be regular.
    `word_list` has words of any kind, presents among them; where it is empty nothing is known of them. `no_verbs` are
    words that the data knows to be no form of a verb and the model did not learn: they are told as such.
    """

    known: Callable[[str], Sequence[tuple[int, Row]]] = lambda word: ()
    words: Container[str] = ()
    others: Container[str] = ()
    rows: Container[Row] = ()
    prefixes: Container[str] = ()
    word_list: frozenset[str] = frozenset()
    no_verbs: Container[str] = ()

    def learned(self, word: str) -> bool:
        """Tell whether a word was learned, as a form of a verb or as no such."""
        return word in self.words or word in self.others

    def penalty(self, word: str, row: Row) -> float:
        """Return what a paradigm loses, in nats: more where the word was learned, and with it no such row."""
        if row in self.rows:
            return 0.0
        known = follows(row, self.rows, self.prefixes)
        loss = 0.0 if known else sum(loss * there for loss, there in zip(PENALTIES, features(row), strict=True))
        loss *= MIXED if word in self.words else 1.0
        return loss + UNLISTED if self.word_list and row[0] not in self.word_list else loss


class Asked(NamedTuple):
    """A word read as a kind: what was decoded, and the probability of each form's letters."""

    word: str
    kind: int
    decoded: Row
    sure: tuple[float, float, float, float]


def scored(
    model: Cvae, posterior: Posterior, asked: Sequence[Asked], memory: Memory, searched: bool
) -> list[Candidates]:
    """Return the candidates of each word, scored: the model's own and, if `searched`, regular and learned ones.

    Behind them are the rows that the data knows.
    """
    known = [[row for kind, row in memory.known(each.word) if kind == each.kind] for each in asked]
    own = [
        [*_candidates(each, memory), *(row for row in rows if row in memory.rows)] if searched else [each.decoded]
        for each, rows in zip(asked, known, strict=True)
    ]
    found = [tuple(dict.fromkeys([*few, *rows])) for few, rows in zip(own, known, strict=True)]
    # What was decoded has its likelihood already.
    pairs = [
        sorted({(t, form) for row in rows for t, form in enumerate(row) if t != each.kind and form != each.decoded[t]})
        for rows, each in zip(found, asked, strict=True)
    ]
    places = [place for place, few in enumerate(pairs) for _ in few]
    owners = torch.tensor(places, dtype=torch.long, device=posterior.mu.device)
    values = iter(likelihoods(model, posterior, owners, [pair for few in pairs for pair in few]))
    result: list[Candidates] = []
    for few, rows, new, each in zip(own, found, pairs, asked, strict=True):
        likely = dict(zip(enumerate(each.decoded), (log(max(p, LEAST)) for p in each.sure), strict=True))
        likely |= {pair: next(values) for pair in new}
        plain = [_score(row, rows[0], likely) for row in rows]
        against = [memory.penalty(each.word, row) if searched else 0.0 for row in rows]
        scores = [score - loss for score, loss in zip(plain, against, strict=True)]
        found_here = len(set(few))
        mass = min(1.0, sum(map(exp, plain[:found_here])))
        result.append(Candidates(rows, tuple(scores), found_here, mass))
    return result


def _candidates(asked: Asked, memory: Memory) -> list[Row]:
    """Return the model's own paradigm and, where it is not beyond doubt, others."""
    settled = min(asked.sure) >= SETTLED and not memory.penalty(asked.word, asked.decoded)
    return [asked.decoded] if settled else candidates(asked.word, asked.kind, asked.decoded)


def _score(row: Row, own: Row, likely: Mapping[tuple[int, str], float]) -> float:
    """Return the log likelihood of the model's own forms, and the mean of what is lost by each that is another.

    The mean, not the sum: forms are decoded each by itself, but one doubt (route or rout) is behind all that differ.
    """
    lost = [likely.get((tense, form), 0.0) - likely.get((tense, other), 0.0)
            for tense, (form, other) in enumerate(zip(row, own, strict=True)) if form != other]  # fmt: skip
    return sum(likely.get(pair, 0.0) for pair in enumerate(own)) + sum(lost) / max(1, len(lost))


def likelihoods(
    model: Cvae, posterior: Posterior, owners: Int[Tensor, "N"], pairs: Sequence[tuple[int, str]]
) -> list[float]:
    """Return log p(form | word, tense) of pairs (tense, form), each of the word with its number."""
    if not pairs:
        return []
    width = max(len(form) for _, form in pairs) + 1
    numbers = [[*LATIN.encode(form), EOS] for _, form in pairs]
    targets = torch.tensor([row + [PAD] * (width - len(row)) for row in numbers], device=owners.device)
    inputs = functional.pad(targets[:, :-1], (1, 0), value=SOS)
    tenses = torch.tensor([tense for tense, _ in pairs], device=owners.device)
    memory = None if posterior.memory is None else posterior.memory.chosen(owners)
    logits = model.decode(posterior.mu[owners], tenses, inputs, memory)
    return cast(list[float], (-cross_entropy(logits, targets)).tolist())


def typed(logits: Float[Tensor, "N K"], factors: Float[Tensor, "N"] | Float[Tensor, ""]) -> Float[Tensor, "N K"]:
    """Return logits of kinds, scaled, for words as they are typed: the last, no verb, is rarer than it was taught."""
    scaled = logits * factors.view(-1, 1)
    return torch.cat([scaled[:, :-1], scaled[:, -1:] + RARER], 1)


def fit_kinds(logits: Float[Tensor, "N K"], right: Int[Tensor, "N"]) -> float:
    """Return the factor on the classifier's logits by which the right kinds are likeliest, as words are typed."""
    factor = torch.ones((), dtype=torch.float64, requires_grad=True)
    other = right == logits.shape[1] - 1
    few, many = int(other.sum()), int((~other).sum())
    shares = torch.where(other, TYPED / max(1, few), (1 - TYPED) / max(1, many)).double()

    def loss() -> Tensor:
        return (shares * functional.cross_entropy(typed(logits.double(), factor), right, reduction="none")).sum()

    _minimise([factor], loss)
    return float(factor.detach())


def fit_paradigms(found: Sequence[Candidates], right: Sequence[Row]) -> tuple[float, float]:
    """Return the factor on the scores and the logit of none of them by which the right rows are likeliest."""
    width = max(each.found for each in found)
    table = torch.zeros(len(found), width, dtype=torch.float64)
    absent = torch.ones(len(found), width, dtype=torch.bool)
    aims = torch.full((len(found),), width)
    for place, (each, row) in enumerate(zip(found, right, strict=True)):
        absent[place, : each.found] = False
        table[place, : each.found] = torch.tensor(each.scores[: each.found], dtype=torch.float64)
        if row in each.rows[: each.found]:
            aims[place] = each.rows.index(row)
    factor = torch.ones((), dtype=torch.float64, requires_grad=True)
    none = torch.full((1,), -4.0, dtype=torch.float64, requires_grad=True)

    def loss() -> Tensor:
        logits = torch.where(absent, float("-inf"), table * factor)
        return functional.cross_entropy(torch.cat([logits, none.expand(len(table), 1)], 1), aims)

    _minimise([factor, none], loss)
    return float(factor.detach()), float(none.detach())


def _minimise(parameters: list[Tensor], loss: Callable[[], Tensor]) -> None:
    optimizer = torch.optim.LBFGS(parameters, max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    with torch.enable_grad():
        optimizer.step(closure)  # pyright: ignore[reportUnknownMemberType]
