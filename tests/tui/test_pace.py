import pytest

from cvae_tui.core.events import Stepped
from cvae_tui.tui.pace import Pace


def stepped(seconds: float, examples: int, fraction: float) -> Stepped:
    return Stepped(1, 0.0, fraction, examples, seconds, {})


def test_speed_and_time_left_are_those_of_the_last_seconds() -> None:
    pace = Pace()
    assert (pace.examples_per_second, pace.seconds_left) == (0.0, None)
    pace.see(stepped(10.0, 100, 0.1))
    pace.see(stepped(10.5, 150, 0.11))
    assert (pace.examples_per_second, pace.seconds_left) == (100.0, None), "half a second says nothing of the rest"
    pace.see(stepped(12.0, 300, 0.12))
    assert (pace.examples_per_second, pace.seconds_left) == (100.0, pytest.approx(88.0))
    pace.see(stepped(16.0, 500, 0.52))
    assert pace.examples_per_second == pytest.approx(350 / 5.5), "the first step is too long ago"
    # A step that takes longer than the window is still seen beside the one before.
    pace.see(stepped(36.0, 510, 0.72))
    assert (pace.examples_per_second, pace.seconds_left) == (0.5, pytest.approx(28.0))


def test_no_progress_has_no_end() -> None:
    pace = Pace()
    pace.see(stepped(1.0, 10, 0.0))
    pace.see(stepped(3.0, 30, 0.0))
    assert (pace.examples_per_second, pace.seconds_left) == (10.0, None)
