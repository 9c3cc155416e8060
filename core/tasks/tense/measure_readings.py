"""The parts of the score about what words are read as: unseen verbs without their tense, other forms, calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from ...calibration import expected_calibration_error, reliability
from ...metrics import share, wilson
from .config import KINDS, TENSES, Variants
from .conversion import Conversion
from .data import FREQUENT, VerbData
from .extra import OTHER, PARTICIPLE, Extra
from .inference import Inference
from .measure import DIRECTIONS
from .regular import is_regular
from .rules import RuleBaseline
from .selection import held_of

# Probability from which an answer is called sure, draws of the bootstrap, and failures that are named.
SURE, RESAMPLES, NAMED = 0.99, 2000, 40


def inferred(inference: Inference, data: VerbData, rules: RuleBaseline) -> dict[str, Any]:
    """Score the unseen verbs with the kind of form inferred, as words are typed, beside rules that are told the tense.

    `above_rules` are differences of shares with 95 % intervals by a bootstrap over verbs; None without unseen verbs.
    `told` is the same with the tense told. Where presents are known by a word list, `rules_words` are rules that have
    it too, and `without_words` is the model without.
    """
    if not data.unseen:
        return {"unseen_inferred_exact": None}
    known = inference.memory.word_list
    baselines = {"rules": rules} | ({"rules_words": RuleBaseline(data.train, known)} if known else {})
    report = _beside(inference, data, baselines)
    report["told"] = _beside(inference, data, baselines, "told")
    if not known:
        return report
    plain = Inference(inference.model, inference.transport, replace(inference.memory, word_list=frozenset()))
    return report | {"without_words": _beside(plain, data, {"rules": rules})}


def _beside(
    inference: Inference, data: VerbData, baselines: Mapping[str, RuleBaseline], tense: str = "inferred"
) -> dict[str, Any]:
    words = [forms[0] for verb in data.unseen for forms in verb]
    kinds = [None if tense == "inferred" else kind for _ in data.unseen for kind in range(len(TENSES))]
    answers = iter(inference.convert(words, kinds))
    ours: list[list[bool]] = []
    beside: dict[str, list[list[bool]]] = {name: [] for name in baselines}
    for verb in data.unseen:
        forms = [next(answers).forms for _ in TENSES]
        ours.append([forms[source][target] in verb[target] for source, target in DIRECTIONS])
        for name, rules in baselines.items():
            beside[name].append([rules.convert(verb[s][0], s, t) in verb[t] for s, t in DIRECTIONS])
    regular = [is_regular((a[0], b[0], c[0], d[0])) for a, b, c, d in data.unseen]
    report: dict[str, Any] = {f"above_{baseline}": {} for baseline in baselines}
    for name, kinds in (("unseen", (True, False)), ("unseen_regular", (True,)), ("unseen_irregular", (False,))):
        places = [place for place, kind in enumerate(regular) if kind in kinds]
        if not places:
            continue
        mine = [ours[place] for place in places]
        report[f"{name}_{tense}_exact"] = share([hit for hits in mine for hit in hits])
        for baseline, found in beside.items():
            theirs = [found[place] for place in places]
            report[f"{baseline}_{name}_exact"] = share([hit for hits in theirs for hit in hits])
            report[f"above_{baseline}"][name] = _difference(mine, theirs)
    return report


def _difference(ours: Sequence[Sequence[bool]], beside: Sequence[Sequence[bool]]) -> dict[str, Any]:
    gains = [sum(a) - sum(b) for a, b in zip(ours, beside, strict=True)]
    scale = 1.0 / (len(gains) * len(DIRECTIONS))
    draw = Random(0)
    means = sorted(sum(draw.choices(gains, k=len(gains))) * scale for _ in range(RESAMPLES))
    low, high = means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]
    return {"difference": sum(gains) * scale, "ci95": [low, high]}


def other_forms(inference: Inference, data: VerbData) -> dict[str, Any]:
    """Score forms that stand in no row, the kind inferred: right is the whole answer, all four forms.

    `participles` and `other_spellings` were never learned, `frequent` are those of the most frequent rows.
    """
    frequent = {row[0] for row in data.train[:FREQUENT]}
    parts = {
        "participles": [form for form in data.extra_unseen if form.kind == PARTICIPLE],
        "other_spellings": [form for form in data.extra_unseen if form.kind == OTHER],
        "frequent": [form for form in data.extra if form.verb[0][0] in frequent],
    }
    return {name: _forms(inference, forms) for name, forms in parts.items()}


def _forms(inference: Inference, forms: Sequence[Extra]) -> dict[str, Any] | None:
    if not forms:
        return None
    answers = inference.convert([form.word for form in forms], [None] * len(forms))
    right = [_is_right(answer, form.verb) for answer, form in zip(answers, forms, strict=True)]
    failures = [
        {
            "input": form.word,
            "from": KINDS[answer.source],
            "target": [v[0] for v in form.verb],
            "prediction": list(answer.forms),
        }
        for form, answer, hit in zip(forms, answers, right, strict=True)
        if not hit
    ]
    read = share([answer.source == form.kind for answer, form in zip(answers, forms, strict=True)])
    interval = list(wilson(sum(right), len(right)))
    return {"forms": len(forms), "exact": share(right), "ci95": interval, "kind": read, "failures": failures[:NAMED]}


def readings(inference: Inference, data: VerbData) -> dict[str, Any]:
    """Measure whether the likeliest reading is right as often as it says: of unseen verbs, and of rows held out.

    Right are a kind that the word is and four accepted forms. `sure` are the answers of 99 % and more.
    """
    held = held_of(inference.model.config, data)
    parts = {
        "unseen": [(form, verb) for verb in data.unseen for form in dict.fromkeys(forms[0] for forms in verb)],
        "held_out": [(word, tuple((form,) for form in row)) for row in held.rows for word in dict.fromkeys(row)],
    }
    return {name: _calibration(inference, found) for name, found in parts.items()}


def _calibration(inference: Inference, words: Sequence[tuple[str, Variants]]) -> dict[str, Any] | None:
    if not words:
        return None
    answers = inference.convert([word for word, _ in words], [None] * len(words))
    chances = [answer.readings[0].probability for answer in answers]
    right = [
        _is_right(answer, verb) and answer.source < len(TENSES) and word in verb[answer.source]
        for answer, (word, verb) in zip(answers, words, strict=True)
    ]
    sure = [hit for chance, hit in zip(chances, right, strict=True) if chance >= SURE]
    return {
        "words": len(words),
        "right": share(right),
        "calibration": expected_calibration_error(chances, right),
        "sure": {"answers": len(sure), "right": share(sure) if sure else None},
        "bins": [each._asdict() for each in reliability(chances, right)],
    }


def _is_right(answer: Conversion, verb: Variants) -> bool:
    return all(form in accepted for form, accepted in zip(answer.forms, verb, strict=True))
