"""A run's `score.json`: the figures of a report, what they were measured on, and the details that the task adds."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast, get_args

from ..answer import Figure, Report, Tone
from ..errors import CheckpointError
from ..spec import TaskSpec
from ..value_json import decode
from .durable import as_json, write_anew
from .metadata import read_progress, value_at, whole


def score_document(task: str, run: Path | str, data: Path | str, report: Report) -> dict[str, Any]:
    """Return what `score --json` writes of a report; the details of the task are at its top."""
    return {
        "task": task, "run": str(run), "data": str(data), **report.details,
        "figures": [asdict(figure) for figure in report.figures],
        "verdict": report.verdict, "reason": report.reason, "tone": report.tone,
    }  # fmt: skip


def save_score(run: Path, report_json: Mapping[str, Any]) -> None:
    """Write a run's `score.json`, with the step that was scored: of another state it is none."""
    folder = whole(run)
    progress = read_progress(folder)
    step = {"step": progress["step"]} if "step" in progress else {}
    try:
        write_anew(folder / "score.json", as_json({**report_json, **step}))
    except OSError as error:
        raise CheckpointError(
            f"the score cannot be kept in {run}: {error.strerror}; it is shown all the same"
        ) from None


def figures_of(score: Mapping[str, Any]) -> Report | None:
    """Return a score as a report without views; None where an earlier version made it, or it is damaged."""
    figures = score.get("figures")
    if not isinstance(figures, list):
        return None
    try:
        read = tuple(decode(Figure, figure) for figure in cast("list[Any]", figures))
        verdict, reason = (decode(str, score.get(name, "")) for name in ("verdict", "reason"))
    except (TypeError, KeyError, ValueError):
        return None
    tone: Any = score.get("tone")
    details = {name: value for name, value in score.items() if name != "figures"}
    return Report(read, (), details, verdict, tone if tone in get_args(Tone) else "plain", reason)


def headline(spec: TaskSpec, score: Mapping[str, Any] | None, scores: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the metrics that a run is known by: each of its score or, where that lacks it, of an evaluation."""
    found: dict[str, float | None] = {}
    for key in spec.headline:
        scored = value_at(score, spec.metric(key).score)
        found[key] = value_at(scores, key) if scored is None else scored
    return found
