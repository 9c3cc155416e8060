"""Run a set of presets or a grid over settings, one process a run, and write what came of it as a report."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.errors import UsageError, nearest
from ...core.experiments.outcome import Outcome, read_outcome
from ...core.experiments.plan import Experiment, read_grid, trials
from ...core.experiments.report import markdown
from ...core.registry import all_tasks, find_preset, find_task, load_named
from ...core.runs.metadata import read_metadata
from ...core.runs.paths import data_name, expanded, experiment_folder, is_run, shipped_data
from ...core.sessions import CHANGEABLE
from ...core.spec import Preset, TaskSpec
from .board import Board
from .data import folder_of
from .execution import need_dask, one_after_another, side_by_side
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
    _check(order)
    spec, found, presets = _found(order)
    planned = trials(presets, read_grid(order.grid), order.settings, order.seeds)
    folder = (experiment_folder(order.name) if order.out is None else expanded(order.out)).resolve()
    # A set's own data is the shipped one, whatever lies here.
    known = shipped_data(spec.name, found.data) if found.data else None
    data = known if known and order.data is None else folder_of(order.data, spec)
    threads = order.threads
    if threads is None and order.jobs > 1:
        threads = max(1, (os.cpu_count() or 1) // order.jobs)
    places = [(trial, folder / "runs" / trial.name) for trial in planned]
    jobs = [Job(trial, run, str(data), order.device, threads, order.draws) for trial, run in places]
    for job in jobs:
        _refuse_other(job, data_name(data))
    if not can_draw():
        say(MISSING)
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    say(f"{len(jobs)} runs on {data} into {folder}")
    try:
        _carry_out(order, jobs, spec, folder / "logs")
    except KeyboardInterrupt:
        say("interrupted; the same command goes on from where the runs were saved")
        return 130
    outcomes = [read_outcome(spec, job.trial, job.run) for job in jobs]
    report = _report(found, outcomes, folder, _about(order, data_name(data)), order.draws)
    if unfinished := [outcome.trial.name for outcome in outcomes if not outcome.ended]:
        say(f"{len(unfinished)} runs are unfinished ({unfinished[0]} ...); what they wrote is in {folder / 'logs'}")
    if as_json:
        rows = [_row(found, outcome) for outcome in outcomes]
        write_json({"experiment": found.name, "out": str(folder), "report": str(report), "runs": rows})
    else:
        write(str(report))
    return 0 if all(job.finished for job in jobs) else 1


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
            remedy = nearest(former[0] if former else order.name, list(known))
            raise UsageError(f"there is no experiment {order.name[:40]!r}; {remedy}, or give --preset for your own")
        found = known[order.name]
    presets = [find_preset(name) for name in found.presets]
    if len(tasks := {preset.task for preset in presets}) > 1:
        raise UsageError(
            f"presets of {' and '.join(sorted(tasks))} have no figures in common; compare those of one task"
        )
    return find_task(presets[0].task), found, presets


def _refuse_other(job: Job, data: str) -> None:
    """See that what lies in a run's folder is that run, so that no report mixes two experiments."""
    if not is_run(job.run):
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


def _report(found: Experiment, outcomes: Sequence[Outcome], folder: Path, about: str, draws: int) -> Path:
    picture = CURVES if can_draw() else None
    if picture is not None:
        draw_curves(found.title, outcomes, folder / picture)
    path = folder / REPORT
    path.write_text(markdown(found, outcomes, about, picture, draws), encoding="utf-8")
    return path


def _row(found: Experiment, outcome: Outcome) -> dict[str, Any]:
    trial, keys = outcome.trial, outcome.spec.headline
    claim = found.claims.get(trial.preset.name, {})
    return {
        "run": str(outcome.run), "preset": trial.preset.name, "settings": dict(trial.settings), "seed": trial.seed,
        "ended": outcome.ended or "unfinished", "message": outcome.message, "epoch": outcome.epoch or 0.0,
        "examples_per_second": outcome.examples_per_second,
        "theirs": {key: claim.get(key) for key in keys},
        "ours": dict(outcome.headline),
        "last": dict(outcome.reports[-1].losses or {}) if outcome.reports else {},
        "best": {key: outcome.best(key) for key in keys},
        "score": outcome.score.get("figures"),
        "verdict": outcome.verdict, "promised": trial.preset.verdict,
    }  # fmt: skip
