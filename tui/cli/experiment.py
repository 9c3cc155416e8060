"""Run a set of presets or a grid over settings, one process a run, and write what came of it as a report."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.errors import UsageError
from ...core.experiments.outcome import Outcome, read_outcome
from ...core.experiments.plan import Experiment, Trial, read_grid, trials
from ...core.experiments.report import markdown, words_per_second
from ...core.experiments.sets import find_experiment
from ...core.registry import CHANGEABLE
from ...core.runs.metadata import read_facts
from ...core.runs.paths import data_folder, data_name, expanded, experiment_folder, is_run, shipped_data
from .board import Board
from .execution import Busy, need_dask, one_after_another, side_by_side
from .figure import MISSING, can_draw, draw_curves
from .output import say, write, write_json
from .score import check_draws
from .threads import check_threads
from .trial import Job

REPORT, CURVES = "report.md", "curves.svg"


@dataclass(frozen=True)
class Order:
    """What was asked for: see the options of `cvae-tui experiment`."""

    name: str
    presets: Sequence[str]
    grid: Sequence[str]
    settings: Mapping[str, str]
    data: str | None
    seeds: int
    jobs: int
    scheduler: str | None
    threads: int | None
    draws: int
    device: str
    out: str | None


def experiment(order: Order, as_json: bool) -> int:
    """Carry an experiment out, write its report, and return the exit code: 1 where a run is unfinished."""
    found, planned, folder = _planned(order)
    data = data_folder(order.data) if order.data else shipped_data(name=found.data)
    jobs = [_job(trial, order, data, folder / "runs") for trial in planned]
    for job, trial in zip(jobs, planned, strict=True):
        _refuse_other(job, trial, data)
    if not can_draw():
        say(MISSING)
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    say(f"{len(jobs)} runs on {data} into {folder}")
    try:
        with Board(jobs) as board:
            for busy in _engine(order, [job for job in jobs if not job.finished], folder / "logs"):
                board.update(busy)
    except KeyboardInterrupt:
        say("interrupted; the same command goes on from where the runs were saved")
        return 130
    outcomes = [read_outcome(trial, job.run) for trial, job in zip(planned, jobs, strict=True)]
    report = _report(found, outcomes, folder, _about(order, data_name(data)), order.draws)
    _tell(found, outcomes, folder, report, as_json)
    return 0 if all(job.finished for job in jobs) else 1


def _planned(order: Order) -> tuple[Experiment, list[Trial], Path]:
    check_threads(order.threads)
    check_draws(order.draws)
    if order.scheduler is None and order.device != "auto":
        from ...core.device import choose_device

        choose_device(order.device)
    if order.jobs < 1:
        raise UsageError(f"--jobs is {order.jobs}; it must be at least 1")
    if order.jobs > 1 or order.scheduler is not None:
        need_dask()
    if order.presets:
        found = Experiment(order.name, f"Experiment {order.name}", tuple(order.presets), {}, data="full")
    else:
        found = find_experiment(order.name)
    planned = trials(found.presets, read_grid(order.grid), order.settings, order.seeds)
    folder = experiment_folder(order.name) if order.out is None else expanded(order.out)
    return found, planned, folder.resolve()


def _job(trial: Trial, order: Order, data: Path, runs: Path) -> Job:
    threads = order.threads
    if threads is None and order.jobs > 1:
        threads = max(1, (os.cpu_count() or 1) // order.jobs)
    settings = (*trial.settings, ("seed", str(trial.seed)))
    return Job(
        trial.name, runs / trial.name, trial.preset, str(data), settings, order.device, threads, order.draws
    )  # fmt: skip


def _refuse_other(job: Job, trial: Trial, data: Path) -> None:
    """See that what lies in a run's folder is that run, so that no report mixes two experiments."""
    if not is_run(job.run):
        return
    facts, wanted = read_facts(job.run), trial.config.to_dict()
    other = [name for name, value in wanted.items() if facts.settings.get(name) != value]
    remedy = "give --out another folder, or ask for the same as before"
    if other:
        kind = "budget or pace" if other[0] in CHANGEABLE else "setting"
        raise UsageError(
            f"{job.run} holds a run with another {kind}: {other[0]} is {facts.settings.get(other[0])} there and"
            f" {wanted[other[0]]} here; {remedy}"
        )
    if facts.data != data_name(data):
        raise UsageError(f"{job.run} holds a run on other data ({facts.data}); {remedy}")


def _engine(order: Order, jobs: Sequence[Job], logs: Path) -> Iterator[Busy]:
    if not jobs:
        return iter(())
    if order.jobs > 1 or order.scheduler is not None:
        return side_by_side(jobs, min(order.jobs, len(jobs)), order.scheduler)
    return one_after_another(jobs, logs)


def _about(order: Order, data: str) -> list[str]:
    data = data if os.sep not in data else Path(data).name
    told = f"Data: {data}. Seeds: {order.seeds}."
    # That no time is set is only what --epochs makes of the settings.
    given = {name: value for name, value in order.settings.items() if (name, value) != ("seconds", "0")}
    if given:
        changed = ", ".join(f"{name}={value}" for name, value in given.items())
        told += f" For every run: {changed}."
    return [told]


def _report(
    found: Experiment, outcomes: Sequence[Outcome], folder: Path, about: Sequence[str], draws: int
) -> Path:  # fmt: skip
    if can_draw():
        draw_curves(found.title, outcomes, folder / CURVES)
    path = folder / REPORT
    path.write_text(
        markdown(found, outcomes, about, CURVES if can_draw() else None, draws), encoding="utf-8"
    )  # fmt: skip
    return path


def _tell(found: Experiment, outcomes: Sequence[Outcome], folder: Path, report: Path, as_json: bool) -> None:
    unfinished = [outcome.trial.name for outcome in outcomes if not outcome.ended]
    if unfinished:
        say(f"{len(unfinished)} runs are unfinished ({unfinished[0]} ...); what they said is in {folder / 'logs'}")
    if as_json:
        rows = [_row(found, outcome) for outcome in outcomes]
        write_json({"experiment": found.name, "out": str(folder), "report": str(report), "runs": rows})
    else:
        write(str(report))


def _row(found: Experiment, outcome: Outcome) -> dict[str, Any]:
    trial, claim = outcome.trial, found.claims.get(outcome.trial.preset)
    return {
        "run": str(outcome.run), "preset": trial.preset, "settings": dict(trial.settings), "seed": trial.seed,
        "ended": outcome.ended or "unfinished", "message": outcome.message,
        "epoch": outcome.reports[-1].epoch if outcome.reports else 0.0,
        "words_per_second": words_per_second(outcome),
        "theirs": {"bleu4": claim and claim.bleu4, "gaussian": claim and claim.gaussian},
        "ours": {"bleu4": outcome.bleu4, "gaussian": outcome.gaussian},
        "last": {"ce": outcome.last("ce"), "kl": outcome.last("kl")},
        "best": {"bleu4": outcome.best("bleu4"), "gaussian": outcome.best("gaussian")},
        "score": {name: outcome.score[name] for name in ("gaussian", "latent") if name in outcome.score} or None,
    }  # fmt: skip
