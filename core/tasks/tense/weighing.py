"""The weights of a model's readings, fitted on rows that it never learns, and how it fares on those."""

from collections.abc import Sequence

import torch

from ...calibration import expected_calibration_error
from ...metrics import share
from .config import KINDS, Row
from .inference import Inference
from .readings import fit_kinds, fit_paradigms
from .selection import Held


def weigh(inference: Inference, held: Held) -> dict[str, float]:
    """Fit the model's `reading` weights on what was held out; return scores of the answers that it gives with them.

    `held_out` is the share of forms right, kinds inferred; `calibration` the readings' expected calibration error.
    """
    forms = [(word, tense, row) for row in held.rows for tense, word in enumerate(row) if row.count(word) == 1]
    forms += [(word, kind, row) for word, kind, row in held.extra]
    words, kinds, rows = [form[0] for form in forms], [form[1] for form in forms], [form[2] for form in forms]
    if not words:
        return {}
    factor = _kinds(inference, words, kinds, held.others)
    found = [each.candidates for each in inference.paradigms(words, kinds)]
    model = inference.model
    weights = (factor, *fit_paradigms(found, rows))
    # A new tensor's values: what a step has handed on may not change under whoever holds it.
    model.register_buffer("reading", torch.tensor(weights, device=inference.device))
    return judged(inference, words, rows)


def judged(inference: Inference, words: Sequence[str], rows: Sequence[Row]) -> dict[str, float]:
    """Return the share of forms right and the calibration error of the readings, each word's kind inferred."""
    answers = inference.convert(words, [None] * len(words))
    right = [a == b for answer, row in zip(answers, rows, strict=True) for a, b in zip(answer.forms, row, strict=True)]
    whole = [answer.forms == row for answer, row in zip(answers, rows, strict=True)]
    chances = [answer.readings[0].probability for answer in answers]
    return {"held_out": share(right), "calibration": expected_calibration_error(chances, whole)}


def _kinds(inference: Inference, words: Sequence[str], kinds: Sequence[int], others: Sequence[str]) -> float:
    logits = inference.kind_logits([*words, *others]).cpu()
    return fit_kinds(logits, torch.tensor([*kinds, *(len(KINDS) for _ in others)]))
