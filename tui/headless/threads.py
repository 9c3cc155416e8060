"""The option --threads, which several subcommands have."""

from ...core.errors import UsageError


def check_threads(threads: int | None) -> None:
    """See that a number of threads can be meant, before anything slow begins.

    Raises:
        UsageError: there is less than one.
    """
    if threads is not None and threads < 1:
        raise UsageError(f"--threads is {threads}; it must be at least 1")


def use_threads(threads: int | None) -> None:
    """Let torch use that many threads, or its own choice."""
    if threads is not None:
        import torch

        torch.set_num_threads(threads)
