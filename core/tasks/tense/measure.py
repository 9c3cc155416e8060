"""The parts of the score that look at words: conversions, paradigms, and verbs made from noise."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import mean
from typing import Any

from torch import Tensor

from ...metrics import bleu4, distinct_per_100, share, wilson
from .config import TENSES
from .data import FREQUENT, Row, VerbData
from .inference import CHUNK, Conjugator, Forms
from .lexicon import Lexicon, is_regular
from .rules import RuleBaseline

Progress = Callable[[float], None]
Case = tuple[str, int, int]
"""A word, its tense, and the tense to convert it to."""

DIRECTIONS = tuple((source, target) for source in range(4) for target in range(4) if source != target)


def conversion(conjugator: Conjugator, data: VerbData, rules: RuleBaseline) -> dict[str, Any]:
    """Score the test pairs, with the baselines that copy the word or change it by rule; null without any pairs."""
    cases = [(pair.word, pair.source, pair.target) for pair in data.test]
    aims = [pair.target_word for pair in data.test]
    said = convert_all(conjugator, cases)
    report: dict[str, Any] = {"pairs": len(cases)}
    copied = [word for word, _, _ in cases]
    for prefix, words in (("", said), ("copy_", copied), ("rules_", [rules.convert(*case) for case in cases])):
        report[prefix + "bleu4"] = mean(map(bleu4, words, aims)) if aims else None
        report[prefix + "exact"] = share([word == aim for word, aim in zip(words, aims, strict=True)]) if aims else None
    report["predictions"] = [
        {"input": word, "from": TENSES[source], "to": TENSES[target], "target": aim, "prediction": prediction}
        for (word, source, target), aim, prediction in zip(cases, aims, said, strict=True)
    ]
    return report


def paradigm(conjugator: Conjugator, data: VerbData, rules: RuleBaseline, progress: Progress) -> dict[str, Any]:
    """Score all 12 directions of the training rows and of the unseen verbs.

    `by_direction` is of the unseen verbs, else of the training rows; `by_direction_of` says which. `seen_possible`
    is what an answer could reach that is right as often as training lets it be: putting is put's and putt's.
    """
    seen = [(row[source], source, target) for row in data.train for source, target in DIRECTIONS]
    aims = [row[target] for row in data.train for _, target in DIRECTIONS]
    said = convert_all(conjugator, seen, progress)
    right = [word == aim for word, aim in zip(said, aims, strict=True)]
    report: dict[str, Any] = {"seen_exact": share(right), "seen_possible": _possible(seen, aims)}
    report |= _frequent(conjugator, data.train[:FREQUENT], dict(zip(seen, said, strict=True)))
    unseen = _unseen(conjugator, data, rules)
    of = "unseen" if data.unseen else "train"
    right = unseen.pop("right") if data.unseen else right
    by_direction = {
        f"{TENSES[source]}>{TENSES[target]}": share(right[number :: len(DIRECTIONS)])
        for number, (source, target) in enumerate(DIRECTIONS)
    }
    return report | unseen | {"by_direction": by_direction, "by_direction_of": of}


def _unseen(conjugator: Conjugator, data: VerbData, rules: RuleBaseline) -> dict[str, Any]:
    """Score the unseen verbs: the usual spelling is converted, any accepted one is right; null where there are none."""
    names = (
        "unseen_exact",
        "unseen_regular_exact",
        "unseen_irregular_exact",
        "rules_unseen_exact",
        "copy_unseen_exact",
    )
    if not data.unseen:
        return {"unseen_verbs": None} | dict.fromkeys(names)
    cases = [(verb[source][0], source, target) for verb in data.unseen for source, target in DIRECTIONS]
    accepted = [verb[target] for verb in data.unseen for _, target in DIRECTIONS]
    usual: list[Row] = [(a[0], b[0], c[0], d[0]) for a, b, c, d in data.unseen]
    regular = [kind for row in usual for kind in [is_regular(row)] * len(DIRECTIONS)]

    def judged(words: Sequence[str]) -> list[bool]:
        return [word in forms for word, forms in zip(words, accepted, strict=True)]

    def kept(right: Sequence[bool], wanted: bool) -> float | None:
        of_kind = [hit for hit, kind in zip(right, regular, strict=True) if kind == wanted]
        return share(of_kind) if of_kind else None

    right = judged(convert_all(conjugator, cases))
    return {
        "unseen_verbs": len(data.unseen),
        "unseen_exact": share(right),
        "unseen_regular_exact": kept(right, True),
        "unseen_irregular_exact": kept(right, False),
        "rules_unseen_exact": share(judged([rules.convert(*case) for case in cases])),
        "copy_unseen_exact": share(judged([word for word, _, _ in cases])),
        "right": right,
    }


def _frequent(conjugator: Conjugator, rows: Sequence[Row], said: Mapping[Case, str]) -> dict[str, Any]:
    """Return the share of rows whose four forms are right from each of the four, and what was wrong.

    `said` has the answers for the 12 directions; that from a tense to itself is still asked.
    """
    same = [(word, tense, tense) for row in rows for tense, word in enumerate(row)]
    answers = {**said, **dict(zip(same, convert_all(conjugator, same), strict=True))}
    wrong: list[dict[str, Any]] = []
    for row in rows:
        for tense, word in enumerate(row):
            forms = [answers[word, tense, target] for target in range(4)]
            if forms != list(row):
                wrong.append({"input": word, "from": TENSES[tense], "target": list(row), "prediction": forms})
    failed = {tuple(failure["target"]) for failure in wrong}
    return {
        f"frequent_{FREQUENT}": share([row not in failed for row in rows]),
        "frequent_verbs": len(rows),
        "frequent_failures": wrong,
    }


def _possible(cases: Sequence[Case], aims: Sequence[str]) -> float:
    wanted: dict[Case, Counter[str]] = defaultdict(Counter)
    for case, aim in zip(cases, aims, strict=True):
        wanted[case][aim] += 1
    return sum(max(found.values()) for found in wanted.values()) / len(cases)


def gaussian(
    conjugator: Conjugator, data: VerbData, lexicon: Lexicon, draws: int, seed: int, progress: Progress
) -> dict[str, Any]:
    """Score verbs made from noise: each z decoded in the four tenses (the lab's protocol), and after a round trip.

    `score` is the share of draws whose four words are a training row, `ci95` its interval, `distinct` the different
    rows among all draws. `new_consistent` are other real verbs, and invented ones with regular forms; what is left is
    `broken`. A round trip reads the present tense that z decodes to and converts it from its posterior mean.
    `uncarried` is the plain score again, of a model that carries noise to its verbs, without doing so; else null.
    """
    noise = conjugator.noise(draws, seed)
    z = conjugator.carried(noise)
    carries = z is not noise
    halves = 2 if carries else 1
    drawn = _decoded(conjugator, z, lambda done: progress(done / halves))
    uncarried = _decoded(conjugator, noise, lambda done: progress((1 + done) / halves)) if carries else None
    returned = conjugator.reread([forms[0] for forms in drawn])[0]
    rows = Counter(data.train)
    report = {"draws": draws, **_drawn(drawn, rows, lexicon)}
    # The lab compares a draw with every line of train.txt, so that a verb listed twice counts twice.
    report["lab_score"] = sum(rows[forms] for forms in drawn) / draws
    report["uncarried"] = None if uncarried is None else _drawn(uncarried, rows, lexicon)
    return report | {"round_trip": _drawn(returned, rows, lexicon)}


def _decoded(conjugator: Conjugator, z: Tensor, progress: Progress) -> list[Forms]:
    drawn: list[Forms] = []
    for start in range(0, len(z), CHUNK):
        drawn += conjugator.decode(z[start : start + CHUNK])[0]
        progress(len(drawn) / len(z))
    return drawn


def _drawn(drawn: Sequence[Forms], rows: Counter[Row], lexicon: Lexicon) -> dict[str, Any]:
    hits = [forms if forms in rows else None for forms in drawn]
    found = sum(hit is not None for hit in hits)
    marks = Counter(map(lexicon.mark, drawn))
    by_mark = {mark: marks[mark] / len(drawn) for mark in ("train", "real", "new", "broken")}
    return {
        "score": found / len(drawn),
        "ci95": list(wilson(found, len(drawn))),
        "distinct_per_100": distinct_per_100(hits),
        "distinct": len(set(hits) - {None}),
        "new_consistent": by_mark["real"] + by_mark["new"],
        "broken": by_mark["broken"],
        "by_mark": by_mark,
    }


def convert_all(conjugator: Conjugator, cases: Sequence[Case], progress: Progress | None = None) -> list[str]:
    """Convert each word to one tense as the product does, telling how far it came after every few thousand."""
    said: list[str] = []
    step = 8 * CHUNK
    for start in range(0, len(cases), step):
        part = cases[start : start + step]
        said += conjugator.to_tense([word for word, _, _ in part], [s for _, s, _ in part], [t for _, _, t in part])
        if progress is not None:
            progress(len(said) / len(cases))
    return said
