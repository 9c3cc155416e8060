import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cvae_tui.tui.app import Studio
from cvae_tui.tui.keys import OWNERS, TABLE, TITLES, every_key, key_ids, markdown, spoken
from cvae_tui.tui.screens.dashboard import Dashboard
from cvae_tui.tui.widgets.curves_pane import CurvesPane
from cvae_tui.tui.widgets.grid import GridPane

BEGINS, ENDS = "<!-- keys -->", "<!-- /keys -->"
ROOT = Path(__file__).parents[2]
# What tmux, screen and zellij take, and what terminals themselves use.
TAKEN = {f"ctrl+{letter}" for letter in "abgpqtnhsozc"}


def test_every_key_has_an_action_a_name_and_a_tooltip() -> None:
    for key in TABLE:
        owner = Studio if key.where == "everywhere" else Dashboard
        assert hasattr(owner, f"action_{key.action.partition('(')[0]}"), key.id
        assert key.short
        assert key.tooltip


def test_names_are_unique_and_no_key_means_two_things_at_once() -> None:
    ids = key_ids()
    assert len(ids) == len(set(ids))
    dashboard = Counter(key for row in TABLE for key in row.key.split(","))
    assert {key: count for key, count in dashboard.items() if count > 1} == {}


def test_no_key_that_a_multiplexer_takes() -> None:
    keys = {key for rows in every_key().values() for row in rows for key in row.key.split(",")}
    assert keys & TAKEN == set()


@pytest.mark.parametrize("pane", [CurvesPane, GridPane])
def test_a_pane_hides_no_key_of_a_live_run(pane: type) -> None:
    """A pane's own keys come first: they must leave alone what the reader needs wherever the focus is."""
    own = {key for binding in pane.__dict__["BINDINGS"] for key in binding.key.split(",")}
    for row in TABLE:
        assert not own & set(row.key.split(",")), (row.id, own & set(row.key.split(",")))


def test_every_part_has_a_title() -> None:
    assert {key.where for key in TABLE} | set(OWNERS) <= set(TITLES)


def test_keys_are_spoken_as_readers_know_them() -> None:
    assert spoken("question_mark,f1") == "? f1"
    assert spoken("full_stop") == "."
    assert spoken("escape") == "esc"
    assert spoken("less_than_sign") == "<"


def test_the_module_prints_the_table() -> None:
    done = subprocess.run([sys.executable, "-m", "cvae_tui.tui.keys"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == markdown()
    assert "| `space` | Pause between two steps, or go on |" in done.stdout


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="there is no README yet")
def test_the_readme_has_the_same_table() -> None:
    _, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(BEGINS + "\n")
    between, ends, _ = rest.partition("\n" + ENDS)
    assert ends, f"the table of keys stands between {BEGINS} and {ENDS}"
    assert between.strip() == markdown(), "`python -m cvae_tui.tui.keys` prints the table"
