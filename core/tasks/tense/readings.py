"""What a word may be: the paradigms of each kind of form, scored jointly, with probabilities that are calibrated.

p(kind | word) is the classifier's, with a temperature (Guo et al. 2017). p(paradigm | word, kind) is a log-linear model
over a few candidates (Collins and Koo 2005): the log likelihood of all the forms, whether they are irregular, whether
they agree in doubling; what is left over to 1 is that none of the candidates is right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from ...nn.vocab import EOS, LATIN, PAD, SOS
from .config import TENSES, Row
from .loss import cross_entropy
from .model import Cvae, Posterior
from .paradigms import candidates, features

# What a paradigm loses, in nats, where it is irregular, and where it doubles a letter in one form only: chosen on rows
# that the models compared had not learned (docs/experiments.md).
PENALTIES = (2.5, 2.0)
STEPS = 60


class Weights(NamedTuple):
    """How far the logits of kinds and of paradigms are to be believed, and the logit of none of the paradigms."""

    kinds: float
    paradigms: float
    none: float


@dataclass(frozen=True)
class Candidates:
    """The paradigms of one word and kind, the model's own first, and the score of each in nats.

    Behind the first `found` are rows that the data knows: they are scored beside the others and never the answer.
    """

    rows: tuple[Row, ...]
    scores: tuple[float, ...]
    found: int

    def shares(self, weights: Weights | None) -> list[float]:
        """Return the probability of each, of its letters where there are no weights; what is left is none of them."""
        if weights is None:
            powers = [exp(score) for score in self.scores]
            return [power / max(1.0, sum(powers[: self.found])) for power in powers]
        logits = [weights.paradigms * score for score in self.scores]
        top = max(*logits, weights.none)
        powers = [exp(logit - top) for logit in logits]
        total = sum(powers[: self.found]) + exp(weights.none - top)
        return [power / total for power in powers]


def scored(
    model: Cvae,
    posterior: Posterior,
    words: Sequence[str],
    kinds: Sequence[int],
    decoded: Sequence[Row],
    known: Sequence[Sequence[Row]],
    penalised: Sequence[bool],
    searched: bool,
) -> list[Candidates]:
    """Return the candidates of each word read as a kind: the model's own, `known` rows and, if `searched`, more."""
    own = [
        candidates(word, kind, row) if searched else [row]
        for word, kind, row in zip(words, kinds, decoded, strict=True)
    ]
    found = [tuple(dict.fromkeys([*few, *rows])) for few, rows in zip(own, known, strict=True)]
    asked = [
        sorted({(tense, row[tense]) for row in rows for tense in range(len(TENSES)) if tense != kind})
        for rows, kind in zip(found, kinds, strict=True)
    ]
    owners = torch.tensor([place for place, pairs in enumerate(asked) for _ in pairs], device=posterior.mu.device)
    likelihoods = _likelihoods(model, posterior, owners, [pair for pairs in asked for pair in pairs])
    result: list[Candidates] = []
    start = 0
    for few, rows, pairs, lose in zip(own, found, asked, penalised, strict=True):
        likely = dict(zip(pairs, likelihoods[start : start + len(pairs)], strict=True))
        start += len(pairs)
        scores = [_score(row, rows[0], likely) - (_penalty(row) if lose else 0.0) for row in rows]
        result.append(Candidates(rows, tuple(scores), len(few)))
    return result


def _score(row: Row, own: Row, likely: Mapping[tuple[int, str], float]) -> float:
    """Return the log likelihood of the model's own forms, and the mean of what is lost by each that is another.

    The mean, not the sum: forms are decoded each by itself, but one doubt (route or rout) is behind all that differ.
    """
    lost = [likely.get((tense, form), 0.0) - likely.get((tense, other), 0.0)
            for tense, (form, other) in enumerate(zip(row, own, strict=True)) if form != other]  # fmt: skip
    return sum(likely.get(pair, 0.0) for pair in enumerate(own)) + sum(lost) / max(1, len(lost))


def _penalty(row: Row) -> float:
    return sum(loss * there for loss, there in zip(PENALTIES, features(row), strict=True))


def _likelihoods(
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


def fit_kinds(logits: Float[Tensor, "N K"], right: Int[Tensor, "N"]) -> float:
    """Return the factor on the classifier's logits by which the right kinds are likeliest."""
    factor = torch.ones((), dtype=torch.float64, requires_grad=True)
    _minimise([factor], lambda: functional.cross_entropy(logits.double() * factor, right))
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
