"""What the machine is busy with: processor, memory and, where NVIDIA's library is installed, the GPUs."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import psutil

GIGA = 1e9


@dataclass(frozen=True)
class Part:
    """How much of something is used, of how much, and how much of it by this app (None: not known)."""

    used: float
    total: float
    own: float | None = None


@dataclass(frozen=True)
class Gpu:
    """A GPU: its name, the share of the time in which it was busy, and its memory in bytes."""

    name: str
    busy: float
    memory: Part


@dataclass(frozen=True)
class Usage:
    """Processor in cores, memory in bytes, and the GPUs."""

    processor: Part
    memory: Part
    gpus: tuple[Gpu, ...] = ()


class Meter:
    """Reads the usage again and again; that of the processor is since the reading before."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._nvidia, self._gpus = _nvidia()
        self.read()

    def read(self) -> Usage:
        """Return the usage now. Nothing waits for it."""
        cores = psutil.cpu_count() or 1
        memory = psutil.virtual_memory()
        return Usage(
            Part(psutil.cpu_percent() / 100 * cores, cores, self._own.cpu_percent() / 100),
            Part(memory.total - memory.available, memory.total, self._own.memory_info().rss),
            tuple(self._gpu(gpu) for gpu in self._gpus),
        )

    def _gpu(self, gpu: Any) -> Gpu:
        name, memory = self._nvidia.nvmlDeviceGetName(gpu), self._nvidia.nvmlDeviceGetMemoryInfo(gpu)
        busy = self._nvidia.nvmlDeviceGetUtilizationRates(gpu).gpu / 100
        return Gpu(str(name).removeprefix("NVIDIA "), busy, Part(memory.used, memory.total))


def _nvidia() -> tuple[Any, Sequence[Any]]:
    """Return NVIDIA's library and what it knows each GPU by; none where it, its driver or a GPU is missing."""
    try:
        nvidia = import_module("pynvml")
    except ImportError:
        return None, ()
    try:
        nvidia.nvmlInit()
        return nvidia, [nvidia.nvmlDeviceGetHandleByIndex(number) for number in range(nvidia.nvmlDeviceGetCount())]
    except nvidia.NVMLError:
        return None, ()


def sentences(usage: Usage) -> list[str]:
    """Return what to tell of a usage, the most important first."""
    processor, memory = usage.processor, usage.memory
    said = [
        f"processor {_cores(processor.used)} of {processor.total:.0f} cores (here {_cores(processor.own or 0.0)})",
        f"memory {_giga(memory.used)} of {_giga(memory.total)} GB (here {_giga(memory.own or 0.0)})",
    ]
    gpus = [
        f"{gpu.name} {100 * gpu.busy:.0f} %, {_giga(gpu.memory.used)} of {_giga(gpu.memory.total)} GB"
        for gpu in usage.gpus
    ]
    return [*said, *gpus]


def _cores(cores: float) -> str:
    return f"{cores:.1f}".removesuffix(".0")


def _giga(size: float) -> str:
    return f"{size / GIGA:.1f}" if size < 10 * GIGA else f"{size / GIGA:.0f}"
