"""How an experiment shows itself on stderr: a bar for each of its runs for a reader, a line per turn elsewhere."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ...core.experiments.outcome import DONE, FAILED, how_far
from ...core.runs.history import Latest
from ...core.spec import TaskSpec
from ..format import duration, epochs
from .output import clean, number, say, talk_console, talk_on_terminal
from .trial import Job

if TYPE_CHECKING:
    from rich.progress import Progress

# Bars that fit on most terminals; of more runs, those come first that something happens to.
MOST_BARS = 20
ORDER = ("training", "scoring", "broke off", "interrupted", "done", "waiting", "kept")


class Board:
    """Follows runs by their folders. `update` is given those in work, and looks at them alone."""

    def __init__(self, jobs: Sequence[Job], spec: TaskSpec) -> None:
        self.jobs, self.spec, self.bars = jobs, spec, _bars()
        self.states = {job.name: "kept" if job.finished else "waiting" for job in jobs}
        self._all = self.bars.add_task(f"{len(jobs)} runs", total=len(jobs), state="", left="", figures="")
        self._bar = {
            job.name: self.bars.add_task(clean(job.name), total=1.0, state="", left="", figures="") for job in jobs
        }  # fmt: skip
        for job in jobs:
            self._draw(job, how_far(job.run)[0])

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.update(())
        with suppress(OSError):
            self.bars.stop()

    def update(self, busy: Sequence[Job]) -> None:
        """Look at the runs that are or were in work, and show what changed."""
        names = {job.name for job in busy}
        for job in self.jobs:
            before = self.states[job.name]
            if job.name in names or before in ("training", "scoring"):
                latest, ended = how_far(job.run)
                # A copy that is yet to be gone on with has the end of the run that it was made of.
                state = self.states[job.name] = _state(ended if job.begun else "", job.name in names)
                self._draw(job, latest)
                if self.bars.disable and state != before:
                    say(f"{job.name}: {state}  {self._figures(latest)}".rstrip())
        self._count()
        with suppress(OSError):
            self.bars.refresh()

    def _draw(self, job: Job, latest: Latest) -> None:
        state, left, fraction = self.states[job.name], "", latest.stepped.fraction if latest.stepped else 0.0
        if state == "training" and latest.stepped and fraction > 0:
            left = f"{duration(latest.stepped.seconds / fraction * (1.0 - fraction))} left"
        figures = self._figures(latest)
        self.bars.update(self._bar[job.name], completed=fraction, state=state, left=left, figures=figures)

    def _count(self) -> None:
        found = list(self.states.values())
        over = sum(state in ("done", "kept", "broke off") for state in found)
        counts = ", ".join(f"{found.count(state)} {state}" for state in dict.fromkeys(found))
        self.bars.update(self._all, completed=over, state=counts)
        first = sorted(self.states, key=lambda name: ORDER.index(self.states[name]))[:MOST_BARS]
        for name, bar in self._bar.items():
            self.bars.update(bar, visible=name in first)

    def _figures(self, latest: Latest) -> str:
        """Return the losses and what a run of the task is known by, as they were reported last."""
        if latest.stepped is None:
            return ""
        known = {**(latest.stepped.losses or {}), **latest.scores}
        keys = dict.fromkeys((*self.spec.panels[0].names, *self.spec.headline))
        metrics = [self.spec.metric(key) for key in keys if key in known]
        figures = "  ".join(f"{each.label} {number(known[each.key], each.kind)}" for each in metrics)
        return f"epoch {epochs(latest.stepped.epoch)}  {figures}"


def _state(ended: str, working: bool) -> str:
    if ended == FAILED:
        return "broke off"
    if working:
        return "scoring" if ended == DONE else "training"
    return "done" if ended == DONE else "interrupted"


def _bars() -> "Progress":
    from rich.progress import BarColumn, Progress, TextColumn

    def text(name: str, style: str) -> TextColumn:
        return TextColumn(f"{{task.{name}}}", style, markup=False)

    return Progress(
        text("description", "none"), text("fields[state]", "bold"), BarColumn(20), text("fields[left]", "none"),
        text("fields[figures]", "dim"), console=talk_console(), auto_refresh=False,
        redirect_stdout=False, disable=not talk_on_terminal(),
    )  # fmt: skip
