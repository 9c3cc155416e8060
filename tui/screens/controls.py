"""What keys and typed commands do: they ask the runner or the panes, or open a dialog first."""

from collections.abc import Callable
from dataclasses import replace
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ...core.errors import CvaeError, UsageError, nearest
from ...core.registry import find_preset, find_task
from ...core.runs.paths import find_run
from ...core.sessions import TrainOrder
from ..commands import axes_of
from ..keys import Key
from ..messages import RunChoice, Snapshot
from ..runner import Runner
from ..widgets.usage_line import UsageLine
from .jump import JumpScreen
from .sheet import LogScreen

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from .dashboard import Dashboard

Answer = TypeVar("Answer")
NOT_LIVE = "nothing is being trained; t starts a run, o resumes one"
NOT_HERE = "{} is trained by another process; it is stopped and turned there"
BUSY = "a run is being trained; x saves and stops it"


class Controls:
    """Carries out orders, most of them to the runner; what a key opens is imported then, not before."""

    def __init__(self, dashboard: "Dashboard", runner: Runner, order: TrainOrder) -> None:
        self._dashboard, self._runner, self._order = dashboard, runner, order
        self.seconds: dict[TrainOrder, float | None] = {}

    @property
    def _engine(self) -> Snapshot:
        return self._runner.snapshot

    def offered(self, key: Key) -> str | None:
        """Return what the last line calls a key here and now; None leaves it out. The key answers all the same."""
        if key.id == "train.pause" and self._engine.state == "paused":
            return "go on"
        model = self._engine.model
        moves = key.id in ("samples.less", "samples.more") and not model.dimensions
        return None if moves or (key.id == "samples.resample" and not model.name) else key.short

    def carry_out(self, name: str, argument: str = "") -> None:
        """Do what a key or a typed command says; `CvaeError` where it cannot be done."""
        board = self._dashboard
        match name:
            case "theme":
                names = list(board.app.available_themes)
                wanted = argument if argument in names else f"cvae-{argument.strip().lower().replace(' ', '-')}"
                if wanted not in names:
                    raise UsageError(f"there is no theme {argument[:40]!r}; {nearest(argument, names)}")
                board.app.theme = wanted
            case "export":
                board.panes.samples.action_export(argument or None)
            case "seed":
                board.panes.samples.reseed(int(argument))
            case "quit":
                board.call_later(board.app.action_quit)
            case "train":
                self._start(replace(self._order, preset=argument, run=None) if argument else self._order)
            case "task":
                self.not_live()
                self._runner.order(lambda session: session.open(None, find_task(argument).name))
            case "open":
                self.choose(RunChoice("open", find_run(argument)))
            case "runs":
                self._list_runs()
            case "map":
                board.views.show_map(board.spec, axes_of(argument))
            case "lesson":
                board.lessons.begin(argument) if argument else board.lessons.open()
            case _:
                self._show(name, argument)

    def _show(self, name: str, argument: str) -> None:
        """Do what concerns the screen alone."""
        board, panes = self._dashboard, self._dashboard.panes
        match name:
            case "pane":
                panes.go_to(argument)
                board.views.measure()
            case "type":
                panes.type(argument)
            case "next":
                panes.go_on(int(argument))
            case "jump":
                self._jump()
            case "back":
                panes.leave()
            case "both":
                panes.both = not panes.both
            case "overlays":
                board.curves.uncover()
            case "whole":
                panes.whole = not panes.whole
            case "resample":
                panes.samples.action_resample()
            case "view":
                board.views.show_next(board.spec)
            case "colour":
                board.views.colour(board.spec)
            case "usage":
                line = board.query_one(UsageLine)
                line.shown = not line.shown
            case "freeze":
                board.frozen = not board.frozen
            case "log":
                board.app.push_screen(LogScreen(board.notices.records, board.notices.past))
            case _:
                self._steer(name, argument)

    def _jump(self) -> None:
        panes = self._dashboard.panes
        places = {name[0]: (name, place) for name, place in panes.places().items()}
        self._ask(JumpScreen(places), panes.enter)

    def _steer(self, name: str, argument: str) -> None:
        self._be_live()
        match name:
            case "dials":
                self._dashboard.panes.show_dials()
            case "turn":
                self._dashboard.panes.turn(int(argument))
            case "toggle" | "pause" | "go":
                paused = self._engine.state == "running" if name == "toggle" else name == "pause"
                self._runner.order(lambda session: session.pause(paused))
            case "step" | "stop" | "save":
                if name == "save":
                    self._dashboard.notices.expect_save()
                self._runner.order(methodcaller(name))
            case _:
                raise UsageError(f"there is no order {name!r}; see the help")

    def turn(self, dial: str, value: float | None) -> None:
        """Turn a dial; `CvaeError` where nothing is being trained here."""
        self._be_live()
        self._runner.order(lambda session: session.turn(dial, value))

    def _start(self, order: TrainOrder) -> None:
        from ..dialogs.start import StartDialog

        self.not_live()
        if order.preset is not None:
            find_preset(order.preset)
        dialog = StartDialog(self._dashboard.spec, order, self.seconds)
        self._ask(dialog, lambda made: self._runner.order(lambda session: session.train(made)))

    def _list_runs(self) -> None:
        from .runs import RunsScreen

        opened = Path(self._engine.model.folder) if self._engine.model.name else None
        live = opened if self._runner.live else None
        self._ask(RunsScreen(self._dashboard.spec, live, opened), self.choose)

    def _ask(self, screen: "ModalScreen[Answer | None]", then: Callable[[Answer], None]) -> None:
        """Show a dialog; unless it is cancelled, do what its answer says."""
        attempt = self._dashboard.attempt
        self._dashboard.app.push_screen(screen, lambda answer: attempt(lambda: then(answer)) if answer else None)

    def choose(self, choice: RunChoice) -> None:
        """Do what was chosen in the list of runs; `CvaeError` where a run is being trained."""
        if choice.action == "overlay":
            for run in (choice.run, *choice.more):
                self._runner.overlay(run, choice.pin)
            return
        self.not_live()
        if choice.action == "open":
            self._runner.order(lambda session: session.open(choice.run))
        else:
            self._runner.order(lambda session: session.resume(choice.run, dict(choice.settings), choice.data))

    def not_live(self) -> None:
        """See that nothing is being trained; else `CvaeError`."""
        if self._runner.live:
            raise CvaeError(BUSY)

    def _be_live(self) -> None:
        if not self._runner.live:
            raise CvaeError(NOT_HERE.format(self._engine.model.name) if self._engine.followed else NOT_LIVE)
