from pathlib import Path

import pytest
from bare_runs import make_run

from cvae_tui.core.runs import listing, paths
from cvae_tui.core.runs.listing import list_runs, saved_at
from cvae_tui.core.runs.paths import runs_folder


def test_runs_are_listed_shipped_first_then_the_latest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (paths, listing):
        monkeypatch.setattr(module, "shipped_runs_folder", lambda: tmp_path / "package")
    (tmp_path / "package" / "default").mkdir(parents=True)
    (tmp_path / "package" / "default" / "config.json").write_text("{}")
    (tmp_path / "package" / "__pycache__").mkdir()
    make_run("old", 1000.0)
    make_run("new", 3000.0)
    make_run(".crashed.previous", 2000.0)
    make_run(".half.saving", 4000.0)
    (runs_folder() / "empty").mkdir()
    (runs_folder() / "file").write_text("x")
    assert [path.name for path in list_runs()] == ["default", "new", "crashed", "old"]
    assert saved_at(runs_folder() / "crashed") == 2000.0


def test_no_home_is_no_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "shipped_runs_folder", lambda: tmp_path / "nothing")
    assert list_runs() == []
