"""What a run learns of a folder, and what it holds out."""

from pathlib import Path

import pytest
import torch

from cvae_tui.core.tasks.tense import selection
from cvae_tui.core.tasks.tense.config import Row, TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.extra import OTHER, PARTICIPLE, Extra
from cvae_tui.core.tasks.tense.selection import Selection, held_of, held_out, select

GO, LEARN = ("go", "goes", "going", "went"), ("learn", "learns", "learning", "learned")
ABANDON, WALK = ("abandon", "abandons", "abandoning", "abandoned"), ("walk", "walks", "walking", "walked")


def verb(row: Row) -> tuple[tuple[str, ...], ...]:
    return tuple((form,) for form in row)


DATA = VerbData(
    Path("nowhere"), (GO, LEARN, ABANDON, WALK), (), (), "0",
    extra=(Extra("gone", PARTICIPLE, verb(GO)), Extra("learnt", OTHER, verb(LEARN))),
    extra_unseen=(Extra("overgone", PARTICIPLE, verb(GO)),), others=("the", "of"),
)  # fmt: skip


def selected(config: TenseConfig) -> Selection:
    return select(config, DATA, held_of(config, DATA))


def test_without_settings_all_rows_and_nothing_else_is_learned() -> None:
    chosen = selected(TenseConfig())
    assert (chosen.rows, chosen.named, chosen.made, chosen.extra, chosen.others) == (DATA.train, 4, (), (), ())
    assert chosen.replaceable.tolist() == [0, 2, 4, 1] and len(chosen.weighty) == 16
    assert held_of(TenseConfig(), DATA) == selection.Held()


def test_other_forms_have_their_kind_and_row_and_count_more() -> None:
    chosen = selected(TenseConfig(extra=True, latent_rows=2))
    assert chosen.named == 2
    assert chosen.extra == (("gone", PARTICIPLE, 0), ("learnt", OTHER, 1))
    assert chosen.weighty.tolist()[-2:] == [True, True] and len(chosen.weighty) == 18
    # learn and learnt have five letters in common, so two of them may be others.
    assert chosen.replaceable.tolist() == [0, 2, 4, 1]
    assert set(chosen.others) == {"the", "of"}


def test_rows_are_held_out_by_their_spelling_but_for_the_frequent_and_those_that_share_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selection, "ALWAYS_LEARNED", 2)
    put, putt = ("put", "puts", "putting", "put"), ("putt", "putts", "putting", "putted")
    sing, resing = ("sing", "sings", "singing", "sang"), ("resing", "resings", "resinging", "resang")
    rows = (GO, LEARN, ABANDON, WALK, put, putt, sing, resing)
    assert held_out(rows, 0, 0.0) == ()
    # All that may be: put and putt share putting, and nothing tells sang but sing itself.
    monkeypatch.setattr(selection, "_drawn", lambda word, fraction: True)
    assert held_out(rows, 0, 0.5) == (ABANDON, WALK, resing)
    assert held_out(rows, 3, 0.5) == (ABANDON,)


def test_what_is_held_out_is_not_learned_and_the_same_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "ALWAYS_LEARNED", 1)
    monkeypatch.setattr(selection, "_drawn", lambda word, fraction: bool(fraction) and word in ("learn", "of"))
    for seed in (0, 1):
        config = TenseConfig(seed=seed, extra=True, held_out=0.1)
        held, chosen = held_of(config, DATA), selected(config)
        assert held == selection.Held((LEARN,), (("learnt", OTHER, LEARN),), ("of",))
        assert chosen.rows == (GO, ABANDON, WALK) and chosen.named == 3 and chosen.others == ("the",)
        assert [word for word, _, _ in chosen.extra] == ["gone"]


def test_about_the_fraction_is_drawn() -> None:
    words = [f"verb{number}" for number in range(2000)]
    assert sum(selection._drawn(word, 0.1) for word in words) == pytest.approx(200, abs=40)
    assert torch.equal(*(selected(TenseConfig()).weighty for _ in range(2)))
