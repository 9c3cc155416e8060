"""The spelling rules of regular verbs. Knows no torch."""

import re

from .config import Row

# `qu` before a vowel sounds as two consonants (quit, equip), and y at the start as one (yap).
_QU, _FIRST_Y = re.compile(r"qu(?=[aeiouy])"), re.compile(r"^y(?=[aeiou])")
_VOWELS = re.compile(r"[aeiouy]+")
_HISS = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"(?:[^aeiou])y$")
_ONE_VOWEL_ONE_CONSONANT = re.compile(r"(?:^|[^aeiouy])[aeiouy][bdfgjklmnprstvz]$")
_TWO_SOUNDS_L = re.compile(r"(?:ia|io|iu|ua|ue|oe)l$")
_HARD_C = re.compile(r"[aeiouy]c$")
_KEEPS_E = re.compile(r"(?:ee|oe|ye)$")
_BASE = re.compile(r"(?=.*[aeiouy])[a-z]{2,}")
_MAY_KEEP_E = re.compile(r"(?:[iu]nge|^[^aeiouy]+ue|queue)$")


def regular_forms(base: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return all regular (third, progressive, past) of a base: both where the stress decides (lireting, liretting)."""
    stems = _stems(base)
    return frozenset(_thirds(base, stems)), frozenset(_progressives(base, stems)), frozenset(_pasts(base, stems))


def is_regular(row: Row) -> bool:
    """Tell whether all forms of a row follow the spelling rules."""
    return all(form in forms for form, forms in zip(row[1:], regular_forms(row[0]), strict=True))


def may_be_base(word: str) -> bool:
    """Tell whether a word could be a verb's base: two letters from a to z or more, a vowel among them."""
    return _BASE.fullmatch(word) is not None


def possible_bases(word: str) -> set[str]:
    """Return what a word may be a regular form of: itself, and itself less each ending, as spelling changes it."""
    cut = {word} | {word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing")}
    found = cut | {stem + "e" for stem in cut}
    found |= {stem[:-1] for stem in cut if stem[-2:-1] == stem[-1:] or stem.endswith("ck")}
    return found | {re.sub("i$", "y", stem) for stem in cut} | {re.sub("y$", "ie", stem) for stem in cut}


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
