"""Draw conversion against generation: `python docs/tradeoff.py EXPERIMENT` writes docs/tradeoff.svg.

EXPERIMENT is the folder of a `cvae-tui experiment` whose runs differ in one setting, here `attention_prob`.
"""

import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from cvae_tui.core.runs.metadata import RunMetadata, read_metadata, value_at
from cvae_tui.core.runs.paths import is_run

FILE = Path(__file__).with_name("tradeoff.svg")
SETTING = "attention_prob"
# What the vertical axis may be: a name, and where it stands in a run's score.
CONVERSIONS = (
    ("unseen verbs", "paradigm.unseen_exact"),
    ("rows it was trained on", "paradigm.seen_exact"),
    ("rules, unseen verbs", "paradigm.rules_unseen_exact"),
)


def draw(runs: list[RunMetadata]) -> None:
    """Write one point a run: how many z drawn from the prior are a training row, and how many conversions are right."""
    runs = sorted(runs, key=lambda run: run.settings[SETTING])
    across = [_figure(run, "gaussian.score") for run in runs]
    with mpl.rc_context({"svg.hashsalt": "cvae-tui", "svg.fonttype": "none", "font.size": 9}):
        drawing = Figure(figsize=(6.5, 4), layout="constrained")
        panel: Any = drawing.subplots()
        for (name, place), style in zip(CONVERSIONS, ("o-", "s-", ":"), strict=True):
            panel.plot(across, [_figure(run, place) for run in runs], style, label=name, markersize=4)
        for x, run in zip(across, runs, strict=True):
            y = _figure(run, CONVERSIONS[0][1])
            panel.annotate(f"{run.settings[SETTING]:g}", (x, y), textcoords="offset points", xytext=(4, -11))
        panel.set_xlabel("share of 5,000 draws that are training rows, z as drawn")
        panel.set_ylabel("exact match over the 12 directions")
        panel.grid(alpha=0.3)
        panel.legend(frameon=False, title=f"numbers: {SETTING}")
        drawing.savefig(FILE, format="svg", metadata={"Date": None})


def _figure(run: RunMetadata, place: str) -> float:
    return value_at(run.score, place) or 0.0


if __name__ == "__main__":
    draw([read_metadata(folder) for folder in (Path(sys.argv[1]) / "runs").iterdir() if is_run(folder)])
    sys.stdout.write(f"{FILE}\n")
