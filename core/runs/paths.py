"""Where checkpoints and data lie: shipped with the package, or personal."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import platformdirs

from ..errors import CheckpointError, DataError, UsageError
from ..spec import TaskSpec
from .format_1 import previous

PACKAGE = Path(__file__).resolve().parents[2]
# The shipped run that is read where neither a run nor a task is named.
SHIPPED_RUN = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
# What a run leaves that is killed before it was saved for the first time.
_UNBORN = re.compile(r"\.?(?:model|training)-[0-9]+\.safetensors|\.?progress\.json|\.config\.json")


def home() -> Path:
    """Return the folder of personal runs: `$CVAE_TUI_HOME`, else the platform's data directory."""
    given = os.environ.get("CVAE_TUI_HOME")
    return expanded(given) if given else Path(platformdirs.user_data_dir("cvae-tui", appauthor=False))


def runs_folder() -> Path:
    """Return the folder that holds the personal runs, one folder each."""
    return home() / "checkpoints"


def is_shipped(run: Path) -> bool:
    """Tell whether a run came with the package."""
    return run.parent == shipped_runs_folder()


def shipped_runs_folder() -> Path:
    """Return the folder of the checkpoints that come with the package."""
    return PACKAGE / "checkpoints"


def shipped_data(task: str, name: str) -> Path:
    """Return a data folder that comes with the package."""
    return PACKAGE / "data" / task / name


def data_folder(given: str | None, spec: TaskSpec) -> Path:
    """Find a task's data folder by path or shipped name, None being the first; else `DataError`, `UsageError`."""
    names = [dataset.name for dataset in spec.datasets]
    if given is None:
        if not names:
            raise UsageError(f"the task {spec.name!r} comes with no data; name {spec.data_help} with --data")
        return shipped_data(spec.name, names[0])
    path = expanded(given)
    if is_there(path) and path.is_dir():
        return path.resolve()
    if _NAME.fullmatch(given) and shipped_data(spec.name, given).is_dir():
        return shipped_data(spec.name, given)
    known = f", or one of {', '.join(names)}" if names else ""
    raise DataError(f"there is no data folder {given!r}; give {spec.data_help}{known}")


def data_name(folder: Path) -> str:
    """Return what a run remembers of its data folder: the name of a shipped one, which holds anywhere, or the path."""
    return folder.name if folder == shipped_data(folder.parent.name, folder.name) else str(folder)


def named_data(name: str, task: str) -> Path:
    """Return the folder that `data_name` named; it need not be there any more."""
    return shipped_data(task, name) if _NAME.fullmatch(name) else Path(name)


def expanded(given: str) -> Path:
    """Return a path with `~` written out; `UsageError` where that is nobody's home, or no path at all."""
    if "\0" in given:
        raise UsageError(f"{given[:60]!r} cannot be a path; leave out what no keyboard types")
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise UsageError(
            f"{given[:60]!r} begins with the home of a user who is not known here; write the path out"
        ) from None


def is_there(path: Path) -> bool:
    """Tell whether there is anything at a path; `UsageError` where that may not be known, or the path is too long."""
    try:
        return path.exists()
    except OSError as error:
        shown = str(path) if len(str(path)) <= 60 else f"{str(path)[:57]}..."
        raise UsageError(f"{shown} cannot be used: {error.strerror}; give another place") from None


def is_run(path: Path) -> bool:
    """Tell whether a folder holds a checkpoint, or the one before it that a crash of format 1 left."""
    return _has_config(path) or _has_config(previous(path))


def standing(run: Path) -> Path:
    """Return the folder to read: the run's own or, where a crash of format 1 left only that, the state before."""
    return previous(run) if not _has_config(run) and _has_config(previous(run)) else run


def find_run(given: str | None, spec: TaskSpec | None = None) -> Path:
    """Find a run by path or name, None being the shipped one of a task; else `CheckpointError`, `UsageError`."""
    if given is None:
        shipped = SHIPPED_RUN if spec is None else spec.shipped
        if shipped and is_run(shipped_runs_folder() / shipped):
            return shipped_runs_folder() / shipped
        of, task = ("", "") if spec is None else (f" of the task {spec.name!r}", f" --task {spec.name}")
        raise CheckpointError(
            f"this copy ships no model{of}; make one with `cvae-tui train{task}`, then name it with --run"
        )
    path = new_run(given)
    if is_run(path):
        return path
    shipped = shipped_runs_folder() / given
    if _NAME.fullmatch(given) and is_run(shipped):
        return shipped
    if path.suffix in (".pt", ".pth", ".pkl", ".ckpt"):
        raise CheckpointError(f"{given!r} is a pickle, which is never read; give a folder made by `cvae-tui train`")
    raise CheckpointError(f"there is no run {given!r}; give a run's folder, or a name that `cvae-tui runs` lists")


def new_run(given: str) -> Path:
    """Return where a run of that path or name lies, if it exists or not; `UsageError` for what cannot be a name."""
    if os.sep in given or given in (".", "..") or given.startswith("~"):
        path = expanded(given).resolve()
        if not path.name:
            raise UsageError(f"{given[:60]!r} cannot be a run; give a folder that has a name")
        return path
    if not _NAME.fullmatch(given):
        raise UsageError(
            f"{given[:60]!r} cannot be a run's name; use letters, numbers, '.', '_', '+' and '-', or give a path"
        )
    return runs_folder() / given


def experiment_folder(name: str) -> Path:
    """Return where an experiment's runs and report lie, if they exist or not; `UsageError` for no such name."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name[:60]!r} cannot be an experiment's name; use letters, numbers, '.', '_', '+' and '-'")
    return home() / "experiments" / name


def unused_names(stem: str) -> Iterator[str]:
    """Yield `stem`, `stem-2`, `stem-3` ..., those that name no run yet, neither personal nor shipped."""
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        personal = runs_folder() / name
        if not (is_there(personal) or is_run(personal) or is_run(shipped_runs_folder() / name)):
            yield name


def unused_run(given: str | None, stem: str) -> Path:
    """Return where a new run may be: at the path or name given, else the first free of `stem`; or `UsageError`."""
    path = runs_folder() / next(unused_names(stem)) if given is None else new_run(given)
    if is_run(path):
        raise UsageError(f"{path} holds a run already; go on with it by --resume, or give another name")
    if is_there(path) and not is_free(path):
        raise UsageError(f"{path} is there already and is no run; give a new name or an empty folder")
    if path.parent == runs_folder() and is_run(shipped_runs_folder() / path.name):
        raise UsageError(f"{path.name!r} is the name of a shipped run; give another name")
    return path


def is_free(path: Path) -> bool:
    """Tell whether a folder is empty, but for what a run left that never was saved, and may be listed."""
    with suppress(OSError):
        return all(_UNBORN.fullmatch(inside.name) for inside in path.iterdir())
    return False


def _has_config(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / "config.json").is_file()
    return False
