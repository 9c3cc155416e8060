"""How long a run would take here: measured in a process of its own, which nothing waits for, and ended with its dialog.

Data has to be read and a model evaluated for it, which is half a minute of a large set.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from subprocess import DEVNULL, PIPE
from typing import Any

from textual.screen import Screen

from ...core.sessions import TrainOrder

REST, LOOK = 0.5, 0.1
"""Seconds without a change after which it is measured, and between two looks at whether it is."""
COMMAND = "from cvae_tui.core.estimate import main; main()"


class Measuring:
    """What a screen knows of how long runs take: `known` has the seconds, None where they could not be measured.

    `tell` is called when more is known.
    """

    def __init__(
        self, screen: Screen[Any], known: dict[TrainOrder, float | None] | None, tell: Callable[[], object]
    ) -> None:
        self.known = {} if known is None else known
        self._screen, self._tell = screen, tell

    def begin(self, order: TrainOrder) -> None:
        """Measure after a rest how long a run takes; what was begun before is given up."""
        self._screen.run_worker(partial(self._measure, order), group="time", exclusive=True)

    async def _measure(self, order: TrainOrder) -> None:
        await asyncio.sleep(REST)
        self.known[order] = await seconds_of(order)
        self._tell()


async def seconds_of(order: TrainOrder) -> float | None:
    """Return the seconds that a run takes, None where that cannot be measured; a cancelled one ends at once."""
    command = [sys.executable, "-c", COMMAND, json.dumps(asdict(order))]
    try:
        process = subprocess.Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, text=True)
    except OSError:
        return None
    # Looked at, not awaited: whoever gives it up may be gone before it is.
    with process, suppress(ValueError):
        try:
            while process.poll() is None:
                await asyncio.sleep(LOOK)
            return float(process.stdout.read() if process.stdout else "")
        finally:
            process.kill()
    return None
