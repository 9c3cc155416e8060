"""Names that tense runs of format 1 have for what is called otherwise by now."""

from collections.abc import Mapping
from typing import Any

from ...spec import FormerNames


def scores(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what evaluations called otherwise: their noise was transported first where the run has a transport."""
    if not settings.get("transport"):
        return {}
    return {
        "gaussian": "transported",
        "gaussian_low": "transported_low",
        "gaussian_high": "transported_high",
        "distinct": "transported_distinct",
    }


_REPORTS = (
    "000", "000-monotonic", "000-cyclical", "001-tf8-1", "001-tf8-2", "001-tf4-1", "001-tf4-2",
    "002", "002-equal-rates", "002-monotonic",
)  # fmt: skip

FORMER = FormerNames(
    settings={
        "invented": "hallucination",
        "compounds": "prefixed",
        "emphasis": "oversample",
        "dreamed": "prior_samples",
        "attended": "attention_prob",
        "naming": "latent_mlp",
        "letters": "ce_reduction",
    },
    presets={f"seed-{report}": f"report-{report}" for report in _REPORTS},
    tensors={"model.name.": "model.latent_mlp.", "transport.favour": "transport.potential"},
    losses={"dream_ce": "prior_ce"},
    scores=scores,
)
