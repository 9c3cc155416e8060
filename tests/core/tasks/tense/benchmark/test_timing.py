"""Turns, medians and ratios, with a clock that tells what it is told to tell."""

from cvae_tui.core.tasks.tense.benchmark.timing import Race, Spread, race


def test_every_contender_warms_up_then_takes_its_turn_in_every_round() -> None:
    turns: list[str] = []

    def work(name: str, amount: float) -> float:
        turns.append(name)
        return amount

    # a takes 1, 2 and 4 seconds for 8 words, b 1, 1 and 2 for 2.
    times = iter([0.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 5.0, 5.0, 9.0, 9.0, 11.0])
    told: list[str] = []
    run = race({"a": lambda: work("a", 8.0), "b": lambda: work("b", 2.0)}, 3, told.append, lambda: next(times))
    assert turns == ["a", "b"] * 4
    assert told[:3] == ["warm-up: a", "warm-up: b", "round 1 of 3: a"]
    assert run.rates == {"a": (8.0, 4.0, 2.0), "b": (2.0, 2.0, 1.0)}


def test_a_ratio_is_taken_round_by_round() -> None:
    run = Race({"a": (8.0, 4.0, 2.0), "b": (2.0, 2.0, 1.0)})
    assert run.rate("a") == Spread(4.0, 2.0, 8.0)
    assert run.ratio("a", "b") == Spread(2.0, 2.0, 4.0)


def test_a_spread_turned_round_keeps_its_order() -> None:
    spread = Spread(4.0, 2.0, 8.0)
    assert spread.times(10.0) == Spread(40.0, 20.0, 80.0)
    assert spread.inverse(1000.0) == Spread(250.0, 125.0, 500.0)
