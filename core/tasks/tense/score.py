"""The scores of a model: quick ones between epochs, and the whole table with its baselines."""

import random
from collections.abc import Callable
from functools import partial
from statistics import mean
from typing import Any

from ...errors import UsageError
from ...metrics import bleu4, distinct_per_100, share, wilson
from .data import VerbData
from .inference import Conjugator, Forms
from .latent import latent_report
from .lexicon import shipped_lexicon
from .measure import DIRECTIONS, conversion, gaussian, paradigm
from .rules import RuleBaseline

QUICK_SEED, QUICK_DRAWS, QUICK_CONVERSIONS, SHOWN = 20, 200, 300, 8


def quick_scores(conjugator: Conjugator, data: VerbData) -> tuple[dict[str, float], tuple[Forms, ...]]:
    """Score a model while it learns, on a sample that is the same every time; also return verbs made from noise.

    `bleu4` and `test_exact` are of the test pairs and absent without any; `exact` is of 300 conversions of training
    rows. `gaussian` is the share of 200 draws, each z decoded in four tenses, that are training rows, from
    `gaussian_low` to `gaussian_high` with 95 % confidence; `distinct` is different ones in a hundred draws;
    `round_trip` is the share of the first 100 draws that are training rows after one round trip.
    """
    rows = frozenset(data.train)
    chosen = random.Random(QUICK_SEED)
    cases = [(chosen.choice(data.train), *chosen.choice(DIRECTIONS)) for _ in range(QUICK_CONVERSIONS)]
    words = [row[source] for row, source, _ in cases] + [pair.word for pair in data.test]
    sources = [source for _, source, _ in cases] + [pair.source for pair in data.test]
    targets = [target for _, _, target in cases] + [pair.target for pair in data.test]
    said = conjugator.to_tense(words, sources, targets)
    drawn, _ = conjugator.decode(conjugator.carried(conjugator.noise(QUICK_DRAWS, QUICK_SEED)))
    returned = conjugator.reread([forms[0] for forms in drawn[: QUICK_DRAWS // 2]])[0]
    hits = [forms in rows for forms in drawn]
    low, high = wilson(sum(hits), QUICK_DRAWS)
    scores = {
        "exact": share([word == row[target] for word, (row, _, target) in zip(said, cases, strict=False)]),
        "gaussian": share(hits),
        "gaussian_low": low,
        "gaussian_high": high,
        "distinct": distinct_per_100([forms if forms in rows else None for forms in drawn]),
        "round_trip": share([forms in rows for forms in returned]),
    }
    if data.test:
        tested = list(zip(said[QUICK_CONVERSIONS:], data.test, strict=True))
        scores["bleu4"] = mean(bleu4(word, pair.target_word) for word, pair in tested)
        scores["test_exact"] = share([word == pair.target_word for word, pair in tested])
    return scores, tuple(drawn[:SHOWN])


def score(
    conjugator: Conjugator,
    data: VerbData,
    *,
    draws: int = 10_000,
    seed: int = 0,
    run: str = "",
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, Any]:
    """Return the whole table, ready for JSON; `measure` and `latent` say what is in its blocks.

    All shares are from 0 to 1, all information in nats; what could not be measured is None. `progress` is told what
    is being measured and the share of that part that is done. The same seed draws the same noise.

    Raises:
        UsageError: no draws.
    """
    if draws < 1:
        raise UsageError(f"{draws} draws tell nothing; ask for at least 1")

    def told(part: str, done: float = 0.0) -> None:
        if progress is not None:
            progress(part, done)

    rules = RuleBaseline(data.train)
    told("test pairs")
    report: dict[str, Any] = {"run": run, "data": str(data.folder), "rows": len(data.train)}
    report |= {"distinct_rows": len(set(data.train)), "conversion": conversion(conjugator, data, rules)}
    told("conversions")
    report["paradigm"] = paradigm(conjugator, data, rules, partial(told, "conversions"))
    told("verbs from noise")
    lexicon = shipped_lexicon(data.train, data.unseen)
    drawn = gaussian(conjugator, data, lexicon, draws, seed, partial(told, "verbs from noise"))
    told("latent")
    report |= {"gaussian": drawn, "latent": latent_report(conjugator, data, 1.0 - drawn["broken"])}
    told("latent", 1.0)
    return report
