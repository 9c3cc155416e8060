"""The formats that MNIST and SVHN are published in, as arrays."""

import gzip
import struct
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError

Pixels = NDArray[np.uint8]


def read_idx(path: Path, dimensions: int) -> Pixels:
    """Read MNIST's format, an idx file of bytes: two zeros, 8, the number of dimensions, their sizes, the values.

    Raises:
        DataError: the file cannot be read, is of another format or number of dimensions, or is cut short.
    """
    if not path.is_file():
        # A pipe would be waited for without end.
        raise DataError(f"{path} is missing or no file; fetch it again")
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise DataError(f"{path} cannot be read ({str(error)[:60]}); fetch it again") from None
    head = 4 + 4 * dimensions
    if len(content) < head or content[:4] != bytes((0, 0, 8, dimensions)):
        raise DataError(f"{path} is no idx file of {dimensions} dimensions; fetch it again")
    shape = struct.unpack(f">{dimensions}I", content[4:head])
    if int(np.prod(shape, dtype=object)) != len(content) - head:
        raise DataError(f"{path} is cut short: it has {len(content) - head:,} bytes of {shape}; fetch it again")
    return np.frombuffer(content, np.uint8, offset=head).reshape(shape)


def read_svhn(path: Path) -> tuple[Pixels, NDArray[Any]]:
    """Read SVHN's format 2: X (32, 32, 3, N), and y (N, 1), where 10 stands for the digit 0.

    Returns the pictures (N, 32, 32, 3) and as many labels as the file has, 0 for the digit 0.

    Raises:
        DataError: the file is no such one, or scipy is not installed.
    """
    try:
        from scipy.io import loadmat  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]
    except ImportError:
        raise DataError(f"{path} needs scipy to be read; pip install 'cvae-tui[digits]'") from None
    try:
        found = cast("dict[str, Any]", loadmat(path, variable_names=("X", "y")))
        pixels, digits = np.asarray(found["X"]), np.asarray(found["y"]).reshape(-1)
    except Exception as error:  # whatever scipy says of a damaged file
        raise DataError(f"{path} is no mat file with X and y ({str(error)[:60]}); fetch it again") from None
    if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[:3] != (32, 32, 3):
        raise DataError(f"{path} holds {pixels.dtype} of shape {pixels.shape}; SVHN's is uint8 of (32, 32, 3, N)")
    if digits.dtype.kind not in "uif" or not np.isfinite(digits).all():
        raise DataError(f"{path} has labels that are no numbers; SVHN's are 1 to 10")
    if digits.size and digits.min() >= 1:
        digits = np.where(digits == 10, 0, digits)
    return np.ascontiguousarray(pixels.transpose(3, 0, 1, 2)), digits
