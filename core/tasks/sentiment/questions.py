"""What report 004 leaves open, answered with the accuracies of the runs and nothing else."""

from collections.abc import Sequence

from ...experiments.outcome import Arms, Outcome, average
from ...experiments.report import figure

# Half the width of a 95 % interval of an accuracy of 5,000 reviews near 0.8, and room for the seeds.
NOTICEABLE = 0.015


def attention(arms: Arms) -> str:
    """Set the report's two systems beside each other, and beside what its text describes."""
    return _said(arms, "report-004-last", "report-004-attention", "the last state", "the report's gate as printed") + (
        " " + _said(arms, "report-004-last", "report-004-as-described", "The last state", "attention over time, masked")
    )


def pooling(arms: Arms) -> str:
    """Set the mean of the states, which has no attention, beside the report's gate and beside attention."""
    return _said(arms, "report-004-mean", "report-004-attention", "the mean of the states", "the gate") + (
        " " + _said(arms, "report-004-mean", "report-004-as-described", "The mean", "attention over time")
    )


def masking(arms: Arms) -> str:
    """Set the last state on padding beside that at the end of the text."""
    return _said(arms, "report-004-last", "report-004-last-masked", "the last state on padding", "at the text's end")


def _said(arms: Arms, first: str, second: str, name: str, other: str) -> str:
    a, b = _accuracy(arms.get(first, ())), _accuracy(arms.get(second, ()))
    shown = f"{name} {figure(a)}, {other} {figure(b)}"
    if a is None or b is None:
        return f"{shown}: not to be compared, for want of a run."
    if abs(a - b) < NOTICEABLE:
        return f"{shown}: no difference that so many reviews can show."
    return f"{shown}: {100 * abs(b - a):.1f} points {'more' if b > a else 'less'}."


def _accuracy(outcomes: Sequence[Outcome]) -> float | None:
    return average(outcomes, lambda outcome: outcome.headline.get("accuracy"))
