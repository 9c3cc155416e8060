"""What is told of a run that is open: how far it came, and which dials are held by hand."""

import json
from pathlib import Path

import pytest
from made_runs import history, make_run

from cvae_tui.core.events import DialTurned
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.tui.session.metadata import held_by_hand, how_far


@pytest.fixture
def run() -> Path:
    """A run saved at step 100, with one dial held."""
    made = make_run("mine", history(200, ""), reason="", saved=100)
    progress = json.loads((made / "progress.json").read_text())
    (made / "progress.json").write_text(json.dumps({**progress, "held": {"lr": 0.5}}))
    return made


def test_dials_turned_since_the_last_save_count_while_somebody_trains(run: Path) -> None:
    facts = read_facts(run)
    turned = [DialTurned(90, "kl_weight", 0.1), DialTurned(150, "kl_weight", 0.2), DialTurned(160, "lr", None)]
    assert held_by_hand(facts, [*turned], trained=True) == {"kl_weight": 0.2}
    # Nobody does: they are lost with what was not saved.
    assert held_by_hand(facts, [*turned], trained=False) == {"lr": 0.5}


def test_a_dial_held_by_hand_has_its_own_value(run: Path) -> None:
    told = how_far(read_facts(run), history(100, ""), trained=False)
    assert told["dials"] == {"kl_weight": 1.0, "teacher_forcing": 1.0, "lr": 0.5}
    assert (told["held"], told["step"]) == ({"lr"}, 100)
