import pytest

from cvae_tui.core.events import Stepped
from cvae_tui.tui.pace import Pace


def stepped(seconds: float, examples: int, fraction: float) -> Stepped:
    return Stepped(1, 0.0, fraction, examples, seconds, {})


def test_speed_and_time_left_are_those_of_the_last_seconds() -> None:
    pace = Pace()
    assert (pace.examples_per_second, pace.seconds_left) == (0.0, None)
    pace.see(stepped(10.0, 100, 0.1))
    pace.see(stepped(10.5, 150, 0.105))
    assert (pace.examples_per_second, pace.seconds_left) == (100.0, None), "half a second says nothing of the rest"
    pace.see(stepped(11.0, 200, 0.11))
    pace.see(stepped(11.5, 250, 0.115))
    pace.see(stepped(12.0, 300, 0.12))
    assert (pace.examples_per_second, pace.seconds_left) == (100.0, pytest.approx(88.0))
    pace.see(stepped(16.0, 500, 0.16))
    assert pace.examples_per_second == pytest.approx(350 / 5.5), "the first step is too long ago"
    # A step that takes longer than the window is still seen beside the one before.
    pace.see(stepped(36.0, 510, 0.36))
    assert (pace.examples_per_second, pace.seconds_left) == (0.5, pytest.approx(64.0))


def test_no_progress_has_no_end() -> None:
    pace = Pace()
    pace.see(stepped(1.0, 10, 0.0))
    pace.see(stepped(3.0, 30, 0.0))
    assert (pace.examples_per_second, pace.seconds_left) == (10.0, None)


def test_steps_that_become_quicker_say_nothing_yet_of_the_time_left() -> None:
    pace = Pace()
    # The kernels of the first steps are prepared: 0.8 s each, then 0.1 s.
    for number in range(3):
        pace.see(stepped(0.8 * number, number, number / 1000))
        assert pace.seconds_left is None
    for number in range(8):
        pace.see(stepped(1.7 + 0.1 * number, 3 + number, (3 + number) / 1000))
    assert pace.seconds_left is None
    for number in range(8, 100):
        pace.see(stepped(1.7 + 0.1 * number, 3 + number, (3 + number) / 1000))
    assert pace.seconds_left == pytest.approx(89.8)


def test_two_steps_alone_have_no_halves() -> None:
    pace = Pace()
    pace.see(stepped(0.0, 0, 0.001))
    pace.see(stepped(3.0, 1, 0.002))
    assert pace.seconds_left is None
