"""What the machine is busy with, read from libraries that are made up."""

from types import SimpleNamespace
from typing import Any

import pytest

from cvae_tui.tui import usage as module
from cvae_tui.tui.usage import Gpu, Meter, Part, Usage, sentences


class NVMLError(Exception):
    pass


def nvidia(count: int = 1, works: bool = True) -> Any:
    """NVIDIA's library on a machine with so many GPUs."""

    def init() -> None:
        if not works:
            raise NVMLError

    return SimpleNamespace(
        NVMLError=NVMLError,
        nvmlInit=init,
        nvmlDeviceGetCount=lambda: count,
        nvmlDeviceGetHandleByIndex=lambda number: number,
        nvmlDeviceGetName=lambda gpu: f"NVIDIA H{gpu}",
        nvmlDeviceGetMemoryInfo=lambda gpu: SimpleNamespace(used=3.1e9, total=80e9),
        nvmlDeviceGetUtilizationRates=lambda gpu: SimpleNamespace(gpu=34),
    )


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four cores, of which two are busy, and 16 GB, of which a quarter is used."""
    own = SimpleNamespace(cpu_percent=lambda: 150.0, memory_info=lambda: SimpleNamespace(rss=1.24e9))
    known = {
        "Process": lambda: own,
        "cpu_count": lambda: 4,
        "cpu_percent": lambda: 50.0,
        "virtual_memory": lambda: SimpleNamespace(total=16e9, available=12e9),
    }
    for name, value in known.items():
        monkeypatch.setattr(module.psutil, name, value)


def without(name: str) -> Any:
    raise ImportError(name)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("found", [without, lambda name: nvidia(0), lambda name: nvidia(works=False)])
def test_processor_and_memory(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    monkeypatch.setattr(module, "import_module", found)
    assert Meter().read() == Usage(Part(2.0, 4, 1.5), Part(4e9, 16e9, 1.24e9))


@pytest.mark.usefixtures("machine")
def test_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "import_module", lambda name: nvidia(2))
    memory = Part(3.1e9, 80e9)
    assert Meter().read().gpus == (Gpu("H0", 0.34, memory), Gpu("H1", 0.34, memory))


def test_sentences() -> None:
    usage = Usage(Part(2.0, 4, 1.5), Part(4e9, 16e9, 1.24e9), (Gpu("H100", 0.34, Part(3.1e9, 80e9)),))
    assert sentences(usage) == [
        "processor 2 of 4 cores (here 1.5)", "memory 4.0 of 16 GB (here 1.2)", "H100 34 %, 3.1 of 80 GB",
    ]  # fmt: skip


def test_this_machine() -> None:
    found = Meter().read()
    assert 0 < found.memory.used < found.memory.total and found.processor.total >= 1
    assert found.memory.own is not None and 0 < found.memory.own < found.memory.total
