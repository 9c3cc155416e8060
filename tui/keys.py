"""The keys: one table from which the bindings, the help screen and README's table are made.

`python -m cvae_tui.tui.keys` prints README's table. No key is one that tmux (ctrl+b), screen (ctrl+a) or zellij
(ctrl+g, p, t, n, h, s, o, q) takes; letters act only while no input has the focus.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from textual.binding import Binding, BindingType
from textual.keys import format_key


@dataclass(frozen=True)
class Key:
    """A binding: `id` is what a keymap names it by, `where` the part that owns it, `footer` its place there, if any.

    With `priority` it acts before the next key is handed out: what comes in a burst, as over a slow line, goes where
    the reader means it to go. Keys that move the focus need that.
    """

    id: str
    key: str
    action: str
    short: str
    tooltip: str
    where: str
    footer: bool = False
    priority: bool = False

    def binding(self) -> Binding:
        """Return it as Textual wants it."""
        return Binding(
            self.key,
            self.action,
            self.short,
            show=self.footer,
            priority=self.priority,
            tooltip=self.tooltip,
            id=self.id,
        )


TABLE: tuple[Key, ...] = (
    # Everywhere
    Key("app.help", "question_mark,f1", "help", "help", "Every key, and what the panes show", "everywhere", True),
    Key("app.palette", "P,f2", "command_palette", "palette", "Everything the app can do, by name", "everywhere"),
    Key("app.quit", "q", "quit", "quit", "Leave; a run that is live is saved first", "everywhere", True),
    Key("app.theme", "T", "next_theme", "theme", "The next of the themes", "everywhere"),
    # Training
    Key("train.start", "t", "train", "train", "Choose a preset and data, and train a model", "training", True),
    Key("train.pause", "space", "pause", "pause", "Pause between two steps, or go on", "training", True),
    Key("train.step", "full_stop", "single_step", "one step", "Learn one batch, then pause", "training", True),
    Key("train.save", "s", "save", "save", "Write a checkpoint now", "training"),
    Key("train.stop", "x", "stop", "stop", "Save and end the run; it can be resumed", "training", True),
    Key("train.dials", "d", "dials", "dials", "Turn a dial by hand, or let it follow its schedule", "training", True),
    Key("show.freeze", "f", "freeze", "freeze", "Hold the display still; training goes on", "training"),
    # Panes
    Key("pane.curves", "1", "pane('curves')", "curves", "Go to the curves", "panes"),
    Key("pane.prompt", "2", "pane('prompt')", "prompt", "Go to the answers", "panes"),
    Key("pane.grid", "3", "pane('grid')", "grid", "Go to the noise rows", "panes"),
    Key("pane.zoom", "z", "zoom", "zoom", "Give the pane the whole screen, or give it back", "panes"),
    Key("prompt.focus", "i,slash", "type", "type", "Type a word or a command", "panes", True, True),
    Key(
        "prompt.command",
        "colon",
        "command",
        "command",
        "Type a command, such as :open RUN, :set kl 0.1",
        "panes",
        False,
        True,
    ),
    Key(
        "prompt.leave", "escape", "leave", "leave", "Leave the input, the zoom or what lies on top", "panes", True, True
    ),
    Key("grid.resample", "r", "resample", "resample", "New noise for every row that is not locked", "panes", True),
    Key("show.latent", "v", "latent", "latent", "Bars of KL per dimension, in the curves' place", "panes", True),
    # Runs and records
    Key("runs.open", "o", "runs", "runs", "Runs: open, overlay, compare, resume, delete", "runs", True),
    Key("log.open", "L", "log", "log", "What happened and every notice, to read again", "runs"),
)

TITLES = {
    "everywhere": "Everywhere",
    "training": "Training",
    "panes": "Panes",
    "runs": "Runs and records",
    "curves": "In the curves",
    "latent": "In the latent view",
    "prompt": "In the prompt",
    "grid": "In the noise rows",
    "list": "In the list of runs",
}

# Imported by name when the whole table is wanted: these modules may import this one.
OWNERS = {
    "curves": (".widgets.curves_pane", "CurvesPane"),
    "latent": (".widgets.latent_view", "LatentView"),
    "prompt": (".widgets.prompt", "PromptPane"),
    "grid": (".widgets.grid", "GridPane"),
    "list": (".screens.runs", "RunsScreen"),
}


def bindings(*where: str) -> list[BindingType]:
    """Return the bindings of some parts of the table, for a class's BINDINGS."""
    return [key.binding() for key in TABLE if key.where in where]


def every_key() -> dict[str, list[Key]]:
    """Return the whole table by part, the panes' own keys included; a key that is only a second way is left out."""
    parts: dict[str, list[Key]] = {}
    for key in TABLE:
        parts.setdefault(key.where, []).append(key)
    for where, (module, name) in OWNERS.items():
        owner = getattr(import_module(module, __package__), name)
        parts[where] = [*parts.get(where, []), *_of(where, owner.__dict__.get("BINDINGS", ()))]
    return {where: keys for where, keys in parts.items() if keys}


def _of(where: str, found: Iterable[BindingType]) -> list[Key]:
    keys: list[Key] = []
    for given in found:
        (binding,) = Binding.make_bindings([given]) if isinstance(given, tuple) else (given,)
        if binding.description and not binding.system:
            tooltip = binding.tooltip or binding.description
            keys.append(
                Key(binding.id or "", binding.key, binding.action, binding.description, tooltip, where, binding.show)
            )
    return keys


def key_ids() -> list[str]:
    """Return every name that a keymap may use."""
    return [key.id for keys in every_key().values() for key in keys if key.id]


def spoken(keys: str) -> str:
    """Return keys as a reader knows them: `question_mark,f1` is `? f1`."""
    names = {"space": "space", "escape": "esc", "enter": "enter", "delete": "del", "pageup": "pgup", "pagedown": "pgdn"}
    return " ".join(names.get(key, format_key(key)) for key in keys.split(","))


def markdown() -> str:
    """Return README's table of keys."""
    lines: list[str] = ["| Key | Does | In `settings.toml` | |", "|---|---|---|---|"]
    for where, keys in every_key().items():
        title: Sequence[str] = [f"*{TITLES[where]}*"]
        for key in keys:
            shown = " ".join(f"`{name}`" for name in spoken(key.key).split())
            name = f"`{key.id}`" if key.id else ""
            lines.append(f"| {shown} | {key.tooltip} | {name} | {title[0] if title else ''} |")
            title = []
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
