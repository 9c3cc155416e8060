"""What a chart of curves shows now, and what its title says.

For charts without a screen: `draw(build(Curves(events), panel, spec, View()), width, height, look)` for spec.panels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.text import Text

from ...core.answer import Kind
from ...core.spec import Metric, PanelSpec, TaskSpec
from ..format import duration, number, short
from .curves import Curves
from .draw import ASCII, MARKERS
from .extent import clipped, stepped
from .panel import Line, Look, Panel, Rule
from .series import Axis

LEAST: Mapping[Kind, float] = {"nats": 1.0, "share": 0.1}
"""The smallest span of an axis, by what it counts."""
UNITS: Mapping[Kind, str] = {"nats": "nats", "share": "share", "count": "count", "rate": ""}
SMOOTHINGS = (0.0, 0.6, 0.9, 0.97, 0.99, 0.999)
# Saves come often; these many columns apart they do not fill a chart.
_SAVES = 10
# The colours of Okabe and Ito (2008), told apart by nearly every eye.
_SLOTS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#cc79a7", "#b0b0b0", "#d55e00", "#0072b2")
STYLES: Mapping[str, str] = {
    **{f"slot{slot}": colour for slot, colour in enumerate(_SLOTS, start=1)},
    **{f"slot{slot}:faint": f"dim {colour}" for slot, colour in enumerate(_SLOTS, start=1)},
    **dict.fromkeys(("axis", "saved", "resumed", "muted"), "bright_black"),
    "dial": "yellow",
    "alert": "red",
    "moment": "green",
    "good": "green",
    "info": "cyan",
    "notice": "yellow",
    "bad": "red",
}
"""Styles where there is no theme to ask."""


@dataclass(frozen=True)
class View:
    """How the charts are looked at: along which axis, smoothed how much, which are logarithmic, where the cursor is.

    `window` is the part of the axis that is seen, all of it if None.
    """

    axis: Axis = "step"
    smoothing: float = SMOOTHINGS[1]
    log: frozenset[str] = frozenset()
    cursor: float | None = None
    window: tuple[float, float] | None = None


def build(
    curves: Curves, panel: PanelSpec, spec: TaskSpec, view: View, columns: int = 80, others: Sequence[Curves] = ()
) -> Panel:
    """Return what a chart shows of a run of a task and, faintly, of other runs laid under it."""
    weight = view.smoothing if panel.smooth else 0.0
    lines: list[Line] = []
    for name in panel.names:
        lines += _lines(curves, panel, spec, name, view.axis, weight)
        if weight > 0:
            lines += [_faint(line) for line in _lines(curves, panel, spec, name, view.axis, 0.0)]
    for style, other in enumerate(others):
        below = [line for name in panel.names for line in _lines(other, panel, spec, name, view.axis, weight)]
        lines += [replace(_faint(line), style=style) for line in below]
    extent = view.window or whole(curves, view.axis, others)
    if view.window is not None:
        lines = [clipped(line, *extent) for line in lines]
    return Panel(
        lines=tuple(lines),
        rules=tuple(_rules(curves, panel, spec, view, columns)),
        extent=extent,
        seconds=view.axis == "seconds",
        log=panel.key in view.log,
        zero=panel.zero,
        least_range=(max(panel.least_range, _least(panel.left, spec)), _least(panel.right, spec)),
        most=(_most(panel.left, spec), _most(panel.right, spec)),
        empty=panel.empty,
    )


def whole(curves: Curves, axis: Axis, others: Sequence[Curves] = ()) -> tuple[float, float]:
    """Return the range of an axis that holds a run and those laid under it."""
    known = [extent for extent in (curves.reach(axis), *(run.extent(axis) for run in others)) if extent]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else (0.0, 1.0)


def _least(names: Sequence[str], spec: TaskSpec) -> float:
    """Return the smallest span of an axis of some metrics: what is next to nothing is to look so."""
    return max((LEAST.get(spec.metric(name).kind, 0.0) for name in names), default=0.0)


def _most(names: Sequence[str], spec: TaskSpec) -> float:
    """Return what an axis of some metrics does not go above: no share is more than 1."""
    return 1.0 if all(spec.metric(name).kind == "share" for name in names) else np.inf


def units(panel: PanelSpec, spec: TaskSpec) -> str:
    """Return what the axes of a chart count, the right one's after a bar where it is another; "" for bare numbers."""
    sides: list[dict[Kind, None]] = [
        dict.fromkeys(spec.metric(name).kind for name in side) for side in (panel.left, panel.right)
    ]
    left, right = ("/".join(UNITS[kind] for kind in side if UNITS[kind]) for side in sides)
    return left if right in ("", left) else f"{left} | {right}" if left else right


def _faint(line: Line) -> Line:
    return replace(line, faint=True, interval=None, style=0)


def _lines(curves: Curves, panel: PanelSpec, spec: TaskSpec, name: str, axis: Axis, weight: float) -> list[Line]:
    if (series := curves.series.get(name)) is None:
        return []
    x, y = series.points(axis, weight)
    if turns := curves.turns(name, axis):
        x, y = stepped(x, y, turns)
    ends = [curves.series.get(f"{name}_{end}") for end in ("low", "high")]
    found = [end.points(axis)[1] for end in ends if end is not None and end.reports is series.reports]
    # They are reported together; where one has gaps that the others lack there is nothing to shade between.
    interval = (found[0], found[1]) if len(found) == 2 and all(len(end) == len(x) for end in found) else None
    role, mark = f"slot{spec.metric(name).slot}", panel.names.index(name)
    return [Line(role, x, y, right=name in panel.right, mark=mark, style=mark, interval=interval)]


def _rules(curves: Curves, panel: PanelSpec, spec: TaskSpec, view: View, columns: int) -> list[Rule]:
    extent = curves.extent(view.axis)
    if extent is None:
        return []
    apart = (extent[1] - min(extent[0], extent[1] / 2)) * _SAVES / max(1, columns)
    rules: list[Rule] = []
    saved = np.inf
    for annotation in reversed(curves.annotations):
        x = curves.place(annotation.step, view.axis)
        if annotation.kind == "saved":
            if saved - x < apart:
                continue
            saved = x
        if annotation.kind == "moment":
            # A chart that shows the same at the same step needs no second text.
            own = annotation.metric in panel.names if annotation.metric else panel is spec.panels[0]
            rules.append(Rule(x, "moment", annotation.text if own else "", str(annotation.number)))
        else:
            rules.append(Rule(x, annotation.kind))
    if view.cursor is not None:
        rules.append(Rule(view.cursor, "cursor"))
    return rules


def legend(curves: Curves, panel: PanelSpec, spec: TaskSpec, view: View, look: Look, width: int) -> Text:
    """Return a chart's title and its metrics with their values, the latest or the cursor's: as much as fits."""
    metrics = [(mark, spec.metric(name)) for mark, name in enumerate(panel.names) if name in curves.series]
    latest = np.inf if view.cursor is None else view.cursor
    values = [curves.at(metric.key, view.axis, latest) for _, metric in metrics]
    arrow = "->" if look.ascii else "→"
    both = bool(panel.left and panel.right)

    def row(title: str, narrow: bool, shorter: bool | None, arrows: bool = False, tight: bool = False) -> Text:
        entries: list[tuple[int, str, str]] = []
        for (mark, metric), value in zip(metrics, values, strict=True):
            parts = [metric.short if narrow else metric.label]
            parts += [] if shorter is None else [_value(value, metric, shorter)]
            parts += [arrow] * (arrows and both and metric.key in panel.right)
            entries.append((mark, f"slot{metric.slot}", " ".join(parts)))
        return legend_row(entries, look, title, tight)

    # Values are written as everywhere, and shorter before they are left out, and the names stay longest.
    title = panel.title
    for text in (
        row(title, False, False, True), row(title, True, False, True), row(title, True, False), row("", True, False),
        row("", True, True), row("", True, None), row("", True, None, tight=True),
    ):  # fmt: skip
        if text.cell_len <= width:
            return text
    return _cut(metrics, look, title, width)


def _cut(metrics: Sequence[tuple[int, Metric]], look: Look, title: str, width: int) -> Text:
    """Return as many names as fit, and how many more there are."""
    named = [(mark, f"slot{metric.slot}", metric.short) for mark, metric in metrics]
    for count in range(len(named) - 1, 0, -1):
        text = legend_row(named[:count], look).append(f" +{len(named) - count}", look.style("muted"))
        if text.cell_len <= width:
            return text
    return Text(title[: max(0, width)], "bold", end="")


def _value(value: float | None, metric: Metric, shorter: bool) -> str:
    return number(value, metric.kind) if value is None or not shorter else short(value, 2)


def legend_row(entries: Sequence[tuple[int, str, str]], look: Look, title: str = "", tight: bool = False) -> Text:
    """Return a row that names lines: (mark, role, words) of each, their markers where colours do not tell them.

    A `tight` one has as few blanks as can be.
    """
    # Markers that are no letters part the names where there is no room for more.
    gap = "" if tight and look.no_color and not look.ascii else " " if tight else "  "
    text = Text(no_wrap=True, end="").append(title, "bold")
    for mark, role, words in entries:
        marker = MARKERS[mark % len(MARKERS)] + " " * (not tight or look.ascii) if look.no_color or look.ascii else ""
        marker = marker.translate(ASCII) if look.ascii else marker.replace("*", "━")
        text.append(gap if text else "").append(marker + words, look.style(role))
    return text


def moment(curves: Curves, spec: TaskSpec, view: View, columns: int = 80) -> str:
    """Return where the cursor is and what happened there, in a few words."""
    extent = curves.extent(view.axis)
    if view.cursor is None or extent is None:
        return ""
    where = duration(view.cursor) if view.axis == "seconds" else f"{view.axis} {short(view.cursor, 6)}"
    reach = extent[1] / max(1, columns)
    near = [item for item in curves.annotations if abs(curves.place(item.step, view.axis) - view.cursor) <= reach]
    words = [f"{spec.dial(item.dial).label} {item.text}" if item.dial else item.text for item in near]
    return ", ".join([where, *list(dict.fromkeys(words))[-2:]])
