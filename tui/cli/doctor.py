"""What this machine offers and what was found on it, for a report or a question."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ...core.errors import CvaeError
from ...core.runs.listing import list_runs
from ...core.runs.metadata import read_facts
from ...core.runs.paths import home, runs_folder, shipped_data, shipped_runs_folder
from .output import on_terminal, write_json, write_row, write_table

PACKAGES = ("cvae-tui", "torch", "safetensors", "numpy", "nltk", "textual", "plotext", "rich", "typer")


def doctor(as_json: bool) -> None:
    """Write versions, devices, threads and folders."""
    found = {
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        **_torch(),
        **_folders(),
    }
    if as_json:
        write_json(found)
        return
    rows = [(name.replace("_", " "), _told(value)) for name, value in found.items()]
    if on_terminal():
        write_table("", ("", ""), rows)
    else:
        for row in rows:
            write_row(row)


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
    from ...core.device import choose_device, has_bfloat16

    devices = ["cpu", *(f"cuda:{i} {torch.cuda.get_device_name(i)}" for i in range(torch.cuda.device_count()))]
    kinds = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return {
        "devices": devices,
        "auto_device": str(choose_device("auto")),
        "threads": torch.get_num_threads(),
        "bfloat16": [kind for kind in kinds if has_bfloat16(torch.device(kind))],
    }


def _folders() -> dict[str, Any]:
    data = shipped_data()
    try:
        shipped = str(read_facts(shipped_runs_folder() / "default").path)
    except CvaeError as error:
        shipped = f"not found: {error}"
    return {
        "home": str(home()),
        "home_writable": _writable(),
        "runs": f"{sum(path.parent == runs_folder() for path in list_runs())} in {runs_folder()}",
        "shipped_run": shipped,
        "shipped_data": str(data) if (data / "train.txt").is_file() else f"missing: {data}",
        "terminal": f"{os.environ.get('TERM', 'unknown')}, {sys.stdout.encoding if sys.stdout else 'no stdout'}",
    }


def _writable() -> bool:
    folder = home()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, text in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
