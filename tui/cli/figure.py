"""The curves of an experiment in one picture, drawn by matplotlib (the optional extra `report`)."""

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.events import Evaluated, Event, Stepped
from ...core.experiments.outcome import Outcome
from ...core.experiments.report import by_arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Title, the figure's name in the history, and how its axis is scaled.
PANELS = (
    ("CE, nats a word", "ce", "linear"),
    ("KL, nats a word", "kl", "symlog"),
    ("BLEU-4 of the test pairs", "bleu4", "linear"),
    ("Gaussian score, 200 draws", "gaussian", "linear"),
    ("KL weight", "kl_weight", "linear"),
    ("Teacher forcing", "teacher_forcing", "linear"),
)
FIGURES = {figure for _, figure, _ in PANELS}
Series = tuple[Sequence[float], Sequence[float]]
# Far above these is an explosion, which would press every other curve flat.
HIGHEST = {"ce": 40.0, "kl": 10_000.0}
MISSING = "the curves need matplotlib; install it with: pip install 'cvae-tui[report]', then run the command once more"


def can_draw() -> bool:
    """Tell whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw_curves(title: str, outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the losses, scores and schedules of all runs, by epoch, as one SVG; a colour for each arm.

    Raises:
        OSError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The same runs give the same file, its text stays text.
    with mpl.rc_context({"svg.hashsalt": "cvae-tui", "svg.fonttype": "none", "font.size": 8}):
        drawing = Figure(figsize=(10, 8.5), layout="constrained")
        axes: Any = drawing.subplots(3, 2)
        arms = by_arm(outcomes)
        colours = mpl.colormaps["tab10" if len(arms) <= 10 else "tab20"]
        lines = [
            (series_of(outcome.events), arm, colours(number % colours.N))
            for number, (arm, group) in enumerate(arms.items())
            for outcome in group
        ]
        for panel, (name, figure, scale) in zip(axes.flat, PANELS, strict=True):
            _panel(panel, name, scale)
            for series, arm, colour in lines:
                _line(panel, series, figure, arm, colour)
            if figure in HIGHEST:
                panel.set_ylim(0, min(panel.get_ylim()[1], HIGHEST[figure]))
        _legend(drawing, axes.flat[0])
        drawing.suptitle(title)
        drawing.savefig(path, format="svg", metadata={"Date": None})


def _panel(panel: "Axes", name: str, scale: str) -> None:
    panel.set_title(name, loc="left")
    panel.set_yscale(scale)
    panel.grid(alpha=0.3)
    panel.set_xlabel("epoch")


def _line(panel: "Axes", series: Mapping[str, Series], figure: str, label: str, colour: Any) -> None:
    if figure in series:
        epochs, values = series[figure]
        few = "." if figure in ("bleu4", "gaussian") else ""
        panel.plot(epochs, values, label=label, color=colour, linewidth=1, marker=few, markersize=3)


def _legend(drawing: Any, panel: "Axes") -> None:
    handles, labels = panel.get_legend_handles_labels()
    known = dict(zip(labels, handles, strict=True))
    if known:
        drawing.legend(
            known.values(), known.keys(), loc="outside lower center", ncols=min(4, len(known)), frameon=False
        )


def series_of(events: Sequence[Event]) -> dict[str, Series]:
    """Return every figure of the picture by name as (epochs, values), without what is not finite."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for event in events:
        figures: dict[str, float] = {}
        if isinstance(event, Stepped):
            figures = {**event.dials, **(event.losses or {})}
        elif isinstance(event, Evaluated):
            figures = dict(event.scores)
        for name, value in figures.items():
            if name in FIGURES and math.isfinite(value) and isinstance(event, Stepped | Evaluated):
                epochs, values = found.setdefault(name, ([], []))
                epochs.append(event.epoch)
                values.append(value)
    return {name: thinned(*series, most=240) for name, series in found.items()}


def thinned(epochs: Sequence[float], values: Sequence[float], most: int) -> Series:
    """Keep the smallest and the largest value of each stretch, so that no peak is lost and drawing stays quick."""
    if len(values) <= most:
        return epochs, values
    stretch = math.ceil(2 * len(values) / most)
    kept: list[int] = []
    for start in range(0, len(values), stretch):
        places = range(start, min(start + stretch, len(values)))
        kept += sorted({min(places, key=values.__getitem__), max(places, key=values.__getitem__)})
    return [epochs[i] for i in kept], [values[i] for i in kept]
