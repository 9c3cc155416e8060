"""Published files of a few bytes, written out, and what is wrong with some of them."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.digits.formats import read_idx, read_svhn

# Two pictures of one row of three pixels.
IDX = b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03\1\2\3\4\5\6"


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_an_idx_file_is_an_array_of_its_shape(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(IDX) if name.endswith(".gz") else IDX)
    assert read_idx(tmp_path / name, 3).tolist() == [[[1, 2, 3]], [[4, 5, 6]]]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.gz", b"no gzip", "cannot be read"),
        ("a", IDX[:-1], r"is cut short: it has 5 bytes of \(2, 1, 3\)"),
        ("a", IDX[:10], "is no idx file of 3 dimensions"),
        ("a", IDX.replace(b"\x08\x03", b"\x08\x01"), "is no idx file of 3 dimensions"),
        ("a", IDX.replace(b"\x08\x03", b"\x0d\x03"), "is no idx file of 3 dimensions"),
    ],
)
def test_what_is_wrong_with_an_idx_file_is_a_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=sentence) as failure:
        read_idx(tmp_path / name, 3)
    assert str(tmp_path / name) in str(failure.value)


def test_svhns_pictures_come_first_and_its_ten_is_a_zero(tmp_path: Path) -> None:
    savemat = pytest.importorskip("scipy.io").savemat
    pixels = np.zeros((32, 32, 3, 2), np.uint8)
    pixels[4, 5, 2, 1] = 7
    savemat(tmp_path / "a.mat", {"X": pixels, "y": [[10], [3]]})
    found, labels = read_svhn(tmp_path / "a.mat")
    assert found.shape == (2, 32, 32, 3) and found[1, 4, 5, 2] == 7 and int(found.sum()) == 7
    assert labels.tolist() == [0, 3]


def test_what_is_wrong_with_a_mat_file_is_a_sentence(tmp_path: Path) -> None:
    savemat = pytest.importorskip("scipy.io").savemat
    savemat(tmp_path / "deep.mat", {"X": np.zeros((32, 32, 3, 1), np.uint16), "y": [[1]]})
    with pytest.raises(DataError, match=r"holds uint16 of shape \(32, 32, 3, 1\)"):
        read_svhn(tmp_path / "deep.mat")
    (tmp_path / "none.mat").write_bytes(b"no mat file")
    with pytest.raises(DataError, match=r"none\.mat is no mat file with X and y"):
        read_svhn(tmp_path / "none.mat")
