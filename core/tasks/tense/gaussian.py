"""Verbs made from noise: how many are training rows, and what the others are."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from ...metrics import distinct_per_100, wilson
from .config import Row
from .data import VerbData
from .inference import Forms, Inference
from .lexicon import Lexicon


def gaussian(
    inference: Inference,
    data: VerbData,
    lexicon: Lexicon,
    draws: int,
    seed: int,
    on_progress: Callable[[float], None] = lambda done: None,
) -> dict[str, Any]:
    """Score draws of z ~ N(0, I), decoded in the four tenses as they were drawn: the lab's protocol.

    `transported` are the same z moved by the learned map first, None where the model has none. `round_trip` decodes
    z, transported where there is a map, to the present tense, encodes that word and decodes its posterior mean.
    """
    z = inference.noise(draws, seed)
    parts = 2 if inference.transport else 1
    forms, _ = inference.decode(z, lambda done: on_progress(done / parts))
    report = _judged(forms, data, lexicon)
    transported = None
    if inference.transport:
        forms, _ = inference.decode(inference.transported(z), lambda done: on_progress((1 + done) / parts))
        transported = _judged(forms, data, lexicon)
    returned, _ = inference.reconstruct([present for present, *_ in forms])
    return report | {"transported": transported, "round_trip": _judged(returned, data, lexicon)}


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
        "distinct_per_100": distinct_per_100(hits),
        "distinct": len(set(hits) - {None}),
        "new_real": marks["real"] / len(decoded),
        "new_invented": marks["new"] / len(decoded),
        "broken": marks["broken"] / len(decoded),
    }
