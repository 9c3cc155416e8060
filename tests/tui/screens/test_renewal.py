"""How often the screen is asked for again, without a clock."""

from collections.abc import Callable

import pytest

from cvae_tui.tui.screens.renewal import PERIOD, Renewal


class Screen:
    """Remembers what is renewed, and what is to be called later."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time, self.held = 100.0, False
        self.steps: list[int] = []
        self.waiting: list[tuple[float, Callable[[], None]]] = []
        monkeypatch.setattr("cvae_tui.tui.screens.renewal.monotonic", lambda: self.time)
        self.renewal = Renewal(lambda seconds, act: self.waiting.append((seconds, act)), self.renew)

    def renew(self, step: int) -> bool:
        if not self.held:
            self.steps.append(step)
        return not self.held


def test_steps_that_come_soon_are_renewed_once_and_the_last_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(monkeypatch)
    screen.renewal.see(1)
    screen.time += PERIOD / 4
    for step in (1, 2, 3):
        screen.renewal.see(step)
    assert screen.steps == [1]
    ((seconds, act),) = screen.waiting
    assert seconds == pytest.approx(PERIOD * 3 / 4)
    act()
    assert screen.steps == [1, 3]


def test_what_was_held_is_renewed_when_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(monkeypatch)
    screen.held = True
    screen.renewal.see(5)
    screen.held = False
    screen.renewal.see(5)
    assert screen.steps == [5]


def test_another_model_at_the_same_step_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(monkeypatch)
    screen.renewal.now(5)
    screen.renewal.forget()
    screen.time += PERIOD
    screen.renewal.see(5)
    assert screen.steps == [5, 5]
