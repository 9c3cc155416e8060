"""Have the app record itself: `python docs/lesson.py` takes the lesson on collapse and its rescue, by the same keys.

It writes docs/lesson.cast, an asciicast of version 2 for `asciinema play`: a frame where something changed, of each
only what did, from its first cell on a line to its last. Trains for half a minute, where nothing else is computed.
"""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.segment import Segment
from textual.pilot import Pilot

from cvae_tui.tui.app import Studio
from cvae_tui.tui.dialogs.lessons import CardScreen

FILE = Path(__file__).with_name("lesson.cast")
SIZE = (100, 30)
# Events of training between two frames at the least, and seconds that each frame is shown; what is read is longer.
EVERY, SHOWN, READ = 140, 0.6, 6.0


class Recording:
    """Frames of an app, one after the other."""

    def __init__(self, app: Studio) -> None:
        self._app, self._time, self._shown = app, 0.0, dict[int, list[object]]()
        head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": "cvae-tui: posterior collapse, and back"}
        self.lines = [json.dumps(head)]

    def frame(self, seconds: float = SHOWN) -> None:
        """Add what is on the screen now, to be shown so long."""
        strips = self._app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]
        changed = ""
        for row, strip in enumerate(strips):
            cells: list[object] = [(letter, part.style) for part in strip for letter in part.text]
            before = self._shown.get(row, [None] * len(cells))
            self._shown[row] = cells
            if others := [column for column, cell in enumerate(cells) if cell != before[column]]:
                text = _ansi(list(strip.crop(others[0], others[-1] + 1)))
                changed += f"\x1b[{row + 1};{others[0] + 1}H{text}\x1b[0m"
        self.lines.append(json.dumps([round(self._time, 2), "o", changed], ensure_ascii=False))
        self._time += seconds


def _ansi(segments: list[Segment]) -> str:
    parts = Segment.simplify(segments)
    return "".join(part.style.render(part.text) if part.style else part.text for part in parts)


async def record() -> list[str]:
    """Take the lesson and the one that it offers."""
    app = Studio()
    async with app.run_test(size=SIZE) as pilot:
        recording = Recording(app)
        await until(pilot, lambda: app.runner.snapshot.state == "ready" and app.runner.snapshot.model.dimensions > 0)
        await pilot.press("E")
        await pilot.pause(0.5)
        recording.frame(3.0)
        await pilot.press("enter")
        for then in ("enter", "escape"):
            await until(pilot, lambda: app.runner.live)
            step = -EVERY
            while not isinstance(app.screen, CardScreen):
                if app.runner.snapshot.step >= step + EVERY:
                    step = app.runner.snapshot.step
                    recording.frame()
                await pilot.pause(0.02)
            await pilot.pause(0.5)
            recording.frame(READ)
            await pilot.press(then)
        await pilot.pause(0.5)
        recording.frame(READ)
    return recording.lines


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds."""
    while not holds():
        await pilot.pause(0.02)


if __name__ == "__main__":
    os.environ["COLORTERM"] = "truecolor"
    with TemporaryDirectory() as folder:
        os.environ["CVAE_TUI_CONFIG"] = str(Path(folder, "settings.toml"))
        os.environ["CVAE_TUI_HOME"] = str(Path(folder, "home"))
        FILE.write_text("\n".join(asyncio.run(record())) + "\n", encoding="utf-8")
