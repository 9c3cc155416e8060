from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.registry import find_task
from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.tui.cli.data import chosen_data, folder_of


def test_a_name_that_means_two_folders_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = find_task(None)
    name = spec.datasets[-1].name
    shipped = shipped_data(spec.name, name)
    monkeypatch.chdir(tmp_path)
    assert (chosen_data(None, spec), chosen_data(name, spec), folder_of(name, spec)) == (None, name, shipped)
    assert capsys.readouterr().err == ""
    (tmp_path / name).mkdir()
    assert folder_of(name, spec) == shipped
    assert f"the folder ./{name} is empty; --data {name} is the data set" in capsys.readouterr().err
    (tmp_path / name / "mine.txt").write_text("mine")
    assert folder_of(name, spec) == tmp_path / name
    assert f"--data {name} is the folder ./{name} here" in capsys.readouterr().err
    with pytest.raises(DataError, match="there is no data folder 'nix'"):
        chosen_data("nix", spec)
