"""How long the history of a run takes to open and to draw: `python bench/history.py [EVENTS]`, a million by default."""

import math
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cvae_tui.core.events import Event, Stepped
from cvae_tui.core.registry import find_task
from cvae_tui.core.runs.history import FILE, cut_history, read_history, write_history
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import STYLES, View, build
from cvae_tui.tui.session.follow import Followed

SIZE = (58, 16)


SPEC = find_task(None)


def event(row: int) -> Event:
    dials = {dial.key: 0.5 for dial in SPEC.dials}
    losses = {name: 20 / (1 + row / 1000) + math.sin(row) for name in SPEC.panels[0].names}
    return Stepped(10 * row, row / 8, row / 1e6, 80 * row, row * 0.05, dials, losses)


def measure(run: Path, count: int) -> None:
    write_history(run, map(event, range(1, count + 1)))
    begun = perf_counter()
    events, corrupt_lines = read_history(run)
    opened = perf_counter() - begun
    curves = Curves(events)
    known = perf_counter() - begun
    for panel in SPEC.panels:
        draw(build(curves, panel, SPEC, View(smoothing=0.9), SIZE[0]), *SIZE, Look(STYLES))
    drawn = perf_counter() - begun
    begun = perf_counter()
    followed = Followed(run)
    followed.look()
    following = perf_counter() - begun
    followed.close()
    begun = perf_counter()
    cut_history(run, lambda _: True)
    cut = perf_counter() - begun
    size = (run / FILE).stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:>9,} events ({size:.0f} MB): read in {opened:.2f} s ({len(events):,} of them,"
        f" {corrupt_lines} corrupt), curves at {known:.2f} s, its charts at {drawn:.2f} s;"
        f" followed in {following:.2f} s ({len(followed.events):,});"
        f" cut back for a resume in {cut:.1f} s; most memory so far {peak:.0f} MB"
    )


if __name__ == "__main__":
    for count in (1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        with TemporaryDirectory() as folder:
            measure(Path(folder), count)
