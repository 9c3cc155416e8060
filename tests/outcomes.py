"""Outcomes written by hand: a run of a few reports, each with the evaluation after it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cvae_tui.core.answer import Row, Table, Text
from cvae_tui.core.events import Evaluated, Event, Finished, Started, Stepped
from cvae_tui.core.experiments.lessons import lesson_presets
from cvae_tui.core.experiments.outcome import Outcome, Trial
from cvae_tui.core.spec import TaskSpec

SAMPLES = Table(rows=(Row((Text("go"), Text(""))),))
# epoch, dials, losses, scores
Point = tuple[float, Mapping[str, float], Mapping[str, float], Mapping[str, float]]


def trial(spec: TaskSpec, preset: str, change: str = "", seed: int = 0) -> Trial:
    found = {known.name: known for known in (*spec.presets, *lesson_presets(spec))}[preset]
    return Trial(f"{preset} {change}".strip(), found, (), seed)


def made(
    spec: TaskSpec, preset: str, points: Sequence[Point], *, reason: Any = "done", message: str = "", seed: int = 0,
    score: dict[str, Any] | None = None, change: str = "",
) -> Outcome:  # fmt: skip
    events: list[Event] = [Started(0, spec.name, "", "cpu", 100, 10, None, 60.0)]
    for epoch, dials, losses, scores in points:
        step = round(10 * epoch)
        events += [
            Stepped(step, epoch, epoch / 10, 100 * step, 2.0 * epoch, dials, losses),
            Evaluated(step, epoch, 2.0 * epoch, scores, SAMPLES),
        ]
    if reason:
        events.append(Finished(10, reason, 20.0, 50.0, message))
    planned = trial(spec, preset, change, seed)
    return Outcome(spec, planned, Path("/runs") / planned.arm, tuple(events), score or {}, reason or "")
