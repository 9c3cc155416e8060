"""Have the app draw itself, with the shipped models: `python docs/picture.py [TASK ...]` writes docs/TASK.svg.

That of tense is docs/app.svg.
"""

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

FOLDER = Path(__file__).parent
SIZE = (120, 36)
TYPED = {
    "tense": ("flibbed", "abets", "sang", "splitting"),
    "spelling": ("thier acommodation was definately ful", "recieve", "align recieve receive"),
    "sentiment": ("Not a bad film, but the plot is thin.", "A work of rare beauty, slow and wise."),
    "digits": ("2026",),
}


async def draw(task: str) -> str:
    """Open a task's model, ask it something, and return the screen as SVG."""
    app = Studio(task=task)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.runner.snapshot.state == "ready" and bool(app.runner.snapshot.model.name))
        prompt, samples = app.dashboard.query_one(PromptPane), app.dashboard.query_one(SamplesPane)
        for line in TYPED[task]:
            prompt.submit(line)
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
        for task in sys.argv[1:] or TYPED:
            name = "app" if task == "tense" else task
            (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(task)), encoding="utf-8")
