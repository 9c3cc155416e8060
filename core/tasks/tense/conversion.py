"""What a word was converted into: the paradigms of each kind of form, the readings, the answer."""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from .config import KINDS, TENSES
from .readings import Candidates

Forms = tuple[str, str, str, str]
Four = tuple[float, float, float, float]
# Probability from which a reading is told.
TOLD = 0.05


@dataclass(frozen=True)
class Paradigms:
    """The candidates of a word as a form of one kind, the probability of each, and that of the letters decoded.

    `weighed` tells whether the candidates have probabilities together, or their letters each by themselves.
    """

    candidates: Candidates
    shares: list[float]
    decoded: Four
    weighed: bool

    def certainty(self, row: Forms) -> Four:
        """Return how probable each form of a row is, if the word is of this kind."""
        rows, count = self.candidates.rows, self.candidates.found
        if not self.weighed:
            share = self.shares[rows.index(row)] if row in rows else 0.0
            a, b, c, d = (p if x == y else share for x, y, p in zip(row, rows[0], self.decoded, strict=True))
            return a, b, c, d
        pairs = list(zip(rows[:count], self.shares[:count], strict=True))
        a, b, c, d = (min(1.0, sum(p for r, p in pairs if r[t] == row[t])) for t in range(len(TENSES)))
        return a, b, c, d


@dataclass(frozen=True)
class Reading:
    """One thing that a word may be: a form of a kind (see `config.KINDS`), and the four forms of its verb.

    `probability` is of kind and forms together, `certainty` that of each form by itself where the kind is right.
    """

    source: int
    probability: float
    forms: Forms
    certainty: Four


@dataclass(frozen=True)
class Conversion:
    """A word and its four tenses.

    `source` is the kind of form that it was read as (see `config.KINDS`), `kinds` how probable the model finds each
    (None where it was given; the last, where there are seven, that it is no form of a verb). `certainty` is the
    probability that each form is right. `readings` are the likeliest first, those of 5 % and more and those that the
    data knows.
    """

    word: str
    source: int
    forms: Forms
    certainty: Four
    kinds: tuple[float, ...] | None = None
    readings: tuple[Reading, ...] = ()

    @property
    def no_verb(self) -> float:
        """The probability that the word is no form of a verb, 0 of a model that does not know of such."""
        return self.kinds[-1] if self.kinds and len(self.kinds) > len(KINDS) else 0.0


def conversion_of(
    word: str,
    found: Sequence[tuple[int, Paradigms]],
    kinds: tuple[float, ...] | None,
    known: Container[tuple[int, Forms]],
    weighed: bool,
) -> Conversion:
    """Return what a word was converted into: the likeliest of all paradigms that its kinds have.

    `found` are the kinds that were looked into with their paradigms, `kinds` the probability of every kind (None where
    it was given), `known` what the data knows of the word. Readings that were not `weighed` are as sure as their
    letters are.
    """
    chances = [1.0 if kinds is None else kinds[kind] for kind, _ in found]
    merged: dict[tuple[int, Forms], tuple[Reading, bool]] = {}
    for chance, (kind, each) in zip(chances, found, strict=True):
        for place, (row, share) in enumerate(zip(each.candidates.rows, each.shares, strict=True)):
            # A word that stands in its own row is no other form of the verb, whatever it was read as.
            source = row.index(word) if kind >= len(TENSES) and word in row else kind
            new = Reading(source, chance * share, row, each.certainty(row)), place < each.candidates.found
            old = merged.get((source, row))
            merged[source, row] = new if old is None else _together(old, new)
    readings = merged.values()
    best = max((reading for reading, own in readings if own), key=_probability)
    told = [
        reading
        for reading, own in readings
        if reading is not best and ((own and reading.probability >= TOLD) or (reading.source, reading.forms) in known)
    ]
    # A model without weights says how sure it is of the letters, not of what they are forms of.
    parts = [
        [chance * sure for sure in each.certainty(best.forms)] for chance, (_, each) in zip(chances, found, strict=True)
    ]
    a, b, c, d = (min(1.0, sum(column)) for column in zip(*parts, strict=True))
    certainty = (a, b, c, d) if weighed else best.certainty
    ordered = (best, *sorted(told, key=_probability, reverse=True))
    return Conversion(word, best.source, best.forms, certainty, kinds, ordered)


def _together(first: tuple[Reading, bool], second: tuple[Reading, bool]) -> tuple[Reading, bool]:
    """Return one reading for two of the same kind and forms."""
    reading, other = sorted((first[0], second[0]), key=_probability, reverse=True)
    return replace(reading, probability=reading.probability + other.probability), first[1] or second[1]


def _probability(reading: Reading) -> float:
    """Return the probability, of a broken model 0."""
    return reading.probability if math.isfinite(reading.probability) else 0.0
