import pytest

from cvae_tui.core.schedules import Schedule, constant, cyclical, linear, one_cycle, per_epoch, step_decay

CASES: list[tuple[str, Schedule, dict[float, float]]] = [
    ("constant", constant(0.5), {0.0: 0.5, 1.0: 0.5}),
    # Held at 1 for a fifth, then down to 0.2 over four fifths: half of the way at 0.6.
    ("teacher forcing", linear(1.0, 0.2, 0.2), {0.0: 1.0, 0.2: 1.0, 0.6: 0.6, 1.0: 0.2}),
    # One cycle: nothing for a fifth, then 0.4 over the rest: a quarter of the way at 0.4.
    ("monotonic", cyclical(0.4), {0.0: 0.0, 0.19: 0.0, 0.4: 0.1, 0.6: 0.2, 1.0: 0.4}),
    # Two cycles of half a run: 0.35 is 0.7 of the first, its rise from 0.2 to 0.6 is over; 0.7 is 0.4 of the second.
    ("two cycles", cyclical(1.0, 2, 0.2, 0.4), {0.05: 0.0, 0.2: 0.5, 0.35: 1.0, 0.5: 0.0, 0.7: 0.5, 1.0: 1.0}),
    ("a jump", cyclical(1.0, 1, 0.25, 0.0), {0.2: 0.0, 0.25: 1.0, 1.0: 1.0}),
    # Up over a tenth, then half a cosine: half of the peak halfway.
    ("one cycle", one_cycle(2.0), {0.0: 0.0, 0.05: 1.0, 0.1: 2.0, 0.55: 1.0, 1.0: 0.0}),
    ("step decay", step_decay(1.0, 0.5, 3), {0.0: 1.0, 0.24: 1.0, 0.25: 0.5, 0.5: 0.25, 0.75: 0.125, 1.0: 0.125}),
    # Four epochs: what holds at an epoch's start holds for all of it.
    ("per epoch", per_epoch(linear(1.0, 0.0), 4), {0.0: 1.0, 0.24: 1.0, 0.25: 0.75, 0.74: 0.5, 0.99: 0.25, 1.0: 0.25}),
]


@pytest.mark.parametrize(("name", "schedule", "values"), CASES)
def test_schedules_by_hand(name: str, schedule: Schedule, values: dict[float, float]) -> None:
    for progress, value in values.items():
        assert schedule(progress) == pytest.approx(value, abs=1e-12), f"{name} at {progress}"
