"""Other forms of verbs: their kinds, their file, and participles behind prefixes."""

from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.tense.config import KINDS, kind_number
from cvae_tui.core.tasks.tense.extra import OTHER, PARTICIPLE, Extra, behind_prefixes, kind_of, read_extra

WRITE = (("write",), ("writes",), ("writing",), ("wrote",))


@pytest.mark.parametrize("word", "written gone been sung drunk begun swum borne done overthrown".split())
def test_participles_are_told_by_their_ending(word: str) -> None:
    assert kind_of(word) == PARTICIPLE == kind_number("participle")


@pytest.mark.parametrize("word", "are were learnt travelled focusses worshiping hanged".split())
def test_what_ends_otherwise_is_another_form(word: str) -> None:
    assert kind_of(word) == OTHER == kind_number("OTHER")


def test_kinds_are_the_tenses_and_two_more() -> None:
    assert [kind_number(name) for name in KINDS] == [0, 1, 2, 3, 4, 5] and kind_number("pg") == 2


def test_a_file_has_a_form_and_its_present_a_line(tmp_path: Path) -> None:
    notes: list[str] = []
    file = tmp_path / "extra.txt"
    assert read_extra(file, {"write": WRITE}.get, notes.append) == ()
    file.write_text("Written write\nflown fly\n", encoding="utf-8")
    assert read_extra(file, {"write": WRITE}.get, notes.append) == (Extra("written", PARTICIPLE, WRITE),)
    assert notes[-1] == "1 of 2 forms in extra.txt belong to no verb of train.txt or unseen.txt"
    file.write_text("written write wrote\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"extra\.txt, line 1: 3 words instead of two"):
        read_extra(file, {"write": WRITE}.get, notes.append)


def test_a_made_up_verb_has_the_participle_of_the_verb_inside_it() -> None:
    outwrite = ("outwrite", "outwrites", "outwriting", "outwrote")
    extra = [Extra("written", PARTICIPLE, WRITE), Extra("writ", OTHER, WRITE)]
    (made,) = behind_prefixes([outwrite], extra, [3])
    assert (made.word, made.kind, made.verb[3]) == ("outwritten", PARTICIPLE, ("outwrote",))
