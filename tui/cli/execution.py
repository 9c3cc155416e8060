"""Where an experiment's runs are carried out: one after another in processes of this machine, or by a Dask cluster."""

import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from logging import CRITICAL
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

from ...core.errors import CvaeError, UsageError
from .output import say
from .trial import Job, carry_out, commands

# Seconds between two looks, and those that runs have to save when they are asked to stop.
LOOK, PATIENCE = 0.5, 30.0
# Workers that may die under one run before it is given up.
DEATHS = 10
# Any free port, for this machine only.
NEARBY = "127.0.0.1:0"
COMMAND = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"

# The jobs that are being worked on, as they are at every look.
Busy = Sequence[Job]


def one_after_another(jobs: Sequence[Job], logs: Path) -> Iterator[Busy]:
    """Carry the jobs out in processes of their own, one at a time; what they say goes to `logs`, and why one failed is
    told.
    """
    for job in jobs:
        path = logs / f"{job.name}.log"
        for arguments in commands(job):
            with path.open("ab") as log, _process(arguments, log) as process:
                while process.poll() is None:
                    _drain(process)
                    yield (job,)
                    sleep(LOOK)
            if process.returncode and (lines := path.read_text("utf-8", "replace").split("\n")[:-1]):
                say(f"{job.name}: {lines[-1]}")


@contextmanager
def _process(arguments: Sequence[str], log: IO[bytes]) -> Generator["subprocess.Popen[bytes]", None, None]:
    """Start `cvae-tui` with arguments; when the block is left early, let it save and wait for it."""
    # In a session of its own: a ctrl-C reaches it once, from here. Of our sudden end it learns by the pipe.
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            _wait(process)
        process.stdout.close()


def _wait(process: "subprocess.Popen[bytes]") -> None:
    end = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < end:
        _drain(process)
        sleep(LOOK / 5)
    if process.poll() is None:
        process.kill()
        process.wait()


def _drain(process: "subprocess.Popen[bytes]") -> None:
    """Read what the process wrote to stdout and forget it: the run's folder tells the same."""
    assert process.stdout is not None
    while process.stdout.read(1 << 16):
        pass


def side_by_side(jobs: Sequence[Job], workers: int, scheduler: str | None) -> Iterator[Busy]:
    """Carry the jobs out on a Dask cluster: one of this machine's, or the one whose scheduler has that address.

    A run whose worker dies is taken up by another from its last checkpoint. `UsageError` where no scheduler answers.
    """
    need_dask()
    for job in jobs:
        job.stop.unlink(missing_ok=True)
    with _client(workers, scheduler) as client:
        futures = {client.submit(carry_out, job, key=str(job.run), pure=False): job for job in jobs}
        try:
            while not all(future.done() for future in futures):
                yield _working(client, futures)
                sleep(LOOK)
        except BaseException:
            _stop(jobs, futures)
            raise
        for future, job in futures.items():
            if (error := future.exception()) is not None:
                say(f"{job.name}: {_reason(error)}")


def need_dask() -> None:
    """See that dask is installed; `UsageError` where it is not."""
    if find_spec("distributed") is None:
        raise UsageError(
            "runs side by side need Dask; install it with: pip install 'cvae-tui[cluster]', or leave out --jobs"
        )


@contextmanager
def _client(workers: int, scheduler: str | None) -> Generator[Any, None, None]:
    from dask import config
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.admin.tick.limit": "1h",
        "distributed.worker.daemon": True,
    }
    with config.set(settings), ExitStack() as stack:
        if scheduler is None:
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=NEARBY, silence_logs=CRITICAL
            )
            yield stack.enter_context(Client(stack.enter_context(cluster)))
            return
        try:
            client = Client(scheduler, timeout=10)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0][:120]
            raise UsageError(f"no Dask scheduler answers at {scheduler[:80]!r} ({reason}); check the address") from None
        yield stack.enter_context(client)


def _working(client: Any, futures: dict[Any, Job]) -> Busy:
    """Return the jobs that a worker has in hand."""
    with suppress(OSError, TimeoutError):
        running = {str(key) for keys in client.processing().values() for key in keys}
        return [job for job in futures.values() if str(job.run) in running]
    return ()


def _stop(jobs: Sequence[Job], futures: Iterable[Any]) -> None:
    """Ask the workers to save and end, and give them time to; what has not begun ends at once."""
    files = {job.stop for job in jobs}
    with suppress(OSError):
        for file in files:
            file.touch()
    end = monotonic() + PATIENCE
    while monotonic() < end and not all(future.done() for future in futures):
        sleep(LOOK / 5)
    with suppress(OSError):
        for file in files:
            file.unlink(missing_ok=True)


def _reason(error: BaseException) -> str:
    if isinstance(error, CvaeError):
        return str(error)
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else 'no reason given'}"
