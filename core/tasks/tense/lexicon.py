"""The spelling rules of regular verbs, and what to say of four forms: trained on, real, new but regular, or broken.

Knows no torch.
"""

import re
from collections.abc import Iterable
from functools import cache

from ...runs.paths import shipped_data
from .config import Mark
from .data import Row, Variants, VerbData

# `qu` before a vowel sounds as two consonants (quit, equip), and y at the start as one (yap).
_QU, _FIRST_Y = re.compile(r"qu(?=[aeiouy])"), re.compile(r"^y(?=[aeiou])")
_VOWELS = re.compile(r"[aeiouy]+")
_HISS = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"(?:[^aeiou])y$")
_ONE_VOWEL_ONE_CONSONANT = re.compile(r"(?:^|[^aeiouy])[aeiouy][bdfgjklmnprstvz]$")
_TWO_SOUNDS_L = re.compile(r"(?:ia|io|iu|ua|ue|oe)l$")
_HARD_C = re.compile(r"[aeiouy]c$")
_KEEPS_E = re.compile(r"(?:ee|oe|ye)$")
_MAY_KEEP_E = re.compile(r"(?:[iu]nge|^[^aeiouy]+ue|queue)$")


def regular_forms(base: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return all acceptable regular (third, progressive, past) spellings of a base form.

    Where the rule needs the stress, which letters do not show, both spellings stand: liret, lireting, liretting.
    """
    stems = _stems(base)
    return frozenset(_thirds(base, stems)), frozenset(_progressives(base, stems)), frozenset(_pasts(base, stems))


def is_regular(row: Row) -> bool:
    """Tell whether all forms of a row follow the spelling rules."""
    return all(form in forms for form, forms in zip(row[1:], regular_forms(row[0]), strict=True))


class Lexicon:
    """Rows that a run was trained on and the real verbs beside them."""

    def __init__(self, train: Iterable[Row], real: Iterable[Variants] = ()) -> None:
        """Take training rows, and accepted variants (four tuples, the usual form first) of real verbs."""
        self._train = frozenset(rows := list(train))
        self._real: dict[str, list[Variants]] = {}
        self._rows: dict[str, dict[Row, set[int]]] = {}
        for row in rows:
            self._enter(row, tuple((form,) for form in row))
        self._known = frozenset(self._rows)
        for variants in real:
            for base in variants[0]:
                self._real.setdefault(base, []).append(variants)
            present, third, progressive, past = (forms[0] for forms in variants)
            self._enter((present, third, progressive, past), variants)
        self._bases = {row[0] for row in self._train} | self._real.keys()

    def mark(self, forms: Row) -> Mark:
        """Tell what four forms are: a training row, a real verb's, a new regular verb's, or broken."""
        if forms in self._train:
            return "train"
        rows = self._real.get(forms[0], ())
        if any(all(form in accepted for form, accepted in zip(forms, row, strict=True)) for row in rows):
            return "real"
        return "new" if self._is_new_base(forms[0]) and is_regular(forms) else "broken"

    def knows(self, word: str) -> bool:
        """Tell whether the word is any form in a training row."""
        return word in self._known

    def gold(self, word: str, tense: int | None = None) -> list[Row]:
        """Return the rows that hold the word, in that tense where one is given: training rows first, then real ones."""
        places = self._rows.get(word, {})
        return [row for row, tenses in places.items() if tense is None or tense in tenses]

    def _enter(self, row: Row, variants: Variants) -> None:
        for tense, forms in enumerate(variants):
            for form in forms:
                self._rows.setdefault(form, {}).setdefault(row, set()).add(tense)

    def _is_new_base(self, base: str) -> bool:
        return base not in self._bases and bool(re.fullmatch(r"[a-z]{2,}", base) and _VOWELS.search(base))


def shipped_lexicon(train: Iterable[Row], unseen: Iterable[Variants] = ()) -> Lexicon:
    """Return the lexicon of a data folder: its rows, and as real verbs its unseen ones and those of the package."""
    return Lexicon(train, [*unseen, *_shipped_verbs()])


def lexicon_of(data: VerbData | None) -> Lexicon:
    """Return the lexicon of a run: without its training rows where its data (None) are gone or have changed."""
    return shipped_lexicon(data.train, data.unseen) if data else shipped_lexicon(())


@cache
def _shipped_verbs() -> tuple[Variants, ...]:
    lines = shipped_data("tense", "real.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(tuple(form.split("/")) for form in line.split()) for line in lines)


def _stems(base: str) -> list[str]:
    """What -ing and -ed may be added to, as far as the last consonant goes: stop, stopp."""
    if _HARD_C.search(base):
        return [base + "k"]
    shape = _FIRST_Y.sub("j", _QU.sub("kw", base))
    syllables = len(_VOWELS.findall(shape))
    if _TWO_SOUNDS_L.search(shape):
        return [base, base + "l"]
    if not _ONE_VOWEL_ONE_CONSONANT.search(shape):
        return [base]
    doubled = base + base[-1:]
    return [doubled] if syllables == 1 and not base.endswith("s") else [base, doubled]


def _thirds(base: str, stems: list[str]) -> set[str]:
    if _CONSONANT_Y.search(base) or base.endswith("quy"):
        return {base[:-1] + "ies"}
    if base.endswith(("s", "z")):
        return {stem + "es" for stem in stems}
    if _HISS.search(base):
        return {base + "es"}
    if re.search(r"[^aeiou]o$", base):
        return {base + "s", base + "es"}
    return {base + "s"}


def _progressives(base: str, stems: list[str]) -> set[str]:
    if base.endswith("ie"):
        return {base[:-2] + "ying"}
    if _KEEPS_E.search(base):
        return {base + "ing"}
    if not base.endswith("e"):
        return {stem + "ing" for stem in stems}
    return {base[:-1] + "ing", base + "ing"} if _MAY_KEEP_E.search(base) else {base[:-1] + "ing"}


def _pasts(base: str, stems: list[str]) -> set[str]:
    if _CONSONANT_Y.search(base):
        return {base[:-1] + "ied"}
    return {base + "d"} if base.endswith("e") else {stem + "ed" for stem in stems}
