"""The sets that `cvae-tui experiment` knows by name, with what their reports claim."""

from ..errors import UsageError, nearest
from .plan import Claim, Experiment

SETS: tuple[Experiment, ...] = (
    Experiment(
        "lessons",
        "Four lessons about sequence VAEs",
        ("lesson-collapse", "lesson-explosion", "lesson-release", "lesson-exposure"),
        {},
        ("collapse", "explosion", "release", "exposure"),
    ),
    Experiment(
        "seed-000",
        "Report 000: a GRU, with and without the KL",
        ("seed-000", "seed-000-monotonic", "seed-000-cyclical"),
        {},
        ("kl breaks",),
    ),
    Experiment(
        "seed-001",
        "Report 001: two ways of teacher forcing, one or two cycles of the KL weight",
        ("seed-001-tf4-1", "seed-001-tf4-2", "seed-001-tf8-1", "seed-001-tf8-2"),
        {
            "seed-001-tf4-1": Claim(0.7478, 0.06),
            "seed-001-tf4-2": Claim(0.9286, 0.30),
            "seed-001-tf8-1": Claim(0.6550, 0.28),
            "seed-001-tf8-2": Claim(0.9286, 0.39),
        },
        ("teacher forcing", "cycles"),
    ),
    Experiment(
        "seed-002",
        "Report 002: two learning rates, the decoder fed its own output",
        ("seed-002", "seed-002-equal-rates", "seed-002-monotonic"),
        {"seed-002": Claim(0.9086598250425155, 0.02)},
        ("equal rates", "monotonic"),
    ),
)


def find_experiment(name: str) -> Experiment:
    """Return a set by name.

    Raises:
        UsageError: no such set.
    """
    known = {item.name: item for item in SETS}
    if name not in known:
        raise UsageError(
            f"there is no experiment {name[:40]!r}; {nearest(name, list(known))}, or give --preset for one of your own"
        )
    return known[name]
