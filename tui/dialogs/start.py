"""The dialog that starts a run: a preset, its data, a name, a budget and settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.message import Message
from textual.suggester import Suggester, SuggestFromList
from textual.widgets import Input, Select, Static

from ...core.config import Config
from ...core.errors import CvaeError
from ...core.registry import all_presets, find_task
from ...core.runs.paths import data_folder, unused_names, unused_run
from ...core.sessions import TrainOrder
from ...core.spec import Preset, TaskSpec
from ..format import duration
from .form import Form, field, labelled
from .measuring import Measuring
from .training import parse_budget, parse_settings

MOST_NAMES = 4


class SettingSuggester(Suggester):
    """Completes the setting that is being typed: its name, and then its value where it is one of a few."""

    def __init__(self, config: type[Config]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._config = config

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line with its last part completed."""
        before, last = _last_part(value)
        found = next(iter(completions(last, self._config)), None)
        return None if found is None or found == last else before + found


def completions(part: str, config: type[Config]) -> list[str]:
    """Return what a part of the settings may be completed to; nothing for an empty one."""
    name, sign, begun = part.partition("=")
    if sign:
        choices = config.choices(name) if name in config.names() else ()
        return [f"{name}={choice}" for choice in choices if choice.startswith(begun)]
    return [f"{known}=" for known in config.names() if name and known.startswith(name)]


def _last_part(line: str) -> tuple[str, str]:
    before, blank, last = line.rpartition(" ")
    return before + blank, last


class Choice(Select[str]):
    """A list to choose from; enter is the dialog's while it is closed, and chooses while it is open."""

    class Entered(Message):
        """Enter was pressed on the closed list."""

    def on_key(self, event: Key) -> None:
        """Take enter in turn with the other keys."""
        if event.key == "enter" and not self.expanded:
            event.stop()
            event.prevent_default()
            self.post_message(self.Entered())


class StartDialog(Form[TrainOrder]):
    """Takes what a run needs, the presets of the open task first; the result is the order to train.

    `known` has the seconds that were found before of what an order takes, and takes those that are found here.
    """

    HEADING, YES, KEYS = "Train", "Train", "enter starts   tab next field   esc cancels"
    FIRST = "Choice"
    ABOUT: ClassVar[Mapping[str, str]] = {
        "run": "The name of its folder among the runs, or a path.",
        "budget": "60 epochs, 120 s, 5 min, 1 h; the schedules are spread over it.",
        "settings": "name=value, several with blanks between; right completes a name that is begun.",
    }
    """What is said of a field while nothing is typed into it."""

    def __init__(
        self,
        spec: TaskSpec,
        order: TrainOrder,
        known: dict[TrainOrder, float | None] | None = None,
    ) -> None:
        super().__init__()
        self._given = order
        self._time = Measuring(self, known, self._tell_costs)
        presets = sorted(all_presets(), key=lambda preset: preset.task != spec.name)
        self._presets = {preset.name: preset for preset in presets}
        self._first = order.preset if order.preset in self._presets else spec.presets[0].name

    def fields(self) -> ComposeResult:
        """Lay out the fields; the list of presets has their descriptions."""
        wide = max(map(len, self._presets))
        options = [
            (Text.assemble((f"{name:{wide}}  ", "bold"), preset.shows), name) for name, preset in self._presets.items()
        ]
        yield labelled("Preset", Choice(options, value=self._first, allow_blank=False, compact=True))
        yield Static(id="shows", markup=False)
        yield Static(id="costs", markup=False)
        yield field("Data", "data", self._given.data or "")
        yield field("Run", "run", self._given.run or "")
        yield field("Budget", "budget")
        yield field("Settings", "settings", placeholder="name=value name=value")

    def on_select_changed(self) -> None:
        """Show another preset: what it shows, and what its task offers."""
        preset, spec = self._preset, self._spec
        self.query_one(Select).query_one("#label", Static).update(preset.name)
        self.query_one("#shows", Static).update(f"{preset.shows} Source: {preset.source}.")
        self.query_one("#run", Input).placeholder = next(unused_names(preset.name))
        self.query_one("#budget", Input).placeholder = f"{_budget(preset.config)}, the preset's own"
        data, names = self.query_one("#data", Input), [data.name for data in spec.datasets]
        data.placeholder = ", ".join((*(f"{name} (the default)" for name in names[:1]), *names[1:], spec.data_help))
        data.suggester = SuggestFromList(names)
        self.query_one("#settings", Input).suggester = SettingSuggester(type(preset.config))
        self.check()

    def on_choice_entered(self) -> None:
        """Enter starts from here too."""
        self.accept()

    def on_descendant_focus(self) -> None:
        """Explain the field that is gone to."""
        self.check()

    def check(self) -> None:
        """Say what is wrong, or about the field; and how long the run takes."""
        if not self._is_laid_out:
            return
        if self._unfinished:
            self.query_one("#about", Static).update(self.about())
        else:
            super().check()
        self._tell_costs()

    def about(self) -> str:
        """Explain the field that has the focus."""
        focused = self.focused.id if self.focused is not None and self.focused.id else ""
        if focused == "data":
            sets = [data for data in self._spec.datasets if self.value("data") in ("", data.name)]
            return " ".join(f"{data.name}: {data.about}." for data in sets) or f"{self._spec.data_help}."
        if focused == "settings" and (said := self._about_setting()):
            return said
        return self.ABOUT.get(focused, "Everything can be paused, stopped and resumed later; the screen stays live.")

    def _about_setting(self) -> str:
        """Explain the setting typed last, or those that it may become."""
        config, (_, last) = self._preset.config, _last_part(self.value("settings"))
        name, sign, _ = last.partition("=")
        names = [found.removesuffix("=") for found in completions(name, type(config))]
        if sign and name in config.names():
            choices = " or ".join(config.choices(name))
            values = f" ({choices})" if choices else ""
            return f"{name}: {config.help(name)}{values} The preset's: {getattr(config, name)}."
        if not names:
            return ""
        more = f" Also {', '.join(names[1 : MOST_NAMES + 1])}." if names[1:] else ""
        return f"{names[0]}: {config.help(names[0])}{more}"

    @property
    def _is_laid_out(self) -> bool:
        return bool(self.query("#yes"))

    @property
    def _unfinished(self) -> bool:
        """Whether a name is being typed that may still become a setting's."""
        _, last = _last_part(self.value("settings"))
        typing = self.focused is not None and self.focused.id == "settings"
        return typing and "=" not in last and bool(completions(last, type(self._preset.config)))

    # --- what it costs ---

    def _tell_costs(self) -> None:
        """Say which budget the run has and how long that takes; what is not known is measured after a rest."""
        try:
            order = self._order()
            config = self._preset.config.with_text(dict(order.settings))
        except CvaeError:
            return
        said, known = _budget(config), self._time.known.get(order)
        if not config.seconds and order not in self._time.known:
            said += ", measuring how long ..."
            self._time.begin(order)
        elif known is not None:
            said += f", about {_rough(known)} here"
        parts = (said, self._spec.title, str(config.to_dict().get("variant", "")))
        self.query_one("#costs", Static).update(" · ".join(filter(None, parts)))

    # --- the result ---

    def _order(self) -> TrainOrder:
        """Return the order without a name, as far as it can be made of the fields."""
        preset, data = self._preset, self.value("data") or None
        settings = {**parse_budget(self.value("budget")), **parse_settings(self.value("settings"))}
        data_folder(data, self._spec)
        return replace(
            self._given, preset=preset.name, task=preset.task, data=data, run=None, settings=tuple(settings.items())
        )

    def read(self) -> TrainOrder:
        """Return the order."""
        order, run = self._order(), self.value("run") or None
        self._preset.config.with_text(dict(order.settings))
        if run:
            unused_run(run, self._preset.name)
        return replace(order, run=run)

    @property
    def _preset(self) -> Preset:
        return self._presets[str(self.query_one(Select).value)]

    @property
    def _spec(self) -> TaskSpec:
        return find_task(self._preset.task)


def _budget(config: Config) -> str:
    return f"{duration(config.seconds)} of training" if config.seconds else f"{config.epochs:,} epochs"


def _rough(seconds: float) -> str:
    """Return a time as roughly as it is known."""
    step = 1 if seconds < 10 else 5 if seconds < 120 else 60 if seconds < 7200 else 600
    return duration(max(1, round(seconds / step)) * step)
