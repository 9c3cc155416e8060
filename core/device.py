"""Which device to train on, and how many threads."""

import re
from collections.abc import Generator
from contextlib import contextmanager

import torch

from .errors import UsageError

DEVICES = ("auto", "cpu", "cuda", "mps")
# Words up to which one thread is as quick as several, at half the processor time.
FEW = 8
_NAME = re.compile(r"(?:cpu|cuda|mps)(?::[0-9]{1,3})?")


def choose_device(name: str = "auto") -> torch.device:
    """Return the device: `auto` is cuda, else mps, else cpu; `cuda:1` and the like name one of several.

    Raises:
        UsageError: an unknown device, or one that this machine does not have.
    """
    if name == "auto":
        return torch.device(
            "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        )
    if not _NAME.fullmatch(name):
        raise UsageError(f"there is no device {name[:40]!r}; use one of {', '.join(DEVICES)}, or cuda:1")
    kind, _, number = name.partition(":")
    count = {"cuda": torch.cuda.device_count, "mps": lambda: int(torch.backends.mps.is_available()), "cpu": lambda: 1}[
        kind
    ]()
    if int(number or 0) >= count:
        raise UsageError(f"this machine has no device {name}; use --device auto")
    return torch.device(name)


def has_bfloat16(device: torch.device) -> bool:
    """Tell whether the device multiplies in bfloat16 faster than in float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()  # pyright: ignore[reportPrivateUsage]


@contextmanager
def threads_for(words: int) -> Generator[None]:
    """Compute on one thread while the words are few: products that small gain nothing by being shared."""
    threads = torch.get_num_threads()
    if words > FEW or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
