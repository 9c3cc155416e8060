"""What the reports leave open, answered with the figures of the runs: what was measured, then what it lets one say."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite, log, nan

from ...answer import Kind
from ...events import Evaluated, Stepped
from ...experiments.outcome import FAILED, Arms, Outcome, average
from ...experiments.report import figure
from ...runs.metadata import value_at

# Half the width of a 95 % interval of a Gaussian score near 0.3 from 1,000 draws.
NOTICEABLE = 0.03
# Share of words that stay the same with another word's z, from which a decoder ignores z.
IGNORED = 0.9
# Nats up to which z says nothing that could be seen in a word.
SILENT = 0.5
# The share of the KL weight's top from which a fall to less than a tenth of it counts as a release.
HIGH, LOW = 0.5, 0.1
# Evaluations after a release that are looked at.
AFTER = 3
# What z tells of a word, what lies between all posteriors together and the prior, and the share of words that stay the
# same with another word's z.
TELLS, APART, SAME = "latent.mutual_information", "latent.aggregate_kl", "latent.shuffled_same"


def _mean(outcomes: Sequence[Outcome], key: str) -> float | None:
    """Return the mean of a headline metric, or of a figure of the score by its dotted path."""
    return average(outcomes, lambda outcome: value_at(outcome.score if "." in key else outcome.headline, key))


def _pair(name: str, first: Sequence[Outcome], second: Sequence[Outcome], key: str, kind: Kind = "share") -> str:
    return f"{name} {figure(_mean(first, key), kind)} against {figure(_mean(second, key), kind)}"


def _gathered(arms: Arms, *presets: str) -> list[Outcome]:
    return [outcome for preset in presets for outcome in arms.get(preset, ())]


def _latent(first: Sequence[Outcome], second: Sequence[Outcome]) -> str:
    return ", ".join(
        (
            _pair("KL", first, second, "latent.kl", "nats"),
            _pair("of which z tells", first, second, TELLS, "nats") + _most(first),
            _pair("and which lies between all posteriors together and the prior", first, second, APART, "nats"),
            _pair("words that z alone gives back", first, second, "latent.exact"),
        )
    )


def _most(outcomes: Sequence[Outcome]) -> str:
    """Return how much an estimate of what z tells can be at most: the logarithm of the words it is made from."""
    words = _mean(outcomes, "latent.mutual_information_n")
    return f" (of at most {log(words):.1f} that can be measured)" if words else ""


def _compared(first: float | None, second: float | None) -> str:
    if first is None or second is None:
        return "cannot be compared, for want of a score"
    if abs(first - second) < NOTICEABLE:
        return "are no different as far as these draws can show"
    return "differ, the first being higher" if first > second else "differ, the second being higher"


def _arm(label: str, outcomes: Sequence[Outcome]) -> str:
    """Return what became of an arm: its losses, its BLEU-4, and whether words still differ."""
    if not outcomes:
        return f"{label}: not run."
    failed = [outcome for outcome in outcomes if outcome.ended == FAILED]
    if failed:
        return f"{label}: {len(failed)} of {len(outcomes)} broke off ({failed[0].message.split(';')[0]})."
    ce, kl = (figure(average(outcomes, lambda o, key=key: o.loss(key)), "nats") for key in ("ce", "kl"))
    return (
        f"{label}: CE {ce}, KL {kl} nats, BLEU-4 {figure(_mean(outcomes, 'bleu4'))}, z tells"
        f" {figure(_mean(outcomes, TELLS), 'nats')} nats{_most(outcomes)},"
        f" {figure(_mean(outcomes, SAME), 'nats')} of the words stay the same with another word's z,"
        f" Gaussian {figure(_mean(outcomes, 'gaussian'))}."
    )


def releases(outcome: Outcome) -> list[tuple[float, Evaluated, Evaluated]]:
    """Return every fall of the KL weight: its epoch, the last evaluation before, and the best of those soon after."""
    weights = [(event.epoch, event.dials.get("kl_weight", 0.0)) for event in outcome.reports]
    top = max((weight for _, weight in weights), default=0.0)
    found: list[tuple[float, Evaluated, Evaluated]] = []
    for (_, weight), (epoch, fallen) in pairwise(weights):
        before = [event for event in outcome.evaluations if event.epoch < epoch]
        after = [event for event in outcome.evaluations if event.epoch >= epoch][:AFTER]
        if weight >= HIGH * top > 0 and fallen < LOW * top and before and after:
            found.append((epoch, before[-1], max(after, key=lambda event: event.scores.get("bleu4", nan))))
    return found


def _released(outcomes: Sequence[Outcome]) -> str:
    sentences = [
        f"When the weight fell back at epoch {epoch:.1f}, BLEU-4 went from {figure(before.scores.get('bleu4'))}"
        f" to {figure(after.scores.get('bleu4'))} within {after.epoch - epoch:.1f} epochs and the Gaussian score from"
        f" {figure(before.scores.get('gaussian'))} to {figure(after.scores.get('gaussian'))}."
        for outcome in outcomes
        for epoch, before, after in releases(outcome)
    ]
    return " ".join(sentences) or "No run came to the end of a cycle with evaluations on both sides of it."


def peak(outcome: Outcome, loss: str) -> float | None:
    """Return the highest value of a loss that was reported; None where there is none."""
    values = [(event.losses or {}).get(loss, nan) for event in outcome.reports]
    return max((value for value in values if isfinite(value)), default=None)


def _mean_ce(events: Sequence[Stepped]) -> float:
    return sum((event.losses or {}).get("ce", nan) for event in events) / len(events)


def teacher_forcing(arms: Arms) -> str:
    """Say what a higher final ratio changes, in report 001's four trials."""
    high = _gathered(arms, "report-001-tf8-1", "report-001-tf8-2")
    low = _gathered(arms, "report-001-tf4-1", "report-001-tf4-2")
    apart = [_mean(side, APART) for side in (high, low)]
    scores = [_mean(side, "gaussian") for side in (high, low)]
    measured = (
        f"Final ratio 0.8 against 0.4: {_pair('Gaussian', high, low, 'gaussian')} (the report: 0.335 against 0.180);"
        f" {_latent(high, low)}. The scores {_compared(scores[0], scores[1])}."
    )
    if None in (*apart, *scores):
        return measured
    nearer = (apart[0] or 0.0) < (apart[1] or 0.0)
    higher = (scores[0] or 0.0) > (scores[1] or 0.0)
    return (
        f"{measured} Noise is decoded well where words were seen in training, so the side whose posteriors together lie"
        " nearer to the prior should score higher: here that"
        f" {'does explain it' if nearer == higher else 'does not explain it'}."
    )


def cycles(arms: Arms) -> str:
    """Say what a second cycle of the KL weight changes, in report 001's four trials."""
    one = _gathered(arms, "report-001-tf4-1", "report-001-tf8-1")
    two = _gathered(arms, "report-001-tf4-2", "report-001-tf8-2")
    return (
        f"One cycle against two: {_pair('BLEU-4', one, two, 'bleu4')} (the report: 0.701 against 0.929),"
        f" {_pair('Gaussian', one, two, 'gaussian')} (the report: 0.170 against 0.345); {_latent(one, two)}."
        f" The Gaussian scores {_compared(_mean(one, 'gaussian'), _mean(two, 'gaussian'))}. {_released(two)}"
    )


def kl_breaks(arms: Arms) -> str:
    """Say whether the KL breaks report 000's system, and how."""
    sides = [arms.get(name, ()) for name in ("report-000", "report-000-monotonic", "report-000-cyclical")]
    labels = ("Without the KL", "Rising once", "Rising four times")
    measured = " ".join(_arm(label, side) for label, side in zip(labels, sides, strict=True))
    without, *others = [_mean(side, SAME) for side in sides]
    known = [value for value in others if value is not None]
    if without is None or not known:
        return measured
    if without > IGNORED:
        return f"{measured} Even without the KL its words do not depend on z, so nothing can be said of the KL."
    broken = sum(value > IGNORED for value in known)
    if not broken:
        return f"{measured} With the KL, too, words depend on z: it did not break it here."
    return f"{measured} So the KL broke {broken} of the {len(known)}: its words no longer depend on z."


def equal_rates(arms: Arms) -> str:
    """Say whether equal learning rates make report 002's decoder give one word whatever z is."""
    apart, equal = arms.get("report-002", ()), arms.get("report-002-equal-rates", ())
    measured = f"{_arm('Rates apart', apart)} {_arm('Equal rates', equal)}"
    same, other = (_mean(side, SAME) for side in (equal, apart))
    if same is None or other is None:
        return measured
    if other > IGNORED:
        return f"{measured} Both give one word whatever z is, so these runs do not tell them apart."
    return (
        f"{measured} So with equal rates the decoder"
        f" {'gives one word whatever z is' if same > IGNORED else 'still depends on z'}."
    )


def monotonic(arms: Arms) -> str:
    """Say whether a KL weight that only rises makes report 002's numbers explode."""
    outcomes = arms.get("report-002-monotonic", ())
    tops = ", ".join(figure(peak(outcome, "kl"), "nats") for outcome in outcomes)
    return f"{_arm('Rising once', outcomes)} The highest KL of the run was {tops or '-'} nats."


def collapse(arms: Arms) -> str:
    """Say how the collapsed run shows it."""
    outcomes = arms.get("lesson-collapse", ())
    distinct = figure(_mean(outcomes, "gaussian.distinct_per_100"), "count")
    arm = _arm("With the full ELBO from the first step", outcomes)
    measured = f"{arm} Of 100 draws {distinct} are different training rows"
    tells = _mean(outcomes, TELLS)
    if tells is None or tells > SILENT:
        return f"{measured}."
    return (
        f"{measured}: where z tells nothing, noise gives the same few words again and again, and a Gaussian score above"
        " 0 is no merit."
    )


def rescue(arms: Arms) -> str:
    """Say what came of the collapsed run at a tenth of the KL weight."""
    before, after = arms.get("lesson-collapse", ()), arms.get("lesson-rescue", ())
    told = _pair("z tells", after, before, TELLS, "nats")
    return f"At a tenth of the weight {told} nats before; {_pair('BLEU-4 is', after, before, 'bleu4')}."


def explosion(arms: Arms) -> str:
    """Say what happened when the KL weight came late."""
    outcomes = arms.get("lesson-explosion", ())
    courses = ", ".join(
        f"from {figure(value_at(outcome.reports[0].losses, 'kl') if outcome.reports else None, 'nats')}"
        f" to at most {figure(peak(outcome, 'kl'), 'nats')} nats"
        for outcome in outcomes
    )
    return f"The KL, of weight 0 at first, went {courses or '-'}. {_arm('Then', outcomes)}"


def release(arms: Arms) -> str:
    """Say how far BLEU-4 jumped when the weight fell to 0."""
    return _released(arms.get("lesson-release", ()))


def exposure(arms: Arms) -> str:
    """Say how a decoder that only ever saw the truth fares on its own letters."""
    sentences = [text for outcome in arms.get("lesson-exposure", ()) if (text := _exposed(outcome))]
    return " ".join(sentences) or "The run did not come far enough to be fed its own letters."


def _exposed(outcome: Outcome) -> str:
    """Return CE and BLEU-4 before and after teacher forcing left 1; nothing where it has not left it."""
    fed = [event for event in outcome.reports if event.dials.get("teacher_forcing", 1.0) >= 1.0]
    own = [event for event in outcome.reports if event.dials.get("teacher_forcing", 1.0) < 1.0]
    if not fed or not own:
        return ""
    before = [event for event in outcome.evaluations if event.epoch < own[0].epoch]
    at_first, worst = _mean_ce(fed[-3:]), max(_mean_ce(own[i : i + 3]) for i in range(max(1, len(own) - 2)))
    rose = "rose: it had learned to continue the truth, not to live with its own mistakes"
    return (
        f"Fed the truth alone, CE came to {at_first:.2f} nats a word,"
        f" with BLEU-4 {figure(before[-1].scores.get('bleu4') if before else None)}."
        f" Fed its own letters more and more, it came to {worst:.2f}"
        f" and so {rose if worst > at_first else 'did not rise'}."
        f" At the end CE is {_mean_ce(own[-3:]):.2f} and"
        f" BLEU-4 {figure(outcome.evaluations[-1].scores.get('bleu4') if outcome.evaluations else None)}."
    )
