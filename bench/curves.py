"""How long a run's charts take to open and to draw again: `python bench/curves.py [EVENTS]`, a million by default."""

import math
import sys
from time import perf_counter

from cvae_tui.core.events import Event, Stepped
from cvae_tui.core.registry import find_task
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import STYLES, View, build

SIZE = (60, 14)
VIEW = View(smoothing=0.9)
SPEC = find_task(None)
LOSS = next(panel for panel in SPEC.panels if panel.smooth)


def events(first: int, last: int) -> list[Event]:
    """Reports of every metric: of the losses one that falls and swings, of the rest what does not change."""
    dials = {dial.key: 1.0 for dial in SPEC.dials}
    fixed = dict.fromkeys(LOSS.names[1:], 7.5)
    return [
        Stepped(
            10 * row,
            row / 8,
            0.0,
            0,
            row * 0.05,
            dials,
            {LOSS.names[0]: 20 / (1 + row / 1000) + math.sin(row), **fixed},
        )
        for row in range(first, last)
    ]


def drawn(curves: Curves) -> float:
    """Draw the charts; return the milliseconds each took on average."""
    begun = perf_counter()
    for panel in SPEC.panels:
        draw(build(curves, panel, SPEC, VIEW, SIZE[0]), *SIZE, Look(STYLES))
    return (perf_counter() - begun) * 1000 / len(SPEC.panels)


def measure(count: int) -> None:
    told = events(1, count + 1)
    begun = perf_counter()
    curves = Curves(told)
    taken_in = perf_counter() - begun
    first = drawn(curves)
    again: list[float] = []
    growing: list[float] = []
    for row in range(count + 1, count + 200, 10):
        news = events(row, row + 10)
        begun = perf_counter()
        curves.extend(news)
        growing.append((perf_counter() - begun) * 1000)
        again.append(drawn(curves))
    again.sort()
    print(
        f"{count:>9,} events: taken in {taken_in:.2f} s, first drawing {first * len(SPEC.panels):.0f} ms"
        f" ({len(SPEC.panels)} charts of {SIZE[0]} x {SIZE[1]});"
        f" then 10 more events {sorted(growing)[len(growing) // 2]:.2f} ms"
        f" and a chart drawn again {again[len(again) // 2]:.1f} ms (worst {again[-1]:.1f})"
    )


if __name__ == "__main__":
    drawn(Curves(events(1, 100)))
    for count in (1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        measure(count)
