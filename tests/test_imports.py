"""What each part leaves unimported: light modules know no torch, the engine no screen, the door neither app nor torch.

The import contracts see the arrows between our own modules; this sees what really ends up in `sys.modules`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"nltk", "numpy", "torch"}
SCREEN = {"click", "plotext", "rich", "textual", "textual_plotext", "typer"}
# What lists, help and the screen's first frame are made of.
LIGHT = (
    "cvae_tui", "cvae_tui.core", "cvae_tui.core.answer", "cvae_tui.core.events", "cvae_tui.core.registry",
    "cvae_tui.core.schedules", "cvae_tui.core.sessions", "cvae_tui.core.spec",
    "cvae_tui.core.runs.history", "cvae_tui.core.runs.listing", "cvae_tui.core.runs.metadata",
    "cvae_tui.core.runs.score", "cvae_tui.core.tasks.tense.data", "cvae_tui.core.tasks.tense.queries",
    "cvae_tui.core.tasks.tense.spec",
)  # fmt: skip
DOOR = ("cvae_tui.tui.cli.door", "cvae_tui.tui.cli.guard", "cvae_tui.tui.cli.runs", "cvae_tui.tui.cli.train")
ENGINE = """
import pkgutil, cvae_tui.core
for module in pkgutil.walk_packages(cvae_tui.core.__path__, "cvae_tui.core."):
    __import__(module.name)
"""


def imported_by(code: str, folder: Path) -> set[str]:
    """Run code in a fresh interpreter, in an empty folder; return the top-level names it imported."""
    code += "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("modules", "absent"), [(LIGHT, HEAVY | SCREEN), (DOOR, HEAVY | {"plotext", "textual", "textual_plotext"})]
)
def test_light_modules_stay_light(modules: tuple[str, ...], absent: set[str], tmp_path: Path) -> None:
    assert imported_by(f"import {', '.join(modules)}", tmp_path).isdisjoint(absent)


def test_the_whole_engine_knows_no_screen(tmp_path: Path) -> None:
    imported = imported_by(ENGINE, tmp_path)
    assert "torch" in imported
    assert imported.isdisjoint(SCREEN)
