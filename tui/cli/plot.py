"""A run's charts in the shell, those of the app, from its history alone."""

import shutil
import sys
from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from ...core.errors import CheckpointError
from ...core.runs.history import read_history
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import find_run
from ...core.sessions import spec_of
from ...core.spec import PanelSpec, TaskSpec
from ..charts.curves import Curves
from ..charts.draw import draw
from ..charts.panel import Look
from ..charts.panels import STYLES, View, build, legend
from ..sanitize import ascii_only, clean
from .output import write

# Columns from which two charts stand side by side, and lines that a chart has at least.
WIDE, LEAST_HEIGHT = 100, 10
VIEW = View(axis="epoch", smoothing=0.0)


def plot(run: str) -> None:
    """Write the charts of a run, as large as the terminal."""
    metadata = read_metadata(find_run(run))
    spec = spec_of(metadata)
    curves = Curves(read_history(metadata.path)[0])
    drawn = [panel for panel in spec.panels if any(name in curves.series for name in panel.names)]
    if not drawn:
        raise CheckpointError(f"{metadata.name} has no history to draw; it has not reported a loss yet")
    columns, lines = shutil.get_terminal_size((80, 24))
    write(clean(f"{metadata.name}: epoch by epoch"))
    console = Console(highlight=False, width=max(40, columns))
    with console.capture() as captured:
        for row in rows(curves, spec, drawn, console, lines - 2):
            console.print(row, no_wrap=True, overflow="crop")
    write(captured.get().rstrip("\n"))


def rows(curves: Curves, spec: TaskSpec, panels: Sequence[PanelSpec], console: Console, lines: int) -> list[Text]:
    """Return the charts line by line, two side by side where the console is wide enough."""
    across = 2 if console.width >= WIDE else 1
    width = console.width // across - 1
    height = max(LEAST_HEIGHT, lines // -(-len(panels) // across)) if across == 2 else LEAST_HEIGHT + 2
    # Without colours, or with few, only their signs tell two lines apart.
    look = Look(STYLES, ascii_only(sys.stdout), console.no_color or console.color_system not in ("256", "truecolor"))
    found: list[Text] = []
    for first in range(0, len(panels), across):
        blocks = [
            [legend(curves, panel, spec, VIEW, look, width),
             *draw(build(curves, panel, spec, VIEW, width), width, height - 1, look).split("\n")]
            for panel in panels[first : first + across]
        ]  # fmt: skip
        for parts in zip_longest(*blocks, fillvalue=Text("")):
            for part in parts:
                part.pad_right(width + 1 - part.cell_len)
            found.append(Text("").join(parts))
    return found
