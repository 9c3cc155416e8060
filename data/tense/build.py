"""Make the verb files beside this one from three word lists, byte for byte the same at every run.

The data card, README.md beside this file, says how the lists are combined. `cvae_tui.data.build` calls this.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from math import sqrt
from pathlib import Path

from .more import extra_forms, held_out, other_words, regular_verbs, word_list
from .sources import (
    Forms,
    Overrides,
    Verbs,
    read_all_forms,
    read_confirmable,
    read_frequency,
    read_overrides,
    read_participles,
)

LAB_ROWS = 1_227
ALWAYS_TRAINED = 1_500
DRAWN_VERBS = 500
# Half of what occurs least often in the frequency list: the count of a word that the list lacks.
MISSING_COUNT = 6_000

# The lab's ten test pairs with their tenses: input, target, from, to.
TEST_PAIRS = (
    ("abandon", "abandoned", "present", "past"),
    ("abet", "abetting", "present", "progressive"),
    ("begin", "begins", "present", "third"),
    ("expend", "expends", "present", "third"),
    ("sent", "sends", "past", "third"),
    ("split", "splitting", "present", "progressive"),
    ("flared", "flare", "past", "present"),
    ("functioning", "function", "progressive", "present"),
    ("functioning", "functioned", "progressive", "past"),
    ("healing", "heals", "progressive", "third"),
)
TEST_VERBS = ("abandon", "abet", "begin", "expend", "send", "split", "flare", "function", "heal")

# Prefixes that make a new verb whose past follows from the verb inside it.
PREFIXES = ("cross", "counter", "down", "fore", "inter", "mis", "out", "over", "pre", "re", "un", "under", "up", "with")
# British spelling, American spelling: verbs that differ only so are the same verb to a reader.
SPELLING_TWINS = (
    (r"ise$", "ize"), (r"yse$", "yze"), (r"our", "or"), (r"tre$", "ter"), (r"l$", "ll"), (r"ogue$", "og"),
    (r"oeuvre$", "euver"), (r"oul([dt])", r"ol\1"), (r"^haem", "hem"), (r"^sulph", "sulf"), (r"^plough$", "plow"),
    (r"^grey$", "gray"), (r"^gaol$", "jail"), (r"^([cs])y(ph)", r"\1i\2"), (r"^dyke$", "dike"), (r"au(lk)$", r"a\1"),
    (r"^in(case|close|dorse|trench|trust)$", r"en\1"), (r"^enquire$", "inquire"), (r"quify$", "quefy"),
    (r"ctise$", "ctice"), (r"baste$", "bast"), (r"rr$", "r"), (r"zz$", "z"), (r"xe$", "x"), (r"^forego$", "forgo"),
)  # fmt: skip


def prefer(variants: tuple[str, ...], base: str, count: dict[str, int]) -> tuple[str, ...]:
    """The variants with the usual American one first: no doubled letter, else the most frequent."""
    doubled = base + base[-1]
    return tuple(sorted(variants, key=lambda form: (form.startswith(doubled), -count.get(form, 0), form)))


def confirm(first: Verbs, second: Verbs, count: dict[str, int]) -> Verbs:
    """Verbs of which both lists have every form, with the variants that both have."""
    confirmed: Verbs = {}
    for base in sorted(first.keys() & second.keys()):
        third, progressive, past = (
            prefer(tuple(form for form in a if form in b), base, count)
            for a, b in zip(first[base], second[base], strict=True)
        )
        if third and progressive and past:
            confirmed[base] = (third, progressive, past)
    return confirmed


def all_forms(base: str, forms: Forms) -> set[str]:
    """Every accepted word of a verb's row."""
    return {base, *chain.from_iterable(forms)}


def american(base: str, verbs: Verbs) -> str | None:
    """The American spelling of the same verb, where there is one."""
    spellings = (re.sub(british, replacement, base) for british, replacement in SPELLING_TWINS)
    return next((spelling for spelling in spellings if spelling != base and spelling in verbs), None)


def counted(verbs: Verbs, count: dict[str, int], kept: Iterable[str]) -> Verbs:
    """The verbs whose base and one more form occur in the frequency list, those with such a twin, and `kept`."""
    frequent = {base for base, forms in verbs.items() if base in count and any(form in count for form in chain(*forms))}
    twins = {base: american(base, verbs) for base in verbs}
    spelled = {twins[base] for base in frequent} | {base for base in verbs if twins[base] in frequent}
    chosen = frequent | spelled | set(kept)
    return {base: forms for base, forms in verbs.items() if base in chosen}


def score(base: str, verbs: Verbs, count: dict[str, int]) -> float:
    """How frequent a verb is: sqrt(f(past) x f(progressive)), as base and third person also count nouns."""
    _, progressive, past = verbs[base]
    most_progressive = max(count.get(form, MISSING_COUNT) for form in progressive)
    most_past = max(count.get(form, MISSING_COUNT) for form in past)
    if any(form in verbs for form in past):
        # The past is also a base form (put, rent, found): its count says little about this verb.
        most_past = min(most_past, most_progressive)
    return sqrt(most_past * most_progressive)


def rank(verbs: Verbs, count: dict[str, int]) -> list[str]:
    """The verbs, the most frequent first; two spellings of a verb share the higher frequency."""
    scores = {base: score(base, verbs, count) for base in verbs}
    for base in verbs:
        twin = american(base, verbs)
        if twin:
            scores[base] = scores[twin] = max(scores[base], scores[twin])
    return sorted(verbs, key=lambda base: (-scores[base], base))


def regular_pasts(base: str) -> set[str]:
    """Pasts that some spelling rule makes of a base, the wrong ones among them."""
    pasts = {base + "ed", base + base[-1] + "ed"}
    pasts |= {base + "d"} if base.endswith("e") else set()
    pasts |= {base[:-1] + "ied"} if base.endswith("y") else set()
    pasts |= {base + "ked"} if base.endswith("c") else set()
    return pasts


def irregular_pasts(verbs: Verbs) -> dict[str, set[str]]:
    """The irregular pasts of every verb that has one."""
    pasts = {base: set(forms[2]) - regular_pasts(base) for base, forms in verbs.items()}
    return {base: irregular for base, irregular in pasts.items() if irregular}


def prefixed_irregulars(verbs: Verbs) -> set[str]:
    """Irregular verbs that are another irregular verb with a prefix, and follow it in the past: outrun, overthrow."""
    irregular = irregular_pasts(verbs)
    return {
        prefix + inner
        for inner, pasts in irregular.items()
        for prefix in PREFIXES
        if any(prefix + past in irregular.get(prefix + inner, ()) for past in pasts)
    }


def families(verbs: Verbs) -> Iterator[set[str]]:
    """Groups of verbs that share a word form or are two spellings of one verb: a split must not part them."""
    owners: dict[str, set[str]] = {}
    for base, forms in verbs.items():
        for word in all_forms(base, forms) | {american(base, verbs) or base}:
            owners.setdefault(word, set()).add(base)
    waiting = set(verbs)
    while waiting:
        family, reached = set[str](), {min(waiting)}
        while reached:
            family |= reached
            near = {word for base in reached for word in all_forms(base, verbs[base]) | {american(base, verbs) or base}}
            reached = {base for word in near for base in owners.get(word, ())} - family
        waiting -= family
        yield family


def draw_unseen(ranked: list[str], verbs: Verbs, overrides: Overrides) -> set[str]:
    """Verbs kept from training: half of the rarer prefixed irregulars and DRAWN_VERBS others.

    They are drawn by a hash of the spelling, so that a verb more in the sources does not shuffle the others.
    """
    prefixed = prefixed_irregulars(verbs)
    trained = {*ranked[:ALWAYS_TRAINED], *TEST_VERBS, *(irregular_pasts(verbs).keys() - prefixed), *overrides.train}
    free = [family for family in families(verbs) if not family & trained]
    free.sort(key=lambda family: hashlib.sha256(min(family).encode()).hexdigest())
    free.sort(key=lambda family: not family & overrides.unseen)
    with_prefix = [family for family in free if family & prefixed]
    others = [family for family in free if not family & prefixed]
    drawn = set[str]().union(*with_prefix[: len(with_prefix) // 2])
    aim = len(drawn) + DRAWN_VERBS
    for family in others:
        if len(drawn) >= aim:
            break
        drawn |= family
    return drawn


def lab_verbs(ranked: list[str], verbs: Verbs, full_only: set[str]) -> set[str]:
    """The lab's number of verbs: those of its test pairs and the most frequent others, one spelling each."""
    fitting = [
        base for base in ranked if base not in full_only and base not in TEST_VERBS and not american(base, verbs)
    ]
    return {*TEST_VERBS, *fitting[: LAB_ROWS - len(TEST_VERBS)]}


def row(base: str, forms: Forms) -> str:
    """A training row: the preferred forms."""
    return " ".join((base, *(variants[0] for variants in forms)))


def row_with_variants(base: str, forms: Forms) -> str:
    """A row for judging: every accepted form."""
    return " ".join((base, *("/".join(variants) for variants in forms)))


def load_verbs(count: dict[str, int], overrides: Overrides) -> Verbs:
    """Every verb of the project with its accepted forms."""
    first, second = read_confirmable()
    verbs = {**confirm(first, second, count), **overrides.use}
    verbs = {base: forms for base, forms in verbs.items() if base not in overrides.leave}
    return counted(verbs, count, overrides.use)


def _more(verbs: Verbs, unseen: set[str], count: dict[str, int], overrides: Overrides) -> Verbs:
    """The regular verbs of the larger list alone, but for spelling twins of the unseen verbs."""
    more = regular_verbs(read_confirmable()[1], verbs, overrides, partial(prefer, count=count))
    twins = {american(base, more) for base in unseen} | {base for base in more if american(base, verbs) in unseen}
    return {base: forms for base, forms in more.items() if base not in twins}


def build(out: Path) -> None:
    """Write every file under the folder `out`."""
    count, overrides = read_frequency(), read_overrides()
    large = load_verbs(count, overrides)
    verbs = {base: forms for base, forms in large.items() if base not in overrides.large_only}
    ranked = rank(verbs, count)
    unseen = draw_unseen(ranked, verbs, overrides)
    lab = lab_verbs(ranked, verbs, overrides.full_only)
    large |= _more(large, unseen, count, overrides)
    rows = {base: row(base, large[base]) for base in large}
    judged = {base: row_with_variants(base, large[base]) for base in large}
    extra = list(extra_forms(large, read_participles(), overrides))
    rare = prefixed_irregulars(verbs) - {*ranked[:ALWAYS_TRAINED], *overrides.train}
    held = held_out(extra, rare, unseen, overrides)
    full = [base for base in ranked if base not in unseen]
    trained = {
        "lab": [base for base in ranked if base in lab],
        "full": full,
        "large": [*full, *sorted(overrides.large_only), *sorted(large.keys() - verbs.keys() - overrides.large_only)],
    }
    files = {"real.txt": [judged[base] for base in sorted(large)]}
    for folder, bases in trained.items():
        known = {*bases, *unseen}
        files[f"{folder}/train.txt"] = [rows[base] for base in bases]
        files[f"{folder}/test.txt"] = [" ".join(pair[: 2 if folder == "lab" else 4]) for pair in TEST_PAIRS]
        files[f"{folder}/unseen.txt"] = [judged[base] for base in sorted(unseen)]
        files[f"{folder}/extra.txt"] = [f"{form} {base}" for form, base in extra if base in known and form not in held]
        files[f"{folder}/extra_unseen.txt"] = [
            f"{form} {base}" for form, base in extra if base in known and form in held
        ]
    forms = read_all_forms() | {form for base in large for form in all_forms(base, large[base])}
    files["large/other_words.txt"] = other_words(count, forms, overrides)
    files["large/words.txt"] = word_list(count)
    for name, lines in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(f"{line}\n" for line in lines).encode("ascii"))
