from collections.abc import Callable, Mapping

import pytest
import torch

from cvae_tui.core.threads import LATEST, SOONEST, WATCHED, Threads, threads_for_steps

CPU = torch.device("cpu")


class Machine:
    """Steps of ten examples on a pretended machine, whose speed on each number of threads is told."""

    def __init__(self, speeds: Mapping[int, float]) -> None:
        self.speeds = dict(speeds)
        self.threads = 0
        self.seconds = 0.0
        self.used: list[int] = []
        self.said: list[str] = []
        self.choice = Threads(sorted(speeds, reverse=True), self.use)

    def use(self, count: int) -> None:
        self.threads = count

    def work(self, done: Callable[[], bool]) -> None:
        while not done():
            self.choice.apply()
            self.used.append(self.threads)
            took = 10 / self.speeds[self.threads]
            self.seconds += took
            if said := self.choice.learned(10, took):
                self.said.append(said)

    def work_for(self, seconds: float) -> None:
        end = self.seconds + seconds
        self.work(lambda: self.seconds >= end)


def test_alone_all_are_taken_and_that_is_said_once() -> None:
    machine = Machine({2: 200.0, 1: 110.0})
    machine.work_for(300.0)
    assert machine.choice.chosen == 2
    assert machine.said == ["computing on 2 threads, 1.8 times as fast as on 1 here and now"]
    assert machine.used[:21] == [2] * 5 + [1] * 5 + [2] * 5 + [1] * 5 + [2]
    assert 10 * len(machine.used) / machine.seconds > 0.98 * 200.0


def test_beside_other_programs_one_is_taken_and_the_worse_way_is_hardly_tried() -> None:
    machine = Machine({2: 3.0, 1: 90.0})
    machine.work_for(600.0)
    assert machine.choice.chosen == 1
    assert machine.said == ["computing on 1 thread, 30.0 times as fast as on 2 here and now"]
    # Only the first trial has to find out how slow that is; a later one is over after two steps.
    assert machine.used.count(2) <= 5 + 5 + 2 * (600 / LATEST + 4)
    assert 10 * len(machine.used) / machine.seconds > 0.8 * 90.0


def test_when_the_speed_changes_it_is_tried_again_at_once() -> None:
    machine = Machine({2: 200.0, 1: 110.0})
    machine.work_for(10.0)
    machine.speeds = {2: 20.0, 1: 60.0}
    machine.work_for(5 * WATCHED)
    assert machine.choice.chosen == 1
    machine.speeds = {2: 200.0, 1: 110.0}
    machine.work_for(3 * WATCHED)
    assert machine.choice.chosen == 2 and len(machine.said) == 3


def test_what_shows_in_no_speed_is_found_after_a_while() -> None:
    machine = Machine({2: 100.0, 1: 99.0})
    machine.work_for(10.0)
    assert machine.choice.chosen == 2
    machine.speeds[1] = 150.0
    machine.work_for(2 * SOONEST + 2 * WATCHED)
    assert machine.choice.chosen == 1


def test_a_little_more_is_no_reason_to_change() -> None:
    machine = Machine({4: 100.0, 2: 109.0, 1: 50.0})
    machine.work_for(1000.0)
    assert machine.choice.chosen == 4 and len(machine.said) == 1
    assert set(machine.used) == {1, 2, 4}


def test_the_number_that_is_given_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    used: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", used.append)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 6)
    assert threads_for_steps(3, CPU) is None and used == [3]
    choice = threads_for_steps(None, CPU)
    assert choice is not None and choice.chosen == 6
    seen = set[int]()
    for _ in range(40):
        choice.apply()
        choice.learned(1, 1.0)
        seen.add(used[-1])
    assert seen == {1, 2, 4, 6}


def test_behind_a_run_all_are_used_again() -> None:
    machine = Machine({2: 3.0, 1: 90.0})
    with machine.choice:
        machine.work_for(30.0)
        assert machine.threads == 1
    assert machine.threads == 2


@pytest.mark.parametrize(("device", "threads", "told"), [("cuda", 6, ""), ("cpu", 1, ""), ("cpu", 6, "2")])
def test_there_may_be_nothing_to_choose(monkeypatch: pytest.MonkeyPatch, device: str, threads: int, told: str) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if told:
        monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert threads_for_steps(None, torch.device(device)) is None
