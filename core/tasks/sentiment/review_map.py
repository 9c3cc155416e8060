"""Reviews as a picture: what the LSTM pools of each, seen in one plane."""

import random
from collections.abc import Mapping, Sequence
from typing import cast

from ...answer import Frame, Mark, Scatter
from ...errors import UsageError
from ...nn.plane import plane_of
from .config import LABELS
from .data import Reviews
from .reading import Reading

SEED, MOST, SHOWN = 0, 250, 60


def review_map(
    reading: Reading,
    reviews: Reviews,
    marked: Mapping[str, str],
    typed: Mapping[str, str],
    before: Frame,
    axes: Sequence[int] = (),
) -> Scatter:
    """Return the map of up to 250 of the reviews, those that are marked and typed texts among them, each by its name.

    Raises:
        UsageError: the model has no LSTM, or no such axes.
    """
    places = random.Random(SEED).sample(range(len(reviews)), min(MOST, len(reviews)))
    texts: Sequence[str] = [reviews.texts[place] for place in places]
    vectors = reading.vectors([*texts, *marked.values(), *typed.values()])
    if not vectors.shape[1]:
        raise UsageError("a bag of words has no vector of a review, so there is no map of them")
    plane, note = plane_of(vectors[: len(texts)], axes, before)
    projected = cast("list[list[float]]", plane.project(vectors.double()).tolist())
    points, others = projected[: len(texts)], projected[len(texts) :]
    named = [*((name, True) for name in marked), *((name, False) for name in typed)]
    labels = tuple(LABELS[reviews.labels[place]] for place in places)
    verdicts = [verdict.label for verdict in reading.verdicts(texts)]
    right = tuple("right" if said == label else "wrong" for said, label in zip(verdicts, labels, strict=True))
    return Scatter(
        f"{len(texts):,} validation reviews",
        tuple((x, y) for x, y in points),
        tuple(" ".join(text.split())[:SHOWN] for text in texts),
        {"label": labels, "verdict": right},
        tuple(Mark(x, y, name[:SHOWN], sample) for (x, y), (name, sample) in zip(others, named, strict=True)),
        None,
        note,
        plane.to_frame(),
        vectors.shape[1],
    )
