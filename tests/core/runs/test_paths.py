from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from toy import SPEC

from cvae_tui.core.errors import CheckpointError, CvaeError, DataError, UsageError
from cvae_tui.core.runs import paths
from cvae_tui.core.runs.paths import (
    data_folder,
    data_name,
    find_run,
    home,
    is_run,
    named_data,
    new_run,
    runs_folder,
    shipped_data,
    standing,
    unused_names,
    unused_run,
)


def make_run(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")
    return path


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose only shipped run is `default`."""
    monkeypatch.setattr(paths, "shipped_runs_folder", lambda: tmp_path / "package")
    return make_run(tmp_path / "package" / "default")


def test_home_is_the_variable_else_the_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CVAE_TUI_HOME", str(tmp_path / "here"))
    assert home() == tmp_path / "here"
    monkeypatch.delenv("CVAE_TUI_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "cvae-tui" in str(home())


def test_a_run_is_found_by_name_and_by_path(shipped: Path, tmp_path: Path) -> None:
    mine = make_run(runs_folder() / "mine")
    assert find_run("mine") == mine
    assert find_run(str(mine)) == mine
    assert find_run("default") == shipped
    assert find_run(None) == shipped


def test_without_a_name_the_shipped_run_answers_whatever_mine_is_called(shipped: Path) -> None:
    mine = make_run(runs_folder() / "default")
    assert find_run(None) == shipped
    assert find_run("default") == mine


def test_without_a_shipped_run_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "shipped_runs_folder", lambda: tmp_path / "nothing")
    with pytest.raises(CheckpointError, match="ships no model"):
        find_run(None)


@pytest.mark.parametrize("given", ["nix", "./nix", "/nix", "~/nix", "x.pt"])
def test_a_run_that_is_not_there(given: str) -> None:
    with pytest.raises(CheckpointError, match=r"there is no run|is a pickle"):
        find_run(given)


@pytest.mark.parametrize("given", ["", "a b", "-x", ".x", "a\x1b[31m", "ä", "a" * 200, "~nobody-has-this-name/x"])
def test_a_name_that_no_folder_should_have(given: str) -> None:
    with pytest.raises(UsageError):
        new_run(given)


def test_a_state_that_a_crash_of_format_1_left_stands_for_the_run() -> None:
    run = runs_folder() / "mine"
    left = make_run(run.with_name(".mine.previous"))
    assert standing(run) == left
    assert find_run("mine") == run
    make_run(run)
    assert standing(run) == run


def test_unused_names_avoid_personal_and_shipped_runs(shipped: Path) -> None:
    assert next(unused_names("gru")) == "gru"
    make_run(runs_folder() / "gru")
    make_run(runs_folder() / ".gru-2.previous")
    assert list(islice(unused_names("gru"), 2)) == ["gru-3", "gru-4"]
    assert next(unused_names("default")) == "default-2"


def test_a_new_run_takes_nothing_that_is_there(shipped: Path, tmp_path: Path) -> None:
    assert unused_run(None, "gru") == runs_folder() / "gru"
    assert unused_run("mine", "gru") == runs_folder() / "mine"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert unused_run(str(empty), "gru") == empty
    (tmp_path / "file").write_text("x")
    make_run(runs_folder() / "mine")
    for given, said in {
        "mine": "holds a run already", "default": "shipped run", str(tmp_path / "file"): "is no run",
        str(tmp_path): "is no run",
    }.items():  # fmt: skip
        with pytest.raises(UsageError, match=said):
            unused_run(given, "gru")


LONG = "/" + "a" * 300


def test_a_path_too_long_for_the_system_is_a_sentence() -> None:
    with pytest.raises(CheckpointError, match="there is no run"):
        find_run(LONG)
    for ask in (lambda given: data_folder(given, SPEC), lambda given: unused_run(given, "gru")):
        with pytest.raises(UsageError, match=r"/a+\.\.\. cannot be used: File name too long; give another place"):
            ask(LONG)


def test_a_folder_that_may_not_be_looked_at_is_no_run_and_is_not_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    mine = make_run(runs_folder() / "mine")
    for name in ("is_file", "exists", "iterdir"):
        monkeypatch.setattr(Path, name, forbidden)
    assert not is_run(mine)
    with pytest.raises(UsageError, match="cannot be used: Permission denied"):
        unused_run("mine", "gru")
    with pytest.raises(UsageError, match="cannot be used: Permission denied"):
        data_folder("mine", SPEC)


def test_the_home_of_nobody_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CVAE_TUI_HOME", "~nobody-has-this-name/x")
    with pytest.raises(UsageError, match="the home of a user who is not known here"):
        home()


def test_of_a_task_its_own_shipped_run_is_found(shipped: Path) -> None:
    drawn = make_run(shipped.parent / "drawn")
    assert find_run(None, replace(SPEC, shipped="drawn")) == drawn
    with pytest.raises(CheckpointError, match=r"no model of the task 'toy'; make one with `cvae-tui train --task toy`"):
        find_run(None, SPEC)


def test_data_by_name_by_path_and_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "package")
    shipped = shipped_data("toy", "dots")
    shipped.mkdir(parents=True)
    assert data_folder(None, SPEC) == data_folder("dots", SPEC) == shipped
    (tmp_path / "mine").mkdir()
    assert data_folder("mine", SPEC) == tmp_path / "mine"
    for given in ("nosuch", "/nosuch", "../..x", "~nobody-has-this-name/x"):
        with pytest.raises(CvaeError):
            data_folder(given, SPEC)
    with pytest.raises(DataError, match=r"'nosuch'; give a folder with pictures\.txt, or one of dots"):
        data_folder("nosuch", SPEC)
    with pytest.raises(UsageError, match="the task 'toy' comes with no data"):
        data_folder(None, replace(SPEC, datasets=()))


def test_a_shipped_folder_is_remembered_by_name_and_another_by_path(tmp_path: Path) -> None:
    assert data_name(shipped_data("toy", "dots")) == "dots"
    assert named_data("dots", "toy") == shipped_data("toy", "dots")
    assert data_name(tmp_path) == str(tmp_path)
    assert named_data(str(tmp_path), "toy") == tmp_path
