"""The parts of the score: the test pairs, whole paradigms of seen and unseen verbs, and verbs made from noise."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import mean
from typing import Any

from ...metrics import bleu4, distinct_per_100, share, wilson
from ...nn.randomness import mixed_seed
from .config import TENSES, Row
from .conversion import Forms
from .data import FREQUENT, VerbData
from .inference import CHUNK, Inference
from .joint import joint
from .lexicon import Lexicon
from .novel import novel
from .regular import is_regular
from .rules import RuleBaseline

Progress = Callable[[float], None]
Case = tuple[str, int, int]
"""A word, its tense, and the tense to convert it to."""

DIRECTIONS = tuple((source, target) for source in range(4) for target in range(4) if source != target)


def conversion(inference: Inference, data: VerbData, rules: RuleBaseline) -> dict[str, Any]:
    """Score the test pairs, with the baselines that copy the word or change it by rule; null without any pairs."""
    cases = [(pair.word, pair.source, pair.target) for pair in data.test]
    aims = [pair.target_word for pair in data.test]
    converted = convert_all(inference, cases)
    report: dict[str, Any] = {"pairs": len(cases)}
    copied = [word for word, _, _ in cases]
    for prefix, words in (("", converted), ("copy_", copied), ("rules_", [rules.convert(*case) for case in cases])):
        report[prefix + "bleu4"] = mean(map(bleu4, words, aims)) if aims else None
        report[prefix + "exact"] = share([word == aim for word, aim in zip(words, aims, strict=True)]) if aims else None
    report["predictions"] = [
        {"input": word, "from": TENSES[source], "to": TENSES[target], "target": aim, "prediction": prediction}
        for (word, source, target), aim, prediction in zip(cases, aims, converted, strict=True)
    ]
    return report


def paradigm(inference: Inference, data: VerbData, rules: RuleBaseline, on_progress: Progress) -> dict[str, Any]:
    """Score all 12 directions of the training rows and of the unseen verbs.

    `by_direction` is of the unseen verbs, else of the training rows; `by_direction_of` says which. `seen_possible`
    is what an answer could reach that is right as often as training lets it be: putting is put's and putt's.
    """
    seen = [(row[source], source, target) for row in data.train for source, target in DIRECTIONS]
    aims = [row[target] for row in data.train for _, target in DIRECTIONS]
    converted = convert_all(inference, seen, on_progress)
    right = [word == aim for word, aim in zip(converted, aims, strict=True)]
    report: dict[str, Any] = {"seen_exact": share(right), "seen_possible": _possible(seen, aims)}
    report |= _frequent(inference, data.train[:FREQUENT], dict(zip(seen, converted, strict=True)))
    unseen = _unseen(inference, data, rules)
    of = "unseen" if data.unseen else "train"
    right = unseen.pop("right") if data.unseen else right
    by_direction = {
        f"{TENSES[source]}>{TENSES[target]}": share(right[number :: len(DIRECTIONS)])
        for number, (source, target) in enumerate(DIRECTIONS)
    }
    return report | unseen | {"by_direction": by_direction, "by_direction_of": of}


def _unseen(inference: Inference, data: VerbData, rules: RuleBaseline) -> dict[str, Any]:
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
    regular = [is_regular((a[0], b[0], c[0], d[0])) for a, b, c, d in data.unseen for _ in DIRECTIONS]

    def judged(words: Sequence[str]) -> list[bool]:
        return [word in forms for word, forms in zip(words, accepted, strict=True)]

    def kept(right: Sequence[bool], wanted: bool) -> float | None:
        of_kind = [hit for hit, kind in zip(right, regular, strict=True) if kind == wanted]
        return share(of_kind) if of_kind else None

    right = judged(convert_all(inference, cases))
    return {
        "unseen_verbs": len(data.unseen),
        "unseen_exact": share(right),
        "unseen_regular_exact": kept(right, True),
        "unseen_irregular_exact": kept(right, False),
        "rules_unseen_exact": share(judged([rules.convert(*case) for case in cases])),
        "copy_unseen_exact": share(judged([word for word, _, _ in cases])),
        "right": right,
    }


def _frequent(inference: Inference, rows: Sequence[Row], converted: Mapping[Case, str]) -> dict[str, Any]:
    """Return the share of rows right from all of their forms, and what was wrong; `converted` has 12 directions."""
    same = [(word, tense, tense) for row in rows for tense, word in enumerate(row)]
    answers = {**converted, **dict(zip(same, convert_all(inference, same), strict=True))}
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


def convert_all(inference: Inference, cases: Sequence[Case], on_progress: Progress = lambda done: None) -> list[str]:
    """Convert each word to one tense as the product does, telling how far it came after every few thousand."""
    converted: list[str] = []
    step = 8 * CHUNK
    for start in range(0, len(cases), step):
        part = cases[start : start + step]
        converted += inference.to_tense([word for word, _, _ in part], [s for _, s, _ in part], [t for _, _, t in part])
        on_progress(len(converted) / len(cases))
    return converted


def gaussian(
    inference: Inference, data: VerbData, lexicon: Lexicon, draws: int, seed: int, on_progress: Progress
) -> dict[str, Any]:
    """Score draws of z ~ N(0, I), decoded in the four tenses as they were drawn: the lab's protocol.

    `joint` are the same z, the four forms searched together, see `joint.joint`. `transported` are the same z moved by
    the learned map first, None where the model has none. `round_trip` decodes z, transported where there is a map, to
    the present tense, encodes that word and decodes its posterior mean. `novel` spells words between pairs of z, see
    `novel.novel`.
    """
    z = inference.noise(draws, seed)
    parts = 3 if inference.transport else 2
    forms, _ = inference.decode(z, lambda done: on_progress(done / parts))
    report = _judged(forms, data, lexicon)
    together, _ = joint(inference, z, lambda done: on_progress((1 + done) / parts))
    transported = None
    if inference.transport:
        forms, _ = inference.decode(inference.transported(z), lambda done: on_progress((2 + done) / parts))
        transported = _judged(forms, data, lexicon)
    returned, _ = inference.reconstruct([present for present, *_ in forms])
    seeds = [mixed_seed(seed, number) for number in range(draws)]
    invented, _ = novel(inference, z, seeds, lexicon.knows)
    return report | {
        "joint": _judged(together, data, lexicon),
        "transported": transported,
        "round_trip": _judged(returned, data, lexicon),
        "novel": _judged(invented, data, lexicon),
    }


def _judged(decoded: Sequence[Forms], data: VerbData, lexicon: Lexicon) -> dict[str, Any]:
    """Judge decoded draws.

    `score` is the share whose four words are a training row, `ci95` its interval, `distinct` the different rows among
    all draws. Of the others `new_real` are another real verb, `new_invented` regular forms of no known one, and the
    rest is `broken`. `lab_score` compares with every line of train.txt, so that a verb listed twice counts twice.
    """
    rows: Counter[Row] = Counter(data.train)
    hits = [forms if forms in rows else None for forms in decoded]
    found = sum(hit is not None for hit in hits)
    marks = Counter(map(lexicon.mark, decoded))
    return {
        "draws": len(decoded),
        "score": found / len(decoded),
        "ci95": list(wilson(found, len(decoded))),
        "lab_score": sum(rows[forms] for forms in decoded) / len(decoded),
        "distinct_per_100": distinct_per_100(hits) if len(hits) >= 100 else None,
        "distinct": len(set(hits) - {None}),
        "new_real": marks["real"] / len(decoded),
        "new_invented": marks["new"] / len(decoded),
        "broken": marks["broken"] / len(decoded),
    }
