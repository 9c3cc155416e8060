"""What is typed for a budget and for settings; what a run needs to go on: a larger budget, or its data that moved."""

import re
import shlex

from textual.app import ComposeResult
from textual.widgets import Static

from ...core.errors import UsageError
from ...core.runs.metadata import budget_of
from ...core.runs.paths import data_folder, named_data
from ...core.sessions import config_of
from ..format import percent
from ..messages import RunChoice
from ..run_rows import RunRow
from .form import Form, field

_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(epochs?|e|seconds?|secs?|s|minutes?|min|m|hours?|h)?")
_UNITS = {"s": 1, "m": 60, "h": 3600}


def parse_budget(text: str) -> dict[str, str]:
    """Return the settings of a budget: 60 epochs, 60, 120 s, 5 min, 1 h; nothing for the preset's own."""
    if not text.strip():
        return {}
    found = _BUDGET.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"{text.strip()[:20]!r} is no budget; give 60 epochs, 120 s or 5 min")
    amount, unit = float(found[1]), (found[2] or "e")[0]
    if unit == "e":
        return {"epochs": str(round(amount)), "seconds": "0"}
    if not amount:
        raise UsageError("a budget of no time is none; give 60 epochs, 120 s or 5 min")
    return {"seconds": f"{amount * _UNITS[unit]:g}"}


def parse_settings(text: str) -> dict[str, str]:
    """Return `name=value` pairs; `UsageError` for a part without `=`."""
    try:
        parts = shlex.split(text)
    except ValueError:
        raise UsageError("a quotation mark is not closed in the settings") from None
    pairs = [part.partition("=") for part in parts]
    for name, sign, _ in pairs:
        if not sign or not name:
            raise UsageError(f"{name[:20]!r} is no setting; write name=value, such as lr=0.001")
    return {name: value for name, _, value in pairs}


def data_is_gone(run: RunRow) -> bool:
    """Tell whether the folder of a run's data is not where it was."""
    return run.metadata is not None and not named_data(run.metadata.data, run.task).is_dir()


def used_of(run: RunRow, settings: dict[str, str]) -> tuple[float | None, float, str]:
    """Return what a run has used of a budget of that kind, None where it is not known; the budget; and its unit."""
    seconds = float(settings.get("seconds", "0"))
    if seconds:
        return (run.metadata.progress.get("seconds") if run.metadata else None), seconds, "s"
    return run.epoch, float(settings["epochs"]), "epochs"


def parse_larger(run: RunRow, text: str) -> dict[str, str]:
    """Return the settings of a budget; `UsageError` where it is no larger than what the run has used."""
    settings = parse_budget(text)
    if not settings:
        raise UsageError("type the whole budget, counted from the run's start")
    if run.metadata is not None:
        config_of(run.metadata).with_text(settings)
    used, given, unit = used_of(run, settings)
    if used is not None and given <= used:
        raise UsageError(f"{run.name} has learned for {used:.6g} {unit}; give it more than that in all")
    return settings


class ResumeDialog(Form[RunChoice]):
    """Asks for what a run lacks to go on; the result is the choice to resume it."""

    HEADING, YES, KEYS = "Go on", "Go on", "enter goes on   esc cancels"

    def __init__(self, run: RunRow) -> None:
        super().__init__()
        self._run, self._gone = run, data_is_gone(run)

    def fields(self) -> ComposeResult:
        """Lay out what is lacking."""
        if self._run.spent:
            yield Static(self._spent(), markup=False)
            yield field("Budget", "budget", placeholder="in all: 140 epochs, 10 min")
        if self._gone and self._run.metadata is not None:
            yield Static(f"Its data is no longer in {self._run.metadata.data}.", markup=False)
            yield field("Data", "data", placeholder="the folder where it is now")

    def read(self) -> RunChoice:
        """Return the choice; whether the data is the same is seen when the run goes on."""
        settings = parse_larger(self._run, self.value("budget")) if self._run.spent else {}
        data = self.value("data")
        if self._gone and not data:
            raise UsageError("type the folder where the data is now")
        folder = str(data_folder(data, self._run.spec)) if data and self._run.spec else ""
        return RunChoice("resume", self._run.path, tuple(settings.items()), folder)

    def about(self) -> str:
        """Say what a budget means for the schedules."""
        if not self.value("budget"):
            start = "The budget counts from the run's start. " if self._run.spent else ""
            return f"{start}Other settings stay as they are."
        used, given, _ = used_of(self._run, parse_budget(self.value("budget")))
        if used is None:
            return ""
        return f"Schedules follow the used fraction of the budget: they go on at {percent(used / given)}."

    def _spent(self) -> str:
        budget = budget_of(self._run.metadata.settings) if self._run.metadata else ""
        own = f" of {budget}" if budget else ""
        return f"{self._run.name} has used up its budget{own}. With a larger one it goes on where it ended."
