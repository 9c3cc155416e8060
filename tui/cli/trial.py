"""One run of an experiment: what it takes, the commands that carry it out, and the same in a worker of a cluster."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import CheckpointError
from ...core.events import Stepped
from ...core.experiments.outcome import DONE, FAILED, Trial, how_far
from ...core.runs.metadata import read_metadata, value_at
from ...core.runs.paths import is_run
from ...core.sessions import TrainOrder, resume, start
from .score import kept_score
from .threads import use_threads

if TYPE_CHECKING:
    from ...core.trainer import Trainer

# A folder's file that asks the workers of a cluster to save and end.
STOP = "stop"


@dataclass(frozen=True)
class Job:
    """A trial to carry out in `run`: a new run on `data`, or what an earlier attempt left of it."""

    trial: Trial
    run: Path
    data: str
    device: str
    threads: int | None
    draws: int

    @property
    def name(self) -> str:
        """The name of the trial."""
        return self.trial.name

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """What changes of the preset, the seed among it."""
        return (*self.trial.settings, ("seed", str(self.trial.seed)))

    @property
    def before(self) -> Path | None:
        """The run that it goes on with, None where it begins one."""
        return self.run.parent / self.trial.after if self.trial.after else None

    @property
    def begun(self) -> bool:
        """Whether it has a run of its own; that of another, copied to be gone on with, has not its budget yet."""
        return is_run(self.run) and (not self.trial.after or self.budget.items() <= _settings(self.run).items())

    @property
    def budget(self) -> dict[str, object]:
        """The settings that a run gets as it goes on."""
        return {name: getattr(self.trial.config, name) for name in ("epochs", "seconds")}

    @property
    def trained(self) -> str:
        """How training ended, done or failed; empty while it can go on."""
        return how_far(self.run)[1] if self.begun else ""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do: trained and scored, or broken off."""
        return self.trained == FAILED or (self.trained == DONE and self.scored)

    @property
    def scored(self) -> bool:
        """Whether the run's present state has its score, of as many draws as are asked for."""
        return is_run(self.run) and value_at(read_metadata(self.run).score, "options.draws") == self.draws

    @property
    def stop(self) -> Path:
        """The file that asks a worker to save and end."""
        return self.run.parent / STOP


def commands(job: Job) -> Iterator[list[str]]:
    """Yield the arguments of `cvae-tui` that carry a job out, each when the one before has ended."""
    threads = [] if job.threads is None else ["--threads", str(job.threads)]
    if not job.trained and prepared(job):
        train = ["train", "--run", str(job.run), "--device", job.device, *threads, "--json"]
        if job.before is not None:
            budget = [text for name, value in job.budget.items() for text in ("--set", f"{name}={value}")]
            turns = [text for dial, value in job.trial.turns for text in ("--turn", f"{dial}={value}")]
            yield [*train, "--resume", *budget, *turns]
        elif is_run(job.run):
            yield [*train, "--resume"]
        else:
            settings = [text for name, value in job.settings for text in ("--set", f"{name}={value}")]
            yield [*train, "--preset", job.trial.preset.name, "--data", job.data, *settings]
    if job.trained == DONE and not job.scored:
        yield ["score", "--run", str(job.run), "--draws", str(job.draws), "--device", job.device, "--json"]


def prepared(job: Job) -> bool:
    """Copy the run that a job goes on with, where it does; tell whether there is what it needs."""
    if job.before is None or job.begun:
        return True
    if how_far(job.before)[1] != DONE:
        return False
    shutil.rmtree(job.run, ignore_errors=True)
    shutil.copytree(job.before, job.run)
    return True


def _settings(run: Path) -> dict[str, Any]:
    with suppress(CheckpointError):
        return read_metadata(run).settings
    return {}


def carry_out(job: Job) -> str:
    """Train and score a run in this process, from the last checkpoint where there is one; return how it ended."""
    if job.stop.exists():
        return ""
    use_threads(job.threads)
    if not job.trained and prepared(job):
        train(trainer_of(job), job)
    if job.trained == DONE and not job.scored:
        kept_score(str(job.run), None, job.draws, 0, job.device)
    return job.trained


def trainer_of(job: Job) -> "Trainer":
    """Return the trainer of a job's run, where an earlier attempt left it, or as the run before it ended."""
    if job.before is not None:
        trainer = resume(job.run, job.device, changes={name: str(value) for name, value in job.budget.items()})
        for dial, value in job.trial.turns:
            trainer.turn(dial, value)
        return trainer
    if is_run(job.run):
        return resume(job.run, job.device)
    preset, run = job.trial.preset.name, str(job.run)
    return start(TrainOrder(preset, data=job.data, run=run, settings=job.settings, device=job.device))


def train(trainer: "Trainer", job: Job) -> None:
    """Train to the end, or until the job is asked to stop."""
    for event in trainer.events():
        if isinstance(event, Stepped) and event.losses is not None and job.stop.exists():
            trainer.stop()
