"""The option --threads, which several subcommands have, and how threads wait for each other and are chosen."""

import os
from collections.abc import Iterator
from itertools import chain
from time import perf_counter
from typing import TypeVar

from ...core.errors import UsageError

T = TypeVar("T")

# Turns that a thread of libgomp waits for others before it gives its core away; libgomp's own choice is 300,000.
TURNS = "100000"
# More than any machine has; torch ends the process where the system refuses it a thread.
MOST = 1024
# Batches of answers that a number of threads has at a time: they are large, so few must do.
BLOCK = 2


def wait_briefly() -> None:
    """Have torch's threads give their cores away sooner, unless the reader has chosen; before torch is imported.

    Beside other programs training is then about twice as fast, and alone no slower (docs/performance.md).
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", TURNS)


def check_threads(threads: int | None) -> None:
    """Raise `UsageError` for a number of threads that cannot be meant, before anything slow begins."""
    if threads is not None and not 1 <= threads <= MOST:
        raise UsageError(f"--threads is {threads:,}; it must be from 1 to {MOST:,}")


def use_threads(threads: int | None) -> None:
    """Let torch use that many threads, or its own choice."""
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def on_measured_threads(batches: Iterator[list[T]], full: int) -> Iterator[list[T]]:
    """Yield batches, each to be answered on a number of threads that is found by measuring those of `full` size.

    Torch is imported with the first of these, so the model should be loaded by then.
    """
    for batch in batches:
        if len(batch) == full:
            yield from _measured(batch, batches, full)
            return
        yield batch


def _measured(first: list[T], others: Iterator[list[T]], full: int) -> Iterator[list[T]]:
    from torch import device

    from ...core.threads import threads_for_steps

    threads = threads_for_steps(None, device("cpu"), BLOCK)
    if threads is None:
        yield first
        yield from others
        return
    with threads:
        for batch in chain([first], others):
            threads.apply()
            began = perf_counter()
            yield batch
            if len(batch) == full:
                threads.learned(len(batch), perf_counter() - began)
