"""What this machine offers and what was found on it, for a report or a question."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ...core.errors import CvaeError
from ...core.registry import all_tasks
from ...core.runs.listing import list_runs
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import find_run, home, is_shipped, runs_folder, shipped_data
from ...core.spec import TaskSpec
from .output import write_json, write_table

PACKAGES = ("cvae-tui", "torch", "safetensors", "numpy", "nltk", "textual", "plotext", "rich", "typer")


def doctor(as_json: bool) -> None:
    """Write versions, processor, devices, threads and folders."""
    found = {
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        **_torch(),
        **_folders(),
    }
    if as_json:
        write_json(found)
    else:
        write_table("", ("", ""), [(name.replace("_", " "), _text(value)) for name, value in found.items()])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _torch() -> dict[str, Any]:
    try:
        import torch
    except (ImportError, OSError) as error:
        return {"torch": f"cannot be imported: {str(error)[:200]}; install it again"}
    from ...core.device import can_bfloat16, choose_device, fast_bfloat16, processor

    devices = ["cpu", *(f"cuda:{i} {torch.cuda.get_device_name(i)}" for i in range(torch.cuda.device_count()))]
    devices += ["mps"] if torch.backends.mps.is_available() else []
    kinds = dict.fromkeys(torch.device(name.split(":")[0].split()[0]) for name in devices)
    works = {str(kind): "fast" if fast_bfloat16(kind) else "slow" for kind in kinds if can_bfloat16(kind)}
    return {
        # What torch computes with, not what the name promises: it may be held down to less.
        "processor": f"{processor()}, {torch.backends.cpu.get_cpu_capability()}",
        "bfloat16": works or "works nowhere here; float32 is used",
        "devices": devices,
        "auto_device": str(choose_device("auto")),
        "threads": torch.get_num_threads(),
    }


def _folders() -> dict[str, Any]:
    own = sum(not is_shipped(path) for path in list_runs())
    folder = home()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return {
        "home": str(folder),
        "home_writable": there.is_dir() and os.access(there, os.W_OK),
        "runs": f"{own} in {runs_folder()}",
        "shipped_runs": {spec.name: _shipped_run(spec) for spec in all_tasks().values() if spec.shipped},
        "shipped_data": {
            spec.name: str(path) if (path := shipped_data(spec.name, spec.datasets[0].name)).is_dir() else "missing"
            for spec in all_tasks().values()
            if spec.datasets
        },
        "terminal": f"{os.environ.get('TERM', 'unknown')}, {sys.stdout.encoding if sys.stdout else 'no stdout'}",
    }


def _shipped_run(spec: TaskSpec) -> str:
    try:
        return str(read_metadata(find_run(None, spec)).path)
    except CvaeError as error:
        return f"not found: {error}"


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, text in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
