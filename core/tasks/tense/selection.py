"""Which of a folder's rows and forms a run learns, and how; the rows held out are the same in every run."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .config import Row, TenseConfig
from .data import FREQUENT, VerbData
from .extra import Extra, behind_prefixes
from .hallucination import prefixed_verbs, replaceable
from .paradigms import follows
from .regular import is_regular

# The most frequent rows, which are never held out.
ALWAYS_LEARNED = 1500
_PARTS = 10_000


@dataclass(frozen=True)
class Selection:
    """What is learned: V rows, of which z knows the first `named`, M made-up verbs, and E other forms.

    `replaceable` (V + M) are the first letters that say nothing of a verb's forms, `weighty` (4 (V + M) + E) tells
    which forms an epoch may have more often; `extra` are words with their kind and the number of their row, `others`
    words that are no form of a verb.
    """

    rows: tuple[Row, ...]
    named: int
    made: tuple[Row, ...]
    extra: tuple[tuple[str, int, int], ...]
    replaceable: Tensor
    weighty: Tensor
    others: tuple[str, ...]


def select(config: TenseConfig, data: VerbData, held: "Held") -> Selection:
    """Return what a run of these settings, of which that is held out, learns of a folder."""
    every, kept_out, words_out = tuple(dict.fromkeys(data.train)), set(held.rows), set(held.others)
    rows = tuple(row for row in every if row not in kept_out)
    named = sum(row not in kept_out for row in every[: config.latent_rows]) if config.latent_rows else len(rows)
    prefixed = prefixed_verbs(rows) if config.prefixed else {}
    extra = data.extra if config.extra else ()
    scored = {form.word for form in data.extra_unseen}
    made = behind_prefixes(prefixed, extra, [*prefixed.values()])
    number = {row[0]: place for place, row in enumerate((*rows, *prefixed))}
    known = [form for form in (*extra, *made) if form.verb[0][0] in number and form.word not in scored]
    weighty = [place < FREQUENT or not is_regular(row) for place, row in enumerate(rows)]
    per_form = [heavy for heavy in (*weighty, *(False for _ in prefixed)) for _ in range(4)]
    own = {form.word for form in extra}
    return Selection(
        rows,
        named,
        tuple(prefixed),
        tuple((form.word, form.kind, number[form.verb[0][0]]) for form in known),
        torch.tensor([*_replaceable(rows, known, number), *prefixed.values()]),
        torch.tensor(per_form + [form.word in own for form in known]),
        tuple(word for word in data.others if word not in words_out) if config.extra else (),
    )


@dataclass(frozen=True)
class Held:
    """What is never learned: rows, other forms of theirs (word, kind, row), and words that are no form of a verb."""

    rows: tuple[Row, ...] = ()
    extra: tuple[tuple[str, int, Row], ...] = ()
    others: tuple[str, ...] = ()


def held_of(config: TenseConfig, data: VerbData) -> Held:
    """Return what a run of these settings holds out of a folder."""
    rows = held_out(tuple(dict.fromkeys(data.train)), config.latent_rows, config.held_out)
    if not config.extra:
        return Held(rows)
    by_present = {row[0]: row for row in rows}
    extra = tuple((e.word, e.kind, by_present[e.verb[0][0]]) for e in data.extra if e.verb[0][0] in by_present)
    return Held(rows, extra, tuple(word for word in data.others if _drawn(word, config.held_out)))


def held_out(rows: Sequence[Row], among: int, fraction: float) -> tuple[Row, ...]:
    """Return the rows that are held out: a fraction of those from ALWAYS_LEARNED to `among` (0: to the last).

    They are drawn by a hash of the present, share no word with another row, and where they are irregular follow a verb
    behind a prefix, as overthrew follows threw: nothing else could tell.
    """
    if not fraction:
        return ()
    words = Counter(word for row in rows for word in set(row))
    known = set(rows)
    return tuple(
        row
        for row in rows[ALWAYS_LEARNED : among or None]
        if _drawn(row[0], fraction)
        and all(words[word] == 1 for word in row)
        and (is_regular(row) or follows(row, known))
    )


def _drawn(word: str, fraction: float) -> bool:
    return int(hashlib.sha256(word.encode()).hexdigest(), 16) % _PARTS < _PARTS * fraction


def _replaceable(rows: Sequence[Row], extra: Sequence[Extra], number: dict[str, int]) -> list[int]:
    """Return the replaceable letters of each row, which its other forms have too."""
    others: dict[int, list[str]] = {}
    for form in extra:
        others.setdefault(number[form.verb[0][0]], []).append(form.word)
    return [replaceable(row, others.get(place, ())) for place, row in enumerate(rows)]
