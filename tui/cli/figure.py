"""The curves of an experiment in one picture, drawn by matplotlib (the optional extra `report`)."""

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from ...core.events import Event
from ...core.experiments.outcome import Outcome
from ...core.experiments.report import by_arm
from ...core.spec import Metric
from ..charts.curves import Curves
from ..charts.series import Floats, condense

Series = tuple[Floats, Floats]
# How many times the middle value the highest is where a run exploded, which would press every other curve flat.
EXPLODED = 50.0
# Points up to which each has a mark, and those that a curve keeps.
FEW, MOST = 60, 240
MISSING = "the curves need matplotlib; install it with: pip install 'cvae-tui[report]', then run the command once more"


def can_draw() -> bool:
    """Tell whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw_curves(title: str, outcomes: Sequence[Outcome], path: Path) -> None:
    """Write every metric of the task's panels, of all runs, by epoch, as one SVG; a colour for each arm."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    spec, arms = outcomes[0].spec, by_arm(outcomes)
    colours = mpl.colormaps["tab10" if len(arms) <= 10 else "tab20"]
    lines = [
        (series_of(outcome.events), arm, colours(number % colours.N))
        for number, (arm, group) in enumerate(arms.items())
        for outcome in group
    ]
    declared = list(dict.fromkeys(key for panel in spec.panels for key in panel.names))
    keys = [key for key in declared if any(key in series for series, _, _ in lines)] or declared[:1]
    # The same runs give the same file, its text stays text.
    with mpl.rc_context({"svg.hashsalt": "cvae-tui", "svg.fonttype": "none", "font.size": 8}):
        rows = math.ceil(len(keys) / 2)
        drawing = Figure(figsize=(10, 0.7 + 2.6 * rows), layout="constrained")
        axes: Any = drawing.subplots(rows, 2, squeeze=False)
        for panel, key in zip(axes.flat, keys, strict=False):
            _panel(panel, spec.metric(key), spec.unit, lines)
        for panel in axes.flat[len(keys) :]:
            panel.set_axis_off()
        known = {
            label: handle
            for panel in axes.flat
            for handle, label in zip(*panel.get_legend_handles_labels(), strict=True)
        }
        if known:
            drawing.legend(
                known.values(), known.keys(), loc="outside lower center", ncols=min(4, len(known)), frameon=False
            )
        drawing.suptitle(title)
        drawing.savefig(path, format="svg", metadata={"Date": None})


def _panel(panel: Any, metric: Metric, unit: str, lines: Sequence[tuple[Mapping[str, Series], str, Any]]) -> None:
    panel.set_title(f"{metric.label}, nats a {unit}" if metric.kind == "nats" else metric.label, loc="left")
    panel.grid(alpha=0.3)
    panel.set_xlabel("epoch")
    values: list[float] = []
    for series, arm, colour in lines:
        if metric.key in series:
            epochs, found = series[metric.key]
            panel.plot(
                epochs, found, label=arm, color=colour, linewidth=1, marker="." * (len(found) <= FEW), markersize=3
            )
            values += found.tolist()
    if values and max(values) > EXPLODED * abs(median(values)) > 0:
        panel.set_yscale("symlog", linthresh=abs(median(values)))


def series_of(events: Sequence[Event]) -> dict[str, Series]:
    """Return every figure of a run by name as (epochs, values), without what is not finite, and no more than is seen.

    Of a long one the extremes of each stretch stay, so that no peak is lost and drawing stays quick.
    """
    found: dict[str, Series] = {}
    for name, series in Curves(events).series.items():
        epochs, values = series.points("epoch")
        epochs, values = epochs[np.isfinite(values)], values[np.isfinite(values)]
        if len(values) > MOST:
            epochs, values = condense(np.linspace(0, MOST // 2, len(values)).round(), epochs, values)
        if len(values):
            found[name] = epochs, values
    return found
