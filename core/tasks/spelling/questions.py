"""What report 003 claims, answered with the figures of the runs: what was measured, then what it lets one say."""

from collections.abc import Sequence
from itertools import pairwise

from ...experiments.outcome import Arms, Outcome
from ...experiments.report import figure

# Differences of BLEU-4 that are no more than noise, and evaluations at the end whose mean counts.
NOTICEABLE, AT_THE_END = 0.02, 10
# Evaluations, one an epoch, below which curves say nothing.
FEW = 4


def _gathered(arms: Arms, part: str) -> list[Outcome]:
    return [outcome for name, outcomes in arms.items() if part in name for outcome in outcomes]


def _scores(outcome: Outcome) -> list[float]:
    """Return the BLEU-4 of every evaluation: of the lab's test pairs where the data has them, else of pairs learned."""
    key = "test_bleu4" if any("test_bleu4" in event.scores for event in outcome.evaluations) else "seen_bleu4"
    return [event.scores[key] for event in outcome.evaluations if key in event.scores]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _half_way(outcomes: Sequence[Outcome]) -> float | None:
    """Return the mean BLEU-4 over the first half of the evaluations: the higher, the faster it was learned."""
    found = [score for outcome in outcomes for score in _scores(outcome)[: max(1, len(_scores(outcome)) // 2)]]
    return _mean(found)


def _last(outcomes: Sequence[Outcome]) -> float | None:
    """Return the mean of the last evaluations, no more than half of them: one alone jumps from epoch to epoch."""
    return _mean([score for outcome in outcomes for score in _at_the_end(outcome)])


def _at_the_end(outcome: Outcome) -> list[float]:
    scores = _scores(outcome)
    return scores[-max(1, min(AT_THE_END, len(scores) // 2)) :]


def _roughness(outcomes: Sequence[Outcome]) -> float | None:
    """Return the mean step from one evaluation to the next, up or down, of the second half of a run."""
    steps: list[float] = []
    for outcome in outcomes:
        scores = _scores(outcome)
        steps += [abs(b - a) for a, b in pairwise(scores[len(scores) // 2 :])]
    return _mean(steps)


def _enough(arms: Arms) -> bool:
    return all(len(_scores(outcome)) >= FEW for outcomes in arms.values() for outcome in outcomes)


def _verdict(arms: Arms, first: float | None, second: float | None, higher: str, lower: str) -> str:
    if first is None or second is None or not _enough(arms):
        return f"These runs cannot be compared, for want of evaluations: each has to have {FEW}."
    if abs(first - second) < NOTICEABLE:
        return "These runs do not tell them apart."
    return f"So {higher if first > second else lower}."


def teacher_forcing(arms: Arms) -> str:
    """Say whether runs that were fed the truth more often learned faster."""
    sides = {ratio: _gathered(arms, f"-tf{part}") for ratio, part in (("1", "1"), ("0.5", "05"), ("0", "0"))}
    sides["0"] = [outcome for outcome in sides["0"] if outcome not in sides["0.5"]]
    half = {ratio: _half_way(side) for ratio, side in sides.items()}
    last = ", ".join(f"{ratio}: {figure(_last(side))}" for ratio, side in sides.items())
    early = ", ".join(f"{ratio}: {figure(value)}" for ratio, value in half.items())
    said = _verdict(arms, half["1"], half["0"], "the larger ratio is faster", "the larger ratio is not faster")
    return f"Mean BLEU-4 over the first half by ratio: {early}; over the last evaluations {last}. {said}"


def units(arms: Arms) -> str:
    """Say whether 512 units end higher than 256, and whether their curve is smoother."""
    few, many = _gathered(arms, "-256-"), _gathered(arms, "-512-")
    of_few, of_many = _roughness(few), _roughness(many)
    said = _verdict(arms, _last(many), _last(few), "512 units are better", "512 units are not better")
    smooth = ""
    if of_few is not None and of_many is not None and _enough(arms):
        smooth = f" The curve of 512 is {'smoother' if of_many < of_few else 'no smoother'}."
    return (
        f"Mean BLEU-4 of the last evaluations: 256 units {figure(_last(few))}, 512 units {figure(_last(many))}"
        " (the report: about 0.95)."
        f" Mean step between evaluations: {figure(of_few)} and {figure(of_many)}. {said}{smooth}"
    )
