"""Waiting for what the app does: for its messages and its runner, never for the clock."""

import asyncio
from collections.abc import Callable
from threading import Event as Flag
from typing import Any

from textual.pilot import Pilot

PATIENCE = 60.0
"""Seconds after which what has not come never will; no test comes near it."""
ROUNDS = 3
"""An answer may make the screen ask again: what is open, what it shows, what that is made of."""


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Let the app go on until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            assert pilot.app.is_running, "the app has ended"
            await pilot.pause(0.005)
    await pilot.pause(0)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the runner has carried out every order, and the screen has taken in all that came of it."""
    runner: Any = getattr(pilot.app, "runner")  # noqa: B009
    await until(pilot, lambda: runner.working)
    for _ in range(ROUNDS):
        done = Flag()
        runner._orders.put(lambda session, done=done: done.set())
        await until(pilot, lambda done=done: done.is_set() or not runner.working)
        await pilot.pause(0)


def text_of(widget: Any) -> str:
    """Return what a widget shows, line by line."""
    return "\n".join("".join(segment.text for segment in widget.render_line(y)) for y in range(widget.size.height))


def drawn(app: Any) -> str:
    """Return every character that goes to the terminal for the present screen."""
    return "".join(segment.text for line in app.screen._compositor.render_strips() for segment in line)
