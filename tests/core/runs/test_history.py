import math
from dataclasses import replace
from pathlib import Path

import pytest

from cvae_tui.core.answer import Row, Table, Text
from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Evaluated, Saved, Started, Stepped
from cvae_tui.core.runs import history
from cvae_tui.core.runs.history import FILE, EventLog, Latest, cut_history, latest, read_history, write_history

REPORT = Stepped(10, 1.0, 0.5, 100, 2.0, {"lr": 0.1}, {"ce": 1.5, "kl": 0.25})
PLAIN = Stepped(11, 1.1, 0.55, 110, 2.1, {"lr": 0.1})
SCORES = Evaluated(20, 2.0, 4.0, {"match": 0.5}, Table(("a",), (Row((Text("x"),)),)))


def test_what_is_logged_comes_back_but_for_steps_without_losses(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    for event in (REPORT, PLAIN, SCORES, Saved(20)):
        log.append(event)
    log.close()
    assert read_history(tmp_path) == ([REPORT, SCORES, Saved(20)], 0)


def test_a_cut_off_last_line_is_passed_over(tmp_path: Path) -> None:
    write_history(tmp_path, [REPORT, SCORES])
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-15])
    assert read_history(tmp_path) == ([REPORT], 1)


@pytest.mark.parametrize(
    "line", ["[]", "null", "3", '{"event":"nosuch"}', '{"event":"saved"}', '{"event":"saved","step":1,"x":2}', "\x00"]
)
def test_a_strange_line_is_counted_and_passed_over(tmp_path: Path, line: str) -> None:
    write_history(tmp_path, [REPORT])
    with (tmp_path / FILE).open("a") as file:
        file.write(line + "\n")
    with_more = [REPORT, Saved(3)]
    log = EventLog(tmp_path)
    log.append(Saved(3))
    log.close()
    assert read_history(tmp_path) == (with_more, 1)


def test_no_history_is_an_empty_one(tmp_path: Path) -> None:
    assert read_history(tmp_path) == ([], 0)
    assert latest(tmp_path) == Latest()


def test_a_history_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_history(tmp_path)


def test_the_latest_of_each_kind_however_much_lies_behind_it(tmp_path: Path) -> None:
    reports = [replace(REPORT, step=step) for step in range(2_000)]
    write_history(tmp_path, [replace(SCORES, step=1), SCORES, *reports, Saved(1_999)])
    assert (tmp_path / FILE).stat().st_size > 200_000
    assert latest(tmp_path) == Latest(Saved(1_999), reports[-1], SCORES)
    with (tmp_path / FILE).open("a") as file:
        file.write("x" * 300_000 + "\n{torn")
    assert latest(tmp_path) == Latest(Saved(1_999), reports[-1], SCORES)


def test_the_latest_up_to_a_step(tmp_path: Path) -> None:
    kept, lost = replace(REPORT, step=3), replace(REPORT, step=5)
    scores = replace(SCORES, step=3)
    write_history(tmp_path, [kept, scores, Saved(3), lost, replace(SCORES, step=5)])
    assert latest(tmp_path, until=3) == Latest(replace(SCORES, step=5), kept, scores)
    assert latest(tmp_path, until=2) == Latest(replace(SCORES, step=5))


def test_what_was_before_the_run_began_is_not_its_latest(tmp_path: Path) -> None:
    begun = Started(0, "toy", "", "cpu", 10, 2, 4, None)
    write_history(tmp_path, [SCORES, begun, REPORT])
    assert latest(tmp_path) == Latest(REPORT, REPORT, None)


def test_writing_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    write_history(tmp_path, [REPORT])
    write_history(tmp_path, [SCORES])
    assert read_history(tmp_path) == ([SCORES], 0)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_nan_becomes_null_and_nan_again(tmp_path: Path) -> None:
    write_history(tmp_path, [Stepped(1, 0.1, 0.1, 1, 0.1, {}, {"ce": math.nan, "kl": math.inf})])
    assert "null" in (tmp_path / FILE).read_text()
    (event,) = read_history(tmp_path)[0]
    assert isinstance(event, Stepped)
    assert event.losses is not None
    assert all(math.isnan(value) for value in event.losses.values())


def report(step: int) -> Stepped:
    return Stepped(step, 1.0, 0.5, 100, 2.0, {"lr": 0.1}, {"ce": 1.5})


def test_of_a_long_history_every_other_event_is_read_and_some_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [Saved(0), *map(report, range(1, 6)), Saved(5), *map(report, range(6, 9))]
    write_history(tmp_path, events)
    # The file is two and a bit times as long as what is read whole: every third report, and the last.
    monkeypatch.setattr(history, "WHOLE", int((tmp_path / FILE).stat().st_size / 2.1))
    assert read_history(tmp_path) == ([Saved(0), report(3), Saved(5), report(6), report(8)], 0)
    assert cut_history(tmp_path, lambda event: event.step < 5) == 0
    monkeypatch.undo()
    assert read_history(tmp_path) == ([Saved(0), *map(report, range(1, 5))], 0)


def test_cutting_says_how_much_could_not_be_read(tmp_path: Path) -> None:
    write_history(tmp_path, [REPORT, Saved(11)])
    with (tmp_path / FILE).open("a") as file:
        file.write('\n{"event":"sav')
    assert cut_history(tmp_path, lambda _: True) == 1
    assert read_history(tmp_path) == ([REPORT, Saved(11)], 0)


def test_what_is_appended_after_a_cut_off_line_stays_whole(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"event":"saved","st')
    log = EventLog(tmp_path)
    log.append(Saved(3))
    log.close()
    assert read_history(tmp_path) == ([Saved(3)], 1)


def test_a_line_without_end_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LONGEST_LINE", 100)
    (tmp_path / FILE).write_bytes(b"\x00" * 950 + b"\n" + b'{"event":"saved","step":1}\n')
    assert read_history(tmp_path) == ([Saved(1)], 10)
