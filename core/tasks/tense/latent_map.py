"""The latent space as a picture: forms of the training verbs where their posterior means lie, seen in one plane."""

import random
from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from ...answer import Frame, Mark, Query, SampleRow, Scatter
from ...nn.plane import plane_of
from .config import TENSES, Row
from .inference import Inference

SEED, VERBS = 0, 250
PLACE = "place"
"""The key of the query for a place: its plane, x and y."""


def latent_map(
    inference: Inference,
    rows: Sequence[Row],
    drawn: tuple[Sequence[SampleRow], Float[Tensor, "N Z"]],
    asked: Sequence[Query],
    before: Frame,
    axes: Sequence[int] = (),
) -> Scatter:
    """Return the map of up to 250 of the verbs, in all tenses: about a tenth of a second on one thread.

    Marked are rows of samples with their z, and the words that were asked to be converted. `UsageError` where `axes`
    are not two of the dimensions.
    """
    distinct = list(dict.fromkeys(rows))
    chosen = random.Random(SEED).sample(distinct, min(VERBS, len(distinct)))
    words, tenses = [word for row in chosen for word in row], list(range(len(TENSES))) * len(chosen)
    mu = inference.posteriors(words, tenses).centred(inference.model.config.noise).mu.cpu().double()
    plane, note = plane_of(mu, axes, before)
    samples, z = drawn
    typed = list(dict.fromkeys(part for query in asked if query.key == "convert" for part in query.args))
    places = plane.project(torch.cat([z.cpu().double(), inference.word_means(typed).cpu().double()]))
    named = [(f"{row.seed:04x}", True) for row in samples] + [(word, False) for word, _ in typed]
    marks = [Mark(float(x), float(y), label, sample) for (x, y), (label, sample) in zip(places, named, strict=True)]
    points = cast("list[list[float]]", plane.project(mu).tolist())
    letters = tuple(word[0] for word in words)
    return Scatter(
        f"{len(chosen):,} verbs in z",
        tuple((x, y) for x, y in points),
        tuple(words),
        {"tense": tuple(TENSES[tense] for tense in tenses), "first letter": letters},
        tuple(marks),
        Query(PLACE, (plane.to_frame(),)),
        note,
        plane.to_frame(),
        mu.shape[1],
    )
