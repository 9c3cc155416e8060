"""What a speller is worth: pairs by file, unseen words beside other checkers, right words kept, and calibration."""

from collections.abc import Mapping, Sequence
from math import comb
from typing import TYPE_CHECKING, Any

from ...answer import Figure, Report
from ...calibration import expected_calibration_error, reliability
from ...metrics import share, wilson
from ...task import OnProgress, ScoreOptions
from . import baselines
from .data import Judged, Pair, SpellingData, targets_of
from .diagnosis import Found, best_probabilities, calibration_curve, kinds_table
from .measure import by_heart, by_place, first, halves, mean_bleu, top, verdict_of
from .spec import SPEC

if TYPE_CHECKING:
    from .speller import Speller

BY_HEART = ("by_heart_bleu4", "by_heart_exact")
BESIDE = (
    ("copy_bleu4", "copy"), ("by_heart_bleu4", "the training pairs by heart"), ("alone_bleu4", "without memory")
)  # fmt: skip
CHECKERS = ("copy", "symspell", "aspell", "hunspell")


def score(speller: "Speller", data: SpellingData, options: ScoreOptions, on_progress: OnProgress) -> Report:
    """Score the pairs of every file, the held-out lists, and the right words; of each list `draws` at the most."""
    held = halves(data)[1]
    on_progress("pairs", 0.0)
    meant = dict(reversed(data.validation))
    files = {**data.tests, "validation": tuple((x, meant[x]) for x, _ in held)[: options.draws]}
    pairs = {name: _pairs(speller, found, name in data.tests) for name, found in files.items()}
    table = targets_of(data.pairs)
    for name, found in data.tests.items():
        pairs[name] |= dict(zip(BY_HEART, by_heart(table, found), strict=True))
    unseen = data.unseen or {"validation": tuple(held)}
    lists = {name: _some(asked, options) for name, asked in unseen.items()}
    by_source: dict[str, Any] = {}
    answers: dict[str, Found] = {}
    for number, (name, asked) in enumerate(lists.items()):
        on_progress(f"unseen {name}", 0.2 + 0.6 * number / len(lists))
        # The pairs have all that validates; held-out lists have nothing of theirs.
        answers[name] = speller.suggester.suggest([x for x, _ in asked], remember=bool(data.unseen))
        by_source[name] = _source(speller, asked, answers[name])
    on_progress("right words", 0.8)
    kept, kept_by = _kept(speller, data)
    probabilities, right = best_probabilities(lists, answers)
    details: dict[str, Any] = {
        "pairs": pairs,
        "unseen": {**_together(lists, answers), "by_source": by_source},
        "about": dict(baselines.about(speller.lexicon)),
        "training_pairs": dict(zip(BY_HEART, by_heart(table, data.pairs), strict=True)) if data.tests else {},
        "kept": kept, "kept_by": kept_by, "calibration": expected_calibration_error(probabilities, right),
        "calibration_bins": [
            {"words": each.answers, "probability": each.probability, "right": each.right}
            for each in reliability(probabilities, right)
        ],
    }  # fmt: skip
    said = {
        x: first(found) for name, asked in lists.items() for (x, _), found in zip(asked, answers[name], strict=True)
    }
    verdict, reason = verdict_of(said, details["unseen"]["top1"], details["kept"]["all"])
    views = (calibration_curve(probabilities, right), kinds_table(lists, answers))
    return Report(_figures(details), views, details, verdict, SPEC.verdict(verdict).tone, reason)


# --- parts ---


def _some(asked: Sequence[Judged], options: ScoreOptions) -> list[Judged]:
    known = dict(asked)
    return [(x, known[x]) for x in by_place(list(known), str(options.seed))[: options.draws]]


def _pairs(speller: "Speller", pairs: Sequence[Pair], remember: bool) -> dict[str, Any]:
    """Return the lab's scores of pairs; that an input is wrong is told, so that it is not its own correction.

    The pairs that validate stand in the memory, so with them it is left out.
    """
    words = [x for x, _ in pairs]
    said, alone = (
        [first(each) for each in speller.suggester.suggest(words, itself=False, remember=remember)]
        for remember in (remember, False)
    )
    return {
        "pairs": len(pairs), "bleu4": mean_bleu(said, pairs),
        "exact": share([a == word for a, (_, word) in zip(said, pairs, strict=True)]),
        "copy_bleu4": mean_bleu(words, pairs),
        "alone_bleu4": mean_bleu(alone, pairs),
        "alone_exact": share([a == word for a, (_, word) in zip(alone, pairs, strict=True)]),
        "predictions": [
            {"input": x, "target": word, "prediction": a} for a, (x, word) in zip(said, pairs, strict=True)
        ],
    }  # fmt: skip


def _together(lists: Mapping[str, Sequence[Judged]], answers: Mapping[str, Found]) -> dict[str, Any]:
    asked = [each for name in lists for each in lists[name]]
    found = [each for name in lists for each in answers[name]]
    return _tops(top(found, asked, 1), top(found, asked, 5))


def _tops(one: Sequence[bool], five: Sequence[bool]) -> dict[str, Any]:
    return {
        "pairs": len(one), "top1": share(one), "top5": share(five), "ci95": list(wilson(sum(one), len(one))),
        "top5_ci95": list(wilson(sum(five), len(five))),
    }  # fmt: skip


def _source(speller: "Speller", asked: Sequence[Judged], found: Found) -> dict[str, Any]:
    """Return a list's scores, those of the other checkers on it, and a paired test against each."""
    one, five = top(found, asked, 1), top(found, asked, 5)
    words = [x for x, _ in asked]
    beside: dict[str, float] = {}
    beside5: dict[str, float] = {}
    paired: dict[str, Any] = {}
    for name, suggestions in baselines.available(speller.lexicon, words).items():
        hits = {n: [bool(set(s[:n]) & set(r)) for s, (_, r) in zip(suggestions, asked, strict=True)] for n in (1, 5)}
        beside[name], beside5[name] = share(hits[1]), share(hits[5])
        paired[name] = {"top1": mcnemar(one, hits[1]), "top5": mcnemar(five, hits[5])}
    known = [any(word in speller.lexicon for word in right) for _, right in asked]
    return {
        **_tops(one, five), "baselines": beside, "baselines_top5": beside5, "paired": paired,
        "in_lexicon": share(known),
    }  # fmt: skip


def mcnemar(ours: Sequence[bool], theirs: Sequence[bool]) -> dict[str, Any]:
    """Return where only one of two is right, and the two-sided p-value of the exact test (McNemar 1947)."""
    better = sum(a and not b for a, b in zip(ours, theirs, strict=True))
    worse = sum(b and not a for a, b in zip(ours, theirs, strict=True))
    n = better + worse
    tail = sum(comb(n, k) for k in range(min(better, worse) + 1))
    return {"better": better, "worse": worse, "p": min(1.0, 2 * tail / 2**n) if n else 1.0}


def _kept(speller: "Speller", data: SpellingData) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the share of right words left alone, by kind and, but for those of no lexicon, of all."""
    if data.kept:
        kinds = {name: list(words) for name, words in data.kept.items()}
    else:
        kinds = {"frequent": by_place(speller.lexicon.words[:10_000], "kept")[:500]}
    stays = {
        name: [bool(found) and found[0].word == word for found, word in zip(speller.correct(words), words, strict=True)]
        for name, words in kinds.items()
    }
    details = {
        name: {
            "words": len(found), "ci95": list(wilson(sum(found), len(found))),
            "in_lexicon": share([speller.known(word) for word in kinds[name]]),
            "changed": [word for word, stayed in zip(kinds[name], found, strict=True) if not stayed][:20],
        }
        for name, found in stays.items()
    }  # fmt: skip
    everything = [each for name, found in stays.items() for each in found if name != "unknown" or len(stays) == 1]
    return {"all": share(everything), **{name: share(found) for name, found in stays.items()}}, details


# --- the report ---


def _figures(details: Mapping[str, Any]) -> tuple[Figure, ...]:
    figures = [
        figure
        for name, found in details["pairs"].items()
        for figure in (
            Figure(
                f"pairs.{name}.bleu4",
                f"{name}: BLEU-4",
                found["bleu4"],
                baselines=tuple((label, found[key]) for key, label in BESIDE if key in found),
            ),
            Figure(f"pairs.{name}.exact", f"{name}: exact", found["exact"], note=f"of {found['pairs']:,} pairs"),
        )
    ]
    if found := details["training_pairs"]:
        bleu, exact = (found[key] for key in BY_HEART)
        figures.append(
            Figure("training_pairs.by_heart_bleu4", "training pairs known by heart: BLEU-4", bleu,
                   note=f"{exact:.3f} exact: inputs with several targets are guessed")
        )  # fmt: skip
    for name, found in details["unseen"]["by_source"].items():
        beside = [(kind, found["baselines"][kind]) for kind in CHECKERS if kind in found["baselines"]]
        beside5 = [(kind, found["baselines_top5"][kind]) for kind in CHECKERS if kind in found["baselines_top5"]]
        at = f"unseen.by_source.{name}"
        figures += [
            Figure(f"{at}.top1", f"unseen, {name}: right", found["top1"], interval=tuple(found["ci95"]),
                   baselines=tuple(beside), note=f"of {found['pairs']:,} words"),
            Figure(f"{at}.top5", f"unseen, {name}: in five", found["top5"], interval=tuple(found["top5_ci95"]),
                   baselines=tuple(beside5)),
        ]  # fmt: skip
    figures += [
        Figure(f"kept.{name}", f"right words left alone, {name}", value,
               interval=tuple(details["kept_by"][name]["ci95"]) if name in details["kept_by"] else None)
        for name, value in details["kept"].items()
    ]  # fmt: skip
    return (*figures, Figure("calibration", "expected calibration error", details["calibration"]))
