import json
import sys
from contextlib import suppress
from io import BytesIO, TextIOWrapper

import pytest
from rich.progress_bar import ProgressBar

from cvae_tui.core.answer import Image, Row, Table, Text
from cvae_tui.core.spec import Sign
from cvae_tui.tui.cli import output
from cvae_tui.tui.cli.output import talk_console

LEGEND = (Sign("good", "●", "*", "good", "good"), Sign("bad", "×", "x", "bad", "bad"))
TABLE = Table(
    ("one", "two"),
    (Row((Text("a"), Text("b", 0.5)), "first", "good", "sure – of it"), Row((Text("c"), Image(2, 3, 1, bytes(6))))),
    "all in all",
)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "on_terminal", lambda: True)


@pytest.mark.parametrize("columns", range(30, 130, 9))
@pytest.mark.usefixtures("terminal")
def test_a_table_loses_no_letter_however_wide_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    heads, cells = ("present", "progressive", "in training"), ("split", "splitting", "by process 12345")
    output.write_table("", heads, [cells])
    shown = "".join(sorted(capsys.readouterr().out)).replace("─", "").strip()
    assert shown == "".join(sorted("".join((*heads, *cells)).replace(" ", "")))


@pytest.mark.usefixtures("terminal")
def test_tables_keep_to_ascii_where_they_must(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(encoding: str) -> str:
        bare = BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", TextIOWrapper(bare, encoding))
            output.show_table(TABLE, LEGEND)
            sys.stdout.flush()
            return bare.getvalue().decode(encoding)

    assert "─" in shown("utf-8") and "sure – of it" in shown("utf-8")
    plain = shown("ascii")
    assert plain.isascii() and "---" in plain and "sure - of it" in plain and "?" not in plain
    monkeypatch.setenv("CVAE_TUI_ASCII", "1")
    assert shown("utf-8") == plain


def test_an_answer_in_a_pipe_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_table(TABLE, LEGEND)
    out, err = capsys.readouterr()
    assert out == "first\ta\tb\tsure – of it\tgood\n\tc\t3 x 2 picture\t\t\n"
    assert err == "all in all\n"
    first, second = (output.row_json(TABLE.heads, row) for row in TABLE.rows)
    assert first == {"forms": {"one": "a", "two": "b"}, "mark": "good"}
    picture = {"height": 2, "width": 3, "channels": 1, "pixels": "AAAAAAAA"}
    assert second == {"cells": ["c", picture], "mark": ""}
    assert output.row_json(("one",), TABLE.rows[0])["cells"] == ["a", "b"]


def test_an_array_is_written_element_by_element_and_whole_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with output.json_array() as add:
        add({"a": float("nan")})
        assert capsys.readouterr().out == '[{"a": null}'
        add(2)
    assert capsys.readouterr().out == ",\n2]\n"
    with output.json_array():
        pass
    assert capsys.readouterr().out == "[]\n"
    with suppress(KeyboardInterrupt), output.json_array() as add:
        add(1)
        raise KeyboardInterrupt
    assert json.loads(capsys.readouterr().out) == [1]


def test_nothing_unprintable_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("a\x1b]0;x\x07b\u202ec\nd")
    assert capsys.readouterr().err == "a?]0;x?b?c?d\n"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.12345, "0.123"), (None, "-"), (float("nan"), "-"), (True, "-"), ("x", "-")]
)
def test_figures(value: object, shown: str) -> None:
    assert output.number(value) == shown


@pytest.mark.parametrize(("wished", "ascii"), [("1", True), ("", False)])
def test_bars_keep_to_ascii_where_it_is_wished(wished: str, ascii: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    file = TextIOWrapper(BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stderr", file)
    monkeypatch.setenv("CVAE_TUI_ASCII", wished)
    talk_console().print(ProgressBar(100, 50, 20))
    file.flush()
    assert file.buffer.getvalue().decode().isascii() == ascii  # type: ignore[attr-defined]
