"""Folders that look like runs, made without torch."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cvae_tui.core.events import Evaluated, Event, Finished, Started, Stepped
from cvae_tui.core.runs.history import write_history
from cvae_tui.core.runs.paths import runs_folder

LONG_AGO = 1_000_000_000.0


def history(step: int = 200, reason: Any = "done") -> list[Event]:
    dials = {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.003}
    scores = {"bleu4": 0.9, "exact": 0.8, "gaussian": 0.25, "gaussian_low": 0.2, "gaussian_high": 0.3, "distinct": 25.0}
    events: list[Event] = [Started(0, "tense", "gru", "cpu", 100, 20, 200, None)]
    events += [
        Stepped(at, at / 20, at / 200, at * 5, at / 10, dials, {"ce": 100 / at, "kl": 1.0})
        for at in range(10, step + 1, 10)
    ]
    events.append(Evaluated(step, step / 20, step / 10, scores))
    return [*events, Finished(step, reason, step / 10, 50.0)] if reason else events


def make_run(
    name: str,
    events: Sequence[Event] | None = None,
    *,
    reason: str = "done",
    score: dict[str, Any] | None = None,
    changed: float = LONG_AGO,
    parent: Path | None = None,
    saved: int | None = None,
    spent: bool = False,
    task: str = "tense",
    data: str = "lab",
    **settings: Any,
) -> Path:
    """Write a run's folder.

    `saved` is the step of its checkpoint, `changed` when it was last written to, `spent` that it used up its budget.
    """
    events = history(reason=reason) if events is None else events
    step = saved if saved is not None else events[-1].step if events else 200
    run = (parent or runs_folder()) / name
    run.mkdir(parents=True)
    config = {
        "format": 2, "task": task, "variant": settings.get("variant", "gru"), "preset": "report-000",
        "settings": {"variant": "gru", "lr": 0.003, "kl_weight": 1.0, **settings}, "vocabulary": "abc",
        "data": data, "fingerprint": "f00d", "versions": {},
    }  # fmt: skip
    (run / "config.json").write_text(json.dumps(config))
    progress = {"format": 2, "step": step, "seconds": step / 10, "fraction": 1.0 if spent else 0.5, "reason": reason}
    (run / "progress.json").write_text(json.dumps(progress))
    write_history(run, events)
    if score is not None:
        (run / "score.json").write_text(json.dumps({"figures": [], "step": step, **score}))
    for file in run.iterdir():
        os.utime(file, (changed, changed))
    return run
