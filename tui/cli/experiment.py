"""Run a set of presets or a grid over settings, one process a run, and write what came of it as a report."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.errors import UsageError, nearest
from ...core.experiments.lessons import lesson_presets
from ...core.experiments.outcome import Outcome, read_outcome
from ...core.experiments.plan import Experiment, read_grid, trials
from ...core.experiments.report import markdown
from ...core.registry import all_tasks, find_preset, find_task, load_named
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import data_name, expanded, experiment_folder, shipped_data
from ...core.sessions import CHANGEABLE
from ...core.spec import Preset, TaskSpec
from .board import Board
from .data import folder_of
from .execution import need_dask, one_after_another, side_by_side
from .figure import MISSING, can_draw, draw_curves
from .output import say, write, write_json
from .readings import draw_readings
from .score import check_draws
from .threads import check_threads
from .trial import Job

REPORT, CURVES, READINGS = "report.md", "curves.svg", "readings.svg"
LESSONS = "lessons"
"""The lessons of every task, see `lessons`."""


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


@dataclass(frozen=True)
class Plan:
    """What an order comes to: its jobs, whose runs and report lie in `folder`."""

    order: Order
    spec: TaskSpec
    experiment: Experiment
    data: Path
    folder: Path
    jobs: Sequence[Job]

    @property
    def report(self) -> Path:
        """The report's file."""
        return self.folder / REPORT

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return all(job.finished for job in self.jobs)

    def rows(self, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
        """Return what is told of every run in JSON."""
        return [_row(self.experiment, outcome) for outcome in outcomes]


def experiment(order: Order, as_json: bool) -> int:
    """Carry an experiment out, write its report, and return the exit code: 1 where a run is unfinished."""
    plan = planned(order)
    try:
        outcomes = carried_out(plan)
    except KeyboardInterrupt:
        return interrupted()
    if as_json:
        told = {"experiment": plan.experiment.name, "out": str(plan.folder), "report": str(plan.report)}
        write_json({**told, "runs": plan.rows(outcomes)})
    else:
        write(str(plan.report))
    return 0 if plan.finished else 1


def planned(order: Order) -> Plan:
    """Return what is to be done; `UsageError` for what cannot be, before anything is."""
    _check(order)
    spec, found, presets = _found(order)
    folder = folder_for(order)
    # A set's own data is the shipped one, whatever lies here.
    known = shipped_data(spec.name, found.data) if found.data else None
    data = known if known and order.data is None else folder_of(order.data, spec)
    threads = order.threads
    if threads is None and order.jobs > 1:
        threads = max(1, (os.cpu_count() or 1) // order.jobs)
    places = [
        (trial, folder / "runs" / trial.name)
        for trial in trials(presets, read_grid(order.grid), order.settings, order.seeds)
    ]
    jobs = [Job(trial, run, str(data), order.device, threads, order.draws) for trial, run in places]
    for job in jobs:
        _refuse_other(job, data_name(data))
    return Plan(order, spec, found, data, folder, jobs)


def carried_out(plan: Plan) -> list[Outcome]:
    """Carry a plan out and write its report; return what came of each run."""
    order, folder = plan.order, plan.folder
    if not can_draw():
        say(MISSING)
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    say(f"{len(plan.jobs)} runs on {plan.data} into {folder}")
    # What goes on with a run waits for it.
    first = [job for job in plan.jobs if job.before is None]
    for jobs in (first, [job for job in plan.jobs if job.before is not None]):
        _carry_out(order, jobs, plan.spec, folder / "logs")
    outcomes = [read_outcome(plan.spec, job.trial, job.run) for job in plan.jobs]
    _write_report(plan, outcomes)
    if unfinished := [outcome.trial.name for outcome in outcomes if not outcome.ended]:
        say(f"{len(unfinished)} runs are unfinished ({unfinished[0]} ...); what they wrote is in {folder / 'logs'}")
    return outcomes


def folder_for(order: Order) -> Path:
    """Return where runs and report go."""
    return (experiment_folder(order.name) if order.out is None else expanded(order.out)).resolve()


def interrupted() -> int:
    """Say how to go on, and return the exit code."""
    say("interrupted; the same command goes on from where the runs were saved")
    return 130


def _check(order: Order) -> None:
    check_threads(order.threads)
    check_draws(order.draws)
    if order.scheduler is None and order.device != "auto":
        from ...core.device import choose_device

        choose_device(order.device)
    if order.jobs < 1:
        raise UsageError(f"--jobs is {order.jobs}; it must be at least 1")
    if order.jobs > 1 or order.scheduler is not None:
        need_dask()


def _found(order: Order) -> tuple[TaskSpec, Experiment, list[Preset]]:
    """Return the experiment of that name, whatever its task, or one of the presets given."""
    if order.presets:
        found = Experiment(order.name, f"Experiment {order.name}", tuple(order.presets))
    else:
        specs = [spec for spec in all_tasks().values() if spec.experiments]
        known: dict[str, Experiment] = {each.name: each for spec in specs for each in load_named(spec.experiments)}
        if order.name not in known:
            former = [new for spec in specs for old, new in spec.former.presets.items() if old.startswith(order.name)]
            remedy = nearest(former[0] if former else order.name, [LESSONS, *known])
            raise UsageError(f"there is no experiment {order.name[:40]!r}; {remedy}, or give --preset for your own")
        found = known[order.name]
    named = {preset.name: preset for spec in all_tasks().values() for preset in lesson_presets(spec)}
    presets = [named.get(name) or find_preset(name) for name in found.presets]
    if len(tasks := {preset.task for preset in presets}) > 1:
        raise UsageError(
            f"presets of {' and '.join(sorted(tasks))} have no figures in common; compare those of one task"
        )
    return find_task(presets[0].task), found, presets


def _refuse_other(job: Job, data: str) -> None:
    """See that what lies in a run's folder is that run, so that no report mixes two experiments."""
    if not job.begun:
        return
    metadata, remedy = read_metadata(job.run), "give --out another folder, or ask for the same as before"
    for name, value in job.trial.config.to_dict().items():
        if (there := metadata.settings.get(name)) != value:
            kind = "budget or pace" if name in CHANGEABLE else "setting"
            other = f"with another {kind}: {name} is {there} there and {value} here"
            raise UsageError(f"{job.run} holds a run {other}; {remedy}")
    if metadata.data != data:
        raise UsageError(f"{job.run} holds a run on other data ({metadata.data}); {remedy}")


def _carry_out(order: Order, jobs: Sequence[Job], spec: TaskSpec, logs: Path) -> None:
    if not jobs:
        return
    left = [job for job in jobs if not job.finished]
    clustered = left and (order.jobs > 1 or order.scheduler is not None)
    workers = min(order.jobs, len(left))
    with Board(jobs, spec) as board:
        for busy in side_by_side(left, workers, order.scheduler) if clustered else one_after_another(left, logs):
            board.update(busy)


def _about(order: Order, data: str) -> str:
    # That no time is set is only what --epochs makes of the settings.
    given = [f"{name}={value}" for name, value in order.settings.items() if (name, value) != ("seconds", "0")]
    about = f"Data: {Path(data).name}. Seeds: {order.seeds}."
    return f"{about} For every run: {', '.join(given)}." if given else about


def _write_report(plan: Plan, outcomes: Sequence[Outcome]) -> None:
    found, picture = plan.experiment, CURVES if can_draw() else None
    if picture is not None:
        draw_curves(found.title, outcomes, plan.folder / picture)
    readings = READINGS if draw_readings(outcomes, plan.folder / READINGS) else None
    about = _about(plan.order, data_name(plan.data))
    pictures = {"curves": picture, "readings": readings}
    plan.report.write_text(markdown(found, outcomes, about, pictures, plan.order.draws), encoding="utf-8")


def _row(found: Experiment, outcome: Outcome) -> dict[str, Any]:
    trial, keys = outcome.trial, outcome.spec.headline
    claim = found.claims.get(trial.preset.name, {})
    return {
        "task": outcome.spec.name, "run": str(outcome.run), "preset": trial.preset.name, "after": trial.after,
        "settings": dict(trial.settings), "seed": trial.seed,
        "ended": outcome.ended or "unfinished", "message": outcome.message, "epoch": outcome.epoch or 0.0,
        "examples_per_second": outcome.examples_per_second,
        "theirs": {key: claim.get(key) for key in keys},
        "ours": dict(outcome.headline),
        "last": dict(outcome.reports[-1].losses or {}) if outcome.reports else {},
        "best": {key: outcome.best(key) for key in keys},
        "score": outcome.score.get("figures"),
        "verdict": outcome.verdict, "promised": trial.preset.verdict,
    }  # fmt: skip
