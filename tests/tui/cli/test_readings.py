"""How runs read a text, as far as an SVG's text tells it."""

import html
from dataclasses import replace
from pathlib import Path

import pytest
from outcomes import made
from toy import SPEC as TOY

from cvae_tui.core.answer import Query, Row, SampleRow, Table, Text
from cvae_tui.core.errors import DataError
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.tasks.sentiment.spec import SPEC
from cvae_tui.tui.cli import readings
from cvae_tui.tui.cli.readings import draw_readings


class Reader:
    """Looks at one word."""

    def answer(self, query: Query) -> Table:
        assert query == Query("read", (SampleRow(0), "held_out", False))
        words = [Row((Text(word, weights={"attention": float(word == "lovely")}),)) for word in ("a", "lovely", "film")]
        return Table(
            ("word",), (Row((Text("positive", 0.9),), category="positive"), *words), "positive 90.0 %", running=True
        )


def outcomes() -> list[Outcome]:
    last, gate = (made(SPEC, name, []) for name in ("report-004-last", "report-004-attention"))
    unfinished = made(SPEC, "report-004-mean", [], reason="")
    return [last, replace(last, trial=replace(last.trial, seed=1)), gate, unfinished]


def test_each_arm_reads_the_text_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "load_model", lambda run, device: Reader())
    assert draw_readings(outcomes(), tmp_path / "readings.svg")
    picture = html.unescape((tmp_path / "readings.svg").read_text()).replace("\xa0", " ")
    names = "report-004-last", "report-004-attention", "report-004-mean"
    assert [picture.count(f">{name}<") for name in names] == [1, 1, 0]
    assert picture.count("attention: lovely 100.0 %") == 2
    # 75 % of the colour lies behind the heaviest word.
    assert picture.count('<rect fill="#ca8155"') == 2


def test_what_cannot_be_read_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(run: Path, device: str) -> Reader:
        raise DataError("the reviews are gone")

    monkeypatch.setattr(readings, "load_model", fails)
    assert not draw_readings(outcomes(), tmp_path / "readings.svg")
    assert capsys.readouterr().err == "how the runs read a review is left out: the reviews are gone\n"
    assert not list(tmp_path.iterdir())


def test_a_task_whose_words_have_no_weights_has_no_such_picture(tmp_path: Path) -> None:
    assert not draw_readings([made(TOY, "toy", [])], tmp_path / "readings.svg")
