import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.tui.app import Studio
from cvae_tui.tui.keys import (
    ANYWHERE,
    FOOTERS,
    FORMER,
    KEYS,
    PANES,
    PARTS,
    bindings,
    by_part,
    clashes,
    footer,
    markdown,
    present_name,
    spoken,
)
from cvae_tui.tui.screens.dashboard import Dashboard
from cvae_tui.tui.screens.runs import RunsScreen
from cvae_tui.tui.screens.sheet import SheetScreen
from cvae_tui.tui.widgets.curves_pane import CurvesPane
from cvae_tui.tui.widgets.dials import DialsStrip
from cvae_tui.tui.widgets.map_view import MapView
from cvae_tui.tui.widgets.prompt import PromptPane
from cvae_tui.tui.widgets.report_view import ReportView
from cvae_tui.tui.widgets.samples import SamplesPane

BEGINS, ENDS = "<!-- keys -->", "<!-- /keys -->"
ROOT = Path(__file__).parents[2]
OWNERS = {
    "everywhere": Studio, "training": Dashboard, "panes": Dashboard, "runs": Dashboard, "curves": CurvesPane,
    "prompt": PromptPane, "samples": SamplesPane, "model": ReportView, "map": MapView, "list": RunsScreen,
    "sheet": SheetScreen, "dials": DialsStrip,
}  # fmt: skip
# What tmux, screen and zellij take, and what terminals themselves use.
TAKEN = {f"ctrl+{letter}" for letter in "abgpqtnhsozc"}


def test_every_key_has_an_owner_with_its_action_a_name_and_a_tooltip() -> None:
    assert set(OWNERS) == set(PARTS)
    for key in KEYS:
        assert hasattr(OWNERS[key.where], f"action_{key.action.partition('(')[0]}"), key.id
        assert key.short
        assert key.tooltip


@pytest.mark.parametrize("where", OWNERS)
def test_owners_have_their_bindings_from_the_table(where: str) -> None:
    owner: Any = OWNERS[where]
    made = {binding.id for bound in owner._merged_bindings.key_to_bindings.values() for binding in bound}
    assert {key.id for key in KEYS if key.where == where} <= made


def test_names_are_unique_and_no_key_means_two_things_at_once() -> None:
    ids = Counter(key.id for key in KEYS)
    assert max(ids.values()) == 1
    assert clashes({key.id: key.key for key in KEYS}) == []


def test_a_letter_a_digit_or_a_sign_means_one_thing_everywhere() -> None:
    words: dict[str, set[str]] = {}
    for key in KEYS:
        for pressed in key.key.split(","):
            if len(pressed) == 1 or len(spoken(pressed)) == 1:
                words.setdefault(spoken(pressed), set()).add(key.short)
    # The arrows, and the letters that stand for them, move whatever there is.
    arrows = set("hjkl←→↑↓⌫")
    assert {pressed: said for pressed, said in words.items() if len(said) > 1 and pressed not in arrows} == {}


def test_the_keys_that_the_design_names() -> None:
    named = {
        "app.help": "?", "app.palette": "P", "app.quit": "q", "app.theme": "T", "pane.next": "tab", "pane.back": "esc",
        "pane.curves": "1", "pane.model": "4", "train.start": "t", "train.pause": "space", "train.step": ".",
        "train.stop": "x", "train.save": "s", "train.dials": "d", "prompt.focus": "i", "samples.resample": "r",
        "samples.resample_row": "R", "samples.lock": "L", "samples.mode": "p", "samples.path": "W",
        "samples.copy_row": "y", "samples.copy_all": "Y", "samples.export": "e", "show.view": "v", "runs.open": "o",
        "list.mark": "space", "list.overlay": "O", "curves.maximise": "m", "curves.axis": "a", "curves.log": "g",
        "curves.smoothing": "S", "log.open": "w", "show.freeze": "f",
    }  # fmt: skip
    assert {key.id: spoken(key.key).split()[0] for key in KEYS if key.id in named} == named
    assert {",", ";"}.isdisjoint(spoken(pressed) for key in KEYS for pressed in key.key.split(","))


def test_a_footer_has_at_most_seven_entries_and_joins_keys_of_one_word() -> None:
    assert {"idle", "live", *PANES, "map", "dials", "list", "sheet"} == set(FOOTERS)
    assert all(len(footer(part, {})) <= 7 for part in FOOTERS)
    assert [(said, key.short) for key, said in footer("samples", {})][3] == ("← →", "move z")
    assert [said for _, said in footer("curves", {"curves.log": "f5"}, ascii=True)][:4] == [
        "left right",
        "+ -",
        "m",
        "f5",
    ]


def test_the_parts_begin_with_the_one_that_has_the_focus() -> None:
    assert [title for title, _ in by_part("samples")][:2] == ["Samples", "Everywhere"]
    assert [title for title, _ in by_part()] == list(PARTS.values())


def test_no_key_that_a_multiplexer_takes() -> None:
    assert {pressed for key in KEYS for pressed in key.key.split(",")} & TAKEN == set()


def test_a_key_given_twice_is_found_where_only_one_can_act() -> None:
    assert clashes({"train.pause": "p,q"}) == [("q", "app.quit", "train.pause"), ("p", "train.pause", "samples.mode")]
    # The list of runs covers the rest, and two panes never have the focus at once.
    assert clashes({"list.open": "q", "curves.log": "e"}) == []


def test_former_names_are_understood() -> None:
    names = {key.id for key in KEYS}
    assert set(FORMER.values()) <= names
    assert present_name("grid.lock") == "samples.lock"
    assert present_name("grid.way") == "samples.mode"
    assert present_name("train.pause") == "train.pause"


def test_bindings_are_those_of_the_parts() -> None:
    assert len(bindings(*ANYWHERE)) == sum(key.where in ANYWHERE for key in KEYS)


def test_keys_are_spoken_as_readers_know_them() -> None:
    assert spoken("question_mark,f1") == "? f1"
    assert spoken("full_stop") == "."
    assert spoken("escape") == "esc"
    assert spoken("less_than_sign") == "<"
    assert (spoken("left,h"), spoken("left,h", ascii=True)) == ("← h", "left h")


def test_the_module_prints_the_table() -> None:
    done = subprocess.run([sys.executable, "-m", "cvae_tui.tui.keys"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == markdown()
    assert "| `space` | Pause between two steps, or go on | `train.pause` |" in done.stdout


def test_the_page_of_keys_has_the_same_table() -> None:
    _, _, rest = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8").partition(BEGINS + "\n")
    between, ends, _ = rest.partition("\n" + ENDS)
    assert ends, f"the table of keys stands between {BEGINS} and {ENDS}"
    assert between.strip() == markdown(), "`python -m cvae_tui.tui.keys` prints the table"
