"""Measure how fast the engine is here: a table of ratios, or one JSON document."""

from collections.abc import Sequence

from ...core.errors import UsageError
from ...core.registry import find_task, load_named
from .ask import within
from .output import say, write, write_json
from .threads import check_threads, use_threads

MOST_ROUNDS = 1000


def bench(
    only: Sequence[str], rounds: int, threads: int | None, device: str, as_json: bool, task: str | None = None
) -> None:
    """Run the sections of a task's benchmark, all of them unless some are named, and write the figures."""
    spec = find_task(task)
    if not spec.benchmark:
        raise UsageError(f"the task {spec.name} has no benchmark; `cvae-tui train --json` tells how fast it learns")
    within("--rounds", rounds, 1, MOST_ROUNDS)
    check_threads(threads)
    from ...core.device import choose_device

    use_threads(threads)
    report = load_named(spec.benchmark)(only, rounds, choose_device(device), say)
    if as_json:
        write_json(report.to_dict())
    else:
        for line in report.lines():
            write(line)
    say(f"measured in {report.seconds:.0f} s; other programs at work make every figure worse")
