"""Labels kept, variety and cycle error of both directions, by judges that were trained on real pictures alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from ...answer import Figure, Heatmap, Report
from ...metrics import wilson
from ...task import OnProgress
from .config import DIRECTIONS, DOMAINS
from .data import Pictures
from .judge import accuracy
from .networks import DIGITS
from .spec import SPEC
from .tensors import to_tensor

if TYPE_CHECKING:
    from .translator import Translator

# Pictures of each kind that are translated while a run learns.
QUICK = 300
# A direction keeps labels, has variety, by these shares.
KEPT, FLIPPED, VARIED = 0.85, 0.5, 0.3
NAMES = {"to_street": "to street digits", "to_mnist": "to MNIST"}
LABELS = tuple(str(digit) for digit in range(DIGITS))


@dataclass(frozen=True)
class Direction:
    """What was measured of one direction: `table` (10, 10) counts the digit shown by the digit read."""

    table: Int[Tensor, "10 10"]
    variety: float
    cycle_error: float

    @property
    def images(self) -> int:
        """Pictures that were translated."""
        return int(self.table.sum())

    @property
    def label_kept(self) -> float:
        """The share of pictures that the target's judge reads as the digit they show."""
        return int(self.table.diagonal().sum()) / max(1, self.images)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures ready for JSON."""
        hits = int(self.table.diagonal().sum())
        return {
            "label_kept": self.label_kept, "ci95": list(wilson(hits, self.images)), "variety": self.variety,
            "cycle_error": self.cycle_error, "read_as": self.table.tolist(),
        }  # fmt: skip


def measure(
    translator: "Translator", held: Mapping[str, Pictures], direction: str, most: int | None = None
) -> Direction:
    """Translate held-out pictures there and back.

    `variety` is the within-class deviation of the made pictures beside that of real ones of the target kind; the cycle
    error is the mean squared error of the way there and back, pixels from -1 to 1.
    """
    source, target = DOMAINS if direction == "to_street" else DOMAINS[::-1]
    pictures, labels = _first(held[source], most, translator.device)
    real, real_labels = _first(held[target], most, translator.device)
    made = translator.translate(pictures, direction)
    back = translator.back(made, pictures, direction)
    read = translator.read(made, target).argmax(1)
    table = torch.bincount(labels * DIGITS + read, minlength=DIGITS * DIGITS).view(DIGITS, DIGITS).cpu()
    return Direction(table, variety(made, labels, real, real_labels), float(functional.mse_loss(back, pictures)))


def variety(
    made: Float[Tensor, "N C H W"], labels: Int[Tensor, "N"], real: Float[Tensor, "M C H W"],
    real_labels: Int[Tensor, "M"],
) -> float:  # fmt: skip
    """Return the mean within-class pixel deviation of made pictures over that of real ones; 1 picture a class is 0."""
    return within_class(made, labels) / max(within_class(real, real_labels), 1e-9)


def within_class(pictures: Float[Tensor, "N C H W"], labels: Int[Tensor, "N"]) -> float:
    """Return the standard deviation of a pixel among pictures of one digit, averaged over pixels and digits."""
    found = cast("list[int]", labels.unique().tolist())
    spreads = [pictures[labels == digit].std(0, correction=0).mean() for digit in found]
    return float(torch.stack(spreads).mean())


def quick_scores(translator: "Translator") -> dict[str, float]:
    """Return the scores of both directions on validation pictures, by metric."""
    found: dict[str, float] = {}
    for direction in DIRECTIONS:
        measured = measure(translator, translator.data.validation, direction, QUICK)
        low, high = wilson(int(measured.table.diagonal().sum()), measured.images)
        found |= {
            direction: measured.label_kept, f"{direction}_low": low, f"{direction}_high": high,
            f"{direction}_variety": measured.variety, f"{direction}_cycle": measured.cycle_error,
        }  # fmt: skip
    return found


def quick_verdict(scores: Mapping[str, float]) -> tuple[str, str]:
    """Return the verdict of quick scores, and its reason."""
    kept, varied = ({way: scores[f"{way}{part}"] for way in DIRECTIONS} for part in ("", "_variety"))
    return verdict_of(kept, varied)


def score(translator: "Translator", held: Mapping[str, Pictures], on_progress: OnProgress) -> Report:
    """Return the whole score of both directions, with the judges' own accuracy on real held-out pictures."""
    measured: dict[str, Direction] = {}
    for number, direction in enumerate(DIRECTIONS):
        on_progress(NAMES[direction], number / 2)
        measured[direction] = measure(translator, held, direction)
    on_progress("judges", 0.9)
    judges = {kind: accuracy(translator.judges[kind], held[kind], translator.device) for kind in DOMAINS}
    details = {
        "images": {kind: len(held[kind]) for kind in DOMAINS},
        **{direction: found.to_dict() for direction, found in measured.items()},
        "judges": judges,
    }
    return _report(measured, details, _judged(judges))


def _judged(judges: Mapping[str, float]) -> tuple[Figure, ...]:
    names = {"mnist": "judge of MNIST, on real pictures", "street": "judge of street digits, on real pictures"}
    return tuple(Figure(f"judges.{kind}", names[kind], share) for kind, share in judges.items())


def diagnosis(translator: "Translator", held: Mapping[str, Pictures]) -> Report:
    """Return which digit is read as which, both ways."""
    measured = {direction: measure(translator, held, direction) for direction in DIRECTIONS}
    return _report(measured, {direction: found.to_dict() for direction, found in measured.items()})


def _report(measured: Mapping[str, Direction], details: Mapping[str, Any], more: tuple[Figure, ...] = ()) -> Report:
    figures: list[Figure] = []
    for direction, found in measured.items():
        name = NAMES[direction]
        low, high = details[direction]["ci95"]
        figures += [
            Figure(f"{direction}.label_kept", f"{name}: label kept", found.label_kept, interval=(low, high),
                   baselines=(("chance", 0.1),), note=f"of {found.images:,} pictures"),
            Figure(f"{direction}.variety", f"{name}: variety beside real pictures", found.variety, "count"),
            Figure(f"{direction}.cycle_error", f"{name}: cycle error", found.cycle_error, "share"),
        ]  # fmt: skip
    views = tuple(
        Heatmap(f"{NAMES[direction]}: shown (rows), read (columns)", LABELS, LABELS, _shares(found.table))
        for direction, found in measured.items()
    )
    kept, varied = ({way: getattr(found, of) for way, found in measured.items()} for of in ("label_kept", "variety"))
    verdict, reason = verdict_of(kept, varied)
    return Report((*figures, *more), views, details, verdict, SPEC.verdict(verdict).tone, reason)


def _shares(table: Int[Tensor, "10 10"]) -> tuple[tuple[float, ...], ...]:
    shares = table.double() / table.sum(1, keepdim=True).clamp(min=1)
    return tuple(tuple(row) for row in cast("list[list[float]]", shares.tolist()))


def verdict_of(kept: Mapping[str, float], varied: Mapping[str, float]) -> tuple[str, str]:
    """Judge labels kept and variety by the direction that is worse, and say why."""
    worst, flattest = min(kept.values()), min(varied, key=lambda direction: varied[direction])
    numbers = ", ".join(f"{NAMES[way]} {share:.0%} keep their label" for way, share in kept.items())
    if varied[flattest] < VARIED:
        flat = f"{NAMES[flattest]} pictures of one digit vary {varied[flattest]:.2f} times as much as real ones"
        return "one picture per class", flat
    if worst < FLIPPED:
        return "labels flipped", f"{numbers}; a cycle can be perfect all the same"
    return ("labels half kept" if worst < KEPT else "keeps labels"), numbers


def _first(pictures: Pictures, most: int | None, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return the first pictures and their labels, all of them where `most` is None."""
    chosen = pictures if most is None else Pictures(pictures.pixels[:most], pictures.labels[:most])
    return to_tensor(chosen, device), torch.from_numpy(chosen.labels).to(device)
