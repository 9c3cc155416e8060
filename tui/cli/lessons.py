"""The lessons of every task, one after the other: the verdict that each promises beside the one that it ends in."""

from dataclasses import replace

from ...core.errors import UsageError
from ...core.experiments.lessons import lesson_presets
from ...core.experiments.report import verdicts
from ...core.registry import all_tasks, find_task
from .experiment import LESSONS, REPORT, Order, Plan, carried_out, folder_for, interrupted, planned
from .output import say, write, write_json

TITLE = "The lessons, and what came of them"
READING = (
    "A lesson ends with a verdict by what its run is validated on; the score, on everything, may find more to say of"
    " the same model."
)


def lessons(order: Order, as_json: bool) -> int:
    """Run every lesson, write a report for each task and one of all, and return the exit code as `experiment` does."""
    if order.data is not None:
        one = _set(find_task(None).name)
        raise UsageError(f"lessons of several tasks have no data in common; leave out --data, or take one's, as {one}")
    folder, plans = folder_for(order), list[Plan]()
    for spec in all_tasks().values():
        if spec.experiments and spec.lessons:
            plans.append(_of_lessons(planned(replace(order, name=_set(spec.name), out=str(folder / spec.name)))))
    try:
        ended = [(plan, carried_out(plan)) for plan in plans]
    except KeyboardInterrupt:
        return interrupted()
    outcomes = [outcome for _, found in ended for outcome in found]
    kept = sum(outcome.verdict_at_end == outcome.trial.preset.verdict for outcome in outcomes)
    summary = f"{kept} of {len(outcomes)} runs ended in the verdict that they are promised"
    of_tasks = "\n".join(f"- [{plan.experiment.title}]({plan.spec.name}/{REPORT})" for plan in plans)
    report = folder / REPORT
    report.write_text(
        "\n\n".join([f"# {TITLE}", summary + ".", verdicts(outcomes), READING, of_tasks]) + "\n", encoding="utf-8"
    )
    say(summary)
    if as_json:
        rows = [row for plan, found in ended for row in plan.rows(found)]
        write_json({"experiment": LESSONS, "out": str(folder), "report": str(report), "runs": rows})
    else:
        write(str(report))
    return 0 if all(plan.finished for plan in plans) else 1


def _set(task: str) -> str:
    """Return the name of the set of a task's lessons."""
    return f"{task}-{LESSONS}"


def _of_lessons(plan: Plan) -> Plan:
    """Return a plan without the runs that its lessons are only held against, nor what those would answer."""
    names = {preset.name for preset in lesson_presets(plan.spec)}
    jobs = [job for job in plan.jobs if job.trial.preset.name in names]
    whole = len(jobs) == len(plan.jobs)
    return replace(plan, jobs=jobs, experiment=plan.experiment if whole else replace(plan.experiment, questions=()))
