"""The four charts of a run: which metrics share one, what they are called, and what a chart of curves shows now.

For charts without a screen: `draw(build(Curves(events), chart, View()), width, height, look)` for chart in CHARTS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.text import Text

from .buckets import Floats
from .curves import Curves
from .draw import ASCII, MARKERS
from .panel import Line, Look, Panel, Rule
from .series import Axis, Series
from .ticks import duration, short

SMOOTHINGS = (0.0, 0.6, 0.9, 0.97, 0.99, 0.999)
# Saves come often; these many columns apart they do not fill a chart.
_SAVES = 10

# Where the words would not fit above a chart.
SHORT: Mapping[str, str] = {
    "bleu4": "BLEU",
    "exact": "ex",
    "gaussian": "Gauss",
    "round_trip": "trip",
    "distinct": "dist",
    "kl_weight": "KL w",
    "teacher_forcing": "tf",
    "encoder_lr": "enc",
}
LABELS: Mapping[str, str] = {
    "ce": "CE",
    "kl": "KL",
    "bleu4": "BLEU-4",
    "exact": "exact",
    "gaussian": "Gaussian",
    "round_trip": "round trip",
    "distinct": "distinct",
    "kl_weight": "KL weight",
    "teacher_forcing": "teacher",
    "lr": "lr",
    "encoder_lr": "encoder lr",
}
# Where there is no theme to ask. The colours of Okabe and Ito, told apart by nearly every eye.
STYLES: Mapping[str, str] = {
    "ce": "#e69f00",
    "kl": "#56b4e9",
    "bleu4": "#009e73",
    "exact": "#f0e442",
    "gaussian": "#cc79a7",
    "round_trip": "#56b4e9",
    "distinct": "#d55e00",
    "kl_weight": "#56b4e9",
    "teacher_forcing": "#009e73",
    "lr": "#d55e00",
    "encoder_lr": "#e69f00",
    "axis": "bright_black",
    "saved": "bright_black",
    "resumed": "bright_black",
    "dial": "yellow",
    "alert": "red",
    "ce:faint": "#735000",
    "kl:faint": "#2b5a74",
    "gaussian:faint": "#663d54",
}


@dataclass(frozen=True)
class Chart:
    """Metrics that share a chart, those of the left and those of the right axis; `smooth` if they are smoothed."""

    key: str
    title: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    smooth: bool = False
    zero: bool = False
    empty: str = "no evaluation yet"

    @property
    def names(self) -> tuple[str, ...]:
        """All its metrics."""
        return self.left + self.right


CHARTS = (
    Chart("loss", "Loss", ("ce",), ("kl",), smooth=True, empty="no step reported yet"),
    Chart("scores", "Scores", ("bleu4", "exact")),
    Chart("gaussian", "Noise", ("gaussian", "round_trip"), ("distinct",), zero=True),
    Chart("schedules", "Dials", ("kl_weight", "teacher_forcing"), ("lr", "encoder_lr"), zero=True, empty="no step yet"),
)


@dataclass(frozen=True)
class View:
    """How the charts are looked at: along which axis, smoothed how much, which are logarithmic, where the cursor is."""

    axis: Axis = "step"
    smoothing: float = SMOOTHINGS[1]
    log: frozenset[str] = frozenset()
    cursor: float | None = None


def build(curves: Curves, chart: Chart, view: View, columns: int = 80, other: Curves | None = None) -> Panel:
    """Return what a chart shows of a run and, faintly, of another one laid under it."""
    lines = [line for name in chart.names for line in _lines(curves, chart, name, view)]
    extents = [curves.extent(view.axis)]
    if other is not None:
        lines += [replace(line, faint=True) for name in chart.names for line in _smooth(other, chart, name, view)]
        extents.append(other.extent(view.axis))
    known = [extent for extent in extents if extent is not None]
    return Panel(
        lines=tuple(lines),
        rules=tuple(_rules(curves, view, columns)),
        extent=(min(low for low, _ in known), max(high for _, high in known)) if known else (0.0, 1.0),
        seconds=view.axis == "seconds",
        log=chart.key in view.log,
        zero=chart.zero,
        empty=chart.empty,
    )


def _lines(curves: Curves, chart: Chart, name: str, view: View) -> list[Line]:
    lines = _smooth(curves, chart, name, view)
    if lines and chart.smooth and view.smoothing > 0:
        lines += _traced(curves, chart, name, view, 0.0, faint=True)
    return lines


def _smooth(curves: Curves, chart: Chart, name: str, view: View) -> list[Line]:
    return _traced(curves, chart, name, view, view.smoothing if chart.smooth else 0.0)


def _traced(curves: Curves, chart: Chart, name: str, view: View, weight: float, faint: bool = False) -> list[Line]:
    series = curves.series.get(name)
    if series is None:
        return []
    x, y = series.trace(view.axis, weight).points
    right = name in chart.right
    mark = chart.names.index(name)
    return [Line(name, x, y, right, faint, mark, None if faint else _interval(curves, series, name, view, x))]


def _interval(curves: Curves, series: Series, name: str, view: View, x: Floats) -> tuple[Floats, Floats] | None:
    ends = [curves.series.get(f"{name}_{end}") for end in ("low", "high")]
    found = [end.trace(view.axis, 0.0).points[1] for end in ends if end is not None and end.clock is series.clock]
    # They are told together; where one has gaps that the others lack there is nothing to shade between.
    return (found[0], found[1]) if len(found) == 2 and all(len(end) == len(x) for end in found) else None


def _rules(curves: Curves, view: View, columns: int) -> list[Rule]:
    extent = curves.extent(view.axis)
    if extent is None:
        return []
    apart = (extent[1] - min(extent[0], extent[1] / 2)) * _SAVES / max(1, columns)
    rules: list[Rule] = []
    saved = np.inf
    for happening in reversed(curves.happenings):
        x = curves.place(happening.step, view.axis)
        if happening.kind == "saved":
            if saved - x < apart:
                continue
            saved = x
        rules.append(Rule(x, happening.kind))
    if view.cursor is not None:
        rules.append(Rule(view.cursor, "cursor"))
    return rules


def legend(curves: Curves, chart: Chart, view: View, look: Look, width: int) -> Text:
    """Return a chart's title and its metrics with their values, the latest or the cursor's: as much as fits."""
    names = [name for name in chart.names if name in curves.series]
    values = {name: _value(curves, name, view) for name in names}
    for title, words, digits in ((chart.title, LABELS, 3), (chart.title, SHORT, 3), ("", SHORT, 3), ("", SHORT, 2)):
        pieces = [
            (name, f"{words.get(name) or LABELS.get(name, name)} {_told(values[name], digits)}") for name in names
        ]
        text = _legend(title, pieces, chart, look)
        if text.cell_len <= width:
            return text
    while pieces and _legend("", pieces, chart, look).cell_len > width:
        pieces.pop()
    return _legend("", pieces, chart, look) if pieces else Text(chart.title[: max(0, width)], "bold", end="")


def _value(curves: Curves, name: str, view: View) -> float | None:
    return curves.last(name) if view.cursor is None else curves.at(name, view.axis, view.cursor)


def _told(value: float | None, digits: int) -> str:
    return "–" if value is None else short(value, digits)


def _legend(title: str, pieces: Sequence[tuple[str, str]], chart: Chart, look: Look) -> Text:
    text = Text(no_wrap=True, end="")
    text.append(title, "bold")
    for name, piece in pieces:
        marker = MARKERS[chart.names.index(name)] + " " if look.plain or look.ascii else ""
        marker = marker.translate(ASCII) if look.ascii else marker.replace("*", "━")
        text.append("  " if text else "")
        text.append(marker + piece, look.styles.get(name, ""))
    return text


def moment(curves: Curves, view: View, columns: int = 80) -> str:
    """Return where the cursor is and what happened there, in a few words."""
    if view.cursor is None:
        return ""
    told = duration(view.cursor) if view.axis == "seconds" else f"{view.axis} {short(view.cursor, 6)}"
    return ", ".join([told, *_near(curves, view, columns)])


def _near(curves: Curves, view: View, columns: int) -> Sequence[str]:
    extent = curves.extent(view.axis)
    if extent is None or view.cursor is None:
        return []
    reach = extent[1] / max(1, columns)
    told = [item.text for item in curves.happenings if abs(curves.place(item.step, view.axis) - view.cursor) <= reach]
    return list(dict.fromkeys(told))[-2:]
