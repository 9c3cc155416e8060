"""Accuracy beside its baselines, on another domain and on negation, and what probabilities are worth."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...answer import Figure, Heatmap, Report, Row, Table, Text, Tone, View
from ...calibration import reliability_curve
from ...errors import DataError
from ...metrics import share
from ...task import OnProgress
from . import baselines
from .calibration import fit_scales
from .config import LABELS
from .data import Reviews, SentimentData, other_domain
from .measure import Measured, failures, measure, read_all
from .probes import probes
from .reading import Reading
from .spec import SPEC

# The expected calibration error from which probabilities are off, and how far an accuracy must be from a baseline's to
# be another one: half a 95 % interval of 5,000 reviews.
OFF, NOTICEABLE = 0.05, 0.008
# Accuracy that the interval must lie above for reading to be more than luck: report 004's last state on padding, 0.601
# after five epochs, has learned next to nothing.
LUCK = 0.6
NAMES = {"tfidf_svm": "TF-IDF and SVM", "naive_bayes": "naive Bayes", "majority": "majority"}


def quick_scores(reading: Reading, validation: Reviews) -> tuple[dict[str, float], str, str]:
    """Weigh the model's parts by the validation reviews, and return scores on them by metric, verdict and reason.

    The loss is that before the weighing, as in training, which rises when a model overfits.
    """
    logits, labels = read_all(reading, validation)
    scales = fit_scales(logits, labels)
    reading.model.scales.copy_(scales)
    found = Measured(logits @ scales, labels)
    low, high = found.interval
    scores = {
        "validation_loss": Measured(logits.mean(1), labels).loss, "accuracy": found.accuracy, "accuracy_low": low,
        "accuracy_high": high, "calibration": found.calibration,
    }  # fmt: skip
    return scores, *verdict_of(found, {})


def score(reading: Reading, data: SentimentData, on_progress: OnProgress) -> Report:
    """Return the score on the test reviews, which nothing was chosen by."""
    found = measure(reading, data.test, lambda done: on_progress("reviews", 0.4 * done))
    notes = list(data.notes)
    other = _other(notes)
    away = (
        None if other is None else measure(reading, other, lambda done: on_progress("other domain", 0.4 + 0.2 * done))
    )
    on_progress("negation", 0.6)
    missed = failures(reading, probes())
    on_progress("baselines", 0.65)
    tests = (data.test, *(() if other is None else (other,)))
    beside = baselines.accuracies(data.train, tests)
    if not baselines.installed():
        notes.append(f"the baselines need scikit-learn: {baselines.INSTALL}")
    here: dict[str, float | None] = {name: values[0] for name, values in beside.items()}
    here["majority"] = baselines.majority(data.train, data.test)
    details: dict[str, Any] = {
        "reviews": len(data.test), "accuracy": found.accuracy, "ci95": list(found.interval), "loss": found.loss,
        "calibration": found.calibration, "scales": reading.model.scales.tolist(), "confusion": found.confusion,
        "baselines": here, "out_of_domain": _domain(away, {name: values[-1] for name, values in beside.items()}),
        "negation": {family: share(wrong) for family, wrong in missed.items()},
        "probes": {family: len(wrong) for family, wrong in missed.items()},
        "notes": notes,
    }  # fmt: skip
    on_progress("baselines", 1.0)
    verdict, reason = verdict_of(found, here)
    tone = SPEC.verdict(verdict).tone
    return Report(_figures(found, details), _views(found, missed), details, verdict, tone, reason)


def diagnosis(reading: Reading, validation: Reviews | None) -> Report:
    """Return the confusion table, the probes by family and the calibration, on validation reviews where they are."""
    missed = failures(reading, probes())
    found = None if validation is None or not len(validation) else measure(reading, validation)
    details: dict[str, Any] = {"negation": {family: share(wrong) for family, wrong in missed.items()}}
    figures = (_negation(missed),)
    if found is not None:
        details |= {"accuracy": found.accuracy, "calibration": found.calibration, "confusion": found.confusion}
        figures = (_accuracy(found, {}), _calibration(found), *figures)
    verdict, reason = verdict_of(found, {}) if found is not None else ("", "")
    return Report(figures, _views(found, missed), details, verdict, SPEC.verdict(verdict).tone, reason)


def verdict_of(found: Measured, beside: Mapping[str, float | None]) -> tuple[str, str]:
    """Judge an accuracy by its baselines, then the probabilities; and say why."""
    shown = f"accuracy {found.accuracy:.1%}"
    answers = [sum(column) for column in zip(*found.confusion, strict=True)]
    if not all(answers):
        return "always the same answer", f"every review is called {LABELS[answers[1] > 0]}"
    if found.interval[0] <= LUCK:
        return "guesses", f"{shown}, hardly better than a coin"
    if found.calibration > OFF:
        return "sure of itself", f"certainty and accuracy lie {found.calibration:.1%} apart; {shown}"
    linear = beside.get("tfidf_svm")
    if linear is None:
        return "reads reviews", shown
    ahead = found.accuracy - linear
    where = "ahead of" if ahead > NOTICEABLE else "behind" if ahead < -NOTICEABLE else "level with"
    return f"{where} the linear model", f"{shown}, a linear model of one and two words {linear:.1%}"


def _other(notes: list[str]) -> Reviews | None:
    try:
        return other_domain()
    except DataError as error:
        notes.append(f"no other domain is scored: {error}")
        return None


def _domain(found: Measured | None, beside: Mapping[str, float | None]) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "reviews": len(found.labels), "accuracy": found.accuracy, "ci95": list(found.interval),
        "calibration": found.calibration, "baselines": dict(beside),
    }  # fmt: skip


def _accuracy(found: Measured, beside: Mapping[str, float | None]) -> Figure:
    named = tuple((name, beside[key]) for key, name in NAMES.items() if key in beside)
    return Figure(
        "accuracy", "accuracy", found.accuracy, interval=found.interval, baselines=named,
        note=f"of {len(found.labels):,} reviews",
    )  # fmt: skip


def _calibration(found: Measured) -> Figure:
    return Figure("calibration", "expected calibration error", found.calibration, note="0: a probability is a share")


def _negation(missed: Mapping[str, Sequence[bool]]) -> Figure:
    wrong = [wrong for family in missed.values() for wrong in family]
    return Figure("", "negation: probes missed", share(wrong), note=f"of {len(wrong)} in {len(missed)} families")


def _figures(found: Measured, details: Mapping[str, Any]) -> tuple[Figure, ...]:
    figures = [
        _accuracy(found, details["baselines"]),
        Figure("loss", "cross entropy", found.loss, "nats", note="a coin's is 0.693"),
        _calibration(found),
    ]
    if (away := details["out_of_domain"]) is not None:
        low, high = away["ci95"]
        named = tuple((NAMES[key], value) for key, value in away["baselines"].items())
        note = f"of {away['reviews']:,} sentences of Rotten Tomatoes"
        figures.append(
            Figure("out_of_domain.accuracy", "other domain", away["accuracy"], interval=(low, high), baselines=named,
                   note=note)
        )  # fmt: skip
    for family, rate in details["negation"].items():
        figures.append(
            Figure(f"negation.{family}", f"missed: {family}", rate, note=f"of {details['probes'][family]} probes")
        )
    return tuple(figures)


def _views(found: Measured | None, missed: Mapping[str, Sequence[bool]]) -> tuple[View, ...]:
    table = _probe_table(missed)
    if found is None:
        return (table,)
    rows = tuple(tuple(count / max(1, sum(row)) for count in row) for row in found.confusion)
    return (
        Heatmap("label (rows), answer (columns)", LABELS, LABELS, rows),
        table,
        reliability_curve(found.reliability),
    )


def _probe_table(missed: Mapping[str, Sequence[bool]]) -> Table:
    """Return how many probes of each family are missed, and the first of them."""
    texts: dict[str, list[str]] = {}
    for probe in probes():
        texts.setdefault(probe.family, []).append(probe.text)
    rows: list[Row] = []
    for family, wrong in missed.items():
        example = next((text for text, bad in zip(texts[family], wrong, strict=True) if bad), "")
        cells = (Text(f"{sum(wrong)} of {len(wrong)}", tone=_tone(share(wrong))), Text(example))
        rows.append(Row(cells, label=family))
    return Table(("missed", "for example"), tuple(rows), "negation, by family", (0, 30))


def _tone(missed: float) -> Tone:
    return "good" if missed < 0.2 else "notice" if missed < 0.5 else "bad"
