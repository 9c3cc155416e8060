"""How long a run's charts take to open and to draw again: `python bench/curves.py [EVENTS]`, a million by default."""

import math
import sys
from time import perf_counter

from cvae_tui.core.events import Event, Stepped
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import CHARTS, STYLES, View, build

SIZE = (58, 16)
VIEW = View(smoothing=0.9)


def events(first: int, last: int) -> list[Event]:
    dials = {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.003}
    return [
        Stepped(10 * row, row / 8, 0.0, 0, row * 0.05, dials, {"ce": 20 / (1 + row / 1000) + math.sin(row), "kl": 7.5})
        for row in range(first, last)
    ]


def drawn(curves: Curves) -> float:
    """Draw the four charts; return the milliseconds each took on average."""
    begun = perf_counter()
    for chart in CHARTS:
        draw(build(curves, chart, VIEW, SIZE[0]), *SIZE, Look(STYLES))
    return (perf_counter() - begun) * 1000 / len(CHARTS)


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
        f"{count:>9,} events: taken in {taken_in:.2f} s, first drawing {first * len(CHARTS):.0f} ms (four charts);"
        f" then 10 more events {sorted(growing)[len(growing) // 2]:.2f} ms"
        f" and a chart drawn again {again[len(again) // 2]:.1f} ms (worst {again[-1]:.1f})"
    )


if __name__ == "__main__":
    drawn(Curves(events(1, 100)))
    for count in (1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        measure(count)
