"""Where a speller errs: letters written for others, errors by kind, calibration, and the gradient through time."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import TYPE_CHECKING, cast

import torch

from ...answer import Curve, Figure, Heatmap, Report, Row, Table, Text
from ...calibration import expected_calibration_error, reliability, reliability_curve
from ...metrics import share, wilson
from .bptt import gradient_by_distance
from .corrector import Corrector
from .data import Judged, Pair
from .edits import KINDS, align, kind_of
from .lattice import posterior
from .measure import first, top, verdict_of
from .spec import SPEC
from .suggestion import Suggestion
from .words import encode

if TYPE_CHECKING:
    from .speller import Speller

# Validation inputs that a diagnosis looks at, and letters that its heat map shows.
DIAGNOSED, SHOWN = 400, 12
Found = Sequence[Sequence[Suggestion]]


def diagnosis(speller: "Speller", held: Sequence[Judged]) -> Report:
    """Return letters written for others, calibration, errors by kind, and the gradient through time, on validation."""
    asked = {"validation": list(held)[:DIAGNOSED]}
    found = speller.suggester.suggest([x for x, _ in asked["validation"]], remember=False)
    answers: dict[str, Found] = {"validation": found}
    probabilities, right = best_probabilities(asked, answers)
    error = expected_calibration_error(probabilities, right)
    sizes = gradient_by_distance()
    steps = tuple(float(step) for step in range(len(next(iter(sizes.values())))))
    powers = {name: tuple(log10(max(size, 1e-300)) for size in found) for name, found in sizes.items()}
    lesson = Curve("BPTT: size of the last step's gradient by steps into the past, as a power of ten", steps, powers)
    views = (
        _confusions(speller, asked["validation"]),
        calibration_curve(probabilities, right),
        kinds_table(asked, answers),
        lesson,
    )
    figures = (
        Figure("top1", "validation words right", share(right), interval=wilson(sum(right), len(right))),
        Figure("calibration", "expected calibration error", error),
    )
    said = {x: first(found) for (x, _), found in zip(asked["validation"], answers["validation"], strict=True)}
    verdict, reason = verdict_of(said, share(right))
    reason = f"{reason}; the probability of the best suggestion is off by {error:.1%} on average"
    details = {"top1": share(right), "calibration": error}
    return Report(figures, views, details, verdict, SPEC.verdict(verdict).tone, reason)


def best_probabilities(
    lists: Mapping[str, Sequence[Judged]], answers: Mapping[str, Found]
) -> tuple[list[float], list[bool]]:
    """Return the probability of the best suggestion for every input, and whether it is right."""
    probabilities = [each[0].probability if each else 0.0 for name in lists for each in answers[name]]
    return probabilities, [hit for name in lists for hit in top(answers[name], lists[name], 1)]


def calibration_curve(probabilities: Sequence[float], right: Sequence[bool]) -> Curve:
    """Return the share that is right by the probability that was given, the diagonal beside it."""
    return reliability_curve(reliability(probabilities, right), "calibration: probability given, share right")


def kinds_table(lists: Mapping[str, Sequence[Judged]], answers: Mapping[str, Found]) -> Table:
    """Return how many errors of each kind there are, and the share that is corrected."""
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for name, asked in lists.items():
        for (x, right), hit in zip(asked, top(answers[name], asked, 1), strict=True):
            hits[kind_of(right[0], x) or KINDS[-1]].append(hit)
    rows = [
        Row((Text(kind), Text(f"{len(found):,}"), Text(f"{share(found):.0%}", share(found))))
        for kind, found in hits.items()
        if found
    ]
    return Table(("kind of error", "words", "right"), tuple(rows), "errors by kind")


def _confusions(speller: "Speller", asked: Sequence[Judged]) -> Heatmap:
    """Return which letters are written for which: as the channel reads the pairs or, without one, by least edits."""
    counts: dict[tuple[str, str], float] = {}
    pairs = [(right[0], x) for x, right in asked]
    found = _expected(speller.suggester, pairs) if isinstance(speller.suggester, Corrector) else _edited(pairs)
    for key, value in found:
        counts[key] = counts.get(key, 0.0) + value
    letters = sorted({letter for key in counts for letter in key})
    weight = {a: sum(v for key, v in counts.items() if a in key) for a in letters}
    shown = sorted(sorted(letters, key=lambda letter: -weight[letter])[:SHOWN])
    largest = max((counts.get((a, b), 0.0) for a in shown for b in shown), default=0.0) or 1.0
    values = tuple(tuple(counts.get((a, b), 0.0) / largest for b in shown) for a in shown)
    return Heatmap("letters meant (rows) and written for them (columns)", tuple(shown), tuple(shown), values)


def _edited(pairs: Sequence[Pair]) -> list[tuple[tuple[str, str], float]]:
    edits = (edit for meant, written in pairs for edit in align(meant, written))
    return [((e.meant, e.written), 1.0) for e in edits if len(e.meant) == len(e.written) == 1 and e.meant != e.written]


def _expected(corrector: Corrector, pairs: Sequence[Pair]) -> list[tuple[tuple[str, str], float]]:
    found: list[tuple[tuple[str, str], float]] = []
    for start in range(0, len(pairs), 64):
        part = pairs[start : start + 64]
        source, target = (encode(words, corrector.device) for words in zip(*part, strict=True))
        with torch.no_grad():
            lattice = corrector.network.channel.lattice(source, target)
        emit = posterior(lattice, source.lengths, target.lengths)[0].emit
        for (meant, written), table in zip(part, cast("list[list[list[float]]]", emit.tolist()), strict=True):
            found += [((a, b), table[i][j]) for i, a in enumerate(meant) for j, b in enumerate(written) if a != b]
    return found
