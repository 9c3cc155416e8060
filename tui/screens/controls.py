"""What keys and typed commands do to a run: they ask the runner, or open a dialog first."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from ...core.errors import CvaeError
from ...core.runs.paths import find_run
from ..commands import AppCommand, Export, Open, Order, Seed, SetDial, Theme, Train, WalkAlong
from ..keys import bindings
from ..messages import RunChoice, Snapshot, TrainOrder, Walk
from ..runner import Runner
from ..widgets.grid import GridPane
from ..widgets.prompt import CommandGiven, PromptPane

if TYPE_CHECKING:
    from ..dialogs.dial import Turn

NOT_LIVE = "nothing is being trained; t starts a run, o resumes one"
NOT_HERE = "{} is trained by another process; it is stopped and turned there"
LIVE_ACTIONS = {"single_step": "step", "stop": "stop", "dials": "dials", "save": "save"}
IDLE_ACTIONS = {"train": "train", "runs": "runs", "latent": "latent"}
LIVE = "a run is being trained; x saves and stops it"


class Controls(Screen[None]):
    """The actions of the dashboard that concern runs and their training."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("training", "runs")

    def __init__(self, runner: Runner, order: TrainOrder) -> None:
        super().__init__()
        self.runner = runner
        self.order = order

    @property
    def engine(self) -> Snapshot:
        """The engine's latest state."""
        return self.runner.snapshot

    def offered(self, action: str) -> str | None:
        """Return what the last line calls an action here and now; None leaves it out. The key answers all the same."""
        live = self.engine.state in ("running", "paused", "stopping")
        if action == "pause":
            return {"running": "pause", "paused": "go on"}.get(self.engine.state)
        if action in LIVE_ACTIONS:
            return LIVE_ACTIONS[action] if live else None
        if action in IDLE_ACTIONS:
            return None if live else IDLE_ACTIONS[action]
        return action

    # --- training ----------------------------------------------------------------------------------------------------

    def action_train(self, preset: str | None = None) -> None:
        """Ask for what a run needs, then start it."""
        if self.runner.live:
            self.complain(LIVE)
            return
        # What a key opens is imported then, not before the first paint.
        from ...core.registry import find_preset
        from ..dialogs.start import StartDialog

        order = self.order if preset is None else TrainOrder(preset, self.order.data, "", (), self.order.device)
        try:
            find_preset(order.preset)
        except CvaeError as error:
            self.complain(str(error))
        else:
            self.app.push_screen(StartDialog(order), self._train)

    def _train(self, order: TrainOrder | None) -> None:
        if order is not None:
            self.runner.train(order)

    def action_pause(self) -> None:
        """Pause, or go on."""
        if self._is_live():
            self.runner.pause(self.engine.state == "running")

    def action_single_step(self) -> None:
        """Learn one batch."""
        if self._is_live():
            self.runner.step()

    def action_save(self) -> None:
        """Write a checkpoint."""
        if self._is_live():
            self.runner.save()

    def action_stop(self) -> None:
        """Save and end the run."""
        if self._is_live():
            self.runner.stop()

    def action_dials(self) -> None:
        """Turn a dial in its dialog."""
        from ..dialogs.dial import DialDialog

        if self._is_live():
            self.app.push_screen(DialDialog(self.engine.dials, self.engine.held, self.engine.sent), self._turn)

    def _turn(self, turn: "Turn | None") -> None:
        if turn is not None:
            self.runner.turn(turn.dial, turn.value)

    def _is_live(self) -> bool:
        if not self.runner.live:
            self.complain(NOT_HERE.format(self.engine.model.name) if self.engine.followed else NOT_LIVE)
        return self.runner.live

    # --- runs --------------------------------------------------------------------------------------------------------

    def action_runs(self) -> None:
        """List the runs."""
        from .runs import RunsScreen

        opened = Path(self.engine.model.folder) if self.engine.model.name else None
        self.app.push_screen(RunsScreen(opened if self.runner.live else None, opened), self._choose)

    def _choose(self, choice: RunChoice | None) -> None:
        if choice is None:
            return
        if choice.action == "overlay":
            self.runner.overlay(choice.run)
        elif self.runner.live:
            self.complain(LIVE)
        elif choice.action == "open":
            self.runner.open(choice.run)
        else:
            self.runner.resume(choice.run, choice.settings)

    # --- typed commands ----------------------------------------------------------------------------------------------

    def on_command_given(self, message: CommandGiven) -> None:
        """Carry out a command typed at the prompt."""
        message.stop()
        self.carry_out(message.command)

    def carry_out(self, command: AppCommand) -> None:
        """Do what a typed command says."""
        match command:
            case Order(name):
                self._ordered(name)
            case Train(preset):
                self.action_train(preset)
            case Open(run):
                self._open(run)
            case SetDial(name, value):
                if self._is_live():
                    self.runner.turn(name, value)
            case Theme(name):
                self.set_theme(name)
            case Export(path):
                self.query_one(GridPane).action_export(path)
            case Seed(number):
                self.query_one(GridPane).reseed(number)
            case WalkAlong():
                self._walk(command)

    def _ordered(self, name: str) -> None:
        match name:
            case "pause" | "go":
                if self._is_live():
                    self.runner.pause(name == "pause")
            case "step":
                self.action_single_step()
            case "stop":
                self.action_stop()
            case "save":
                self.action_save()
            case "quit":
                self.call_later(self.app.action_quit)
            case _:
                pass

    def _open(self, run: str) -> None:
        if self.runner.live:
            self.complain(LIVE)
            return
        try:
            self.runner.open(find_run(run))
        except CvaeError as error:
            self.complain(str(error))

    def _walk(self, command: WalkAlong) -> None:
        noise = (command.seed, ()) if command.seed is not None else self.query_one(GridPane).noise_of(command.row)
        if noise is None:
            self.complain(f"there is no noise row {command.row}; count the rows from 1")
        else:
            self.query_one(PromptPane).put(Walk(noise, command.dimension))

    # --- for the dashboard to fill in --------------------------------------------------------------------------------

    def complain(self, sentence: str) -> None:
        """Tell the reader what cannot be done."""
        raise NotImplementedError

    def set_theme(self, name: str) -> None:
        """Change the colours."""
        raise NotImplementedError
