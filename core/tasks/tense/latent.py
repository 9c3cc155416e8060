"""Is the latent used, and how? Measured on training words, decoding z alone, so that attention cannot hide a dead z."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import torch

from ...answer import Bars, Figure, Report
from ...metrics import share
from .data import VerbData
from .diagnostics import Latent, Word, derangement, measure, verdict
from .inference import Inference
from .lexicon import shipped_lexicon
from .spec import SPEC

SEED, WORDS, DECODED, NOISE = 0, 2000, 300, 100
# The bars are never drawn larger than this many nats would be: a collapsed latent must look flat.
LEAST_NATS = 0.1


def diagnosis(details: Mapping[str, Any], prefix: str = "") -> Report:
    """Return the latent block as a report; `prefix` is where the block lies in the details of a larger one."""
    bars = tuple(0.0 if kl is None else float(kl) for kl in details["kl_per_dimension"])
    labels = tuple(f"z{dimension}" for dimension in range(len(bars)))
    return Report(
        figures=(
            Figure(f"{prefix}kl", "KL, nats a word", details["kl"], "nats"),
            Figure(
                f"{prefix}active_units", "active units", details["active_units"], "count",
                note=f"of {details['dimensions']}",
            ),
            Figure(
                f"{prefix}mutual_information", "mutual information, nats", details["mutual_information"], "nats",
                note=f"at most ln {details['mutual_information_n']}",
            ),
            Figure(
                f"{prefix}tense_probe", "tense probe", details["tense_probe"],
                baselines=(("chance", details["tense_chance"]),),
            ),
        ),
        views=(Bars("KL of each dimension", labels, bars, LEAST_NATS),),
        details=details,
        verdict=details["verdict"],
        tone=SPEC.verdict(details["verdict"]).tone,
        reason=details["reason"],
    )  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What was measured: of the latent, and what z alone gives back of `words`: by their own z and by others'."""

    latent: Latent
    words: Sequence[str]
    own: Sequence[str]
    other: Sequence[str]

    @property
    def stay(self) -> float:
        """The share of outputs that stay as they were with another word's z."""
        return share([a == b for a, b in zip(self.own, self.other, strict=True)])

    @property
    def verdict(self) -> tuple[Word, str]:
        """The verdict and its reason."""
        return verdict(self.latent, self.stay)


def look(inference: Inference, data: VerbData) -> Found:
    """Measure up to 2,000 training words, the same every time, and decode 300 of them; half a second on one thread."""
    rows = data.train[: inference.model.config.latent_rows or None]
    forms = [(word, tense) for row in rows for tense, word in enumerate(row)]
    chosen = random.Random(SEED).sample(forms, min(WORDS, len(forms)))
    words, tenses = [word for word, _ in chosen], [tense for _, tense in chosen]
    posterior = inference.posteriors(words, tenses)
    latent = measure(posterior.mu, posterior.logvar, torch.tensor(tenses), SEED)
    words, tenses, z = words[:DECODED], tenses[:DECODED], posterior.centred(inference.model.config.noise).mu[:DECODED]
    other = inference.decode_in(z[derangement(len(z), SEED)], tenses)
    return Found(latent, words, inference.decode_in(z, tenses), other)


def latent_block(inference: Inference, data: VerbData, consistent: float | None = None) -> dict[str, Any]:
    """Return the latent block of the score.

    `exact` and `shuffled_exact` are shares of 300 words that z alone gives back, their own and another word's;
    `shuffled_same` is the share that stays as it was. `consistent` is the share of draws from the prior that are not
    broken, measured on 100 when it is not given. KL is in nats, summed over dimensions, averaged over words.
    """
    found = look(inference, data)
    if consistent is None:
        lexicon = shipped_lexicon(data.train, data.unseen)
        drawn, _ = inference.decode(inference.noise(NOISE, SEED))
        consistent = share([lexicon.mark(forms) != "broken" for forms in drawn])
    latent, (word, reason) = found.latent, found.verdict
    numbers = {
        "kl": latent.kl,
        "mutual_information": latent.mutual_information,
        "aggregate_kl": latent.aggregate_kl,
        "tense_probe": latent.probe,
        "tense_chance": latent.chance,
        "exact": share([a == b for a, b in zip(found.own, found.words, strict=True)]),
        "shuffled_exact": share([a == b for a, b in zip(found.other, found.words, strict=True)]),
        "shuffled_same": found.stay,
        "consistent": consistent,
    }
    return {
        **{name: number if isfinite(number) else None for name, number in numbers.items()},
        "kl_per_dimension": [kl if isfinite(kl) else None for kl in latent.kl_per_dimension],
        "active_units": latent.active_units,
        "dimensions": len(latent.kl_per_dimension),
        "mutual_information_n": latent.n,
        "verdict": word,
        "reason": reason,
    }
