"""Pictures of the app on its real runner; `pytest --snapshot-update` makes them anew, then look at each that changed.

Its run is written by hand and its model answers from a list, so that no rounding can change a picture.
"""

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from made_runs import LONG_AGO, history, make_run
from small import ROWS
from textual.pilot import Pilot
from textual.widgets import Input
from toy import registered
from waiting import settled, until

from cvae_tui.core.answer import Bars, Figure, Frame, Image, Mark, Query, Report, Row, SampleRow, Scatter, Table, Text
from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started, Stepped
from cvae_tui.core.spec import Preset
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.tui.app import Studio
from cvae_tui.tui.lesson import Watched
from cvae_tui.tui.messages import Changed, EngineState

WIDE, USUAL, SMALL = (120, 36), (80, 24), (60, 20)
TYPED = ("i", *"splitting", "enter", *"flibbed", "enter", "escape")
TOTAL = 2400


class Verbs:
    """Answers any query and any row of samples from a list of verbs; see `core.task.Model`."""

    dimensions, notes = 16, ()

    def answer(self, query: Query) -> Table:
        if query.key == "place":
            return Table(("present", "third", "progressive", "past"), (self._row(4, 0.7),), "", (0, 1, 3, 2), (0, 3))
        rows = tuple(self._row(_place(word), 0.62 if word == "flibbed" else 0.998) for word, _ in query.args)
        labelled = tuple(replace(row, label=word) for row, (word, _) in zip(rows, query.args, strict=True))
        return Table(("present", "third", "progressive", "past"), labelled, "", (0, 1, 3, 2), (0, 3))

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        drawn = tuple(self._row(row.seed + len(row.edits), 0.9) for row in rows)
        return Table(("present", "third", "progressive", "past"), drawn, f"{mode} 75 %", (0, 1, 3, 2), (0, 3))

    def _row(self, place: int, score: float) -> Row:
        cells = tuple(Text(form, score) for form in ROWS[place % len(ROWS)])
        return Row(cells, "", ("train", "real", "new", "broken")[place % 4 if place % 3 == 0 else 0])

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> Scatter:
        points = tuple((math.cos(n) * n / 40, math.sin(n) * n / 40) for n in range(4 * len(ROWS)))
        marks = [Mark(row.seed % 9 / 9 - 0.5, row.seed % 7 / 7 - 0.5, "", True) for row in rows]
        marks += [Mark(-0.8, 0.4, word) for query in asked for word, _ in query.args]
        words = tuple(word for forms in ROWS for word in forms)
        groups = {
            "tense": ("present", "third", "progressive", "past") * len(ROWS),
            "letter": tuple(w[0] for w in words),
        }
        return Scatter("12 verbs in z", points, words, groups, tuple(marks), Query("place"), "two components, 61%")

    def diagnose(self) -> Report:
        return Report(
            figures=(
                Figure("latent.kl", "KL", 7.31, "nats"),
                Figure("latent.active", "active units", 12, "count", baselines=(("of", 16.0),)),
            ),
            views=(Bars("KL of each dimension", tuple(f"z{n}" for n in range(16)), tuple(n / 16 for n in range(16))),),
            verdict="used", tone="good", reason="z tells 7.3 nats of the word and the decoder reads them",
        )  # fmt: skip


class Pictures:
    """Draws pictures without a network."""

    dimensions, notes = 0, ()

    def answer(self, query: Query) -> Table:
        return self.sample([SampleRow(label) for label in query.args[0]], "light")

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        return Table(("picture", "name"), tuple(self._row(row.seed, mode) for row in rows))

    def _row(self, seed: int, mode: str) -> Row:
        pixels = bytes(255 * ((seed + place) % 3 == 0) for place in range(16))
        category = "even" if seed % 2 == 0 else "odd"
        return Row((Image(4, 4, 1, pixels), Text(f"{mode} {seed % 100}")), "", category)


class Reviews:
    """Has an opinion on a few words."""

    dimensions, notes = 0, ()
    opinions: ClassVar = {"lovely": (0.62, 0.41), "film": (0.2, 0.03), "not": (0.12, -0.22), "dull": (0.8, -0.45)}

    def answer(self, query: Query) -> Table:
        text = query.args[0] if query.key == "judge" else "a flibbed film : not dull , not lovely , a film."
        rows: list[Row] = []
        for word in text.replace(".", " .").split():
            attention, effect = self.opinions.get(word, (0.0, 0.0))
            weights = {"attention": attention, **({"effect": effect} if query.args[-1] else {})}
            rows.append(Row((Text(word, weights=weights),), category="unknown" * (word == "flibbed")))
        said = Row((Text("negative", 0.81),), category="negative")
        return Table(("word",), (said, *rows), "negative 81.0 %", running=True)

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        cells = (Text("negative", 0.81), Text("dull film"), Text("A flibbed film: not dull, not lovely, a film."))
        drawn = tuple(Row(cells, "", ("right", "wrong")[row.seed % 2]) for row in rows)
        return Table(("verdict", "looks at", "review"), drawn, "6 of 13 right", (0, 4, 14), (0, 2))


MODELS: dict[str, Callable[[], Any]] = {"pictures": Pictures, "reviews": Reviews}


def _place(word: str) -> int:
    return next((place for place, forms in enumerate(ROWS) if word in forms), 8)


def study(steps: int = TOTAL) -> list[Event]:
    """A run that learns in straight lines, with a dial turned by hand half way."""
    events: list[Event] = [Started(0, "tense", "attention", "cpu", 4908, 40, TOTAL, None, "/runs/study")]
    for step in range(20, steps + 1, 20):
        fraction = step / TOTAL
        dials = {"kl_weight": 1.0 if step < 1200 else 0.5, "teacher_forcing": 1.0, "lr": 0.003 - 0.002 * fraction}
        losses = {"ce": 24.0 - 20.0 * fraction, "kl": 8.0 * fraction}
        events.append(Stepped(step, step / 40, fraction, step * 122, step * 0.05, dials, losses))
        if step == 1200:
            events.append(DialTurned(step, "kl_weight", 0.5))
        if step % 400 == 0:
            scores = {
                "bleu4": 0.5 + fraction / 2, "exact": fraction, "gaussian": fraction / 2, "distinct": 40 * fraction,
                "gaussian_low": fraction / 2 - 0.05, "gaussian_high": fraction / 2 + 0.05, "transported": fraction,
            }  # fmt: skip
            events.append(Evaluated(step, step / 40, step * 0.05, scores))
    return [*events, Saved(steps), Finished(steps, "done", steps * 0.05, 2440.0, "", "/runs/study")]


@dataclass(frozen=True)
class Case:
    """What is pressed, in which state of the engine, and what happens then."""

    size: tuple[int, int] = WIDE
    keys: Sequence[str] = ()
    state: EngineState = "ready"
    run: str | None = "study"
    theme: str = "cvae-dark"
    environment: Sequence[str] = field(default=())
    then: Callable[[Studio], object] | None = None


def alerted(app: Studio) -> None:
    app.dashboard.notices.record("the KL fell to zero: z tells nothing; lower the KL weight", "bad")


def watch(app: Studio, events: Sequence[Event]) -> None:
    """Have the run be a lesson, of which so much has happened."""
    lesson = app.dashboard.spec.lesson("rescue")
    assert lesson is not None
    lessons = app.dashboard.lessons
    lessons.watched, lessons._begun = Watched(lesson), True
    lessons.opened()
    lessons.see(events)


CASES = {
    "ready": Case(keys=TYPED),
    "training": Case(state="running", then=alerted),
    "usual_paused": Case(USUAL, TYPED, "paused"),
    "both": Case(USUAL, (*TYPED, "b"), "running"),
    "small_curves": Case(SMALL, ("1",), "running"),
    "small_samples": Case(SMALL, ("3", "down", "L", "right", "greater_than_sign")),
    "no_run": Case(run=None),
    "pictures": Case(keys=("i", *"0 1", "enter", "escape"), run="pictures"),
    "read": Case(keys=("i", *"not a lovely film", "enter", "escape"), run="reviews"),
    "read_effects": Case(USUAL, ("3", "down", "enter", "C"), run="reviews", environment=("NO_COLOR",)),
    "diagnosis": Case(keys=("v",)),
    "map": Case(keys=(*TYPED, "v", "v"), then=lambda app: app.dashboard.panes.map.action_walk(2, -3)),
    "map_ascii": Case(USUAL, ("v", "v", "C"), environment=("CVAE_TUI_ASCII",)),
    "runs": Case(keys=("o",)),
    "compare": Case(keys=("o", "slash", *"tense", "enter", "space", "up", "c")),
    "resume": Case(USUAL, ("o", "slash", *"first", "enter", "t", *"40 epochs")),
    "start": Case(keys=("t", "tab", *"lab", "tab", *"mine", "tab", *"5 min", "tab", *"kl_weight=0.1")),
    "dials": Case(keys=("d", "down", "left_square_bracket", "up", *"0.2"), state="running"),
    "small_dials": Case(SMALL, ("3", "d", "home"), "running"),
    "lessons": Case(USUAL, ("E",)),
    "lesson": Case(keys=("1",), state="running", then=lambda app: watch(app, study()[:-2])),
    "small_lesson_ascii": Case(
        SMALL, ("1",), environment=("CVAE_TUI_ASCII",), then=lambda app: watch(app, study()[:-2])
    ),
    "card": Case(USUAL, then=lambda app: watch(app, study())),
    "help": Case(USUAL, ("question_mark",)),
    "light": Case(keys=TYPED, state="running", theme="cvae-light"),
    "no_colour": Case(keys=("1", "left", "left"), state="running", environment=("NO_COLOR",)),
    "ascii": Case(keys=(*TYPED, "3"), state="running", environment=("CVAE_TUI_ASCII",)),
}


class Noon(datetime):
    """It is always noon."""

    @classmethod
    def now(cls, tz: Any = None) -> "Noon":
        return cls(2030, 1, 1, 12)


@pytest.fixture(autouse=True)
def still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Whatever would make two pictures differ: the time, the place, what is shipped, how long a notice stays."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CVAE_TUI_HOME", "home")
    for module in ("core.runs.paths", "core.runs.listing"):
        monkeypatch.setattr(f"cvae_tui.{module}.shipped_runs_folder", lambda: Path("shipped"))
    monkeypatch.setattr("cvae_tui.tui.widgets.lines.datetime", Noon)
    clock = SimpleNamespace(time=lambda: LONG_AGO + 2 * 86400, monotonic=time.monotonic)
    monkeypatch.setattr("cvae_tui.tui.screens.runs.time", clock)
    monkeypatch.setattr("cvae_tui.tui.widgets.runs_table.time", clock)
    monkeypatch.setattr(Studio, "NOTIFICATION_TIMEOUT", 3600)
    preset = Preset("default", "tense", TenseConfig(epochs=60), "Attends to the word.", "the tests")
    monkeypatch.setattr("cvae_tui.tui.dialogs.start.all_presets", lambda: (preset,))
    monkeypatch.setattr("cvae_tui.tui.dialogs.measuring.Measuring.begin", lambda self, order: None)
    monkeypatch.setattr("cvae_tui.core.sessions.load_model", lambda run, device: MODELS.get(run.name, Verbs)())
    with registered():
        yield


def make_runs() -> None:
    make_run("study", study(), variant="attention", spent=True, score={"verdict": "used"})
    make_run("first", spent=True, score={"gaussian": {"score": 0.44}, "verdict": "leaky"})
    make_run("annealed", history(150, "stopped"), reason="stopped", variant="lstm-h", kl_weight=0.1)
    make_run("a-run-with-a-name-that-is-rather-long-for-a-column", history(90, None), reason="", kl="cyclical")
    make_run("pictures", [Started(0, "toy", "", "cpu", 8, 4, 40, None), Alert(0, "note", "two pictures")], task="toy")
    damaged = make_run("damaged") / "config.json"
    damaged.write_text("{")
    os.utime(damaged, (LONG_AGO, LONG_AGO))


def become(app: Studio, state: EngineState) -> None:
    """Have the engine be in a state, half way through its run."""
    session = app.runner._session
    assert session is not None
    session.snapshot = replace(
        session.snapshot, state=state, step=1200, epoch=30.0, epochs=60, fraction=0.5, examples_per_second=2440.0,
        seconds_left=60.0, overrides=frozenset({"kl_weight"}), pending={"lr": 0.0005},
    )  # fmt: skip
    app.dashboard.post_message(Changed(session.snapshot))


@pytest.mark.parametrize("name", CASES)
def test_picture(name: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    make_runs()
    for variable in case.environment:
        monkeypatch.setenv(variable, "1")
    if case.run == "reviews":
        make_run("reviews", [Started(0, "sentiment", "both", "cpu", 8, 4, 40, None)], task="sentiment")
    app = Studio(run=case.run, device="cpu")
    app.theme = case.theme

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        if case.run is not None:
            pane = app.dashboard.panes.samples
            await until(pilot, lambda: len(pane.samples.answers) == len(pane.samples.rows))
        if case.state != "ready":
            become(app, case.state)
            await settled(pilot)
        for key in case.keys:
            await pilot.press(key)
            # What it opens or asks has the keys behind it.
            if key == "enter":
                await settled(pilot)
        await settled(pilot)
        if case.then is not None:
            case.then(app)
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.node is app.screen])
        # A strip that has come leaves the charts less room, and they agree on their margins once more.
        for _ in range(3):
            await settled(pilot)
            for _ in range(4):
                app.dashboard.curves._tick()
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await settled(pilot)

    try:
        assert snap_compare(app, terminal_size=case.size, run_before=act)
    finally:
        app.runner.close()
        assert app.runner.join(60)
