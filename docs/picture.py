"""Have the app draw itself: `python docs/picture.py [RUN]` writes docs/app.svg, by default with the shipped model."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from cvae_tui.tui.app import Studio
from cvae_tui.tui.widgets.prompt import PromptPane
from cvae_tui.tui.widgets.samples import SamplesPane

FILE = Path(__file__).with_name("app.svg")
SIZE = (120, 36)
WORDS = ("flibbed", "abets", "sang", "splitting")


async def draw(run: str | None) -> str:
    """Open a run, type some words, and return the screen as SVG."""
    app = Studio(run=run)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.runner.snapshot.state == "ready" and app.runner.snapshot.model.dimensions > 0)
        await pilot.press("i")
        for word in WORDS:
            await pilot.press(*word, "enter")
        await pilot.press("escape")
        prompt, samples = app.dashboard.query_one(PromptPane), app.dashboard.query_one(SamplesPane)
        await until(pilot, lambda: all(entry.step >= 0 for entry in prompt.entries))
        await until(pilot, lambda: len(samples.samples.answers) == len(samples.samples.rows) > 0)
        await pilot.pause(0.5)
        return app.export_screenshot(title="cvae-tui")


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds."""
    while not holds():
        await pilot.pause(0.05)


if __name__ == "__main__":
    # With few colours, lines have other signs.
    os.environ["COLORTERM"] = "truecolor"
    with TemporaryDirectory() as folder:
        os.environ["CVAE_TUI_CONFIG"] = str(Path(folder, "settings.toml"))
        FILE.write_text(asyncio.run(draw(sys.argv[1] if len(sys.argv) > 1 else None)), encoding="utf-8")
