"""What the tests of the terminal share: settings of their own, tiny data, and the app on a recorded run."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from recorded import ROWS, Recorded, run_events

from cvae_tui.core.events import Event
from cvae_tui.tui.app import Studio

MORE = ("talk talks talking talked", "jump jumps jumping jumped")


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file that is not there yet; the reader's own, and wishes of the terminal, stay out of it."""
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("CVAE_TUI_CONFIG", str(file))
    monkeypatch.delenv("CVAE_TUI_ASCII", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return file


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A data folder of twelve verbs."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    lines = [" ".join(row) for row in ROWS] + list(MORE)
    (folder / "train.txt").write_text("\n".join(lines) + "\n")
    (folder / "test.txt").write_text("walk walked sp p\nsing singing sp pg\n")
    return folder


@pytest.fixture
def studio() -> Callable[..., Studio]:
    """Make an app on a recorded run: `studio(events, state)`; its runner is `app.runner`, a Recorded."""

    def make(events: Sequence[Event] | None = None, state: str = "ready", name: str = "study", **more: Any) -> Studio:
        shown = run_events() if events is None else events
        return Studio(runner=lambda post, device: Recorded(post, device, shown, state, name), **more)

    return make
