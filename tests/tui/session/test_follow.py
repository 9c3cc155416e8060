"""Following a history that somebody else writes: lines half written, a history cut back, one that is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cvae_tui.core.events import Saved, to_json
from cvae_tui.core.runs.history import FILE, write_history
from cvae_tui.tui.session.follow import STATE, Followed, News


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    write_history(tmp_path, [Saved(1)])
    found = Followed(tmp_path)
    assert found.look().events == [Saved(1)]
    yield found
    found.close()


def append(run: Path, text: str) -> None:
    with (run / FILE).open("a") as file:
        file.write(text)


def test_only_what_is_new(followed: Followed) -> None:
    assert followed.look() == News()
    append(followed.run, to_json(Saved(2)) + "\n" + to_json(Saved(3)) + "\n")
    assert followed.look() == News([Saved(2), Saved(3)])
    assert followed.events == [Saved(1), Saved(2), Saved(3)]


def test_a_line_is_read_when_it_is_whole_and_what_is_no_event_is_counted(followed: Followed) -> None:
    line = to_json(Saved(7)) + "\n"
    append(followed.run, line[:9])
    assert followed.look() == News()
    append(followed.run, line[9:] + "nonsense\n")
    assert followed.look() == News([Saved(7)])
    assert followed.corrupt_lines == 1


@pytest.mark.parametrize("after", [(), (10,), (10, 11, 12, 13)])
def test_a_history_that_was_cut_back_is_read_anew(followed: Followed, after: tuple[int, ...]) -> None:
    events = [Saved(1), *map(Saved, after)]
    write_history(followed.run, [*events])
    assert followed.look() == News([*events], anew=True)
    assert followed.events == events
    assert followed.look() == News()


def test_another_state_is_told_once(followed: Followed) -> None:
    (followed.run / STATE).write_text("{}")
    assert followed.look() == News(saved=True)
    assert followed.look() == News()


def test_a_history_that_is_gone_has_nothing_new(followed: Followed) -> None:
    (followed.run / FILE).unlink()
    assert followed.look() == News()
    assert Followed(followed.run / "nowhere").look() == News()
