"""The app: settings, themes, the runner's life, and the commands that are everywhere."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.color import Color
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from ..core.registry import all_presets, all_tasks
from ..core.runs.listing import list_runs
from ..core.sessions import TrainOrder
from .dialogs.form import QuestionDialog
from .keys import ANYWHERE, KEYS, OWNERS, PARTS, bindings
from .messages import LIVE, Changed
from .runner import Runner
from .sanitize import ascii_only, clean
from .screens.dashboard import Dashboard
from .screens.sheet import HelpScreen, LegendScreen
from .settings import read_settings
from .signals import EndBySignal
from .themes import THEMES
from .title import TerminalTitle

PATIENCE = 1.8
"""Seconds that quitting waits for the engine's thread, which saves; after that it ends behind the closed screen."""


class Sanitize(LineFilter):
    """Lets nothing from outside steer the terminal, whichever widget shows it; lines stay as wide as they were.

    With ASCII only, scroll bars end with a whole cell instead of a part of one.
    """

    def __init__(self, ascii: bool = False) -> None:
        super().__init__()
        self._signs = dict.fromkeys(range(0x2581, 0x2590), " ") if ascii else {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return a line's segments."""
        if all(segment.text.isprintable() for segment in segments) and not self._signs:
            return segments
        return [
            Segment(clean(segment.text.translate(self._signs), cell_len), segment.style, segment.control)
            for segment in segments
        ]


class Studio(App[None]):
    """A studio in the terminal for the small models of every task; `trained` is the run that it trained last."""

    TITLE = "cvae-tui"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f2"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")

    def __init__(
        self,
        run: str | None = None,
        data: str | None = None,
        preset: str | None = None,
        train: bool = False,
        device: str = "auto",
        task: str | None = None,
    ) -> None:
        """Take what to open, by default what the task ships; with `train`, a run begins at once, named `run`."""
        super().__init__()
        self._order = TrainOrder(preset, task, data, run if train else None, (), device)
        self._run, self._trains_at_once = run, train
        self._leaving = self._hurried = False
        for theme in THEMES:
            self.register_theme(theme)
        self.settings, self._complaints = read_settings(list(self.available_themes))
        self.theme = self.settings.theme
        self.runner = Runner(self._post, device)
        self.trained: Path | None = None
        self._title = TerminalTitle(None)
        self._ending = EndBySignal(self.runner.close, lambda: not self.runner.working, self._leave_soon)
        ascii = self.settings.ascii or ascii_only(sys.__stderr__)
        # On the app, so that whatever draws knows it, dialogs too.
        self.set_class(ascii, "-ascii")
        self._sanitize = Sanitize(ascii)
        self.dashboard = Dashboard(self.runner, self._order, self.settings.smoothing)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the dashboard."""
        return self.dashboard

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add what sanitizes every line."""
        return [*super().get_line_filters(), self._sanitize]

    def on_mount(self) -> None:
        """Paint first; what draws curves comes after, then the engine, and torch with it."""
        self.set_keymap(self.settings.keys)
        if not self.is_headless:
            self._ending.listen()
            self._title = TerminalTitle(sys.__stderr__)
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        await self.dashboard.panes.bring_curves()
        for complaint in self._complaints:
            self.dashboard.complain(complaint)
        if self._trains_at_once:
            self.dashboard.panes.pane = "curves"
        self.runner.start(self._run, self._order if self._trains_at_once else None, self._order.task)

    def on_changed(self, message: Changed) -> None:
        """Show in the terminal's title how far it is, and remember which run was trained last."""
        shown = message.snapshot
        self._title.show(shown)
        if shown.state in LIVE and shown.model.folder:
            self.trained = Path(shown.model.folder)

    def on_unmount(self) -> None:
        """Whatever ended the app, the run is saved."""
        self.runner.close()

    def _post(self, message: Message) -> object:
        return self.dashboard.post_message(message)

    # --- leaving -----------------------------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; while a run is live, ask once."""
        if not self.runner.live:
            await self._leave()
        elif not isinstance(self.screen, QuestionDialog):
            text = "A run is being trained. It is saved before the app ends, and can be resumed from the list of runs."
            self.push_screen(QuestionDialog("Quit?", text, "Save and quit", "Stay"), self._leave)

    def action_help_quit(self) -> None:
        """Ctrl+C saves and ends without a question; pressed once more, it does not wait."""
        if self._leaving:
            self._hurried = True
            self.exit()
        else:
            self.run_worker(self._leave(), group="leave")

    async def _leave(self, really: bool | None = True) -> None:
        if not really or self._leaving:
            return
        self._leaving = True
        self.runner.close()
        began = monotonic()
        while self.runner.working and monotonic() - began < PATIENCE:
            await asyncio.sleep(0.02)
        self.exit()

    def run(self, *args: Any, **options: Any) -> None:
        """Run until the screen is closed."""
        try:
            return super().run(*args, **options)
        finally:
            self._ending.disarm()
            self._title.put_back()
            if self.runner.working:
                # The engine may be inside torch; a checkpoint half written lies beside the whole one and harms nothing.
                self._ending.expect_impatience(self._hurried)

    def _leave_soon(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self.run_worker(self._leave(), group="leave"))

    # --- everywhere --------------------------------------------------------------------------------------------------

    def notify(self, message: str, **options: Any) -> None:
        """Show a notice and keep it in the log, whoever gives it."""
        super().notify(message, **options)
        tone = "plain" if options.get("severity", "information") == "information" else "bad"
        self.dashboard.notices.keep(message, tone)

    def action_help(self) -> None:
        """Show every key and sign, those of the part that has the focus first."""
        self.push_screen(HelpScreen(self.settings.keys, self.dashboard.spec, self.dashboard.part))

    def action_legend(self) -> None:
        """Show every sign."""
        self.push_screen(LegendScreen(self.dashboard.spec))

    def action_next_theme(self) -> None:
        """Go to the next of our own themes."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything the app can do, by name, for the palette: what the keys do, presets, runs, tasks, themes.

        Before anything is typed it lists what acts everywhere, and the presets of the open task.
        """
        board = self.dashboard
        for key in KEYS:
            act = partial(self.call_later, board.act, key)
            if key.where in OWNERS:
                yield SystemCommand(f"{PARTS[key.where]}: {key.short}", key.tooltip, act, discover=False)
            elif key.where in ANYWHERE and key.action != "command_palette":
                yield SystemCommand(f"{key.short[:1].upper()}{key.short[1:]}", key.tooltip, act)
        for preset in all_presets():
            train = partial(board.action_order, "train", preset.name)
            yield SystemCommand(f"Train: {preset.name}", preset.shows, train, preset.task == board.spec.name)
        for lesson in (each for spec in all_tasks().values() for each in spec.lessons if not each.after):
            learn = partial(board.action_order, "lesson", lesson.name)
            here = board.spec.lesson(lesson.name) is not None
            yield SystemCommand(f"Lesson: {lesson.title}", lesson.predict, learn, here)
        for run in list_runs():
            yield SystemCommand(f"Open: {run.name}", str(run), partial(board.open_run, run), discover=False)
        for spec in all_tasks().values():
            yield SystemCommand(f"Task: {spec.name}", spec.title, partial(board.action_order, "task", spec.name))
        for theme in THEMES:
            wear = partial(setattr, self, "theme", theme.name)
            yield SystemCommand(f"Theme: {theme.name}", "Change the colours", wear)
