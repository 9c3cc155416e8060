"""The app: settings, themes, the runner's life, and the commands that are everywhere."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from .dialogs.question import QuestionDialog
from .keys import TABLE, bindings, key_ids
from .messages import TrainOrder
from .runner import Runner
from .sanitize import Plain
from .screens.dashboard import Dashboard
from .screens.help import HelpScreen
from .settings import Settings, check_keys, read_settings
from .signals import EndBySignal
from .themes import THEMES

PATIENCE = 1.8
"""Seconds that quitting waits for the engine's thread, which saves; after that it ends behind the closed screen."""


class Studio(App[None]):
    """A studio in the terminal for conditional sequence VAEs."""

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
        runner: Callable[[Callable[[Message], object], str], Runner] = Runner,
    ) -> None:
        """Take what to open; with `train`, a run begins at once, named `run`. `runner` is what makes the runner."""
        super().__init__()
        self._run = run
        self._order = TrainOrder(preset or "default", data, run or "" if train else "", (), device)
        self._begins_with_training = train
        self._leaving = False
        self._hurried = False
        self._plain = Plain()
        self._complaints: list[str] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.settings = self._read_settings()
        self.theme = self.settings.theme
        self.runner = runner(self._post, device)
        self._ending = EndBySignal(self.runner.close, lambda: not self.runner.working, self._leave_soon)
        self.dashboard = Dashboard(self.runner, self._order, self.settings.ascii, self.settings.smoothing)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the dashboard."""
        return self.dashboard

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let nothing from outside steer the terminal, whichever widget shows it."""
        return [*super().get_line_filters(), self._plain]

    def on_mount(self) -> None:
        """Paint first; what draws curves comes after, then the engine, and torch with it."""
        self.set_keymap(self.settings.keys)
        if not self.is_headless:
            self._ending.listen()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        await self.dashboard.bring_curves()
        for complaint in self._complaints:
            self.dashboard.complain(complaint)
        if self._begins_with_training:
            self.dashboard.pane = "curves"
        self.runner.start(
            None if self._begins_with_training else self._run, self._order if self._begins_with_training else None
        )

    def on_unmount(self) -> None:
        """Whatever ended the app, the run is saved."""
        self.runner.close()

    def _post(self, message: Message) -> object:
        return self.dashboard.post_message(message)

    def _read_settings(self) -> Settings:
        settings, self._complaints = read_settings(list(self.available_themes))
        if settings.keys:
            keys, wrong = check_keys(settings.keys, key_ids())
            self._complaints += wrong
            settings = Settings(settings.theme, settings.ascii, settings.smoothing, keys)
        return settings

    # --- leaving -----------------------------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; while a run is live, ask once."""
        if not self.runner.live:
            await self._leave()
        elif isinstance(self.screen, QuestionDialog):
            return
        else:
            text = "A run is being trained. It is saved before the app ends, and can be resumed from the list of runs."
            self.push_screen(QuestionDialog("Quit?", text, "Save and quit", "Stay"), self._left)

    def action_help_quit(self) -> None:
        """Ctrl+C saves and ends without a question; pressed once more, it does not wait."""
        if self._leaving:
            self._hurried = True
            self.exit()
        else:
            self.run_worker(self._leave(), group="leave")

    async def _left(self, leave: bool | None) -> None:
        if leave:
            await self._leave()

    async def _leave(self) -> None:
        if self._leaving:
            return
        self._leaving = True
        self.runner.close()
        began = monotonic()
        while self.runner.working and monotonic() - began < PATIENCE:
            await asyncio.sleep(0.02)
        self.exit()

    def notify(self, message: str, **options: Any) -> None:
        """Show a notice and keep it in the log, whoever gives it."""
        super().notify(message, **options)
        self.dashboard.keep(message, "plain" if options.get("severity", "information") == "information" else "bad")

    def run(self, *args: Any, **options: Any) -> None:
        """Run until the screen is closed."""
        try:
            return super().run(*args, **options)
        finally:
            self._ending.disarm()
            if self.runner.working:
                # The engine may be inside torch; a checkpoint half written lies beside the whole one and harms nothing.
                self._ending.expect_impatience()
                if self._hurried:
                    self._ending.leave_at_once()

    def _leave_soon(self) -> None:
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(lambda: self.run_worker(self._leave(), group="leave"))

    # --- everywhere --------------------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Show every key."""
        self.push_screen(HelpScreen(self.settings.keys))

    def action_next_theme(self) -> None:
        """Go to the next of our own themes."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything the keys do, by name, for the palette."""
        owner = {"everywhere": "app"}
        for key in TABLE:
            if key.action == "command_palette":
                continue
            namespace = owner.get(key.where, "screen")
            title = f"{key.short[:1].upper()}{key.short[1:]}"
            yield SystemCommand(title, key.tooltip, self._doing(f"{namespace}.{key.action}"))
        for theme in THEMES:
            yield SystemCommand(f"Theme: {theme.name}", "Change the colours", self._wearing(theme.name))

    def _doing(self, action: str) -> Callable[[], None]:
        async def act() -> None:
            await self.run_action(action)

        def later() -> None:
            self.call_later(act)

        return later

    def _wearing(self, theme: str) -> Callable[[], None]:
        def wear() -> None:
            self.theme = theme

        return wear
