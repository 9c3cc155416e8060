"""Verdicts on a model: a word with its tone and meaning, which each task declares; when it is too early for one."""

from dataclasses import dataclass, replace

from .answer import Report, Tone

# The fraction of a run's budget before which no verdict is one.
EARLY = 0.1


@dataclass(frozen=True)
class Verdict:
    """What a model can be found to be, as a task's reports have it in `Report.verdict`."""

    key: str
    tone: Tone
    meaning: str


EXPLODED = Verdict("exploded", "bad", "a loss left every bound, or is not finite: the weights broke in training")
NOT_YET = Verdict("not yet", "muted", "less than a tenth of the budget is used up: too early for a verdict")


def timely(report: Report, fraction: float) -> Report:
    """Return a report as it may be told at a fraction of the run's budget: its verdict, or that it is too early."""
    if fraction >= EARLY or report.verdict in ("", EXPLODED.key):
        return report
    reason = f"{fraction:.0%} of the budget is used up, too early to tell; so far {report.verdict}: {report.reason}"
    return replace(report, verdict=NOT_YET.key, tone=NOT_YET.tone, reason=reason)
