import math
import os
from pathlib import Path

import pytest

from cvae_tui.core.runs.durable import as_json, sync_folder, write_anew


def full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_json_of_numbers_that_it_cannot_say() -> None:
    assert as_json({"kl": math.nan, "steps": [1, math.inf]}) == [b'{\n "kl": null,\n "steps": [\n  1,\n  null\n ]\n}\n']


def test_pieces_become_one_file(tmp_path: Path) -> None:
    write_anew(tmp_path / "file", [b"one\n", b"", b"two\n"])
    assert (tmp_path / "file").read_bytes() == b"one\ntwo\n"


def test_what_was_there_stays_until_the_new_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_anew(file, [b"before"])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_anew(file, [b"after"])
    assert file.read_bytes() == b"before"
    write_anew(file, [b"after"])
    assert file.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"dear")
    for name in ("file", ".file"):
        (tmp_path / name).symlink_to(victim)
        write_anew(tmp_path / "file", [b"new"])
    assert victim.read_bytes() == b"dear"
    assert not (tmp_path / "file").is_symlink()


def test_a_folder_is_synced_and_one_that_cannot_be_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr(os, "fsync", opened.append)
    sync_folder(tmp_path)
    assert len(opened) == 1
    monkeypatch.setattr(os, "fsync", full)
    sync_folder(tmp_path)
    sync_folder(tmp_path / "missing")
    assert len(opened) == 1
