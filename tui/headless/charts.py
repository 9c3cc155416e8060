"""A run's charts as plain text, from its history alone."""

import itertools
import math
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from ...core.errors import CheckpointError
from ...core.events import Evaluated, Event, Stepped
from ...core.history import read_history
from ...core.paths import find_run
from ...core.run import read_facts
from .output import clean, on_terminal, write

Series = tuple[Sequence[float], Sequence[float]]

# Title, figures drawn against the left axis, figures drawn against the right one.
CHARTS: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
    ("CE and KL (right), nats a word", {"ce": "CE"}, {"kl": "KL"}),
    ("BLEU-4 and exact match", {"bleu4": "BLEU-4", "exact": "exact"}, {}),
    ("Gaussian score and distinct in 100 (right)", {"gaussian": "Gaussian"}, {"distinct": "distinct"}),
    ("KL weight and teacher forcing", {"kl_weight": "KL weight", "teacher_forcing": "teacher forcing"}, {}),
)
CHARTED = {name for _, left, right in CHARTS for name in (*left, *right)}
WIDE, LEAST_HEIGHT = 100, 10


def plot(run: str) -> None:
    """Write the charts of a run, as large as the terminal."""
    path = find_run(run)
    name = read_facts(path).name
    series = series_of(read_history(path)[0])
    if not series:
        raise CheckpointError(f"{name} has no history to draw; it has not reported a loss yet")
    columns, lines = shutil.get_terminal_size((80, 24))
    write(clean(f"{name}: epoch by epoch"))
    write(draw(series, max(40, columns), max(2 * LEAST_HEIGHT, lines - 2)))


def series_of(events: Sequence[Event]) -> dict[str, Series]:
    """Return every figure of the charts by name as (epochs, values), without what is not finite."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for event in events:
        figures: dict[str, float] = {}
        if isinstance(event, Stepped):
            figures = {**event.dials, **(event.losses or {})}
        elif isinstance(event, Evaluated):
            figures = dict(event.scores)
        for name, value in figures.items():
            if name in CHARTED and math.isfinite(value) and isinstance(event, Stepped | Evaluated):
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


def draw(series: Mapping[str, Series], columns: int, lines: int) -> str:
    """Return the charts side by side on a wide terminal, else one below the other."""
    import plotext

    drawn = [chart for chart in CHARTS if any(name in series for name in (*chart[1], *chart[2]))]
    across = 2 if columns >= WIDE else 1
    height = max(LEAST_HEIGHT, lines // math.ceil(len(drawn) / across) if across == 2 else 12)
    blocks = [_chart(plotext, chart, series, columns // across, height) for chart in drawn]
    if across == 1:
        return "\n".join(blocks)
    rows = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
    return "\n".join(_beside(row) for row in rows)


def _chart(plotext: Any, chart: tuple[str, Mapping[str, str], Mapping[str, str]], series: Mapping[str, Series],
           width: int, height: int) -> str:  # fmt: skip
    title, left, right = chart
    plotext.clear_figure()
    plotext.plot_size(width, height)
    plotext.theme("pro")
    # Without colours only their signs tell two lines apart.
    signs = itertools.repeat("braille") if on_terminal() else itertools.cycle(("braille", "x"))
    for names, side in ((left, "left"), (right, "right")):
        for name, label in names.items():
            if name in series:
                plotext.plot(*series[name], label=label, yside=side, marker=next(signs))
    plotext.title(title)
    text = str(plotext.build())
    return text if on_terminal() else str(plotext.uncolorize(text))


def _beside(blocks: Sequence[str]) -> str:
    """Put drawings of equal height side by side."""
    return "\n".join("".join(parts) for parts in zip(*(block.splitlines() for block in blocks), strict=False))
