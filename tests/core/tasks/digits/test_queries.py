"""What a typed line means."""

from pathlib import Path

import pytest

from cvae_tui.core.answer import Query, Shown
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.digits.queries import MOST, parse


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("2026", Query("digits", ("mnist", (2, 0, 2, 6)))),
        (" 1 2 ", Query("digits", ("mnist", (1, 2)))),
        ("Street 7", Query("digits", ("street", (7,)))),
        ("mnist 07", Query("digits", ("mnist", (0, 7)))),
    ],
)
def test_digits(line: str, query: Query) -> None:
    assert parse(line, Shown()) == query


def test_a_file_whose_name_has_a_space(tmp_path: Path) -> None:
    file = tmp_path / "my digit.png"
    file.touch()
    assert parse(f"street {file}", Shown()) == Query("file", ("street", str(file)))


@pytest.mark.parametrize("line", ["", "street", "seven", "nowhere.png", "٣", "1" * (MOST + 1)])
def test_what_is_neither_is_a_sentence(line: str) -> None:
    with pytest.raises(UsageError, match=r"no digit and no file|too many at once"):
        parse(line, Shown())
