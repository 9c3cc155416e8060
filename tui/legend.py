"""Every sign and abbreviation on the screen and what it means: the app's own, and those that the open task declares.

Pure: sections of (pieces drawn as on the screen, meaning).
"""

from collections.abc import Iterator

from ..core.spec import TaskSpec
from .tables.pieces import Pieces, Signs

Section = tuple[str, list[tuple[Pieces, str]]]

STATES = {
    "loading": ("◌", ".", "muted"),
    "ready": ("●", "*", "good"),
    "running": ("▶", ">", "info"),
    "paused": ("‖", "=", "notice"),
    "stopping": ("■", "#", "notice"),
    "failed": ("✗", "!", "bad"),
}
"""The sign of each state of the engine, its ASCII, and its tone."""
_MEANT = {
    "loading": "a run is being opened",
    "ready": "the model answers; nothing is trained",
    "running": "a run is being trained",
    "paused": "a run waits between two steps",
    "stopping": "a run is saved and ends",
    "failed": "a run broke off; the status line says why",
}


def sections(spec: TaskSpec, signs: Signs) -> Iterator[Section]:
    """Yield what there is to tell of the answers, the charts, the lines around them, and the task's own signs."""
    yield "Signs in answers and samples", _cells(signs)
    yield "Signs on the charts", _charts(signs)
    yield "Signs in the first lines", _lines(signs)
    yield f"What the panes show: {spec.title}", _task(spec, signs)
    short = [(each.short, each.label) for each in (*spec.metrics, *spec.dials) if each.short != each.label]
    if short:
        yield "Abbreviations", [([(name, "strong")], label) for name, label in dict(short).items()]


def _cells(signs: Signs) -> list[tuple[Pieces, str]]:
    top, middle, low = signs.bars[-1], signs.bars[3], signs.bars[0]
    return [
        ([(f"{top} ", "sure bar"), ("text", "sure")], "bright: the model is certain of it by 90 % or more"),
        ([(f"{middle} ", "likely bar"), ("text", "likely")], "grey: by 50 % or more"),
        ([(f"{low} ", "unsure bar"), ("text", "unsure")], "grey and italic: by less; the bar tells how certain"),
        ([("text", "plain"), ("~", "changed")], "it has changed since it was answered before"),
        ([("text", "bad")], "it is wrong"),
        ([(f"{signs.wrong} ", "bad"), ("text", "gold")], "the right one, below or beside a wrong one"),
        ([(signs.more, "muted")], "cut here, or still to come"),
        ([(signs.cursor, "strong")], "the row under the cursor, or a run that is marked"),
        ([(signs.lock, "strong")], "the row is locked: r leaves it as it is"),
        ([("+", "changed")], "the row's z was moved by hand"),
    ]  # fmt: skip


def _charts(signs: Signs) -> list[tuple[Pieces, str]]:
    def of(sign: str, ascii: str, role: str) -> Pieces:
        return [(ascii if signs.ascii else sign, role)]

    return [
        (of("┊", ":", "muted"), "dotted: a checkpoint was saved"),
        (of("╎", ":", "notice"), "dashed: a dial was turned by hand, or given back to its schedule"),
        (of("╎", ":", "info"), "dashed, in blue: the run was resumed"),
        (of("┃", "!", "bad"), "a red bar: an alert, such as a collapse or a loss that is not finite"),
        (
            of("║", "H", "good"),
            "a double bar: what a lesson waited for, with its number and, where there is room, its words",
        ),
        (of("│", "|", "strong"), "the cursor: titles show the values there"),
        (of("━ ╍ ┅", "* x o", "plain"), "the lines of a chart, in order: whole, dashed, dotted, or by their markers"),
        (of("→", "->", "plain"), "the line belongs to the axis on the right"),
        (of("+1", "+1", "muted"), "a line whose name has no room here; m shows the chart alone"),
        (of("⠒⠒", "..", "muted"), "faint: the values before smoothing, or a run laid under this one"),
        (of("⠂⠂", "", "muted") if not signs.ascii else [], "shaded: the 95 % interval of a score"),
    ]


def _lines(signs: Signs) -> list[tuple[Pieces, str]]:
    states = [
        ([(f"{ascii if signs.ascii else sign} {state}", tone)], _MEANT[state])
        for state, (sign, ascii, tone) in STATES.items()
    ]
    arrow = "->" if signs.ascii else "→"
    return [
        *states,
        ([("by hand", "notice")], "the dial is held at this value, not at its schedule's"),
        ([(f"{arrow} 0.5", "notice")], "sent: it applies from the next step on"),
    ]


def _shades(spec: TaskSpec) -> list[tuple[Pieces, str]]:
    by = " or ".join(spec.shades)
    return [
        (
            [("text", "shade 4"), (" ", "plain"), ("text", "shade 1")],
            f"words by their {by} (C): much of it, and little",
        ),
        (
            [("text", "for 3"), (" ", "plain"), ("text", "against 3")],
            "the same where there are two signs: for, against",
        ),
    ]


def _task(spec: TaskSpec, signs: Signs) -> list[tuple[Pieces, str]]:
    return [
        *(([signs.of(sign), (f" {sign.key}", "plain")], sign.meaning) for sign in spec.legend),
        *(_shades(spec) if spec.shades else ()),
        *(([(mode.label, "strong")], mode.help) for mode in spec.modes),
        *(([(name, "strong")], about) for name, about in spec.about),
    ]
