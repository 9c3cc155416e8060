"""What report 004 leaves open about its CycleGAN, answered with the figures of the runs."""

from collections.abc import Sequence

from ...experiments.outcome import Arms, Outcome, average
from ...experiments.report import figure

# The share of labels kept at which the time to get there is told, and chance.
REACHED, CHANCE = 0.5, 0.1


def two_classes(arms: Arms) -> str:
    """Say what becomes of the labels when a discriminator tells real from fake alone."""
    two, eleven = arms.get("lesson-two-classes", ()), arms.get("digits", ())
    return (
        f"Two classes: {_kept(two)}, {_reached(two)}. Eleven: {_kept(eleven)}, {_reached(eleven)}. Chance is"
        f" {CHANCE:.0%}. A cycle closes whatever digit stands in its middle, so nothing but the label holds it:"
        f" the cycle error is {_mean(two, 'to_street_cycle')} of two classes and {_mean(eleven, 'to_street_cycle')} of"
        " eleven."
    )


def no_cycle(arms: Arms) -> str:
    """Say what the cycle is for, where labels hold the digit already."""
    without, whole = arms.get("lesson-no-cycle", ()), arms.get("digits", ())
    return (
        f"Without: {_kept(without)}, variety {_mean(without, 'to_street_variety')} to street and"
        f" {_mean(without, 'to_mnist_variety')} to MNIST. With it: {_kept(whole)}, variety"
        f" {_mean(whole, 'to_street_variety')} and {_mean(whole, 'to_mnist_variety')}."
    )


def figures_it_lacked(arms: Arms) -> str:
    """Say how the report's own system does by the figures that it did not have."""
    report = arms.get("report-004-gan", ())
    losses = ", ".join(
        f"{name} {_mean(report, key)} (the report: {claim})"
        for name, key, claim in (
            ("D m-s", "d_ms", "0.32"), ("D s-m", "d_sm", "1.02"), ("G m-s-m", "g_msm", "9.78"),
            ("G s-m-s", "g_sms", "13.97"),
        )
    )  # fmt: skip
    return f"{_kept(report)}; losses at the end: {losses}. Its second kind was SVHN, ours is synthetic."


def _kept(outcomes: Sequence[Outcome]) -> str:
    return f"{_mean(outcomes, 'to_street')} of the labels kept to street and {_mean(outcomes, 'to_mnist')} to MNIST"


def _mean(outcomes: Sequence[Outcome], key: str) -> str:
    return figure(average(outcomes, lambda outcome: outcome.figure(key)))


def _reached(outcomes: Sequence[Outcome]) -> str:
    """Return when both directions first kept half of the labels."""
    moments = [
        next(
            (e.epoch for e in outcome.evaluations if min(e.scores["to_street"], e.scores["to_mnist"]) >= REACHED), None
        )
        for outcome in outcomes
    ]
    known = [moment for moment in moments if moment is not None]
    if not known:
        return "never half of them both ways"
    return f"half of them both ways after {sum(known) / len(known):.0f} epochs in {len(known)} of {len(moments)} runs"
