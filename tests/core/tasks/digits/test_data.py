"""Every kind of file that pictures come in, and what is wrong with some of them."""

import gzip
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.digits.data import Pictures, open_picture, read_folder
from cvae_tui.core.tasks.digits.tensors import to_tensor
from cvae_tui.data.digits import build

LABELS = np.array([digit for _ in range(10) for digit in range(10)], np.uint8)


def packed(content: bytes) -> bytes:
    # Without a time, that every process collects the same tests.
    return gzip.compress(content, mtime=0)


def idx(path: Path, values: np.ndarray) -> None:
    head = bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape)
    content = head + values.astype(np.uint8).tobytes()
    path.write_bytes(packed(content) if path.suffix == ".gz" else content)


def mat(path: Path, labels: np.ndarray, pixels: np.ndarray | None = None) -> None:
    savemat = pytest.importorskip("scipy.io").savemat
    shape = (32, 32, 3, len(labels))
    savemat(path, {"X": np.zeros(shape, np.uint8) if pixels is None else pixels, "y": labels[:, None]})


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    """MNIST's and SVHN's own files, in their own shapes; a street picture is as red as its place."""
    pixels = np.zeros((32, 32, 3, 100), np.uint8)
    pixels[:, :, 0] = np.arange(100)
    for part, name in (("train", "train"), ("test", "t10k")):
        idx(tmp_path / f"{name}-images-idx3-ubyte.gz", np.repeat(LABELS, 784).reshape(-1, 28, 28))
        idx(tmp_path / f"{name}-labels-idx1-ubyte.gz", LABELS)
        mat(tmp_path / f"{part}_32x32.mat", np.where(LABELS == 0, 10, LABELS), pixels)
    return tmp_path


def test_sheets(pictures: Path) -> None:
    data = read_folder(pictures)
    assert {kind: found.pixels.shape for kind, found in data.test.items()} == {
        "mnist": (100, 32, 32, 1), "street": (100, 32, 32, 3)
    }  # fmt: skip
    assert (len(data.train["mnist"]), len(data.validation["mnist"])) == (90, 10)
    assert data.test["street"].labels[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    # MNIST's 28 pixels stand in the middle of 32.
    assert data.test["mnist"].pixels[9, :2].max() == 0 < data.test["mnist"].pixels[9, 2:-2, 2:-2].min()


def test_the_data_sets_own_files_and_the_label_that_means_zero(own_files: Path) -> None:
    data = read_folder(own_files)
    assert data.test["street"].labels.tolist() == LABELS.tolist()
    assert data.test["street"].pixels[7, 5, 5].tolist() == [7, 0, 0]
    assert data.test["mnist"].pixels[9, 16, 16].tolist() == [9]


def test_folders_of_pictures_are_split_here(tmp_path: Path) -> None:
    for kind, mode in (("mnist", "L"), ("street", "RGB")):
        for digit in range(10):
            folder = tmp_path / kind / str(digit)
            folder.mkdir(parents=True)
            for number in range(12):
                Image.new(mode, (32, 32)).save(folder / f"{number}.png")
    data = read_folder(tmp_path)
    assert (len(data.test["mnist"]), len(data.train["mnist"]) + len(data.validation["mnist"])) == (20, 100)
    assert data.notes[0] == "mnist has no test part: 20 of 120 pictures are held out for it"


def test_a_picture_of_ones_own_becomes_a_tensor_without_a_warning(tmp_path: Path) -> None:
    Image.new("L", (40, 40), 255).save(tmp_path / "white.png")
    pixels = open_picture(tmp_path / "white.png", "mnist")
    tensor = to_tensor(Pictures(pixels[None], np.zeros(1, np.int64)), torch.device("cpu"))
    assert tensor.shape == (1, 1, 32, 32) and tensor.min() == 1.0


def test_parts_are_disjoint(pictures: Path) -> None:
    data = read_folder(pictures)
    for kind in ("mnist", "street"):
        learned = {picture.tobytes() for picture in data.train[kind].pixels}
        for part in (data.validation, data.test):
            assert not learned & {picture.tobytes() for picture in part[kind].pixels}


def test_labels_that_do_not_fit_the_pictures(own_files: Path) -> None:
    mat(own_files / "train_32x32.mat", np.full(100, 11))
    with pytest.raises(DataError, match="has the label 11; digits are 0 to 9"):
        read_folder(own_files)
    idx(own_files / "train-labels-idx1-ubyte.gz", np.array([5]))
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte\.gz has 1 labels for 100 pictures"):
        read_folder(own_files)


def test_pictures_of_another_size_colour_or_depth(pictures: Path) -> None:
    Image.new("L", (320, 320)).save(pictures / "street_train.png")
    with pytest.raises(DataError, match="is grey; street digits are in colour"):
        read_folder(pictures)
    Image.new("RGB", (321, 320)).save(pictures / "street_train.png")
    with pytest.raises(DataError, match="is 321 x 320, which is no sheet of 100 tiles"):
        read_folder(pictures)
    Image.new("I;16", (320, 320)).save(pictures / "street_train.png")
    with pytest.raises(DataError, match="more than 8 bits a pixel"):
        read_folder(pictures)
    (pictures / "street_train.png").write_bytes(b"GIF89a")
    with pytest.raises(DataError, match="is no picture that can be read"):
        read_folder(pictures)


def test_a_missing_digit_and_an_empty_folder(pictures: Path, tmp_path: Path) -> None:
    text = pictures / "mnist_train.txt"
    text.write_text(text.read_text().replace("4", "5"))
    with pytest.raises(DataError, match="has no mnist picture of 4"):
        read_folder(pictures)
    with pytest.raises(DataError, match=r"has no mnist pictures; it needs mnist_train\.png"):
        read_folder(tmp_path)


def test_the_shipped_pictures_are_what_the_card_says() -> None:
    data = read_folder(Path(build.__file__).parent / "street")
    assert {kind: len(found) for kind, found in data.test.items()} == {"mnist": 1000, "street": 2000}
    for found in (*data.train.values(), *data.validation.values(), *data.test.values()):
        assert set(np.unique(found.labels)) == set(range(10))
    for kind in ("mnist", "street"):
        learned = {picture.tobytes() for picture in data.train[kind].pixels}
        assert not learned & {picture.tobytes() for picture in data.test[kind].pixels}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
@pytest.mark.parametrize("name", ["train-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz"])
def test_a_pipe_is_not_waited_for(own_files: Path, name: str) -> None:
    (own_files / name).unlink()
    os.mkfifo(own_files / name)
    with pytest.raises(DataError):
        read_folder(own_files)


@pytest.mark.parametrize("label", [np.nan, np.inf, "a"])
def test_labels_of_a_mat_file_that_are_no_numbers(own_files: Path, label: object) -> None:
    mat(own_files / "train_32x32.mat", np.array([label] * 40), np.zeros((32, 32, 3, 40), np.uint8))
    with pytest.raises(DataError, match="labels that are no numbers"):
        read_folder(own_files)


@pytest.mark.parametrize(("each", "counts"), [(1, None), (2, None), (3, (10, 10, 10)), (4, (20, 10, 10))])
def test_of_few_pictures_some_are_held_out_or_it_is_said(
    tmp_path: Path, each: int, counts: tuple[int, int, int] | None
) -> None:
    for kind, colours in (("mnist", "L"), ("street", "RGB")):
        for digit in range(10):
            (tmp_path / kind / str(digit)).mkdir(parents=True)
            for number in range(each):
                Image.new(colours, (28, 28)).save(tmp_path / kind / str(digit) / f"{number}.png")
    if counts is None:
        with pytest.raises(DataError, match="too few mnist pictures to hold some out; give three or more of each"):
            read_folder(tmp_path)
    else:
        found = read_folder(tmp_path)
        assert (len(found.train["street"]), len(found.validation["street"]), len(found.test["street"])) == counts
