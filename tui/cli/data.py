"""The option --data, where a name could mean two folders."""

from pathlib import Path

from ...core.runs.paths import data_folder, expanded, shipped_data
from ...core.spec import TaskSpec
from .output import say


def chosen_data(given: str | None, spec: TaskSpec) -> str | None:
    """Return what --data names: as it was given or, beside an empty folder of that name, the path of the data set."""
    if given is None:
        return None
    if given in {data.name for data in spec.datasets} and (here := expanded(given)).is_dir():
        shipped = shipped_data(spec.name, given)
        if not any(here.iterdir()):
            say(f"the folder ./{given} is empty; --data {given} is the data set that comes with the package")
            return str(shipped)
        say(f"--data {given} is the folder ./{given} here, not the data set that comes with the package: {shipped}")
    data_folder(given, spec)
    return given


def folder_of(given: str | None, spec: TaskSpec) -> Path:
    """Return the folder that --data names, by default the task's first data set."""
    return data_folder(chosen_data(given, spec), spec)
