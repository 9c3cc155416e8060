"""The scores of a model: quick ones between epochs, and the whole table with its baselines."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import mean
from typing import Any

from ...answer import Curve, Figure, Kind, Report
from ...calibration import Bin, reliability_curve
from ...metrics import bleu4, distinct_per_100, share, wilson
from ...task import OnProgress, ScoreOptions
from .config import Row
from .data import VerbData
from .inference import Inference
from .latent import diagnosis, latent_block
from .lexicon import shipped_lexicon
from .measure import DIRECTIONS, conversion, gaussian, paradigm
from .measure_readings import inferred, other_forms, readings
from .rules import RuleBaseline

QUICK_SEED, QUICK_DRAWS, QUICK_CONVERSIONS = 20, 200, 300
# The best single checkpoint published for the lab, the mean of five evaluations, and the rows it was measured on.
PUBLISHED_BLEU4, PUBLISHED_GAUSSIAN, PUBLISHED_ROWS = 0.957, 0.444, 1227

OTHER_FORMS = (
    ("participles", "unseen participles"),
    ("other_spellings", "unseen spellings"),
    ("frequent", "other forms of frequent verbs"),
)
# What an answer is made by, which is scored with the model.
DECODED = "each form decoded greedily"
SEARCHED = "the likeliest of a few paradigms: the forms decoded greedily, and regular ones by the spelling rules"
LISTED = SEARCHED + "; a present that is no word of a list of English words has to be likelier"

DRAWN: tuple[tuple[str, str, Kind], ...] = (
    ("distinct_per_100", "distinct in 100 draws", "count"),
    ("distinct", "distinct in all", "count"),
    ("new_real", "another real verb", "share"),
    ("new_invented", "regular forms of no known verb", "share"),
    ("broken", "broken", "share"),
)


def passes_published(scores: Mapping[str, float]) -> bool:
    """Tell whether an evaluation's scores, `gaussian` of z as drawn, are both at least the published best."""
    return scores.get("bleu4", 0.0) >= PUBLISHED_BLEU4 and scores.get("gaussian", 0.0) >= PUBLISHED_GAUSSIAN


def quick_scores(inference: Inference, data: VerbData) -> dict[str, float]:
    """Score a model while it learns, on a sample that is the same every time; the spec's metrics name most.

    `test_exact` and `bleu4` are absent without test pairs, `transported` and the like without a map; `_low` and `_high`
    are 95 % intervals; `round_trip` is of the first 100 of 200 draws, transported where there is a map.
    """
    chosen = random.Random(QUICK_SEED)
    cases = [(chosen.choice(data.train), *chosen.choice(DIRECTIONS)) for _ in range(QUICK_CONVERSIONS)]
    words = [row[source] for row, source, _ in cases] + [pair.word for pair in data.test]
    sources = [source for _, source, _ in cases] + [pair.source for pair in data.test]
    targets = [target for _, _, target in cases] + [pair.target for pair in data.test]
    converted = inference.to_tense(words, sources, targets)
    right = [word == row[target] for word, (row, _, target) in zip(converted, cases, strict=False)]
    scores = {"exact": share(right), **_noise_scores(inference, frozenset(data.train))}
    if data.test:
        tested = list(zip(converted[QUICK_CONVERSIONS:], data.test, strict=True))
        scores["bleu4"] = mean(bleu4(word, pair.target_word) for word, pair in tested)
        scores["test_exact"] = share([word == pair.target_word for word, pair in tested])
    return scores


def _noise_scores(inference: Inference, rows: frozenset[Row]) -> dict[str, float]:
    z = inference.noise(QUICK_DRAWS, QUICK_SEED)
    forms, _ = inference.decode(z)
    scores = _hits(forms, rows, "gaussian", "distinct")
    if inference.transport:
        forms, _ = inference.decode(inference.transported(z))
        scores |= _hits(forms, rows, "transported", "transported_distinct")
    returned, _ = inference.reconstruct([present for present, *_ in forms[: QUICK_DRAWS // 2]])
    return scores | {"round_trip": share([four in rows for four in returned])}


def _hits(forms: Sequence[Row], rows: frozenset[Row], name: str, distinct: str) -> dict[str, float]:
    hits = [four if four in rows else None for four in forms]
    found = sum(hit is not None for hit in hits)
    low, high = wilson(found, len(hits))
    scores = {name: found / len(hits), f"{name}_low": low, f"{name}_high": high}
    return {**scores, distinct: distinct_per_100(hits)}


def score(inference: Inference, data: VerbData, options: ScoreOptions, on_progress: OnProgress) -> Report:
    """Return the whole score: shares from 0 to 1, information in nats; what could not be measured is left out."""
    lexicon, rules = shipped_lexicon(data.train, data.unseen), RuleBaseline(data.train)
    on_progress("test pairs", 0.0)
    details: dict[str, Any] = {"rows": len(data.train), "distinct_rows": len(set(data.train))}
    details["conversion"] = conversion(inference, data, rules)
    details["paradigm"] = paradigm(inference, data, rules, _part(on_progress, "conversions"))
    details["paradigm"] |= inferred(inference, data, rules)
    listed = LISTED if inference.memory.word_list else SEARCHED
    details["answers"] = listed if inference.weighed else DECODED
    details["other_forms"] = other_forms(inference, data)
    details["readings"] = readings(inference, data)
    noise = _part(on_progress, "verbs from noise")
    details["gaussian"] = drawn = gaussian(inference, data, lexicon, options.draws, options.seed, noise)
    on_progress("latent", 0.0)
    details["latent"] = latent_block(inference, data, 1.0 - drawn["broken"])
    details["notes"] = list(data.notes)
    on_progress("latent", 1.0)
    latent = diagnosis(details["latent"], "latent.")
    figures = (*_conversion_figures(details), *_reading_figures(details), *_noise_figures(details), *latent.figures)
    measured = tuple(figure for figure in figures if figure.value is not None)
    return Report(
        measured, (*_curves(details["readings"]), *latent.views), details, latent.verdict, latent.tone, latent.reason
    )


def _part(on_progress: OnProgress, name: str) -> Callable[[float], None]:
    on_progress(name, 0.0)
    return partial(on_progress, name)


def _conversion_figures(details: Mapping[str, Any]) -> list[Figure]:
    conversion, paradigm = details["conversion"], details["paradigm"]
    figures: list[Figure] = []
    for key, part, label in (
        ("conversion.bleu4", conversion, f"test pairs ({conversion['pairs']}): BLEU-4"),
        ("conversion.exact", conversion, "test pairs: exact"),
        ("paradigm.seen_exact", paradigm, "training rows: exact"),
        ("paradigm.unseen_exact", paradigm, f"unseen verbs ({paradigm['unseen_verbs']}): exact"),
        ("paradigm.unseen_inferred_exact", paradigm, "  the tense inferred: exact"),
    ):
        name = key.partition(".")[2]
        baselines = [(kind, part[f"{kind}_{name}"]) for kind in ("copy", "rules") if f"{kind}_{name}" in part]
        baselines += _published(details, PUBLISHED_BLEU4) if name == "bleu4" else []
        if name == "unseen_inferred_exact" and "without_words" in part:
            baselines += [
                ("rules with the word list", part["rules_words_unseen_exact"]),
                ("without the word list", part["without_words"][name]),
            ]
        figures.append(Figure(key, label, part[name], baselines=tuple(baselines)))
    return figures


def _reading_figures(details: Mapping[str, Any]) -> list[Figure]:
    figures: list[Figure] = []
    for name, label in OTHER_FORMS:
        if (part := details["other_forms"][name]) is not None:
            low, high = part["ci95"]
            text = f"{label} ({part['forms']}): all four"
            figures.append(Figure(f"other_forms.{name}.exact", text, part["exact"], interval=(low, high)))
    for name, label in (("held_out", "rows held out"), ("unseen", "unseen verbs")):
        if (part := details["readings"][name]) is not None:
            sure = part["sure"]
            figures.append(Figure(f"readings.{name}.calibration", f"{label}: calibration error", part["calibration"]))
            note = f"of {sure['answers']:,} answers"
            figures.append(Figure(f"readings.{name}.sure.right", "  right where 99 % sure", sure["right"], note=note))
    return figures


def _curves(parts: Mapping[str, Any]) -> list[Curve]:
    return [
        reliability_curve([Bin(**each) for each in part["bins"]], f"{name.replace('_', ' ')}: right, by how sure it is")
        for name, part in parts.items()
        if part is not None
    ]


def _noise_figures(details: Mapping[str, Any]) -> list[Figure]:
    prior, figures = details["gaussian"], list[Figure]()
    for key, part, label in (
        ("gaussian", prior, "Gaussian"),
        ("gaussian.joint", prior["joint"], "as drawn, four forms together"),
        ("gaussian.transported", prior["transported"], "transported"),
        ("gaussian.round_trip", prior["round_trip"], "round trip"),
        ("gaussian.novel", prior["novel"], "novel"),
    ):
        if part is None:
            continue
        low, high = part["ci95"]
        title, published = f"{label} ({part['draws']:,} draws)", _published(details, PUBLISHED_GAUSSIAN)
        baselines = tuple(published) if part is prior else ()
        figures.append(Figure(f"{key}.score", title, part["score"], interval=(low, high), baselines=baselines))
        if part is prior:
            figures.append(Figure(f"{key}.lab_score", "Gaussian as the lab counts it", part["lab_score"]))
        figures += [Figure(f"{key}.{name}", f"  {text}", part[name], kind) for name, text, kind in DRAWN]
    return figures


def _published(details: Mapping[str, Any], best: float) -> list[tuple[str, float | None]]:
    return [("published best", best)] if details["rows"] == PUBLISHED_ROWS else []
