"""A run's charts in the shell, those of the app, from its history alone."""

import shutil
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from ...core.errors import CheckpointError
from ...core.runs.history import read_history
from ...core.runs.metadata import read_facts
from ...core.runs.paths import find_run
from ..charts.curves import Curves
from ..charts.draw import draw
from ..charts.panel import Look
from ..charts.panels import CHARTS, STYLES, Chart, View, build, legend
from .output import clean, write

# Columns from which two charts stand side by side, and lines that a chart has at least.
WIDE, LEAST_HEIGHT = 100, 10
VIEW = View(axis="epoch", smoothing=0.0)


def plot(run: str) -> None:
    """Write the charts of a run, as large as the terminal."""
    path = find_run(run)
    name = read_facts(path).name
    curves = Curves(read_history(path)[0])
    drawn = [chart for chart in CHARTS if any(name in curves.series for name in chart.names)]
    if not drawn:
        raise CheckpointError(f"{name} has no history to draw; it has not reported a loss yet")
    columns, lines = shutil.get_terminal_size((80, 24))
    write(clean(f"{name}: epoch by epoch"))
    console = Console(highlight=False, width=max(40, columns))
    with console.capture() as captured:
        for row in rows(curves, drawn, console, lines - 2):
            console.print(row, no_wrap=True, overflow="crop")
    write(captured.get().rstrip("\n"))


def rows(curves: Curves, charts: list[Chart], console: Console, lines: int) -> list[Text]:
    """Return the charts line by line, two side by side where the console is wide enough."""
    across = 2 if console.width >= WIDE else 1
    width = console.width // across - 1
    height = max(LEAST_HEIGHT, lines // -(-len(charts) // across)) if across == 2 else LEAST_HEIGHT + 2
    # Without colours only their signs tell two lines apart.
    look = Look(STYLES, plain=console.color_system is None or console.no_color)
    found: list[Text] = []
    for first in range(0, len(charts), across):
        blocks = [_chart(curves, chart, look, width, height) for chart in charts[first : first + across]]
        for parts in zip_longest(*blocks, fillvalue=Text("")):
            for part in parts:
                part.pad_right(width + 1 - part.cell_len)
            found.append(Text("").join(parts))
    return found


def _chart(curves: Curves, chart: Chart, look: Look, width: int, height: int) -> list[Text]:
    title = legend(curves, chart, VIEW, look, width)
    return [title, *draw(build(curves, chart, VIEW, width), width, height - 1, look).split("\n")]
