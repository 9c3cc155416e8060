"""Following a history that somebody else writes: torn lines, a swapped folder, a run that begins anew."""

import os
from pathlib import Path

import pytest

from cvae_tui.core.events import Saved, to_json
from cvae_tui.core.runs.history import FILE, EventLog, write_history
from cvae_tui.tui.session.tail import HistoryTail


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def steps(tail: HistoryTail) -> list[int]:
    return [event.step for event in tail.read().events]


def test_only_what_is_new(run: Path) -> None:
    log, tail = EventLog(run), HistoryTail(run)
    log.append(Saved(1))
    log.flush()
    assert steps(tail) == [1]
    assert steps(tail) == []
    log.append(Saved(2))
    log.append(Saved(3))
    log.flush()
    assert steps(tail) == [2, 3]
    log.close()
    tail.close()


def test_a_line_is_read_when_it_is_whole(run: Path) -> None:
    line, tail = to_json(Saved(7)), HistoryTail(run)
    (run / FILE).write_text(line[:9])
    assert steps(tail) == []
    with (run / FILE).open("a") as file:
        file.write(line[9:] + "\nnonsense\n")
    assert steps(tail) == [7]
    tail.close()


def test_the_folder_may_be_swapped_by_a_checkpoint(run: Path) -> None:
    log, tail = EventLog(run), HistoryTail(run)
    log.append(Saved(1))
    log.flush()
    assert steps(tail) == [1]
    fresh, old = run.with_name(".run.saving"), run.with_name(".run.previous")
    fresh.mkdir()
    os.link(run / FILE, fresh / FILE)
    run.rename(old)
    assert steps(tail) == []  # for a moment there is no folder of that name
    fresh.rename(run)
    log.append(Saved(2))
    log.flush()
    found = tail.read()
    assert ([event.step for event in found.events], found.anew) == ([2], False)
    log.close()
    tail.close()


@pytest.mark.parametrize("after", [1, 5])
def test_a_run_that_goes_on_from_before_is_read_anew(run: Path, after: int) -> None:
    write_history(run, [Saved(1), Saved(2), Saved(3)])
    tail = HistoryTail(run)
    assert steps(tail) == [1, 2, 3]
    write_history(run, [Saved(1), *(Saved(10 + number) for number in range(after))])
    found = tail.read()
    assert found.anew
    assert [event.step for event in found.events] == [1, *range(10, 10 + after)]
    assert not tail.read().anew
    tail.close()


def test_another_file_of_that_name_is_read_anew(run: Path) -> None:
    write_history(run, [Saved(1)])
    tail = HistoryTail(run)
    assert steps(tail) == [1]
    write_history(run.parent, [Saved(5), Saved(6)])
    (run.parent / FILE).replace(run / FILE)
    found = tail.read()
    assert ([event.step for event in found.events], found.anew) == ([5, 6], True)
    tail.close()


def test_nothing_there_is_nothing_new(tmp_path: Path) -> None:
    tail = HistoryTail(tmp_path / "nowhere")
    assert tail.read().events == []
    tail.close()
