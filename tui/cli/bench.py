"""Measure how fast the engine is here: a table of ratios, or one JSON document."""

from collections.abc import Sequence

from ...core.errors import UsageError, nearest
from ...core.tasks.tense.benchmark.sizes import SECTIONS, Sizes
from .output import say, write, write_json
from .threads import check_threads, use_threads

MOST_ROUNDS = 1000


def bench(
    only: Sequence[str], rounds: int, threads: int | None, device: str, as_json: bool, sizes: Sizes | None = None
) -> None:
    """Run the benchmark's sections, all of them unless some are named, and write the figures."""
    if unknown := [name for name in only if name not in SECTIONS]:
        raise UsageError(f"there is no section {unknown[0][:40]!r}; {nearest(unknown[0], SECTIONS)}")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise UsageError(f"--rounds is {rounds}; it must be from 1 to {MOST_ROUNDS:,}")
    check_threads(threads)
    from ...core.device import choose_device
    from ...core.tasks.tense.benchmark.suite import benchmark

    use_threads(threads)
    chosen = [name for name in SECTIONS if name in only or not only]
    report = benchmark(chosen, sizes or Sizes(rounds=rounds), choose_device(device), say)
    if as_json:
        write_json(report.to_dict())
    else:
        for line in report.lines():
            write(line)
    say(f"measured in {report.seconds:.0f} s; other programs at work make every figure worse")
