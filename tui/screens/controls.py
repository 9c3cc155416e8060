"""What keys and typed commands do: they ask the runner or the panes, or open a dialog first."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import CvaeError, UsageError, nearest
from ...core.registry import find_preset, find_task
from ...core.runs.paths import find_run
from ...core.sessions import TrainOrder
from ..messages import LIVE, RunChoice, Snapshot
from ..runner import Runner

if TYPE_CHECKING:
    from .dashboard import Dashboard

NOT_LIVE = "nothing is being trained; t starts a run, o resumes one"
NOT_HERE = "{} is trained by another process; it is stopped and turned there"
BUSY = "a run is being trained; x saves and stops it"


class Controls:
    """Carries out orders, most of them to the runner; what a key opens is imported then, not before."""

    def __init__(self, dashboard: "Dashboard", runner: Runner, order: TrainOrder) -> None:
        self._dashboard, self._runner, self._order = dashboard, runner, order

    @property
    def _engine(self) -> Snapshot:
        return self._runner.snapshot

    def offered(self, name: str, text: str) -> str | None:
        """Return what the last line calls an order here and now; None leaves it out. The key answers all the same."""
        live = self._engine.state in LIVE
        if name == "toggle":
            return {"running": "pause", "paused": "go on"}.get(self._engine.state)
        return text if live != (name in ("train", "runs")) else None

    def carry_out(self, name: str, argument: str = "") -> None:
        """Do what a key or a typed command says.

        Raises:
            CvaeError: it cannot be done.
        """
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
                self._not_live()
                self._runner.open(None, find_task(argument).name)
            case "open":
                self.choose(RunChoice("open", find_run(argument)))
            case "runs":
                self._list_runs()
            case _:
                self._steer(name)

    def _steer(self, name: str) -> None:
        self._be_live()
        match name:
            case "dials":
                self._open_dials()
            case "toggle":
                self._runner.pause(self._engine.state == "running")
            case "pause" | "go":
                self._runner.pause(name == "pause")
            case "step":
                self._runner.step()
            case "stop":
                self._runner.stop()
            case "save":
                self._runner.save()
            case _:
                raise UsageError(f"there is no order {name!r}; see the help")

    def turn(self, dial: str, value: float | None) -> None:
        """Turn a dial.

        Raises:
            CvaeError: nothing is being trained here.
        """
        self._be_live()
        self._runner.turn(dial, value)

    def _start(self, order: TrainOrder) -> None:
        from ..dialogs.start import StartDialog

        self._not_live()
        if order.preset is not None:
            find_preset(order.preset)
        dialog = StartDialog(self._dashboard.spec, order)
        self._dashboard.app.push_screen(dialog, lambda made: self._runner.train(made) if made else None)

    def _open_dials(self) -> None:
        from ..dialogs.dial import DialDialog

        dialog = DialDialog(self._dashboard.spec, self._engine)
        self._dashboard.app.push_screen(dialog, lambda turn: self._runner.turn(turn.dial, turn.value) if turn else None)

    def _list_runs(self) -> None:
        from .runs import RunsScreen

        opened = Path(self._engine.model.folder) if self._engine.model.name else None
        live = opened if self._runner.live else None
        screen, attempt = RunsScreen(self._dashboard.spec, live, opened), self._dashboard.attempt
        self._dashboard.app.push_screen(screen, lambda choice: attempt(lambda: self.choose(choice)) if choice else None)

    def choose(self, choice: RunChoice) -> None:
        """Do what was chosen in the list of runs.

        Raises:
            CvaeError: a run is being trained.
        """
        if choice.action == "overlay":
            self._runner.overlay(choice.run)
            return
        self._not_live()
        if choice.action == "open":
            self._runner.open(choice.run)
        else:
            self._runner.resume(choice.run, choice.settings, choice.data)

    def _not_live(self) -> None:
        if self._runner.live:
            raise CvaeError(BUSY)

    def _be_live(self) -> None:
        if not self._runner.live:
            raise CvaeError(NOT_HERE.format(self._engine.model.name) if self._engine.followed else NOT_LIVE)
