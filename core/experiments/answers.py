"""What the reports leave open, answered with the figures of the runs: what was measured, then what it lets one say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log

from ..alerts import EXPLODED
from ..runs.metadata import figure_in
from .outcome import FAILED, Outcome, average
from .turns import Release, fed_losses, peak, releases

# The outcomes of each preset, one for every seed.
Arms = Mapping[str, Sequence[Outcome]]
Figure = Callable[[Outcome], float | None]

# Half the width of a 95 % interval of a Gaussian score near 0.3 from 1,000 draws.
NOTICEABLE = 0.03
# Share of words that stay the same with another word's z, from which a decoder does not listen to z.
DEAF = 0.9
# Nats up to which z tells nothing that could be seen in a word.
SILENT = 0.5


@dataclass(frozen=True)
class Question:
    """A question, whose report asks it, and how the outcomes answer it."""

    asks: str
    answer: Callable[[Arms], str]


def figure(value: float | None, digits: int = 3) -> str:
    """Return a figure as text, a dash where there is none; an exploded one by its power of ten."""
    if value is None or not isfinite(value):
        return "-"
    return f"{value:.{digits}f}" if abs(value) < EXPLODED else f"{value:.0e}"


def _pair(name: str, first: Sequence[Outcome], second: Sequence[Outcome], of: Figure, digits: int = 3) -> str:
    return f"{name} {figure(average(first, of), digits)} against {figure(average(second, of), digits)}"


def _scored(*path: str) -> Figure:
    return lambda outcome: outcome.scored(*path)


def _gaussian(outcome: Outcome) -> float | None:
    return outcome.gaussian


def _bleu4(outcome: Outcome) -> float | None:
    return outcome.bleu4


def _gathered(arms: Arms, *presets: str) -> list[Outcome]:
    return [outcome for preset in presets for outcome in arms.get(preset, ())]


def _latent(first: Sequence[Outcome], second: Sequence[Outcome]) -> str:
    parts = [
        _pair("KL", first, second, _scored("latent", "kl"), 1),
        _pair("of which z tells", first, second, _scored("latent", "mutual_information"), 1) + _most(first),
        _pair("and which lies between all posteriors together and the prior", first, second,
              _scored("latent", "aggregate_kl"), 1),
        _pair("words that z alone gives back", first, second, _scored("latent", "exact")),
    ]  # fmt: skip
    return ", ".join(parts)


def _most(outcomes: Sequence[Outcome]) -> str:
    """Return how much an estimate of what z tells can be at most: the logarithm of the words it is made from."""
    words = average(outcomes, _scored("latent", "mutual_information_n"))
    return f" (of at most {log(words):.1f} that can be measured)" if words else ""


def _compared(first: float | None, second: float | None, noticeable: float = NOTICEABLE) -> str:
    if first is None or second is None:
        return "cannot be told, for want of a score"
    if abs(first - second) < noticeable:
        return "are no different as far as these draws can show"
    return "differ, the first being higher" if first > second else "differ, the second being higher"


def teacher_forcing(arms: Arms) -> str:
    """Say what a higher final ratio changes, in report 001's four trials."""
    high = _gathered(arms, "seed-001-tf8-1", "seed-001-tf8-2")
    low = _gathered(arms, "seed-001-tf4-1", "seed-001-tf4-2")
    apart = [average(side, _scored("latent", "aggregate_kl")) for side in (high, low)]
    scores = [average(side, _gaussian) for side in (high, low)]
    told = (
        f"Final ratio 0.8 against 0.4: {_pair('Gaussian', high, low, _gaussian)} (the report: 0.335 against 0.180);"
        f" {_latent(high, low)}. The scores {_compared(scores[0], scores[1])}."
    )
    if None in (*apart, *scores):
        return told
    nearer = (apart[0] or 0.0) < (apart[1] or 0.0)
    higher = (scores[0] or 0.0) > (scores[1] or 0.0)
    explains = "does explain it" if nearer == higher else "does not explain it"
    return (
        f"{told} Noise is decoded well where words were seen in training, so the side whose posteriors together lie"
        f" nearer to the prior should score higher: here that {explains}."
    )


def cycles(arms: Arms) -> str:
    """Say what a second cycle of the KL weight changes, in report 001's four trials."""
    one = _gathered(arms, "seed-001-tf4-1", "seed-001-tf8-1")
    two = _gathered(arms, "seed-001-tf4-2", "seed-001-tf8-2")
    told = (
        f"One cycle against two: {_pair('BLEU-4', one, two, _bleu4)} (the report: 0.701 against 0.929),"
        f" {_pair('Gaussian', one, two, _gaussian)} (the report: 0.170 against 0.345); {_latent(one, two)}."
        f" The Gaussian scores {_compared(average(one, _gaussian), average(two, _gaussian))}."
    )
    return f"{told} {_released(two)}"


def _released(outcomes: Sequence[Outcome]) -> str:
    found = [release for outcome in outcomes for release in releases(outcome)]
    if not found:
        return "No run came to the end of a cycle with evaluations on both sides of it."
    return " ".join(_release(release) for release in found)


def _release(release: Release) -> str:
    return (
        f"When the weight fell back at epoch {release.epoch:.1f}, BLEU-4 went from {figure(release.bleu4_before)}"
        f" to {figure(release.bleu4_after)} within {release.epochs:.1f} epochs and the Gaussian score from"
        f" {figure(release.gaussian_before)} to {figure(release.gaussian_after)}."
    )


def _told(label: str, outcomes: Sequence[Outcome]) -> str:
    """Return what became of an arm: its losses, its BLEU-4, and whether words still differ."""
    if not outcomes:
        return f"{label}: not run."
    failed = [outcome for outcome in outcomes if outcome.ended == FAILED]
    if failed:
        return f"{label}: {len(failed)} of {len(outcomes)} broke off ({failed[0].message.split(';')[0]})."
    losses = f"CE {figure(average(outcomes, lambda o: o.last('ce')), 2)}, KL {figure(average(outcomes, _kl), 2)} nats"
    return (
        f"{label}: {losses}, BLEU-4 {figure(average(outcomes, _bleu4))}, z tells"
        f" {figure(average(outcomes, _scored('latent', 'mutual_information')), 2)} nats{_most(outcomes)},"
        f" {figure(average(outcomes, _scored('latent', 'shuffled_same')), 2)} of the words stay the same with another"
        f" word's z, Gaussian {figure(average(outcomes, _gaussian))}."
    )


def _kl(outcome: Outcome) -> float | None:
    return outcome.last("kl")


def kl_breaks(arms: Arms) -> str:
    """Say whether the KL breaks report 000's system, and how."""
    sides = [arms.get(name, ()) for name in ("seed-000", "seed-000-monotonic", "seed-000-cyclical")]
    labels = ("Without the KL", "Rising once", "Rising four times")
    told = " ".join(_told(label, side) for label, side in zip(labels, sides, strict=True))
    plain, *others = [average(side, _scored("latent", "shuffled_same")) for side in sides]
    known = [value for value in others if value is not None]
    if plain is None or not known:
        return told
    if plain > DEAF:
        return f"{told} Even without the KL its words do not depend on z, so nothing can be said of the KL."
    broken = sum(value > DEAF for value in known)
    if not broken:
        return f"{told} With the KL, too, words depend on z: it did not break it here."
    return f"{told} So the KL broke {broken} of the {len(known)}: its words no longer depend on z."


def equal_rates(arms: Arms) -> str:
    """Say whether equal learning rates make report 002's decoder say one word whatever it is given."""
    apart, equal = arms.get("seed-002", ()), arms.get("seed-002-equal-rates", ())
    told = f"{_told('Rates apart', apart)} {_told('Equal rates', equal)}"
    same, other = (average(side, _scored("latent", "shuffled_same")) for side in (equal, apart))
    if same is None or other is None:
        return told
    if other > DEAF:
        return f"{told} Both say one word whatever z is, so these runs do not tell them apart."
    return (
        f"{told} So with equal rates the decoder {'says one word whatever z is' if same > DEAF else 'still listens'}."
    )


def monotonic(arms: Arms) -> str:
    """Say whether a KL weight that only rises makes report 002's numbers explode."""
    outcomes = arms.get("seed-002-monotonic", ())
    tops = ", ".join(figure(peak(outcome, "kl"), 1) for outcome in outcomes)
    return f"{_told('Rising once', outcomes)} The highest KL on the way was {tops or '-'} nats."


def collapse(arms: Arms) -> str:
    """Say how the collapsed run shows it."""
    outcomes = arms.get("lesson-collapse", ())
    distinct = figure(average(outcomes, _scored("gaussian", "distinct_per_100")), 1)
    told = (
        f"{_told('With the plain ELBO from the first step', outcomes)} Of 100 draws {distinct} are different training"
        " rows"
    )
    tells = average(outcomes, _scored("latent", "mutual_information"))
    if tells is None or tells > SILENT:
        return f"{told}."
    return (
        f"{told}: where z tells nothing, noise gives the same few words again and again, and a Gaussian score above 0"
        " is no merit."
    )


def explosion(arms: Arms) -> str:
    """Say what happened when the KL weight came late."""
    outcomes = arms.get("lesson-explosion", ())
    ways = ", ".join(
        f"from {figure(_first_kl(outcome), 0)} to at most {figure(peak(outcome, 'kl'), 0)} nats" for outcome in outcomes
    )
    return f"The KL, of weight 0 at first, went {ways or '-'}. {_told('Then', outcomes)}"


def _first_kl(outcome: Outcome) -> float | None:
    return figure_in(outcome.reports[0].losses, "kl") if outcome.reports else None


def release(arms: Arms) -> str:
    """Say how far BLEU-4 jumped when the weight fell to 0."""
    return _released(arms.get("lesson-release", ()))


def exposure(arms: Arms) -> str:
    """Say how a decoder that only ever saw the truth fares on its own letters."""
    sentences: list[str] = []
    for outcome in arms.get("lesson-exposure", ()):
        fed = fed_losses(outcome)
        if fed is not None:
            rose = fed.ce_self > fed.ce_fed
            shows = "rose: it had learned to continue the truth, not to live with its own mistakes"
            sentences.append(
                f"Fed the truth alone, CE came to {fed.ce_fed:.2f} nats a word, with BLEU-4 {figure(fed.bleu4_fed)}."
                f" Fed its own letters more and more, it came to {fed.ce_self:.2f}"
                f" and so {shows if rose else 'did not rise'}."
                f" At the end CE is {fed.ce_end:.2f} and BLEU-4 {figure(fed.bleu4_end)}."
            )
    return " ".join(sentences) or "The run did not come far enough to be fed its own letters."


QUESTIONS: Mapping[str, Question] = {
    "teacher forcing": Question("Why does teacher forcing change the Gaussian score? (report 001)", teacher_forcing),
    "cycles": Question("One cycle of the KL weight, or two? (report 001)", cycles),
    "kl breaks": Question("Why does the KL break report 000's system?", kl_breaks),
    "equal rates": Question("Why do equal learning rates break report 002's system?", equal_rates),
    "monotonic": Question("Does a KL weight that only rises explode? (report 002)", monotonic),
    "collapse": Question("What does posterior collapse look like?", collapse),
    "explosion": Question("What makes the KL explode?", explosion),
    "release": Question("What happens when the KL weight falls to 0?", release),
    "exposure": Question("What does a decoder miss that was only ever fed the truth?", exposure),
}
