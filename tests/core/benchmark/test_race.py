"""Turns and ratios, with a clock that shows what it is given."""

import torch

from cvae_tui.core.benchmark.race import Race, race


def test_every_contender_warms_up_then_takes_its_turn_in_every_round() -> None:
    turns: list[str] = []

    def work(name: str, amount: float) -> float:
        turns.append(name)
        return amount

    # a takes 1, 2 and 4 seconds for 8 words, b 1, 1 and 2 for 2.
    times = iter([0.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 5.0, 5.0, 9.0, 9.0, 11.0])
    heard: list[str] = []
    run = race(
        {"a": lambda: work("a", 8.0), "b": lambda: work("b", 2.0)},
        3,
        torch.device("cpu"),
        heard.append,
        lambda: next(times),
    )
    assert turns == ["a", "b"] * 4
    assert heard[:3] == ["warm-up: a", "warm-up: b", "round 1 of 3: a"]
    assert run.rates == {"a": (8.0, 4.0, 2.0), "b": (2.0, 2.0, 1.0)}


def test_a_ratio_is_taken_round_by_round() -> None:
    run = Race({"a": (8.0, 4.0, 2.0), "b": (2.0, 2.0, 1.0)})
    assert run.ratio("a", "b") == [4.0, 2.0, 2.0] and run.ratio("a", "b", 100.0) == [400.0, 200.0, 200.0]
