"""The runs there are, the shipped and the reader's own: listed, dated and deleted. Knows no torch."""

import shutil
from pathlib import Path

from ..errors import CheckpointError
from .format_1 import leftovers
from .lock import hold, lock_file
from .metadata import whole
from .paths import is_run, runs_folder, shipped_runs_folder


def list_runs() -> list[Path]:
    """Return the shipped runs and then the personal ones, the latest first."""
    shipped = sorted(path for path in _folders(shipped_runs_folder()) if is_run(path))
    personal = [path for path in _folders(runs_folder()) if is_run(path)]
    return shipped + sorted(personal, key=saved_at, reverse=True)


def saved_at(run: Path) -> float:
    """Return when a run was saved, in seconds since 1970; 0 where that cannot be told."""
    try:
        folder = whole(run)
        progress = folder / "progress.json"
        return (progress if progress.is_file() else folder / "config.json").stat().st_mtime
    except (OSError, CheckpointError):
        return 0.0


def delete_run(run: Path) -> None:
    """Delete a run's folder and what lies beside it; `CheckpointError` where it is trained, or cannot be."""
    # Looked up first: a link that is gone leads nowhere.
    lock = lock_file(run)
    with hold(run):
        try:
            for folder in (run, *leftovers(run)):
                if folder.is_symlink():
                    folder.unlink()
                elif folder.exists():
                    shutil.rmtree(folder)
            lock.unlink(missing_ok=True)
        except OSError as error:
            raise CheckpointError(
                f"{run} cannot be deleted: {error.strerror}; check that you may write there"
            ) from None


def _folders(parent: Path) -> list[Path]:
    """Return the folders in `parent`, and those of which a crash of format 1 left the earlier state only."""
    try:
        found = {path for path in parent.iterdir() if path.is_dir()}
    except OSError:
        return []
    lost = {path.with_name(path.name[1:].removesuffix(".previous")) for path in found if path.match(".*.previous")}
    return sorted(path for path in found | lost if not path.name.startswith((".", "_")))
