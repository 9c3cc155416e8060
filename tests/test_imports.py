"""What each part leaves unimported: light modules know no torch, the engine no screen, the door neither app nor torch.

The import contracts see the arrows between our own modules; this sees what really ends up in `sys.modules`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCREEN = ("click", "plotext", "rich", "textual", "textual_plotext", "typer")
CASES = {
    "cvae_tui": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.config": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.errors": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.events": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.runs.paths": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.schedules": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.tasks.tense.config": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.core.tasks.tense.data": ("nltk", "numpy", "torch", *SCREEN),
    "cvae_tui.tui.cli.door": ("nltk", "numpy", "plotext", "textual", "textual_plotext", "torch"),
}

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


@pytest.mark.parametrize("module", CASES)
def test_light_modules_stay_light(module: str, tmp_path: Path) -> None:
    assert imported_by(f"import {module}", tmp_path).isdisjoint(CASES[module])


def test_the_whole_engine_knows_no_screen(tmp_path: Path) -> None:
    imported = imported_by(ENGINE, tmp_path)
    assert "torch" in imported
    assert imported.isdisjoint(SCREEN)
