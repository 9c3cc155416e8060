import json
import math
from typing import Any

import pytest

from cvae_tui.core.answer import Row, Table, Text
from cvae_tui.core.events import (
    KINDS,
    Alert,
    DialTurned,
    Evaluated,
    Event,
    Finished,
    Saved,
    Started,
    Stepped,
    finite,
    from_json,
    to_json,
)
from cvae_tui.core.runs import format_1
from cvae_tui.core.spec import FormerNames

EVENTS: list[Event] = [
    Started(0, "toy", "small", "cpu", 48, 6, 18, None, "/runs/a"),
    Started(5, "toy", "small", "cpu", 48, 6, None, 60.0),
    Stepped(1, 0.5, 0.25, 8, 0.1, {"lr": 0.1}),
    Stepped(1, 0.5, 0.25, 8, 0.1, {"lr": 0.1}, {"ce": 1.0, "kl": 2.0}),
    Evaluated(6, 1.0, 0.5, {"match": 0.25}, Table(("a",), (Row((Text("x"),)),))),
    DialTurned(3, "lr", 0.5),
    DialTurned(4, "lr", None),
    Saved(6),
    Alert(6, "note", "a sentence with \u2603 and \x1b[31m"),
    Finished(6, "done", 1.5, 32.0, "", "/runs/a"),
]


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_survives_json(event: Event) -> None:
    line = to_json(event)
    assert "\n" not in line
    assert line.isascii()
    assert from_json(line) == event


def test_every_kind_has_a_name() -> None:
    assert {type(event) for event in EVENTS} == set(KINDS.values())


def test_the_last_line_of_a_run_as_scripts_read_it() -> None:
    assert json.loads(to_json(EVENTS[-1])) == {
        "event": "finished", "step": 6, "reason": "done", "seconds": 1.5, "examples_per_second": 32.0, "message": "",
        "run": "/runs/a",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "1",
        '"x"',
        "null",
        '{"event":[]}',
        '{"event":"stepped"}',
        '{"step":1}',
        '{"event":"evaluated","step":1,"epoch":1,"seconds":1,"scores":{"a":"b"}}',
        "[" * 100_000,
        '{"event":"saved","step":"1"}',
        '{"event":"saved","step":true}',
        '{"event":"saved","step":1.5}',
        '{"event":"saved","step":9223372036854775808}',
        '{"event":"alert","step":1,"kind":"nosuch","message":"x"}',
        '{"event":"alert","step":1,"kind":"note","message":["x"]}',
        '{"event":"evaluated","step":1,"epoch":1,"seconds":1,"scores":{"a":1' + "0" * 400 + "}}",
        '{"event":"evaluated","step":1,"epoch":1,"seconds":1,"scores":[]}',
    ],
)
def test_what_is_no_event_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError):
        from_json(line)


def test_finite_leaves_only_what_json_knows() -> None:
    assert finite({"a": math.nan, "b": [1.0, -math.inf], "c": (True, None, "x")}) == {
        "a": None, "b": [1.0, None], "c": [True, None, "x"],
    }  # fmt: skip


@pytest.fixture
def former(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What reads lines of runs whose `loss` was once called `ce`."""
    monkeypatch.setitem(format_1.FORMER, "some", FormerNames(scores=lambda settings: {"ce": "loss"}))
    return format_1.updater({"task": "some", "settings": {}})


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (
            '{"event":"stepped","step":2,"epoch":0.5,"progress":0.25,"words":4,"seconds":1,"dials":{"lr":0.1},'
            '"losses":{"ce":1.5,"skipped":0.0}}',
            Stepped(2, 0.5, 0.25, 4, 1, {"lr": 0.1}, {"loss": 1.5, "skipped": 0.0}),
        ),
        (
            '{"event":"evaluated","step":2,"epoch":1,"seconds":1,"scores":{"ce":0.5},"samples":[["a","b"],["c","d"]]}',
            Evaluated(2, 1, 1, {"loss": 0.5}, Table(rows=(Row((Text("a"), Text("b"))), Row((Text("c"), Text("d")))))),
        ),
        (
            '{"event":"started","step":0,"task":"toy","variant":"","device":"cpu","words_per_epoch":16,'
            '"steps_per_epoch":7,"total_steps":21,"budget_seconds":null,"run":"run"}',
            Started(0, "toy", "", "cpu", 16, 7, 21, None, "run"),
        ),
        (
            '{"event":"finished","step":5,"reason":"stopped","seconds":3.5,"words_per_second":2.5}',
            Finished(5, "stopped", 3.5, 2.5),
        ),
    ],
)
def test_lines_of_format_1_are_read_by_todays_names(former: Any, line: str, event: Event) -> None:
    assert from_json(line, former) == event


def test_names_of_todays_lines_stay(former: Any) -> None:
    event = Evaluated(6, 1.0, 0.5, {"ce": 0.25})
    assert from_json(to_json(event), former) == event
