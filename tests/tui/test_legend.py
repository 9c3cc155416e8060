"""What every sign means: nothing that is drawn goes unexplained."""

import pytest
from toy import SPEC

from cvae_tui.core.registry import all_tasks
from cvae_tui.tui.format import ascii_text
from cvae_tui.tui.legend import STATES, sections
from cvae_tui.tui.tables.pieces import signs_of, text


def told(ascii: bool = False) -> dict[str, dict[str, str]]:
    found = sections(SPEC, signs_of(SPEC.legend, ascii))
    return {title: {text(pieces): meaning for pieces, meaning in rows} for title, rows in found}


def test_the_signs_of_answers_charts_and_lines() -> None:
    parts = told()
    cells, charts, lines = (parts[title] for title in list(parts)[:3])
    assert cells["text~"] == "it has changed since it was answered before"
    assert cells["▁ text"].startswith("grey and italic")
    assert "alert" in charts["┃"] and "saved" in charts["┊"]
    assert {f"{sign} {state}" for state, (sign, _, _) in STATES.items()} <= set(lines)


def test_a_task_declares_its_own_and_what_is_short_is_spelled_out() -> None:
    parts = told()
    assert parts["What the panes show: Small pictures"]["● even"] == "an even label"
    assert parts["What the panes show: Small pictures"]["dark"] == "inverted"
    assert parts["Abbreviations"] == {
        "crit": "critic", "gen": "generator", "lr": "generator rate", "crit lr": "critic rate"
    }  # fmt: skip


def test_ascii_has_signs_of_its_own() -> None:
    for rows in told(ascii=True).values():
        assert all(sign.isascii() for sign in rows)


@pytest.mark.parametrize("name", all_tasks())
def test_every_task_tells_what_its_abbreviations_stand_for(name: str) -> None:
    spec = all_tasks()[name]
    rows = [row for title, rows in sections(spec, signs_of(spec.legend)) if title == "Abbreviations" for row in rows]
    short = {each.short for each in (*spec.metrics, *spec.dials) if each.short != each.label}
    assert {text(pieces) for pieces, _ in rows} == short
    assert all(ascii_text(meaning) for _, meaning in rows)
