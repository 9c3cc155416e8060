"""What is told of a run that is open: how far it came, and which dials are held by hand."""

import json
from pathlib import Path

import pytest
from made_runs import history, make_run

from cvae_tui.core.events import DialTurned, Event
from cvae_tui.core.runs.history import write_history
from cvae_tui.core.runs.lock import hold
from cvae_tui.core.runs.metadata import read_metadata
from cvae_tui.tui.session.state import how_far, read_run


@pytest.fixture
def run() -> Path:
    """A run saved at step 100 that told of 200, with one dial held."""
    made = make_run("mine", history(200, ""), reason="", saved=100)
    progress = json.loads((made / "progress.json").read_text())
    (made / "progress.json").write_text(json.dumps({**progress, "overrides": {"lr": 0.5}}))
    return made


def test_dials_turned_since_the_last_save_count_while_somebody_trains(run: Path) -> None:
    metadata = read_metadata(run)
    turned: list[Event] = [
        DialTurned(90, "kl_weight", 0.1), DialTurned(150, "kl_weight", 0.2), DialTurned(160, "lr", None)
    ]  # fmt: skip
    assert how_far(metadata, turned, trained=True)["dials"] == {"kl_weight": 0.2}
    # Nobody does: they are lost with what was not saved.
    assert how_far(metadata, turned, trained=False)["dials"] == {"lr": 0.5}


def test_a_dial_held_by_hand_has_its_own_value(run: Path) -> None:
    found = how_far(read_metadata(run), history(100, ""), trained=False)
    assert found["dials"] == {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.5}
    assert (found["overrides"], found["step"]) == ({"lr"}, 100)


def test_of_a_run_that_broke_off_what_was_not_saved_is_left_out_and_told(run: Path) -> None:
    with hold(run):
        pass
    found = read_run(run)
    assert found.events[-1].step == 100
    assert found.complaints == ("it broke off 100 steps after its last checkpoint: go on from there in the runs (o)",)
    assert found.followed is not None
    found.followed.close()


def test_lines_that_cannot_be_read_are_counted(run: Path) -> None:
    write_history(run, history(100, ""))
    with (run / "events.jsonl").open("a") as file:
        file.write("nonsense\n{}\n")
    found = read_run(run)
    assert found.followed is not None
    found.followed.close()
    assert found.complaints == (f"2 lines of {run / 'events.jsonl'} could not be read; the rest is kept",)


def test_a_run_that_came_to_its_end_is_not_followed() -> None:
    found = read_run(make_run("mine"))
    assert (found.followed, found.complaints, found.progress["model"].name) == (None, (), "mine")
