"""The one dashboard: it puts the runner's messages into the widgets, and the widgets' questions to the runner."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input

from ...core.errors import CvaeError, UsageError
from ...core.events import Evaluated, Event, Finished
from ...core.registry import find_preset, find_task
from ...core.runs.paths import home, runs_folder
from ...core.sessions import TrainOrder
from ...core.spec import TaskSpec
from ..commands import Order, SetDial
from ..keys import OWNERS, Key, bindings
from ..messages import (
    Answered,
    Ask,
    AskAhead,
    Changed,
    Complaint,
    Diagnosis,
    Opened,
    Overlaid,
    RunChoice,
    Samples,
    Snapshot,
    Told,
)
from ..runner import Runner
from ..widgets.dials import DialsStrip
from ..widgets.hints import Hints
from ..widgets.lesson_strip import LessonStrip
from ..widgets.lines import DialsRow, Header, Line, Record, Ticker
from ..widgets.map_view import MapView
from ..widgets.prompt import CommandGiven
from ..widgets.samples import WholeAsked
from ..widgets.typed_line import FILE, KeptHistory, TypedLine
from ..widgets.usage_line import UsageLine
from .controls import Controls
from .layout import NO_CURVES, NO_RUN, Panes
from .lessons import Lessons
from .notices import Notices
from .renewal import Renewal
from .views import Views

if TYPE_CHECKING:
    from ..widgets.curves_pane import CurvesPane


class Dashboard(Screen[None]):
    """Header, dials, panes, ticker and hints around one task's model; `notices` has the log."""

    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings("training", "panes", "runs")

    frozen: reactive[bool] = reactive(False)

    def __init__(self, runner: Runner, order: TrainOrder, smoothing: float = 0.0) -> None:
        super().__init__()
        self.runner = runner
        self.spec = _spec_of(order)
        self.notices = Notices(self)
        self.controls = Controls(self, runner, order)
        self.panes = Panes(smoothing)
        self.views = Views(self.panes, runner)
        self.lessons = Lessons(self, runner, order.data)
        self._held_back: list[Event] = []
        self._renewal = Renewal(self.set_timer, self._renew)

    def compose(self) -> ComposeResult:
        """Lay out the lines and the panes."""
        yield Header()
        yield DialsRow()
        yield LessonStrip()
        yield self.panes
        yield UsageLine()
        yield Ticker()
        yield Hints(self)

    def on_mount(self) -> None:
        """Show the first state."""
        self.panes.prompt.history = KeptHistory(home() / FILE)
        self.panes.prompt.shown = lambda: self.panes.samples.shown
        self.show_task(self.spec)
        self._show(self.engine)

    @property
    def engine(self) -> Snapshot:
        """The engine's latest state."""
        return self.runner.snapshot

    @property
    def curves(self) -> "CurvesPane":
        """The curves, which are there before the runner posts anything."""
        assert self.panes.curves is not None
        return self.panes.curves

    def show_task(self, spec: TaskSpec) -> None:
        """Speak of another task's model from now on."""
        self.spec = spec
        for line in self.query(Line):
            line.spec = spec
        self.panes.prompt.show_task(spec)

    # --- from the runner ---------------------------------------------------------------------------------------------

    def on_changed(self, message: Changed) -> None:
        """Take in the engine's new state."""
        if not self.frozen:
            self._show(message.snapshot)
        self._renewal.see(message.snapshot.step)

    def on_told(self, message: Told) -> None:
        """Hand new events on, and tell of those worth a sentence."""
        engine = self.engine
        for event in message.events:
            self.notices.announce(event, self.spec, engine.state == "paused" and event.step == engine.step)
        if self.frozen:
            self._held_back += message.events
        else:
            self.curves.extend(message.events)
        self.panes.dials.see(message.events)
        self.lessons.see(message.events)
        if any(isinstance(event, Evaluated | Finished) for event in message.events):
            self._renewal.now(self.engine.step)
            if not self.frozen:
                self.views.see_evaluation()

    def on_opened(self, message: Opened) -> None:
        """Show another run."""
        self._held_back.clear()
        self.frozen = False
        with suppress(UsageError):
            spec = find_task(message.model.task or self.spec.name)
            if spec is not self.spec:
                self.show_task(spec)
        self.curves.show(self.spec, message.events)
        self.lessons.opened()
        self.panes.report.show(None, 0)
        self.panes.map.forget(self.spec)
        self.panes.dials.forget(message.events)
        self._show(self.engine)
        self._renewal.forget()
        self._ask_anew()
        self.notices.show_past(message.events, self.spec)
        if not runs_folder().is_dir() and self.spec.lessons:
            self.notices.record("New here? E opens lessons: small runs to watch, with what they teach.")
        self.views.measure()

    def on_answered(self, message: Answered) -> None:
        """Hand an answer to the panes; each knows what it asked."""
        match message.question:
            case Diagnosis() if message.error and self.panes.report.report is None:
                self.panes.report.said = message.error
            case Diagnosis() if message.error:
                self.complain(message.error)
            case Diagnosis():
                self.panes.report.show(message.report, message.step)
            case _:
                self.panes.prompt.answer(message)
                samples, before = self.panes.samples, self.panes.samples.step
                samples.answer(message)
                if isinstance(message.question, Samples):
                    self.notices.tell_changes(message.step, before, samples.samples.changes)
                self.panes.map.answer(message)

    def on_overlaid(self, message: Overlaid) -> None:
        """Lay another run under the curves."""
        self.curves.overlay(message.name, message.curves, pin=message.pin)

    def on_complaint(self, message: Complaint) -> None:
        """Tell what could not be done."""
        self.lessons.failed()
        self.complain(message.sentence)

    def on_ask(self, message: Ask) -> None:
        """Put a pane's question to the runner; while it loads it has nothing to say, and the panes ask anew after."""
        message.stop()
        if self.engine.state == "loading":
            return
        self.runner.ask(message.question)
        self.views.see_question()

    def on_map_view_turned(self, message: MapView.Turned) -> None:
        """Have the map drawn in other dimensions."""
        message.stop()
        self.views.measure()

    def on_ask_ahead(self, message: AskAhead) -> None:
        """Put what is being typed to the runner, or take it back."""
        message.stop()
        self.runner.ask_ahead(message.question)

    def _show(self, snapshot: Snapshot) -> None:
        before = self.query_one(Header).snapshot
        for line in self.query(Line):
            line.snapshot = snapshot
        if before.state != snapshot.state and self.panes.curves is not None:
            self.curves.hint = NO_CURVES.get(snapshot.state, NO_RUN)
            if before.state == "loading":
                self._ask_anew()
            self.refresh_bindings()

    def _ask_anew(self) -> None:
        """Have the panes ask the model that is there now: it may be loaded by the time that its opening is seen."""
        self.panes.samples.show_model(self.spec, self.engine.model.dimensions)
        self.panes.prompt.forget()

    def _renew(self, step: int) -> bool:
        """Have what is on the screen answered again by the model as it is now; return whether that was done."""
        if self.frozen or self.engine.state == "loading":
            return False
        self.panes.prompt.stale(step)
        self.panes.samples.stale(step)
        self.panes.map.stale(step)
        if self.engine.state != "running":
            self.views.measure()
        return True

    # --- keys and typed commands -------------------------------------------------------------------------------------

    @property
    def part(self) -> str:
        """The part of the keys' table whose keys the last line shows: that of the pane that has the focus."""
        owners = {widget: part for part, widget in OWNERS.items()}
        nodes = [node.id or "" for node in self.focused.ancestors_with_self] if self.focused else []
        return next((owners[node] for node in nodes if node in owners), "live" if self.runner.live else "idle")

    def offered(self, key: Key) -> str | None:
        """Return what the last line calls a key here and now; None leaves it out."""
        return self.controls.offered(key)

    def on_command_given(self, message: CommandGiven) -> None:
        """Carry out a command typed at the prompt."""
        message.stop()
        match message.command:
            case SetDial(name, value):
                self.attempt(lambda: self.controls.turn(name, value))
            case Order(name, argument):
                self.action_order(name, argument)

    def on_whole_asked(self, message: WholeAsked) -> None:
        """Ask for a row of samples in full; the answer is shown at the prompt."""
        message.stop()
        self.panes.prompt.submit(message.line)
        if not self.panes.prompt.is_on_screen:
            self.panes.go_to("prompt")

    def action_order(self, name: str, argument: str = "") -> None:
        """Do what a key or a typed command says."""
        self.attempt(lambda: self.controls.carry_out(name, argument))

    def on_dials_strip_turned(self, message: DialsStrip.Turned) -> None:
        """Send a dial's value to the engine, or say why it cannot be."""
        message.stop()
        try:
            self.controls.turn(message.dial, message.value)
        except CvaeError as error:
            self.panes.dials.refuse(message.dial, message.value)
            self.complain(str(error))

    async def act(self, key: Key) -> None:
        """Do what a key does, on the part that owns it."""
        owner = self.query_one(f"#{OWNERS[key.where]}") if key.where in OWNERS else self
        await self.app.run_action(key.action, self.app if key.where == "everywhere" else owner)

    def open_run(self, run: Path) -> None:
        """Open a run."""
        self.attempt(lambda: self.controls.choose(RunChoice("open", run)))

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something, or say why it cannot be done."""
        try:
            act()
        except CvaeError as error:
            self.complain(str(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to those who type the keys that go elsewhere, and tab where it completes a line."""
        typed = self.focused if isinstance(self.focused, Input) else None
        if typed is not None and parameters[:1] == ("next",):
            return not (isinstance(typed, TypedLine) and typed.completed)
        return typed is None or parameters[:1] not in (("type",), ("dials",))

    def watch_frozen(self, frozen: bool) -> None:
        """Say so and, when the display is freed, catch up."""
        if not self.is_mounted:
            return
        self.query_one(Header).frozen = frozen
        if not frozen:
            held, self._held_back = self._held_back, []
            self._show(self.engine)
            self.curves.extend(held)
            self._renewal.see(self.engine.step)

    # --- for the reader ----------------------------------------------------------------------------------------------

    @property
    def records(self) -> list[Record]:
        """What was told since the app began."""
        return self.notices.records

    def complain(self, sentence: str) -> None:
        """Tell the reader what cannot be done."""
        self.notices.complain(sentence)


def _spec_of(order: TrainOrder) -> TaskSpec:
    """Return the task that the app opens with: the one named, or that of the preset."""
    with suppress(UsageError):
        return find_task(order.task or (find_preset(order.preset).task if order.preset else None))
    return find_task(None)
