"""What the tests of the terminal share: settings of their own, a tiny run, and the app on it with its real runner.

`small` has the data and the settings of that run, `waiting` has `until` and `settled`.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual._context import active_app
from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parent))

from small import EPOCHS, SMALL, write_data

from cvae_tui.core.events import Evaluated, Event, Finished, Stepped
from cvae_tui.core.runs.history import read_history, write_history
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.core.sessions import TrainOrder, start

if TYPE_CHECKING:
    from cvae_tui.tui.app import Studio

SECONDS_A_STEP = 0.05


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file that is not there yet; the reader's own, and wishes of the terminal, stay out of it."""
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("CVAE_TUI_CONFIG", str(file))
    for name in ("CVAE_TUI_ASCII", "NO_COLOR", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    # Else the lines of charts have other signs where the tests run in a terminal of few colours.
    monkeypatch.setenv("COLORTERM", "truecolor")
    return file


@pytest.fixture(autouse=True)
def keys_do_not_wait_for_an_idle_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot's key waits up to a second until the process idles, which one that trains never does."""

    async def wait_for_messages(min_sleep: float = 0, max_sleep: float = 0) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
            await Pilot(active_app.get())._wait_for_screen()  # pyright: ignore[reportPrivateUsage]

    monkeypatch.setattr("textual.app.wait_for_idle", wait_for_messages)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_messages)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A data folder of twelve verbs."""
    return write_data(tmp_path / "tiny")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tense task on twelve verbs that came to its end, with times as even as no clock has them."""
    folder = tmp_path_factory.mktemp("trained")
    run = folder / "tiny"
    settings = (*SMALL, ("epochs", str(EPOCHS)), ("evaluate_every", "3"), ("seed", "0"))
    order = TrainOrder("default", data=str(write_data(folder / "data")), run=str(run), settings=settings, device="cpu")
    for _ in start(order).events():
        pass
    write_history(run, [_even(event) for event in read_history(run)[0]])
    progress = json.loads((run / "progress.json").read_text())
    (run / "progress.json").write_text(json.dumps({**progress, "seconds": progress["step"] * SECONDS_A_STEP}))
    return run


def _even(event: Event) -> Event:
    match event:
        case Stepped() | Evaluated():
            return replace(event, seconds=event.step * SECONDS_A_STEP)
        case Finished():
            return replace(event, seconds=event.step * SECONDS_A_STEP, examples_per_second=200.0, run="/runs/tiny")
        case _:
            return event


@pytest.fixture
def tiny_run(trained: Path, home: Path) -> Path:
    """The finished tiny run among the personal runs of this test, under the name `tiny`."""
    return Path(shutil.copytree(trained, runs_folder() / "tiny"))


@pytest.fixture
def studio(tiny_run: Path) -> Iterator[Callable[..., "Studio"]]:
    """Make an app on the tiny run, or on another: `studio(run=..., data=..., preset=..., train=..., task=...)`."""
    from cvae_tui.tui.app import Studio

    made: list[Studio] = []

    def make(run: str | None = tiny_run.name, device: str = "cpu", **options: Any) -> Studio:
        made.append(Studio(run=run, device=device, **options))
        return made[-1]

    yield make
    for app in made:
        app.runner.close()
        assert app.runner.join(60)
