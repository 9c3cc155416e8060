import os
from collections.abc import Callable, Iterator

import pytest
import torch

from cvae_tui.core import threads as core_threads
from cvae_tui.core.errors import UsageError
from cvae_tui.core.threads import BLOCKS, Threads
from cvae_tui.tui.cli import threads as cli_threads
from cvae_tui.tui.cli.threads import BLOCK, TURNS, check_threads, on_measured_threads, wait_briefly


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
        # Set first, so that what the code sets is taken back.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_threads_wait_briefly() -> None:
    wait_briefly()
    assert os.environ["GOMP_SPINCOUNT"] == TURNS


@pytest.mark.parametrize(("name", "value"), [("GOMP_SPINCOUNT", "7"), ("OMP_WAIT_POLICY", "ACTIVE")])
def test_what_the_reader_chose_stays(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    wait_briefly()
    assert os.environ[name] == value
    assert (name == "GOMP_SPINCOUNT") == ("GOMP_SPINCOUNT" in os.environ)


@pytest.mark.parametrize(("threads", "shown"), [(0, "0"), (100_000, "100,000")])
def test_a_number_of_threads_that_cannot_be_meant(threads: int, shown: str) -> None:
    check_threads(None)
    check_threads(1)
    with pytest.raises(UsageError, match=f"--threads is {shown}; it must be from 1 to 1,024"):
        check_threads(threads)


class Clock:
    """Batches are answered by a pretended machine: an example takes so long on each number of threads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, took: dict[int, float]) -> None:
        self.took = took
        self.now = 0.0
        self.threads = 2
        self.used: list[int] = []
        monkeypatch.setattr(cli_threads, "perf_counter", lambda: self.now)
        monkeypatch.setattr(core_threads, "threads_for_steps", self._choice)

    def _choice(self, threads: int | None, device: torch.device, block: int) -> Threads:
        assert (threads, device.type) == (None, "cpu")
        return Threads((2, 1), self._use, block)

    def _use(self, count: int) -> None:
        self.threads = count

    def answer(self, batches: Iterator[list[str]]) -> list[list[str]]:
        found: list[list[str]] = []
        for batch in batches:
            self.used.append(self.threads)
            self.now += len(batch) * self.took[self.threads]
            found.append(batch)
        return found


def batches_of(sizes: list[int]) -> Iterator[list[str]]:
    return (["word"] * size for size in sizes)


def test_answers_go_on_with_the_number_of_threads_that_is_quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, {2: 0.004, 1: 0.001})
    sizes = [2, 4, *[8] * (2 * BLOCK * BLOCKS), 8, 8, 3]
    answered = clock.answer(on_measured_threads(batches_of(sizes), 8))
    assert list(map(len, answered)) == sizes
    # The small ones at first are not measured; the last ones are answered on the quicker number.
    assert clock.used[:2] == [2, 2]
    assert clock.used[-3:] == [1, 1, 1]
    # What comes behind has the whole choice again.
    assert clock.threads == 2


def test_small_batches_alone_import_and_measure_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(threads: int | None, device: torch.device, block: int) -> Threads:
        raise AssertionError("nothing was to be chosen")

    monkeypatch.setattr(core_threads, "threads_for_steps", fails)
    assert list(on_measured_threads(batches_of([2, 4, 7]), 8)) == [["word"] * size for size in (2, 4, 7)]


@pytest.fixture
def one_thread() -> Iterator[Callable[[], int]]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield torch.get_num_threads
    torch.set_num_threads(before)


def test_one_core_leaves_nothing_to_choose(one_thread: Callable[[], int]) -> None:
    assert len(list(on_measured_threads(batches_of([8] * 30), 8))) == 30
    assert one_thread() == 1
