import json
from pathlib import Path
from typing import Any

import pytest
from bare_runs import CONFIG, make_run

from cvae_tui.core.runs import metadata as run
from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Finished, Saved
from cvae_tui.core.runs.metadata import read_facts, save_score


def test_facts_progress_and_score() -> None:
    folder = make_run("mine")
    facts = read_facts(folder)
    assert (facts.name, facts.task, facts.variant, facts.data) == ("mine", "tense", "gru", "full")
    assert (facts.progress, facts.score, facts.shipped) == ({}, None, False)
    save_score(folder, {"run": "mine", "gaussian": {"score": 0.5}})
    (folder / "progress.json").write_text('{"step": 3}')
    facts = read_facts(folder)
    assert (facts.progress, facts.score) == ({"step": 3}, {"run": "mine", "gaussian": {"score": 0.5}})
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "progress.json", "score.json"]


@pytest.mark.parametrize("name", sorted(CONFIG))
def test_a_missing_or_wrong_fact_is_named(name: str) -> None:
    for number, value in enumerate((None, ["x"])):
        folder = make_run(f"run{number}", 0.0, **{name: value})
        with pytest.raises(CheckpointError, match=name) as caught:
            read_facts(folder)
        assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    ("progress", "last", "ended"),
    [
        ("done", "done", "done"),
        ("stopped", "stopped", "stopped"),
        ("unheard of", None, "stopped"),
        ("", None, ""),
        # The end was told, its state could not be saved.
        ("", "done", ""),
        ("", "stopped", ""),
        ("", "failed", "failed"),
        ("failed", None, "failed"),
        (None, "done", "done"),
        (None, None, ""),
    ],
)
def test_how_a_run_ended(progress: str | None, last: Any, ended: str) -> None:
    folder = make_run("mine")
    if progress is not None:
        (folder / "progress.json").write_text(json.dumps({"step": 3, "reason": progress}))
    event = Finished(3, last, 1.0, 1.0) if last else Saved(3)
    assert run.how_it_ended(read_facts(folder), event) == ended


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "\udcff", '{"a":' * 100_000])
def test_damaged_json_is_a_sentence(content: str) -> None:
    folder = make_run("mine")
    (folder / "config.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckpointError, match="is damaged"):
        read_facts(folder)


def test_a_config_that_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LARGEST_JSON", 10)
    with pytest.raises(CheckpointError, match="larger than"):
        read_facts(make_run("mine"))


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is no run"):
        read_facts(tmp_path)


def test_a_score_that_cannot_be_kept_is_a_sentence() -> None:
    folder = make_run("mine")
    (folder / ".score.json").mkdir()
    with pytest.raises(CheckpointError, match="cannot be kept"):
        save_score(folder, {})


def test_dials_that_are_no_numbers_are_not_held() -> None:
    folder = make_run("mine")
    assert read_facts(folder).held == {}
    held = {"kl_weight": 0.5, "lr": "x", "a": None, "b": 10**400, "c": True}
    for written, read in ((held, {"kl_weight": 0.5}), ([1], {}), (None, {})):
        (folder / "progress.json").write_text(json.dumps({"step": 3, "held": written}))
        assert read_facts(folder).held == read
