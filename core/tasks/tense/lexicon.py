"""What four forms are: trained on, real, new but regular, or broken. Knows no torch."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from ...runs.paths import shipped_data
from .config import Mark, Row, Variants
from .regular import is_regular, may_be_base


class Lexicon:
    """Rows that a run was trained on and the real verbs beside them."""

    def __init__(self, train: Iterable[Row], real: Iterable[Variants] = ()) -> None:
        """Take training rows, and accepted variants (four tuples, the usual form first) of real verbs."""
        self._train = frozenset(rows := list(train))
        self._real: dict[str, list[Variants]] = {}
        self._rows: dict[str, list[tuple[int, Row]]] = {}
        for row in rows:
            self._enter(row, tuple((form,) for form in row))
        self._known = frozenset(self._rows)
        for variants in real:
            for base in variants[0]:
                self._real.setdefault(base, []).append(variants)
            row = cast(Row, tuple(forms[0] for forms in variants))
            # The usual forms of a training row are there already.
            self._enter(row, tuple(forms[1:] for forms in variants) if row in self._train else variants)
        self._bases = {row[0] for row in self._train} | self._real.keys()

    def mark(self, forms: Row) -> Mark:
        """Tell what four forms are: a training row, a real verb's, a new regular verb's, or broken."""
        if forms in self._train:
            return "train"
        rows = self._real.get(forms[0], ())
        if any(all(form in accepted for form, accepted in zip(forms, row, strict=True)) for row in rows):
            return "real"
        new = forms[0] not in self._bases and may_be_base(forms[0])
        return "new" if new and is_regular(forms) else "broken"

    def knows(self, word: str) -> bool:
        """Tell whether the word is any form in a training row."""
        return word in self._known

    def readings(self, word: str) -> list[tuple[int, Row]]:
        """Return the training rows that hold the word, each with the tense that it has there."""
        if word not in self._known:
            return []
        rows = [row for row in self.gold(word) if row in self._train]
        return [(tense, row) for row in rows for tense in range(4) if (tense, row) in self._rows[word]]

    def gold(self, word: str, tense: int | None = None) -> list[Row]:
        """Return the rows that hold the word, in that tense where one is given: training rows first, then real ones."""
        places = self._rows.get(word, ())
        rows = dict.fromkeys(row for _, row in places)
        return [row for row in rows if tense is None or (tense, row) in places]

    def _enter(self, row: Row, variants: Variants) -> None:
        for tense, forms in enumerate(variants):
            for form in forms:
                self._rows.setdefault(form, []).append((tense, row))


def shipped_lexicon(train: Iterable[Row], unseen: Iterable[Variants] = ()) -> Lexicon:
    """Return the lexicon of a data folder: its rows, and as real verbs its unseen ones and those of the package."""
    return Lexicon(train, [*unseen, *_shipped_verbs()])


@cache
def _shipped_verbs() -> tuple[Variants, ...]:
    lines = shipped_data("tense", "real.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(tuple(form.split("/")) for form in line.split()) for line in lines)
