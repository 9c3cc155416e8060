"""Pictures of digits with labels, from sheets, folders, MNIST's idx files or SVHN's mat files. Knows no torch.

A data folder holds two kinds, `mnist` (28 or 32 pixels a side, grey) and `street` (32, in colour), each in any of:

- a sheet of tiles `KIND_train.png` (or .jpg) with its labels in `KIND_train.txt`, and `KIND_test`;
- a folder `KIND/train/0` to `KIND/train/9` of pictures, and `KIND/test`; or `KIND/0` to `KIND/9`, then split here;
- MNIST's own `train-images-idx3-ubyte` and so on, also with `.gz`; SVHN's own `train_32x32.mat` and `test_32x32.mat`.
"""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from .config import DOMAINS
from .formats import Pixels, read_idx, read_svhn

if TYPE_CHECKING:
    from PIL import Image

SIDE = 32
CHANNELS = {"mnist": 1, "street": 3}
IDX = {"train": "train", "test": "t10k"}
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
LARGEST_FILE = 1_000_000_000
# Of each digit every so many pictures is held out where there is no test part; of those for training, one validates.
HELD_OUT, VALIDATION = 6, 10


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 32, 32, C) of 0 to 255 and their labels (N), 0 to 9."""

    pixels: Pixels
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def chosen(self, which: NDArray[Any]) -> "Pictures":
        """Return those that a mask or places name."""
        return Pictures(self.pixels[which], self.labels[which])


@dataclass(frozen=True)
class DigitsData:
    """What a data folder holds of each kind, by kind: for training, for choices on the way, and for scores alone."""

    folder: Path
    train: dict[str, Pictures]
    validation: dict[str, Pictures]
    test: dict[str, Pictures]
    fingerprint: str
    notes: tuple[str, ...] = ()


def read_folder(folder: Path) -> DigitsData:
    """Read both kinds; of each digit every tenth training picture validates.

    Raises:
        DataError: a kind is missing, or a file cannot be used.
    """
    train: dict[str, Pictures] = {}
    validation: dict[str, Pictures] = {}
    test: dict[str, Pictures] = {}
    notes: list[str] = []
    digest = hashlib.sha256()
    for kind in DOMAINS:
        learned, test[kind] = _parts(folder, kind, notes)
        digest.update(learned.pixels.tobytes() + learned.labels.tobytes())
        validates = _every(learned.labels, VALIDATION)
        train[kind], validation[kind] = learned.chosen(~validates), learned.chosen(validates)
        if absent := sorted(set(range(10)) - set(train[kind].labels.tolist())):
            raise DataError(f"{folder} has no {kind} picture of {absent[0]}; every digit is needed")
        if not (len(validation[kind]) and len(test[kind])):
            raise DataError(f"{folder} has too few {kind} pictures to hold some out; give three or more of each digit")
    return DigitsData(folder, train, validation, test, digest.hexdigest()[:16], tuple(notes))


def _every(labels: NDArray[np.int64], n: int) -> NDArray[np.bool_]:
    """Mark every n-th picture of each digit, in whatever order the digits come; of fewer than n the last of several."""
    marked = np.zeros(len(labels), bool)
    for digit in np.unique(labels):
        places = np.flatnonzero(labels == digit)
        marked[places[n - 1 :: n] if len(places) >= n else places[1:][-1:]] = True
    return marked


def _parts(folder: Path, kind: str, notes: list[str]) -> tuple[Pictures, Pictures]:
    """Return the pictures of one kind for training and for testing."""
    found = [_part(folder, kind, part) for part in ("train", "test")]
    if found[0] is not None and found[1] is not None:
        return found[0], found[1]
    whole = found[0] or _classes(folder / kind, kind)
    if whole is None:
        raise DataError(
            f"{folder} has no {kind} pictures; it needs {kind}_train.png with {kind}_train.txt, a folder {kind}/0 to"
            f" {kind}/9, or the {'idx files of MNIST' if kind == 'mnist' else 'mat files of SVHN'}"
        )
    held = _every(whole.labels, HELD_OUT)
    notes.append(f"{kind} has no test part: {int(held.sum()):,} of {len(whole):,} pictures are held out for it")
    return whole.chosen(~held), whole.chosen(held)


def _part(folder: Path, kind: str, part: str) -> Pictures | None:
    """Return one part of one kind, None where there is none."""
    for suffix in SUFFIXES:
        if (sheet := folder / f"{kind}_{part}{suffix}").is_file():
            return _sheet(sheet, kind)
    if (classes := folder / kind / part).is_dir():
        return _classes(classes, kind)
    if kind == "street" and (mat := folder / f"{part}_32x32.mat").is_file():
        return _svhn(mat)
    if kind == "mnist":
        for suffix in ("", ".gz"):
            images = folder / f"{IDX[part]}-images-idx3-ubyte{suffix}"
            if images.is_file():
                return _idx(images, folder / f"{IDX[part]}-labels-idx1-ubyte{suffix}")
    return None


# --- sheets and folders of pictures ---


def _sheet(path: Path, kind: str) -> Pictures:
    """Read a sheet of tiles, as many in a row as fit, and its labels."""
    labels_file = path.with_suffix(".txt")
    try:
        text = "".join(labels_file.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        raise DataError(
            f"{labels_file} cannot be read; a sheet needs its labels there, a digit for each tile"
        ) from None
    if not text.isdigit():
        raise DataError(f"{labels_file} holds something else than digits; write one for each tile")
    pixels = _open(path, kind)
    for side in (28, SIDE):
        columns, rows = pixels.shape[1] // side, pixels.shape[0] // side
        whole = pixels.shape[1] % side == 0 and pixels.shape[0] % side == 0
        if whole and 0 <= columns * rows - len(text) < columns:
            tiles = (
                pixels.reshape(rows, side, columns, side, -1).swapaxes(1, 2).reshape(-1, side, side, pixels.shape[2])
            )
            return Pictures(_padded(tiles[: len(text)]), np.array([int(digit) for digit in text]))
    raise DataError(
        f"{path} is {pixels.shape[1]} x {pixels.shape[0]}, which is no sheet of {len(text):,} tiles of 28 or 32"
    )


def _classes(folder: Path, kind: str) -> Pictures | None:
    """Read a folder with a folder of pictures for each digit; None where it has none."""
    pixels: list[Pixels] = []
    labels: list[int] = []
    for label in range(10):
        for path in _pictures(folder / str(label)):
            picture = _open(path, kind)
            if picture.shape[:2] not in ((28, 28), (SIDE, SIDE)):
                raise DataError(f"{path} is {picture.shape[1]} x {picture.shape[0]}; a digit is 28 or 32 pixels a side")
            pixels.append(_padded(picture[None])[0])
            labels.append(label)
    return Pictures(np.stack(pixels), np.array(labels)) if pixels else None


def _pictures(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def open_picture(path: Path, kind: str) -> Pixels:
    """Read one picture as (32, 32, C), whatever its size.

    Raises:
        DataError: it is no picture.
    """
    return _open(path, kind, SIDE)


def _open(path: Path, kind: str, side: int | None = None) -> Pixels:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise DataError(f"{path} needs Pillow to be read; pip install 'cvae-tui[digits]'") from None
    try:
        if not path.is_file():
            # A pipe would be waited for without end.
            raise DataError(f"{path} is no file; leave it out")
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give smaller pictures")
        with warnings.catch_warnings():
            # A picture too large to be meant is refused, not warned of.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                pixels = np.array(_converted(path, opened, kind, side), dtype=np.uint8)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError) as error:
        raise DataError(f"{path} is no picture that can be read ({str(error)[:80]}); save it as PNG") from None
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _converted(path: Path, picture: "Image.Image", kind: str, side: int | None) -> "Image.Image":
    """Return a picture in its kind's colours, and of one size where that is given."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":
        raise DataError(f"{path} has more than 8 bits a pixel; save it with 8")
    if kind == "street" and side is None and picture.mode not in ("RGB", "RGBA", "P", "CMYK", "YCbCr"):
        raise DataError(f"{path} is grey; street digits are in colour")
    picture = picture.convert("L" if kind == "mnist" else "RGB")
    return picture if side is None else picture.resize((side, side), Image.Resampling.LANCZOS)


def _padded(tiles: Pixels) -> Pixels:
    """Return tiles of 28 pixels a side with two of black around them."""
    border = (SIDE - tiles.shape[1]) // 2
    return np.pad(tiles, ((0, 0), (border, border), (border, border), (0, 0))) if border else tiles


# --- the data sets' own files ---


def _idx(images: Path, labels: Path) -> Pictures:
    pixels, digits = read_idx(images, 3), read_idx(labels, 1)
    if pixels.shape[1:] not in ((28, 28), (SIDE, SIDE)):
        raise DataError(f"{images} holds pictures of {pixels.shape[2]} x {pixels.shape[1]}; MNIST's are 28 x 28")
    return Pictures(_padded(pixels[..., None]), _checked(labels, digits, len(pixels)))


def _svhn(path: Path) -> Pictures:
    pixels, digits = read_svhn(path)
    return Pictures(pixels, _checked(path, digits, len(pixels)))


def _checked(path: Path, labels: NDArray[Any], count: int) -> NDArray[np.int64]:
    if len(labels) != count:
        raise DataError(f"{path} has {len(labels):,} labels for {count:,} pictures; fetch both again")
    if count and not (labels.min() >= 0 and labels.max() <= 9):
        raise DataError(f"{path} has the label {int(labels.max())}; digits are 0 to 9")
    return labels.astype(np.int64)
