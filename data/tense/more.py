"""What the two verb lists have beside the confirmed rows: regular verbs of one list, and other forms of verbs."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from ...core.tasks.tense.regular import regular_forms
from .sources import Forms, Overrides, Verbs

# One in so many of the rarer irregular verbs behind a prefix has its participle held out.
HELD_OUT = 3
OTHER_WORDS = 4_000
_REGULAR_BASE = re.compile("[a-z]{3,}")


def regular_verbs(
    found: Verbs, verbs: Verbs, overrides: Overrides, prefer: Callable[[tuple[str, ...], str], tuple[str, ...]]
) -> Verbs:
    """The verbs of one list that the spelling rules confirm, and that share no form with each other or with `verbs`."""
    taken = Counter(chain.from_iterable({base, *chain.from_iterable(forms)} for base, forms in verbs.items()))
    regular: Verbs = {}
    for base in sorted(found.keys() - verbs.keys() - overrides.leave - overrides.other):
        third, progressive, past = (
            prefer(tuple(form for form in forms if form in rules), base)
            for forms, rules in zip(found[base], regular_forms(base), strict=True)
        )
        if third and progressive and past and _REGULAR_BASE.fullmatch(base):
            regular[base] = (third, progressive, past)
            taken.update({base, *third, *progressive, *past})
    return {base: forms for base, forms in regular.items() if all(taken[form] == 1 for form in _all(base, forms))}


def extra_forms(verbs: Verbs, participles: dict[str, set[str]], overrides: Overrides) -> Iterator[tuple[str, str]]:
    """Every form that stands in no row, with its verb: participles, accepted spellings beside the usual one, and more.

    A form that is another verb's in a row, or that two verbs have, is left out: nobody could tell what is meant.
    """
    usual = {form for base, forms in verbs.items() for form in (base, *(variants[0] for variants in forms))}
    found = {(form, base) for base, forms in verbs.items() for form in chain.from_iterable(forms)}
    found |= {(form, base) for base, forms in participles.items() if base in verbs for form in forms}
    found |= {(form, base) for form, base in overrides.extra.items()}
    owners = Counter(form for form, _ in found)
    yield from sorted((form, base) for form, base in found if form not in usual and owners[form] == 1)


def held_out(extra: Iterable[tuple[str, str]], rare: set[str], unseen: set[str], overrides: Overrides) -> set[str]:
    """The forms that are for scoring alone: those of unseen verbs, and some participles of rare prefixed verbs."""
    return {
        form
        for form, base in extra
        if base in unseen
        or form in overrides.hold
        or (base in rare and int(hashlib.sha256(form.encode()).hexdigest(), 16) % HELD_OUT == 0)
    }


def other_words(count: dict[str, int], forms: set[str], overrides: Overrides) -> list[str]:
    """The most frequent words that no list has as a form of a verb, and those that a reader means otherwise."""
    frequent = (word for word in sorted(count, key=lambda word: (-count[word], word)) if word not in forms)
    plain = islice((word for word in frequent if re.fullmatch("[a-z]{2,}", word)), OTHER_WORDS)
    return sorted({*plain, *overrides.other})


def word_list(count: dict[str, int]) -> list[str]:
    """Every word of the frequency list, of whatever kind."""
    return sorted(word for word in count if re.fullmatch("[a-z]{2,}", word))


def _all(base: str, forms: Forms) -> set[str]:
    return {base, *chain.from_iterable(forms)}
