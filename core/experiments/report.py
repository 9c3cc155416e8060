"""An experiment's report: Markdown with a table, the curves, words made from noise, and an answer to each question."""

from collections.abc import Callable, Mapping, Sequence
from statistics import mean

from ..events import Stepped
from .answers import QUESTIONS, figure
from .outcome import DONE, FAILED, Outcome
from .plan import Claim, Experiment

ROWS_SHOWN = 5

READING = (
    'CE and KL are nats a word: CE summed over letters, KL over dimensions, as last reported. "Ours" is the'
    ' final state, scored with {draws:,} draws; "best on the way" is, of the evaluations made while it'
    " trained (200 draws), the one with the highest sum of BLEU-4 and Gaussian score: what an author sees who keeps the"
    " best checkpoint, though of fewer states. Where a run has several seeds,"
    ' the figure is their mean and the span follows. "Theirs" is the report\'s own figure.'
)


def markdown(
    experiment: Experiment, outcomes: Sequence[Outcome], about: Sequence[str], picture: str | None, draws: int
) -> str:
    """Return the report. `about` are sentences on how it was run, `picture` the curves' file beside it."""
    parts = [f"# {experiment.title}", *about, _table(experiment.claims, outcomes), READING.format(draws=draws)]
    if picture is not None:
        parts += ["## Curves", f"![Losses, scores and schedules by epoch]({picture})"]
    parts += ["## Words from noise", _words(outcomes)]
    if answers := _answers(experiment, outcomes):
        parts += ["## What the runs answer", *answers]
    if remarks := _remarks(outcomes):
        parts += ["## What went wrong", remarks]
    return "\n\n".join(parts) + "\n"


def by_arm(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each arm, one for every seed."""
    arms: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        arms.setdefault(outcome.trial.arm, []).append(outcome)
    return arms


def words_per_second(outcome: Outcome) -> float | None:
    """Return the words learned in a second of training, evaluations counted; None before the first report."""
    last = next((event for event in reversed(outcome.events) if isinstance(event, Stepped)), None)
    return None if last is None or last.seconds <= 0 else last.words / last.seconds


def _table(claims: Mapping[str, Claim], outcomes: Sequence[Outcome]) -> str:
    lines: list[str] = []
    for arm, group in by_arm(outcomes).items():
        cells = _cells(arm, group, claims.get(group[0].trial.preset, Claim(None, None)))
        if not claims:
            cells = {name: text for name, text in cells.items() if "theirs" not in name}
        lines = lines or [_row(list(cells)), _row(["---"] * len(cells))]
        lines.append(_row(list(cells.values())))
    return "\n".join(lines)


def _cells(arm: str, group: Sequence[Outcome], claim: Claim) -> dict[str, str]:
    return {
        "run": arm,
        "ended": _ended(group),
        "epochs": _span(group, _epochs, 1),
        "BLEU-4 theirs": figure(claim.bleu4),
        "BLEU-4 ours": _span(group, lambda o: o.bleu4),
        "BLEU-4 best on the way": _span(group, lambda o: o.best("bleu4")),
        "Gaussian theirs": figure(claim.gaussian, 2),
        "Gaussian ours": _span(group, lambda o: o.gaussian),
        "Gaussian best on the way": _span(group, lambda o: o.best("gaussian")),
        "different in 100": _span(group, _distinct, 1),
        "CE": _span(group, lambda o: o.last("ce"), 2),
        "KL": _span(group, lambda o: o.last("kl"), 2),
        "words/s": _span(group, words_per_second, 0),
    }


def _distinct(outcome: Outcome) -> float | None:
    scored = outcome.scored("gaussian", "distinct_per_100")
    return outcome.last("distinct") if scored is None else scored


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _ended(group: Sequence[Outcome]) -> str:
    names = {DONE: "done", FAILED: "broke off", "": "unfinished"}
    found = [names[outcome.ended] for outcome in group]
    return (
        found[0] if len(set(found)) == 1 else ", ".join(f"{found.count(name)} {name}" for name in dict.fromkeys(found))
    )


def _epochs(outcome: Outcome) -> float | None:
    return outcome.reports[-1].epoch if outcome.reports else None


def _span(group: Sequence[Outcome], of: Callable[[Outcome], float | None], digits: int = 3) -> str:
    values = [value for outcome in group if (value := of(outcome)) is not None]
    if len(values) < 2:
        return figure(values[0] if values else None, digits)
    return f"{figure(mean(values), digits)} ({figure(min(values), digits)} to {figure(max(values), digits)})"


def _words(outcomes: Sequence[Outcome]) -> str:
    blocks: list[str] = []
    for arm, group in by_arm(outcomes).items():
        samples = group[0].evaluations[-1].samples if group[0].evaluations else ()
        lines = [" ".join(word or "-" for word in row) for row in samples[:ROWS_SHOWN]]
        blocks.append(f"{arm}:\n\n```\n" + ("\n".join(lines) or "none yet") + "\n```")
    return "\n\n".join(blocks)


def _answers(experiment: Experiment, outcomes: Sequence[Outcome]) -> list[str]:
    """Return each question and its answer, for every point of a grid on its own."""
    points: dict[str, dict[str, list[Outcome]]] = {}
    for outcome in outcomes:
        trial = outcome.trial
        point = trial.arm.removeprefix(trial.preset).strip()
        points.setdefault(point, {}).setdefault(trial.preset, []).append(outcome)
    found: list[str] = []
    for name in experiment.questions:
        question = QUESTIONS[name]
        found.append(f"**{question.asks}**")
        found += [(f"{point}: " if point else "") + question.answer(arms) for point, arms in points.items()]
    return found


def _remarks(outcomes: Sequence[Outcome]) -> str:
    lines: list[str] = []
    for outcome in outcomes:
        # A run's end repeats the alert that it ended by, and says more.
        said = [text for text in dict.fromkeys(outcome.alerts) if not outcome.message.startswith(text)]
        said.append(outcome.message)
        lines += [f"- {outcome.trial.name}: {_placeless(text, outcome)}" for text in said if text]
        if not outcome.ended:
            lines.append(f"- {outcome.trial.name}: not finished; the same command takes it up again")
    return "\n".join(lines)


def _placeless(text: str, outcome: Outcome) -> str:
    """Leave out where on this machine the run lies."""
    return text.replace(str(outcome.run), outcome.run.name)
