"""What a measurement was made on."""

import os
import platform
from pathlib import Path
from typing import Any

import torch

from ....device import has_bfloat16


def machine(device: torch.device) -> dict[str, Any]:
    """Return processor, threads, versions and how busy the machine is, ready for JSON."""
    return {
        "processor": processor(),
        "processors": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "bfloat16": has_bfloat16(device),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """Return the processor's name, as Linux knows it or as Python does."""
    try:
        lines = told.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
