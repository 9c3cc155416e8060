"""What a typed line means."""

from pathlib import Path
from typing import Literal

import pytest

from cvae_tui.core.answer import Image, Query, Row, Shown, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.digits.queries import MOST, parse, whole


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("2026", Query("digits", ("mnist", (2, 0, 2, 6)))),
        (" 1 2 ", Query("digits", ("mnist", (1, 2)))),
        ("Street 7", Query("digits", ("street", (7,)))),
        ("mnist 07", Query("digits", ("mnist", (0, 7)))),
        ("sheet", Query("sheet", ("mnist", None))),
        ("Sheet street", Query("sheet", ("street", None))),
    ],
)
def test_digits(line: str, query: Query) -> None:
    assert parse(line, Shown()) == query


@pytest.mark.parametrize(("channels", "kind"), [(1, "mnist"), (3, "street")])
def test_a_sample_leads_to_the_sheet_of_its_kind(channels: Literal[1, 3], kind: str) -> None:
    row = Row((Image(1, 1, channels, bytes(channels)), Image(1, 1, 1, bytes(1)), Text("7")))
    assert parse(whole(0, row), Shown()) == Query("sheet", (kind, None))


def test_a_file_whose_name_has_a_space(tmp_path: Path) -> None:
    file = tmp_path / "my digit.png"
    file.touch()
    assert parse(f"street {file}", Shown()) == Query("file", ("street", str(file)))


@pytest.mark.parametrize("line", ["", "street", "seven", "nowhere.png", "sheet 7", "٣", "1" * (MOST + 1)])
def test_what_is_neither_is_a_sentence(line: str) -> None:
    with pytest.raises(UsageError, match=r"no digit and no file|too many at once"):
        parse(line, Shown())
