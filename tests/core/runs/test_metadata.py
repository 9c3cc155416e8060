import json
from pathlib import Path
from typing import Any

import pytest
from bare_runs import CONFIG, make_run

from cvae_tui.core.errors import CheckpointError
from cvae_tui.core.events import Finished, Saved
from cvae_tui.core.runs import durable, metadata
from cvae_tui.core.runs.metadata import FORMAT, budget_of, read_metadata, value_at
from cvae_tui.core.runs.score import save_score


def test_config_progress_and_score() -> None:
    folder = make_run("mine", letters="abc")
    run = read_metadata(folder)
    assert (run.name, run.task, run.variant, run.data, run.extra) == (
        "mine",
        "toy",
        "small",
        "dots",
        {"letters": "abc"},
    )
    assert (run.progress, run.score, run.shipped, run.format) == ({}, None, False, FORMAT)
    (folder / "progress.json").write_text('{"step": 3}')
    save_score(folder, {"run": "mine", "pictures": {"match": 0.5}})
    run = read_metadata(folder)
    assert (run.progress, run.score) == ({"step": 3}, {"run": "mine", "pictures": {"match": 0.5}, "step": 3})
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "progress.json", "score.json"]


def test_a_score_of_another_state_is_none() -> None:
    folder = make_run("mine")
    (folder / "progress.json").write_text('{"step": 3}')
    save_score(folder, {"match": 0.5})
    (folder / "progress.json").write_text('{"step": 4}')
    assert read_metadata(folder).score is None


@pytest.mark.parametrize(
    ("path", "value"), [("a.b", 0.5), ("a.c", None), ("a", None), ("d", None), ("e", None), ("a.b.c", None)]
)
def test_the_number_at_a_path(path: str, value: float | None) -> None:
    assert value_at({"a": {"b": 0.5, "c": "x"}, "d": True, "e": 10**400}, path) == value
    assert value_at(None, path) is None


@pytest.mark.parametrize("name", sorted(CONFIG))
def test_what_is_missing_or_wrong_is_named(name: str) -> None:
    for number, value in enumerate((None, ["x"])):
        folder = make_run(f"run{number}", 0.0, **{name: value})
        with pytest.raises(CheckpointError, match=name) as caught:
            read_metadata(folder)
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
    assert metadata.how_it_ended(read_metadata(folder), event) == ended


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "\udcff", '{"a":' * 100_000])
def test_damaged_json_is_a_sentence(content: str) -> None:
    folder = make_run("mine")
    (folder / "config.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckpointError, match="is damaged"):
        read_metadata(folder)


def test_a_config_that_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "LARGEST_JSON", 10)
    with pytest.raises(CheckpointError, match="larger than"):
        read_metadata(make_run("mine"))


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is no run"):
        read_metadata(tmp_path)


def test_a_score_that_cannot_be_kept_is_a_sentence() -> None:
    folder = make_run("mine")
    (folder / ".score.json").mkdir()
    with pytest.raises(CheckpointError, match="cannot be kept"):
        save_score(folder, {})


def test_overrides_are_numbers() -> None:
    folder = make_run("mine")
    assert read_metadata(folder).overrides == {}
    given = {"critic_lr": 0.5, "lr": "x", "a": None, "b": 10**400, "c": True}
    for written, read in ((given, {"critic_lr": 0.5}), ([1], {}), (None, {})):
        (folder / "progress.json").write_text(json.dumps({"step": 3, "overrides": written}))
        assert read_metadata(folder).overrides == read


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"seconds": 30.0, "epochs": 200}, "30 s"), ({"seconds": 0.0, "epochs": 2000}, "2,000 epochs"), ({}, ""),
        ({"epochs": "many"}, ""),
    ],
)  # fmt: skip
def test_a_budget_is_seconds_where_there_are_any(settings: dict[str, Any], said: str) -> None:
    assert budget_of(settings) == said
