"""Outcomes written by hand: a run of a few reports and evaluations."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.core.events import Evaluated, Event, Finished, Started, Stepped
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.experiments.plan import Trial

# epoch, KL weight, teacher forcing, CE, KL, BLEU-4, Gaussian
Point = tuple[float, float, float, float, float, float, float]


@pytest.fixture
def made() -> Callable[..., Outcome]:
    """Make an outcome of points, each a report and the evaluation after it."""

    def make(
        preset: str, points: Sequence[Point], *, reason: Any = "done", message: str = "", seed: int = 0,
        score: dict[str, Any] | None = None, change: str = "",
    ) -> Outcome:  # fmt: skip
        events: list[Event] = [Started(0, "tense", "gru", "cpu", 100, 10, None, 60.0)]
        for epoch, weight, forcing, ce, kl, bleu4, gaussian in points:
            step = round(10 * epoch)
            dials = {"kl_weight": weight, "teacher_forcing": forcing}
            losses = {"ce": ce, "kl": kl}
            events += [
                Stepped(step, epoch, epoch / 10, 100 * step, 2.0 * epoch, dials, losses),
                Evaluated(step, epoch, 2.0 * epoch, {"bleu4": bleu4, "gaussian": gaussian}, (("go", "goes"),)),
            ]
        if reason:
            events.append(Finished(10, reason, 20.0, 50.0, message))
        arm = f"{preset} {change}".strip()
        return Outcome(Trial(arm, preset, (), seed), Path("/runs") / arm, tuple(events), score or {}, reason or "")

    return make
