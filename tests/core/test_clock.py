import pytest

from cvae_tui.core import clock as module
from cvae_tui.core.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Hand":
    hand = Hand()
    monkeypatch.setattr(module, "perf_counter", lambda: hand.now)
    return hand


class Hand:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now, self._clock = 100.0, Clock()

    def start(self) -> None:
        self._clock.start()

    def step(self, seconds: float) -> float:
        self.now += seconds
        return self._clock.count("step")

    def between(self, seconds: float) -> float:
        self.now += seconds
        return self._clock.count("between")


def test_what_lies_before_the_start_does_not_count(clock: Hand) -> None:
    clock.start()
    assert (clock.step(0.5), clock.step(0.25)) == (0.5, 0.25)
    clock.now += 1000.0
    clock.start()
    assert clock.step(0.125) == 0.125


def test_a_step_lasts_at_most_ten_times_the_longest_so_far(clock: Hand) -> None:
    clock.start()
    # The first may take five seconds, a later one a second in any case.
    assert clock.step(60.0) == 5.0
    clock._clock = Clock()
    clock.start()
    assert [clock.step(0.01), clock.step(60.0)] == pytest.approx([0.01, 1.0])
    assert clock.step(60.0) == pytest.approx(10.0)


def test_what_lies_between_steps_may_take_longer_and_is_counted_by_itself(clock: Hand) -> None:
    clock.start()
    assert [clock.step(0.01), clock.between(20.0), clock.step(0.02)] == pytest.approx([0.01, 20.0, 0.02])
    assert clock.between(1000.0) == pytest.approx(200.0, rel=0.01)
