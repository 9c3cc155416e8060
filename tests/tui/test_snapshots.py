"""Pictures of every state of the app; `pytest --snapshot-update` makes them anew, then look at each that changed."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_runs import LONG_AGO, history, make_run
from recorded import TOTAL, Recorded, run_events

from cvae_tui.core.events import Alert, Event, Finished
from cvae_tui.core.spec import Preset
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.tui.app import Studio

WIDE, USUAL, SMALL = (120, 36), (80, 24), (60, 20)
ENDED = run_events()
HALF = run_events(TOTAL // 2, finished=False)
EXPLODED = [*run_events(600, finished=False), Finished(600, "failed", 30.0, 2440.0, "the loss is not a number")]
TYPED = ("i", *"splitting", "enter", *"flibbed", "enter", *"sang", "enter", "escape")
Meanwhile = Callable[[Recorded], object]


@dataclass(frozen=True)
class Case:
    """A recorded run, what is pressed, and what happens then."""

    size: tuple[int, int] = WIDE
    events: Sequence[Event] = tuple(ENDED)
    state: str = "ready"
    keys: Sequence[str] = ()
    then: Meanwhile | None = None
    name: str = "study"
    answers: bool = True
    theme: str = "cvae-dark"
    environment: Sequence[str] = ()


def _alerted(runner: Recorded) -> None:
    runner.tell(Alert(1210, "collapsed", "the KL fell below 0.1 nats: z tells nothing; lower the KL weight (d)"))


def _turned(runner: Recorded) -> None:
    runner.become(held=frozenset({"kl_weight"}), sent={"lr": 0.0005})


def _exploded(runner: Recorded) -> None:
    runner.become(error="the loss is not a number; resume from step 560 with a lower learning rate")
    runner.complain("the loss is not a number; resume from step 560 with a lower learning rate")


CASES = {
    "ready_answers": Case(keys=TYPED),
    "ready_first_screen": Case(),
    "no_run": Case(events=(), name=""),
    "loading": Case(events=(), state="loading", answers=False),
    "training": Case(events=HALF, state="running", keys=TYPED, then=_turned),
    "training_alert": Case(events=HALF, state="running", then=_alerted),
    "first_steps": Case(events=HALF[:1], state="running"),
    "paused": Case(events=HALF, state="paused", keys=("1", "left", "left", "left")),
    "held_display": Case(events=HALF, state="running", keys=("f",)),
    "failed": Case(events=EXPLODED, state="failed", then=_exploded),
    "maximised_log": Case(keys=("1", "m", "y", "plus", "plus")),
    "grid_locked_and_moved": Case(keys=("3", "l", "down", "right", "right", "greater_than_sign")),
    "grid_way": Case(keys=("3", "w")),
    "zoomed_grid": Case(keys=("3", "z")),
    "latent": Case(keys=("v",)),
    "runs": Case(keys=("o",)),
    "runs_compare": Case(keys=("o", "down", "c", "down", "down", "c")),
    "go_on": Case(keys=("o", "slash", *"first", "enter", "r", *"40 epochs")),
    "help": Case(keys=("question_mark",)),
    "log": Case(events=HALF, state="running", keys=("L",)),
    "start": Case(keys=("t", *"lab", "tab", *"mine", "tab", *"5 min", "tab", *"kl_weight=0.1")),
    "start_wrong": Case(keys=("t", *"nowhere")),
    "dials": Case(events=HALF, state="running", keys=("d", "down", *"0.5")),
    "quit_question": Case(events=HALF, state="running", keys=("q",)),
    "wrong_words": Case(keys=("i", *"c0ffee", "enter")),
    "typed_help": Case(keys=("i", *"help", "enter", "escape")),
    "walk": Case(keys=("i", *"walk 3 1", "enter", *"interpolate sing stop", "enter", "escape")),
    "usual_prompt": Case(USUAL, HALF, "running", TYPED),
    "usual_curves": Case(USUAL, HALF, "running", ("1",)),
    "usual_grid": Case(USUAL, keys=("3",)),
    "usual_latent": Case(USUAL, keys=("v",)),
    "usual_runs": Case(USUAL, keys=("o",)),
    "usual_help": Case(USUAL, keys=("question_mark",)),
    "usual_start": Case(USUAL, keys=("t",)),
    "small_prompt": Case(SMALL, HALF, "running", TYPED),
    "small_curves": Case(SMALL, HALF, "running", ("1",)),
    "small_grid": Case(SMALL, keys=("3",)),
    "small_latent": Case(SMALL, keys=("v",)),
    "small_runs": Case(SMALL, keys=("o",)),
    "small_go_on": Case(SMALL, keys=("o", "slash", *"first", "enter", "r", *"5 epochs")),
    "small_dials": Case(SMALL, HALF, "running", ("d",)),
    "light": Case(events=HALF, state="running", keys=TYPED, theme="cvae-light"),
    "contrast": Case(events=HALF, state="running", keys=TYPED, theme="cvae-contrast"),
    "colour_blind": Case(events=HALF, state="running", keys=TYPED, theme="cvae-colour-blind"),
    "no_colour": Case(events=HALF, state="running", keys=TYPED, environment=("NO_COLOR",)),
    "ascii": Case(events=HALF, state="running", keys=(*TYPED, "3"), environment=("CVAE_TUI_ASCII", "NO_COLOR")),
    "ascii_latent": Case(keys=("v",), environment=("CVAE_TUI_ASCII",)),
}


class Noon(datetime):
    """It is always noon."""

    @classmethod
    def now(cls, tz: Any = None) -> "Noon":
        return cls(2030, 1, 1, 12)


@pytest.fixture(autouse=True)
def still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would make two pictures differ: the time, the place, what is shipped, how long a notice stays."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CVAE_TUI_HOME", "home")
    for module in ("core.runs.paths", "core.runs.listing"):
        monkeypatch.setattr(f"cvae_tui.{module}.shipped_runs_folder", lambda: Path("shipped"))
    monkeypatch.setattr("cvae_tui.tui.screens.dashboard.datetime", Noon)
    clock = SimpleNamespace(time=lambda: LONG_AGO + 2 * 86400, monotonic=time.monotonic)
    monkeypatch.setattr("cvae_tui.tui.screens.runs.time", clock)
    monkeypatch.setattr("cvae_tui.tui.widgets.runs_table.time", clock)
    monkeypatch.setattr(Studio, "NOTIFICATION_TIMEOUT", 3600)
    preset = Preset(
        "default",
        "tense",
        TenseConfig(variant="attention", epochs=60),
        "A bidirectional LSTM that attends to the word.",
        "the tests",
    )
    monkeypatch.setattr("cvae_tui.tui.dialogs.start.all_presets", lambda: (preset,))


def made_runs() -> None:
    made = {"latent": {"verdict": "used"}}
    make_run("first", score=made, spent=True)
    make_run("annealed", history(150, "stopped"), reason="stopped", variant="lstm-h", kl_weight=0.1)
    make_run("a-run-with-a-name-that-is-rather-long-for-a-column", history(90, None), reason="", kl="cyclical")
    damaged = make_run("damaged") / "config.json"
    damaged.write_text("{")
    os.utime(damaged, (LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("name", CASES)
def test_picture(name: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    made_runs()
    for variable in case.environment:
        monkeypatch.setenv(variable, "1")
    app = Studio(runner=lambda post, device: Recorded(post, device, case.events, case.state, case.name, case.answers))
    app.theme = case.theme

    async def act(pilot: Any) -> None:
        while not app.runner.orders:  # pyright: ignore[reportAttributeAccessIssue]
            await pilot.pause()
        for key in case.keys:
            await pilot.press(key)
        await pilot.pause()
        if case.then is not None:
            case.then(app.runner)  # pyright: ignore[reportArgumentType]
        await settle(pilot)

    assert snap_compare(app, terminal_size=case.size, run_before=act)


async def settle(pilot: Any) -> None:
    """Wait until what was posted has arrived, and have every chart drawn."""
    for _ in range(3):
        await pilot.pause()
    for _ in range(4):
        pilot.app.dashboard.curves._tick()
    await pilot.pause()
