"""The few figures that a run is known by in lists, sweeps and comparisons."""

from collections.abc import Mapping
from typing import Any

from ..spec import TaskSpec
from .metadata import value_at


def headline(spec: TaskSpec, score: Mapping[str, Any] | None, scores: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the task's headline metrics: each of the run's score or, where that lacks it, of an evaluation."""
    found: dict[str, float | None] = {}
    for key in spec.headline:
        scored = value_at(score, spec.metric(key).score) if spec.metric(key).score else None
        found[key] = value_at({"at": scores.get(key)}, "at") if scored is None else scored
    return found
