"""Which device to train on, how many threads, and what becomes of memory that is freed."""

import ctypes
import platform
import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import torch

from .errors import UsageError

DEVICES = ("auto", "cpu", "cuda", "mps")
# Examples up to which one thread is as quick as several, at half the processor time.
FEW = 8
# glibc's mallopt(3): from how many bytes on memory is mapped anew each time, and from how many on it is given back.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _KEPT = -1, -3, 1 << 30
_NAME = re.compile(r"(?:cpu|cuda|mps)(?::[0-9]{1,3})?")


def choose_device(name: str = "auto") -> torch.device:
    """Return the device: `auto` is cuda, else mps, else cpu; `UsageError` for one that this machine does not have.

    Memory is then kept, see `keep_freed_memory`.
    """
    keep_freed_memory()
    if name == "auto":
        return torch.device(
            "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        )
    if not _NAME.fullmatch(name):
        raise UsageError(f"there is no device {name[:40]!r}; use one of {', '.join(DEVICES)}, or cuda:1")
    kind, _, number = name.partition(":")
    count = torch.cuda.device_count() if kind == "cuda" else int(kind == "cpu" or torch.backends.mps.is_available())
    if int(number or 0) >= count:
        raise UsageError(f"this machine has no device {name}; use --device auto")
    return torch.device(name)


@cache
def keep_freed_memory() -> bool:
    """Have the C library keep what a step frees for the next one: new pages cost up to a third of a step.

    Returns whether it does: glibc alone can be told.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return all(mallopt(option, _KEPT) == 1 for option in (_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD))


@cache
def can_bfloat16(device: torch.device) -> bool:
    """Tell whether recurrent layers learn in bfloat16 on the device, found by trying once."""
    with torch.random.fork_rng(devices=[]):
        layer = torch.nn.LSTM(8, 8)
    try:
        layer = layer.to(device)
        with torch.autocast(device.type, torch.bfloat16):
            output, _ = layer(torch.zeros(2, 3, 8, device=device))
        output.float().sum().backward()
        return bool(torch.isfinite(output).all())
    except RuntimeError:
        return False


def fast_bfloat16(device: torch.device) -> bool:
    """Tell whether bfloat16 is quicker on the device than float32: on a processor that has the instructions.

    On an accelerator a step of models this small is as long as it takes to launch its kernels, and bfloat16 asks for
    more of them: docs/performance.md has the figures.
    """
    fast = device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()  # pyright: ignore[reportPrivateUsage]
    return fast and can_bfloat16(device)


def use_bfloat16(precision: str, device: torch.device) -> bool:
    """Tell whether to train in bfloat16: as `precision` says, or if it is quicker (auto); else `UsageError`."""
    if precision == "bfloat16" and not can_bfloat16(device):
        raise UsageError(f"precision=bfloat16 does not work on {device} here; set precision=auto, or float32")
    return precision == "bfloat16" or (precision == "auto" and fast_bfloat16(device))


def wait_for(device: torch.device) -> None:
    """Wait until a device has done all it was given; the processor always has."""
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


@contextmanager
def threads_for(examples: int) -> Generator[None]:
    """Compute on one thread while the examples are few: products that small gain nothing by being shared."""
    threads = torch.get_num_threads()
    if examples > FEW or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def processor(path: Path = Path("/proc/cpuinfo")) -> str:
    """Return the processor's name, as Linux knows it or as Python does."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
