"""Noise decoded as one paradigm: the four forms of a z are searched together, not each by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import exp

import torch
from jaxtyping import Float
from torch import Tensor

from ...device import threads_for
from .config import Row
from .conversion import Forms, Four
from .inference import CHUNK, Inference
from .model import Posterior
from .paradigms import candidates, features
from .readings import PENALTIES, SETTLED, likelihoods


def joint(
    inference: Inference, z: Float[Tensor, "N Z"], on_progress: Callable[[float], None] = lambda done: None
) -> tuple[list[Forms], list[Four]]:
    """Decode each z as it is into the likeliest of a few paradigms. Returns the forms and the probability of each.

    These are the four forms decoded greedily, and what each of them is a regular form of, with a regular past or the
    one decoded. They are compared by log p(forms | z) less `readings.PENALTIES`: irregular ones have to be likelier.
    """
    forms, certainty = inference.decode(z)
    # Where each form is all but certain, no other could make up for what irregular ones lose.
    doubtful = [place for place, four in enumerate(certainty) if min(four) < SETTLED]
    for start in range(0, len(doubtful), CHUNK):
        on_progress(start / len(doubtful))
        places = doubtful[start : start + CHUNK]
        with torch.no_grad(), threads_for(len(places)):
            found = list(_likeliest(inference, z[places], [forms[place] for place in places]))
        for place, (row, chances) in zip(places, found, strict=True):
            forms[place], certainty[place] = row, chances
    on_progress(1.0)
    return forms, certainty


def _likeliest(inference: Inference, z: Float[Tensor, "N Z"], decoded: Sequence[Forms]) -> Iterator[tuple[Forms, Four]]:
    """Yield of each z the likeliest of its candidates, and the probability of each form."""
    found = [
        dict.fromkeys(row for kind, form in enumerate(own) for row in candidates(form, kind, own)) for own in decoded
    ]
    forms = [sorted({form for row in rows for form in enumerate(row)}) for rows in found]
    owners = torch.tensor([place for place, few in enumerate(forms) for _ in few], device=z.device)
    pairs = [form for few in forms for form in few]
    values = iter(likelihoods(inference.model.eval(), Posterior(z, z), owners, pairs))
    for rows, few in zip(found, forms, strict=True):
        likely = {form: next(values) for form in few}
        best = max(rows, key=partial(_score, likely=likely))
        a, b, c, d = (exp(likely[form]) for form in enumerate(best))
        yield best, (a, b, c, d)


def _score(row: Row, likely: Mapping[tuple[int, str], float]) -> float:
    against = sum(loss * there for loss, there in zip(PENALTIES, features(row), strict=True))
    return sum(likely[form] for form in enumerate(row)) - against
