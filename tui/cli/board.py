"""How an experiment shows itself on stderr: a live table of its runs for a reader, a line per turn elsewhere."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ...core.experiments.outcome import DONE, FAILED, Standing, read_standing
from ...core.runs.paths import is_run
from ..format import duration
from .output import clean, number, say, talk_on_terminal
from .trial import Job

if TYPE_CHECKING:
    from rich.table import Table

# Rows that a live table can have before it is taller than most terminals.
MOST_ROWS = 20


class Board:
    """Follows runs by their folders. `update` is told which are being worked on, and looks at those only."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = jobs
        self.states = {job.name: "kept" if job.finished else "waiting" for job in jobs}
        self.standings = {job.name: _standing(job) for job in jobs}
        self._live = None
        if talk_on_terminal():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                console=Console(file=sys.stderr, highlight=False), auto_refresh=False, redirect_stdout=False
            )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.update(())
        if self._live is not None:
            with suppress(OSError):
                self._live.__exit__(kind, error, trace)

    def update(self, busy: Sequence[Job]) -> None:
        """Look at the runs that are or were in work, and show what changed."""
        names = {job.name for job in busy}
        for job in self.jobs:
            before = self.states[job.name]
            if job.name not in names and before not in ("training", "scoring"):
                continue
            self.standings[job.name] = _standing(job)
            self.states[job.name] = self._state(job, job.name in names)
            if self._live is None and self.states[job.name] != before:
                say(f"{job.name}: {self.states[job.name]}  {_figures(self.standings[job.name])}".rstrip())
        if self._live is not None:
            with suppress(OSError):
                self._live.update(self._table(), refresh=True)

    def _state(self, job: Job, working: bool) -> str:
        ended = self.standings[job.name].ended
        if ended == FAILED:
            return "broke off"
        if working:
            return "scoring" if ended == DONE else "training"
        return "done" if ended == DONE else "interrupted"

    def _table(self) -> "Table":
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for job in self._shown():
            standing, state = self.standings[job.name], self.states[job.name]
            bar = ProgressBar(total=1.0, completed=standing.share, width=20)
            style = {"broke off": "red", "training": "bold", "scoring": "bold"}.get(state, "dim")
            table.add_row(
                Text(clean(job.name), no_wrap=True), Text(state, style), bar, Text(_left(standing, state)),
                Text(_figures(standing), "dim"),
            )  # fmt: skip
        counts = [f"{list(self.states.values()).count(state)} {state}" for state in dict.fromkeys(self.states.values())]
        table.add_row(Text(f"{len(self.jobs)} runs: {', '.join(counts)}", "dim"))
        return table

    def _shown(self) -> Sequence[Job]:
        """Return all runs or, where they are too many, those in work first."""
        order = ("training", "scoring", "broke off", "interrupted", "done", "waiting", "kept")
        if len(self.jobs) <= MOST_ROWS:
            return self.jobs
        return sorted(self.jobs, key=lambda job: order.index(self.states[job.name]))[:MOST_ROWS]


def _standing(job: Job) -> Standing:
    return read_standing(job.run) if is_run(job.run) else Standing()


def _left(standing: Standing, state: str) -> str:
    if state != "training" or standing.share <= 0:
        return ""
    return f"{duration(standing.seconds / standing.share * (1.0 - standing.share))} left"


def _figures(standing: Standing) -> str:
    names = {"ce": ("CE", 2), "kl": ("KL", 2), "bleu4": ("BLEU-4", 3), "gaussian": ("Gaussian", 3)}
    known = [
        f"{label} {number(float(standing.figures[name]), digits)}"
        for name, (label, digits) in names.items()
        if name in standing.figures
    ]
    return f"epoch {standing.epoch:.1f}  {'  '.join(known)}" if standing.epoch else ""
