import sys
from io import StringIO

import pytest
import toy

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.tui.cli.progress import Lines, Screen

DIALS = {"lr": 0.5, "critic_lr": 0.05}
STORY: list[Event] = [
    Started(0, "toy", "", "cpu", 8, 4, 8, None, "/runs/mine"),
    Stepped(1, 0.25, 0.125, 2, 1.0, DIALS),
    Stepped(2, 0.5, 0.25, 4, 2.0, DIALS),
    Stepped(3, 0.75, 0.375, 6, 3.0, DIALS),
    Stepped(4, 1.0, 0.5, 8, 4.0, DIALS, {"critic_loss": 1.25, "generator_loss": 0.5, "undeclared": 1.0}),
    Evaluated(4, 1.0, 4.0, {"match": 0.25, "match_low": 0.1}),
    Alert(4, "note", "something \x1b[31mred"),
    DialTurned(4, "critic_lr", 0.01),
    Saved(4),
    Finished(4, "stopped", 4.0, 2.0),
]


def test_elsewhere_than_on_a_terminal_an_evaluation_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    view = Lines(toy.SPEC)
    for event in STORY:
        view.show(event)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "training began: toy, cpu, 8 pictures an epoch; into /runs/mine",
        "epoch 1/2  critic 1.25  generator 0.50  drawn 0.250  lr 0.5  critic lr 0.05  2 pictures/s  4s left",
        "something ?[31mred",
        "critic rate is 0.01 from step 4 on",
    ]


def test_a_budget_in_seconds_has_no_number_of_epochs(capsys: pytest.CaptureFixture[str]) -> None:
    view = Lines(toy.SPEC)
    view.show(Started(0, "toy", "", "cpu", 8, 4, None, 60.0))
    view.show(Stepped(1, 0.25, 0.01, 2, 0.5, DIALS))
    assert (view.where(), view.speed()) == ("epoch 0.2", "")


def test_an_evaluation_made_up_for_is_of_its_own_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    Lines(toy.SPEC).show(Evaluated(4, 1.0, 4.0, {"match": 0.25}))
    assert capsys.readouterr().err == "epoch 1  drawn 0.250\n"


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    for name, value in {"TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    with Screen(toy.SPEC) as view:
        for event in STORY[:5]:
            view.show(event)
        view.view.refresh()
        drawn = terminal.getvalue()
        for event in STORY[5:]:
            view.show(event)
    assert "--" in drawn and "epoch 1/2" in drawn and "2 pictures/s  4s left" in drawn
    assert "critic 1.25  generator 0.50" in drawn
    assert "something ?[31mred" in terminal.getvalue()
    assert terminal.getvalue().count("training began: toy") == 1
