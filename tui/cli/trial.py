"""One run of an experiment: what it takes, the commands that carry it out, and the same in a worker of a cluster."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.events import Finished, Stepped
from ...core.experiments.outcome import DONE, FAILED, read_standing
from ...core.runs.metadata import figure_in, read_facts
from ...core.runs.paths import is_run
from .threads import use_threads

if TYPE_CHECKING:
    from ...core.trainer import Trainer

# A folder's file that asks the workers of a cluster to save and end.
STOP = "stop"


@dataclass(frozen=True)
class Job:
    """A run to carry out in `run`: a new one of `preset` on `data`, or what an earlier attempt left of it."""

    name: str
    run: Path
    preset: str
    data: str
    settings: tuple[tuple[str, str], ...]
    device: str
    threads: int | None
    draws: int

    @property
    def trained(self) -> str:
        """How training ended, done or failed; empty while it can go on."""
        return read_standing(self.run).ended if is_run(self.run) else ""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do: trained and scored, or broken off."""
        return self.trained == FAILED or (self.trained == DONE and self.scored)

    @property
    def scored(self) -> bool:
        """Whether the run's present state has its score, of as many draws as are asked for."""
        return is_run(self.run) and figure_in(read_facts(self.run).score, "gaussian", "draws") == self.draws

    @property
    def stop(self) -> Path:
        """The file that asks a worker to save and end."""
        return self.run.parent / STOP


def commands(job: Job) -> Iterator[list[str]]:
    """Yield the arguments of `cvae-tui` that carry a job out, each when the one before has ended."""
    threads = [] if job.threads is None else ["--threads", str(job.threads)]
    if not job.trained:
        train = ["train", "--run", str(job.run), "--device", job.device, *threads, "--json"]
        if is_run(job.run):
            yield [*train, "--resume"]
        else:
            settings = [text for name, value in job.settings for text in ("--set", f"{name}={value}")]
            yield [*train, "--preset", job.preset, "--data", job.data, *settings]
    if job.trained == DONE and not job.scored:
        yield ["score", "--run", str(job.run), "--draws", str(job.draws), "--device", job.device, "--json"]


def carry_out(job: Job) -> str:
    """Train and score a run in this process, from the last checkpoint where there is one; return how it ended."""
    from .score import kept_score

    if job.stop.exists():
        return ""
    use_threads(job.threads)
    if not job.trained:
        _train(_trainer(job), job)
    if job.trained == DONE and not job.scored:
        kept_score(str(job.run), None, job.draws, 0, job.device)
    return job.trained


def _trainer(job: Job) -> "Trainer":
    from ...core.device import choose_device
    from ...core.registry import create_task, find_preset, resume_task
    from ...core.trainer import Trainer

    device = choose_device(job.device)
    if is_run(job.run):
        task, progress = resume_task(job.run, device)
        return Trainer(task, job.run, progress, job.preset)
    preset = find_preset(job.preset)
    task = create_task(preset.task, preset.config.with_text(dict(job.settings)), Path(job.data), device)
    return Trainer(task, job.run, preset=job.preset)


def _train(trainer: "Trainer", job: Job) -> None:
    for event in trainer.events():
        if isinstance(event, Stepped) and event.losses is not None and job.stop.exists():
            trainer.stop()
        if isinstance(event, Finished):
            return
