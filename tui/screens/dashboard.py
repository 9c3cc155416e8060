"""The one dashboard: curves, prompt and noise rows always in reach; side by side or, on a narrow screen, in tabs."""

from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.widgets import Static

from ...core.errors import nearest
from ...core.events import Alert, Evaluated, Event, Finished
from ..format import Tone, sentence
from ..messages import Answered, Ask, Changed, Complaint, Latent, Opened, Overlaid, Snapshot, Told, TrainOrder
from ..runner import Runner
from ..widgets.dials_row import DialsRow
from ..widgets.grid import GridPane
from ..widgets.header import Header
from ..widgets.hints import Hints
from ..widgets.latent_view import LatentView
from ..widgets.pane_tabs import PaneTabs
from ..widgets.prompt import PromptPane
from ..widgets.ticker import Ticker
from .log import LogScreen, Record
from .panes import Panes

if TYPE_CHECKING:
    from ..widgets.curves_pane import CurvesPane

RENEWED = 1.0
"""Seconds between two decodings of what is on the screen while a model learns."""

NO_CURVES = {
    "loading": "Loading ...",
    "running": "The first report of the losses is on its way.",
    "paused": "Paused before the first report of the losses.\nspace goes on.",
    "ready": "No curves yet.\nt trains a model, o opens a run.",
}


class Dashboard(Panes):
    """Puts the runner's messages into the widgets, and the widgets' questions to the runner."""

    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    frozen: reactive[bool] = reactive(False)

    def __init__(self, runner: Runner, order: TrainOrder, ascii_only: bool = False, smoothing: float = 0.0) -> None:
        super().__init__(runner, order)
        self.records: list[Record] = []
        self._ascii_only, self._smoothing = ascii_only, smoothing
        self._curves: CurvesPane | None = None
        self._handed = 0
        self._renewed_at = 0.0
        self._waits_to_renew = False
        self._renewed_step = -1

    def compose(self) -> ComposeResult:
        """Lay out the lines and the panes."""
        yield Header()
        yield DialsRow()
        yield PaneTabs()
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Static(NO_CURVES["loading"], id="to-come")
                yield LatentView(id="latent", classes="pane")
            with Vertical(id="right"):
                yield PromptPane(id="prompt", classes="pane")
                yield GridPane(id="grid", classes="pane")
        yield Ticker()
        yield Hints()

    def on_mount(self) -> None:
        """Show the first state."""
        self.use_ascii(self._ascii_only)
        self._show(self.runner.snapshot)
        self.show_panes()

    async def bring_curves(self) -> None:
        """Put the curves where they belong. What draws them takes a moment to import: the first paint goes without."""
        from ..widgets.curves_pane import CurvesPane

        curves = CurvesPane(id="curves", classes="pane")
        with self.app.batch_update():
            await self.query_one("#to-come").remove()
            await self.query_one("#left").mount(curves, before=0)
        self._curves = curves
        curves.smoothing, curves.ascii = self._smoothing, self._ascii_only
        curves.hint = NO_CURVES.get(self.engine.state, NO_CURVES["ready"])
        self.show_panes()

    @property
    def curves(self) -> "CurvesPane":
        """The curves, which are there before the runner says anything."""
        assert self._curves is not None
        return self._curves

    @property
    def maximised(self) -> bool:
        """Whether one chart has the place of all."""
        return self._curves is not None and self._curves.maximised

    def restore_charts(self) -> None:
        """Show all charts again."""
        self.curves.maximised = False

    def use_ascii(self, ascii_only: bool) -> None:
        """Draw with plain characters, or with all there are."""
        self.set_class(ascii_only, "-ascii")
        self.query_one(Header).plain = self.query_one(DialsRow).plain = self.query_one(Ticker).plain = ascii_only
        self.query_one(PromptPane).ascii_only = self.query_one(GridPane).ascii_only = ascii_only
        self.query_one(LatentView).ascii = ascii_only

    # --- from the runner ---------------------------------------------------------------------------------------------

    def on_changed(self, message: Changed) -> None:
        """Take in the engine's new state."""
        if not self.frozen:
            self._show(message.snapshot)
        if message.snapshot.step != self._renewed_step:
            self._renew_in_time()

    def on_told(self, message: Told) -> None:
        """Hand new events on, and tell of those worth a sentence."""
        for event in message.news:
            self._tell(event)
        if not self.frozen:
            self._extend()
        if any(isinstance(event, Evaluated | Finished) for event in message.news):
            self._renew(self.runner.snapshot.step)

    def on_opened(self, message: Opened) -> None:
        """Show another run."""
        self.frozen = False
        self.curves.overlay("", None)
        self._show_history()
        self._show(self.runner.snapshot)
        self._renewed_step = -1
        self.query_one(PromptPane).forget()
        self.query_one(GridPane).show_model(message.model.latent)
        self._recall()
        if self.latent_shown:
            self.runner.ask(Latent())

    def on_answered(self, message: Answered) -> None:
        """Hand an answer to the panes; each knows what it asked."""
        if isinstance(message.question, Latent):
            if message.error:
                self.complain(message.error)
            else:
                self.query_one(LatentView).show(message.report or {}, message.step)
            return
        self.query_one(PromptPane).answer(message)
        self.query_one(GridPane).answer(message)

    def on_overlaid(self, message: Overlaid) -> None:
        """Lay another run under the curves."""
        self.curves.overlay(message.name, message.curves)

    def on_complaint(self, message: Complaint) -> None:
        """Tell what could not be done."""
        self.complain(message.sentence)

    def on_ask(self, message: Ask) -> None:
        """Put a pane's question to the runner."""
        message.stop()
        self.runner.ask(message.question)

    def _show(self, snapshot: Snapshot) -> None:
        before = self.query_one(Header).snapshot
        self.query_one(Header).snapshot = snapshot
        self.query_one(DialsRow).snapshot = snapshot
        if before.state != snapshot.state and self._curves is not None:
            self._curves.hint = NO_CURVES.get(snapshot.state, NO_CURVES["ready"])
            if before.state == "loading" and snapshot.state in ("ready", "running"):
                self.query_one(GridPane).show_model(snapshot.model.latent)
                self.query_one(PromptPane).forget()
            self.refresh_bindings()

    def _show_history(self) -> None:
        events = list(self.runner.history)
        self._handed = len(events)
        self.curves.show(events)

    def _recall(self) -> None:
        """Put the last that was said of the opened run into the ticker."""
        worth = [event for event in self.runner.history if isinstance(event, Evaluated | Alert)]
        text, tone = sentence(worth[-1]) if worth else ("", "plain")
        self.query_one(Ticker).said = ("", text, tone)

    def _extend(self) -> None:
        events = self.runner.history[self._handed :]
        if events:
            self._handed += len(events)
            self.curves.extend(events)

    def _renew_in_time(self) -> None:
        """Renew now or, so soon after the last time, in a while: what the last step of all changed is seen too."""
        left = RENEWED - (monotonic() - self._renewed_at)
        if left <= 0:
            self._renew(self.engine.step)
        elif not self._waits_to_renew:
            self._waits_to_renew = True
            self.set_timer(left, self._renew_after_all)

    def _renew_after_all(self) -> None:
        self._waits_to_renew = False
        if self.engine.step != self._renewed_step:
            self._renew(self.engine.step)

    def _renew(self, step: int) -> None:
        """Have what is on the screen decoded again by the model as it is now."""
        if self.frozen or self.engine.state == "loading":
            return
        self._renewed_at, self._renewed_step = monotonic(), step
        self.query_one(PromptPane).stale(step)
        self.query_one(GridPane).stale(step)
        if self.latent_shown and self.engine.state != "running":
            self.runner.ask(Latent())

    # --- told to the reader ------------------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        text, tone = sentence(event)
        self.record(text, tone)
        if tone == "bad":
            self.notify(text, severity="error", markup=False)
        elif tone == "good":
            self.notify(text, markup=False)

    def record(self, text: str, tone: Tone = "plain") -> None:
        """Keep a sentence in the log and show it in the ticker."""
        self.query_one(Ticker).said = (self._write_down(text, tone), text, tone)

    def keep(self, text: str, tone: Tone) -> None:
        """Keep in the log what a notice says, unless the ticker has just said it."""
        if not self.records or self.records[-1].text != text:
            self._write_down(text, tone)

    def _write_down(self, text: str, tone: Tone) -> str:
        time = datetime.now().strftime("%H:%M:%S")
        self.records.append(Record(time, text, tone))
        return time

    def complain(self, sentence: str) -> None:
        """Tell the reader what cannot be done, and keep it in the log."""
        self.record(sentence, "bad")
        self.notify(sentence, severity="warning", markup=False)

    def action_freeze(self) -> None:
        """Hold the display, or let it go on from where the run is by now."""
        self.frozen = not self.frozen

    def watch_frozen(self, frozen: bool) -> None:
        """Say so and, when the display is freed, catch up."""
        if not self.is_mounted:
            return
        self.query_one(Header).frozen = frozen
        if self._curves is not None:
            self._curves.freeze(frozen)
        if not frozen:
            self._show(self.runner.snapshot)
            self._extend()
            self._renew_after_all()

    def action_log(self) -> None:
        """Show what happened."""
        self.app.push_screen(LogScreen(self.records))

    def set_theme(self, name: str) -> None:
        """Change the colours."""
        names = list(self.app.available_themes)
        wanted = name if name in names else f"cvae-{name.strip().lower().replace(' ', '-')}"
        if wanted in names:
            self.app.theme = wanted
        else:
            self.complain(f"there is no theme {name[:40]!r}; {nearest(name, names)}")
