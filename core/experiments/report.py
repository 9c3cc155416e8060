"""An experiment's report: Markdown with a table, the curves, samples, and an answer to each question."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from statistics import mean

from ..answer import Cell, Kind, Table, Text
from ..spec import TaskSpec
from .outcome import DONE, FAILED, Outcome
from .plan import Claim, Experiment

ROWS_SHOWN = 5
# From here on a number is told by its power of ten.
LARGE = 1e5

READING = (
    '"Ours" is the final state, scored with {draws:,} draws where it was scored; "best on the way" is, of the'
    " evaluations made while it trained, the one with the highest {headline}: what an author sees who keeps the"
    " best checkpoint, though of fewer states. Losses are as last reported where no score measures them. Where a run"
    ' has several seeds, the figure is their mean and the span follows. "Theirs" is the report\'s own figure.'
)
_FORMATS: Mapping[Kind, str] = {"share": ".3f", "nats": ".2f", "count": ".1f", "rate": ".3g"}


def figure(value: float | None, kind: Kind = "share") -> str:
    """Return a figure as text, a dash where there is none; an exploded one by its power of ten."""
    if value is None or not isfinite(value):
        return "-"
    if abs(value) >= LARGE:
        return f"{value:.0e}"
    return f"{value:,.0f}" if kind == "count" and abs(value) >= 1000 else f"{value:{_FORMATS[kind]}}"


def markdown(
    experiment: Experiment, outcomes: Sequence[Outcome], about: str, pictures: Mapping[str, str | None], draws: int
) -> str:
    """Return the report of outcomes of one task.

    `about` says how it was run; `pictures` are the files beside it, of the `curves` and of the runs' `readings`.
    """
    spec = outcomes[0].spec
    reading = READING.format(draws=draws, headline=_headline(spec))
    meant = "\n".join(f"- {name}: {meaning}" for name, meaning in spec.about)
    parts = [f"# {experiment.title}", about, _table(experiment.claims, outcomes), reading, *([meant] if meant else [])]
    if curves := pictures.get("curves"):
        parts += ["## Curves", f"![{', '.join(panel.title for panel in spec.panels)} by epoch]({curves})"]
    parts.append("## Samples")
    for arm, group in by_arm(outcomes).items():
        parts += [f"{arm}:", samples(group[0].evaluations[-1].samples if group[0].evaluations else Table())]
    if readings := pictures.get("readings"):
        parts += [f"## What they look at in a {spec.unit}", f"![Its words, shaded by {spec.shades[0]}]({readings})"]
    if answers := _answers(experiment, outcomes):
        parts += ["## What the runs answer", *answers]
    if remarks := _remarks(outcomes):
        parts += ["## What went wrong", remarks]
    return "\n\n".join(parts) + "\n"


def _headline(spec: TaskSpec) -> str:
    """Return what evaluations are compared by, in words: one plus another, minus one that is better the lower."""
    first, *others = map(spec.metric, spec.headline)
    return first.label + "".join(f" {'minus' if each.less else 'plus'} {each.label}" for each in others)


def verdicts(outcomes: Sequence[Outcome]) -> str:
    """Return a table of runs, of one task or of several: the verdict that each is promised, and those it came to."""
    rows: list[list[str]] = []
    for arm, group in by_arm(outcomes).items():
        found = [_tally([verdict or "-" for verdict in each]) for each in zip(*map(_verdicts, group), strict=True)]
        rows.append([group[0].spec.name, arm, _ended(group), group[0].trial.preset.verdict or "-", *found])
    return _grid(["task", "run", "ended", "promised", "at its end", "scored"], rows)


def _verdicts(outcome: Outcome) -> tuple[str, str]:
    return outcome.verdict_at_end, outcome.verdict


def by_arm(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each arm, one for every seed."""
    arms: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        arms.setdefault(outcome.trial.arm, []).append(outcome)
    return arms


def _table(claims: Mapping[str, Claim], outcomes: Sequence[Outcome]) -> str:
    rows = [_cells(arm, group, claims.get(group[0].trial.preset.name, {})) for arm, group in by_arm(outcomes).items()]
    # What no run has and no report claims is no column.
    heads = [head for head in rows[0] if any(row[head] != "-" for row in rows)]
    return _grid(heads, [[row[head] for head in heads] for row in rows])


def _cells(arm: str, group: Sequence[Outcome], claim: Claim) -> dict[str, str]:
    spec = group[0].spec
    cells = {"run": arm, "ended": _ended(group), "epochs": _span(group, lambda o: o.epoch, "count")}
    found = _tally([outcome.verdict or "-" for outcome in group])
    cells |= {"verdict promised": group[0].trial.preset.verdict or "-", "verdict": found}
    for metric in (spec.metric(key) for key in spec.headline):
        theirs = claim.get(metric.key)
        cells |= {
            f"{metric.label} theirs": "-" if theirs is None else f"{theirs:.3g}",
            f"{metric.label} ours": _span(group, lambda o, key=metric.key: o.headline[key], metric.kind),
            f"{metric.label} best on the way": _span(group, lambda o, key=metric.key: o.best(key), metric.kind),
        }
    for metric in spec.metrics:
        if metric.key not in spec.headline:
            cells[metric.label] = _span(group, lambda o, key=metric.key: o.figure(key), metric.kind)
    return {**cells, f"{spec.unit}s/s": _span(group, lambda o: o.examples_per_second, "count")}


def _ended(group: Sequence[Outcome]) -> str:
    names = {DONE: "done", FAILED: "broke off", "": "unfinished"}
    return _tally([names[outcome.ended] for outcome in group])


def _tally(found: Sequence[str]) -> str:
    """Return what all have in common, or how many have which."""
    each = dict.fromkeys(found)
    return found[0] if len(each) == 1 else ", ".join(f"{found.count(word)} {word}" for word in each)


def _span(group: Sequence[Outcome], of: Callable[[Outcome], float | None], kind: Kind) -> str:
    values = [value for outcome in group if (value := of(outcome)) is not None]
    if len(values) < 2:
        return figure(values[0] if values else None, kind)
    return f"{figure(mean(values), kind)} ({figure(min(values), kind)} to {figure(max(values), kind)})"


def samples(table: Table) -> str:
    """Return the first rows of a table as Markdown, a picture as its size."""
    if not table.rows:
        return "none yet"
    labelled = any(row.label for row in table.rows)
    rows = [[*([row.label] if labelled else []), *map(_text, row.cells)] for row in table.rows[:ROWS_SHOWN]]
    width = max(len(cells) for cells in rows)
    heads = [*([""] if labelled else []), *table.heads]
    return _grid([*heads, *[""] * width][:width], [[*cells, *[""] * width][:width] for cells in rows])


def _text(cell: Cell) -> str:
    if isinstance(cell, Text):
        return "".join(letter if letter.isprintable() else "?" for letter in cell.text) or "-"
    return f"[image {cell.height}x{cell.width}]"


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
        for cells in (heads, ["---"] * len(heads), *rows)
    )


def _answers(experiment: Experiment, outcomes: Sequence[Outcome]) -> list[str]:
    """Return each question and its answer, for every point of a grid on its own."""
    points: dict[str, dict[str, list[Outcome]]] = {}
    for outcome in outcomes:
        points.setdefault(outcome.trial.point, {}).setdefault(outcome.trial.preset.name, []).append(outcome)
    found: list[str] = []
    for question in experiment.questions:
        found.append(f"**{question.asks}**")
        found += [(f"{point}: " if point else "") + question.answer(arms) for point, arms in points.items()]
    return found


def _remarks(outcomes: Sequence[Outcome]) -> str:
    lines: list[str] = []
    for outcome in outcomes:
        # A run's end repeats the alert that it ended by, and says more.
        messages = [text for text in dict.fromkeys(outcome.alerts) if not outcome.message.startswith(text)]
        # Where on this machine the run lies is left out.
        messages = [text.replace(str(outcome.run), outcome.run.name) for text in (*messages, outcome.message) if text]
        if not outcome.ended:
            messages.append("not finished; the same command takes it up again")
        lines += [f"- {outcome.trial.name}: {text}" for text in messages]
    return "\n".join(lines)
