"""Tensors in a safetensors file: their shapes before any is read, and only those that are asked for."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError, safe_open
from torch import Tensor

from ..errors import CheckpointError
from .durable import REMEDY


def tensor_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor that a file says it holds, by name, before any of it is read.

    Raises:
        CheckpointError: the file is missing or damaged.
    """
    with _opened(path) as file:
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 (it is no dict)


def read_tensors(path: Path, names: Iterable[str]) -> dict[str, Tensor]:
    """Read these tensors alone, to the CPU, whatever else the file holds.

    Raises:
        CheckpointError: the file is missing or damaged, or lacks one of them.
    """
    with _opened(path) as file:
        return {name: file.get_tensor(name) for name in names}


@contextmanager
def _opened(path: Path) -> Generator[Any]:
    try:
        if not path.is_file():
            raise FileNotFoundError("no such file")
        with cast("Any", safe_open)(path, framework="pt") as file:
            yield file
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(f"{path} is missing or damaged ({str(error)[:80]}); {REMEDY}") from None
